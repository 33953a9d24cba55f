"""`autograder gradebook …`: the records of the course. Each module here adds its commands to `records`."""

from __future__ import annotations

from autograder.cli.gradebook import mark, marks, migrate, show

__all__ = ["mark", "marks", "migrate", "show"]
