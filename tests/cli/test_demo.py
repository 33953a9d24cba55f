"""`demo` grades a sample class."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from commands import (
    OFF,
    command,
    rows,
)

from autograder.assignment.assignment import Assignment
from autograder.course.course import Course
from autograder.engine import grading
from autograder.engine.events import Event


def test_the_demo_grades_a_sample_class(course: Path) -> None:
    result = command("demo", *OFF)
    assert result.exit_code == 0, result.output
    folder = course / ".autograder" / "demo"
    assert f"Report: {folder / 'report.html'}" in result.output
    assert "unreadable" in {row["status"] for row in rows(folder).values()}
    assert {row["score"] for row in rows(folder).values() if row["status"] == "graded"} == {"0", "2"}
    begin, grading, first = map(result.output.index, ("Report, updated after", "to grade", "has 1 of 1"))
    assert begin < grading < first
    again = command("demo", *OFF)
    assert "Nothing to do: all" in again.output
    assert "to grade" not in again.output


def test_the_demo_writes_its_report_after_each_assignment(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who stops it in the second one has the first, and the next run does not grade that again."""
    text = (course / "grading.yml").read_text(encoding="utf-8")
    (course / "grading.yml").write_text(f"{text}  other: {{title: O, weight: 1}}\n", encoding="utf-8")
    shutil.copytree(course / "solutions" / "mini", course / "solutions" / "other")
    master = course / "solutions" / "other" / "master.py"
    master.write_text(
        master.read_text(encoding="utf-8").replace("name: mini", "name: other"), encoding="utf-8"
    )
    grade_class = grading.grade_class

    def stopped(course: Course, assignment: Assignment, *args: Any, **kwargs: Any) -> Generator[Event]:
        if assignment.name == "other":
            raise KeyboardInterrupt
        return grade_class(course, assignment, *args, **kwargs)

    monkeypatch.setattr(grading, "grade_class", stopped)
    assert command("demo", *OFF).exit_code == 130
    folder = course / ".autograder" / "demo"
    assert {row["assignment"] for row in rows(folder).values()} == {"mini"}
    monkeypatch.undo()
    monkeypatch.chdir(course)
    result = command("demo", *OFF)
    assert result.exit_code == 0, result.output
    assert "has 1 of 2" in result.output
    assert " were already graded" in result.output
    assert "in earlier runs" not in result.output
