"""`autograder gradebook …`: the records of the course. Each module here adds its commands to `records`."""

from __future__ import annotations

from autograder.cli.gradebook import decisions, diff, grades, log, mark, marks, migrate, people, roster, show

__all__ = ["decisions", "diff", "grades", "log", "mark", "marks", "migrate", "people", "roster", "show"]
