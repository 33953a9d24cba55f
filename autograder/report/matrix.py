"""Known answers against test cases, as a page: what each test case is good for, and what slips through."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from autograder.files import write_whole
from autograder.report.pages import page
from autograder.text import clean_line, number

CLOSE = 1e-6  # points
SHORT = 4  # letters that need not be turned


class MatrixRow(msgspec.Struct, frozen=True):
    """A known answer, graded.

    Attributes:
        kind: ``reference``, ``untouched``, ``accepted`` or ``wrong answer``.
        about: what is special in it, or its misconception.
        cells: question/test case to whether it passed; what did not run is not there.
        expected: question to points that it must get; ``came`` to those that it got.
        loses: the questions in which it must lose points.
    """

    answer: str
    kind: str
    about: str
    cells: dict[str, bool]
    expected: dict[str, float]
    came: dict[str, float]
    holds: bool
    loses: list[str] = []


class MatrixCase(msgspec.Struct, frozen=True):
    """A test case of a question."""

    question: str
    name: str
    hidden: bool

    def __str__(self) -> str:
        return f"{self.question}: {self.name}"

    @property
    def key(self) -> str:
        """Its key in the ``cells`` of a row."""
        return f"{self.question}/{self.name}"

    @property
    def short(self) -> str:
        """Its name without what the names of a question's test cases have in common."""
        rest = clean_line(self.name).removeprefix(clean_line(self.question)).lstrip(" -_:")
        return rest.removeprefix("test_") or clean_line(self.name)


class Outcome(StrEnum):
    """How a test case went for an answer."""

    PASSED = "passed"
    FAILED = "failed, as it may"
    WRONGLY_PASSED = "passed, and the question keeps points that it must lose"
    WRONGLY_FAILED = "failed, and must pass"
    NONE = "did not run"


SIGNS = {
    Outcome.PASSED: ("✓", "passed"),
    Outcome.FAILED: ("✗", "stopped"),
    Outcome.WRONGLY_PASSED: ("✓!", "odd"),
    Outcome.WRONGLY_FAILED: ("✗!", "odd"),
    Outcome.NONE: ("·", "none"),
}


class Line(NamedTuple):
    """A row of the table: an answer, an outcome for each test case, and in which questions points differ."""

    row: MatrixRow
    outcomes: list[Outcome]
    expected: str
    came: str
    differences: list[str]


def write_matrix(
    path: Path,
    assignment: str,
    rows: Sequence[MatrixRow],
    cases: Sequence[MatrixCase],
    findings: Sequence[str],
) -> None:
    """Write a page with a row for each answer and a column for each test case, below the findings.

    Args:
        cases: in the order of the test files, those of a question together.
    """
    wrong_rows = [row for row in rows if row.kind == "wrong answer"]
    text = page(
        "matrix.html.j2",
        ["report.css", "matrix.css"],
        assignment=clean_line(assignment),
        lines=_lines(rows, cases),
        cases=cases,
        questions=[(name, len([*group])) for name, group in groupby(cases, lambda case: case.question)],
        starts=_starts(cases),
        turned=any(len(case.short) > SHORT for case in cases),
        # answers and not gradings: one that was graded several times counts once
        stops=[len({row.answer for row in wrong_rows if row.cells.get(case.key) is False}) for case in cases],
        wrong=len({row.answer for row in wrong_rows}),
        odd=sum(not row.holds for row in rows),
        findings=findings,
        signs=SIGNS,
    )
    write_whole(path, text)


def _lines(rows: Sequence[MatrixRow], cases: Sequence[MatrixCase]) -> list[Line]:
    return [
        Line(
            row=row,
            outcomes=[_outcome(row, case) for case in cases],
            expected=number(sum(row.expected.values())),
            came=number(sum(row.came.get(question, 0.0) for question in row.expected)),
            differences=[
                f"{clean_line(question)}: {number(row.came.get(question, 0.0))} instead of {number(points)}"
                for question, points in row.expected.items()
                if abs(row.came.get(question, 0.0) - points) > CLOSE
            ],
        )
        for row in rows
    ]


def _outcome(row: MatrixRow, case: MatrixCase) -> Outcome:
    passed = row.cells.get(case.key)
    if passed is None:
        return Outcome.NONE
    surplus = row.came.get(case.question, 0.0) - row.expected.get(case.question, 0.0)
    if passed:
        return Outcome.WRONGLY_PASSED if surplus > CLOSE else Outcome.PASSED
    return Outcome.FAILED if case.question in row.loses and surplus > -CLOSE else Outcome.WRONGLY_FAILED


def _starts(cases: Sequence[MatrixCase]) -> list[bool]:
    """Whether a question begins at each test case."""
    previous_questions = [None, *(case.question for case in cases)]
    return [case.question != previous for case, previous in zip(cases, previous_questions, strict=False)]
