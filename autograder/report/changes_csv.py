"""What a regrade would change, as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder.files import write_whole
from autograder.gradebook.regrades.changes import CaseChange, Change
from autograder.text import number, text_field

COLUMNS = [
    "student",
    "student_id",
    "before",
    "before_possible",
    "after",
    "after_possible",
    "difference",
    "question",
    "test_case",
    "case_before",
    "case_after",
]


def write_changes_csv(changes: list[Change], path: Path) -> None:
    """Write one row per student and test case, in UTF-8 with its mark; a cell is empty if nothing counts."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in changes:
        student = [text_field(change.student.name), text_field(change.student.id)]
        points = [change.before.points, change.before.possible, change.after.points, change.after.possible]
        for case in change.cases or [CaseChange("", "", None, None)]:
            names = [text_field(case.question), text_field(case.case)]
            writer.writerow(
                [
                    *student,
                    *map(_points, (*points, change.difference)),
                    *names,
                    *map(_points, (case.before, case.after)),
                ]
            )
    write_whole(path, "\ufeff" + file.getvalue())


def _points(value: float | None) -> str:
    return "" if value is None else number(value, 5)
