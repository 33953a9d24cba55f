"""The class as tables for spreadsheets: grades.csv, and course.csv with the totals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from autograder.files import write_whole
from autograder.gradebook.grades.totals import HandIn, Outcome, Person, Row
from autograder.report.notes import LATE, older_tests
from autograder.results import Status
from autograder.text import number, text_field

FIXED = ["student", "assignment", "score", "possible", "percent", "status", "submitted_at", "late_penalty"]
WHO = ["student_id", "platform", "folder", "file"]
GRADE = ["automatic", "written", "adjustment", "late", "final", "final_possible", "total", "letter"]

_number, _text = lru_cache(65536)(number), lru_cache(65536)(text_field)  # a class has many alike


def write_grades_csv(rows: Sequence[Row], path: Path, tests: Mapping[str, str] | None = None) -> None:
    """Write a line for each row, in UTF-8 with its mark.

    The columns are the fixed ones, the points of each question, remarks if there are any, where the hand-in
    came from, and what makes up the grade. If nothing was handed in, the status is empty.

    A question's column is its name, or ``assignment:question`` in a class of several assignments. It is empty
    as long as a person still has to mark the question, and if the submission was not graded.

    Args:
        tests: assignment to the hash of its tests today. Default: the tests that were used last.
    """
    tests = tests or newest_tests(rows)
    several = len({row.assignment for row in rows}) > 1
    outcomes = [_outcome(row) for row in rows]
    # a dict and not a set: questions keep the order of the notebook
    alike = dict.fromkeys(
        (row.assignment, *outcome.questions) for row, outcome in zip(rows, outcomes, strict=True)
    )
    questions = dict.fromkeys((assignment, name) for assignment, *names in alike for name in names)
    places: dict[str, dict[str, int]] = {}
    for place, (assignment, name) in enumerate(questions):
        places.setdefault(assignment, {})[name] = place
    names = [f"{assignment}:{name}" if several else name for assignment, name in questions]
    remarks = ["; ".join(_remarks(row, outcome, tests)) for row, outcome in zip(rows, outcomes, strict=True)]
    remarks_column = ["remarks"] if any(remarks) else []
    table = [FIXED + [text_field(name) for name in names] + remarks_column + WHO + GRADE]
    for row, outcome, remark in zip(rows, outcomes, remarks, strict=True):
        points = [""] * len(names)
        for name, value in outcome.questions.items():
            if value is not None:
                points[places[row.assignment][name]] = _number(value, 5)
        table.append(
            [
                _text(row.person.name),
                _text(row.assignment),
                *_graded(row, outcome),
                *points,
                *([_text(remark)] if remarks_column else []),
                _text(row.person.id),
                *_origin(row.hand_in),
                *_grade(row),
            ]
        )
    _write(path, table)


def write_course_csv(rows: Sequence[Row], path: Path) -> None:
    """Write a line for each person, with the final percentage of each assignment and the total."""
    names = list(dict.fromkeys(row.assignment for row in rows))
    table = [["id", "name", "email", "section", *map(text_field, names), "total", "letter", "remarks"]]
    for person in {row.person.row: row.person for row in rows}.values():
        parts = [person.grade.parts[name] for name in names]
        excused = [name for name, part in zip(names, parts, strict=True) if part.excused]
        remarks = [f"excused: {', '.join(excused)}"] * bool(excused) + ["withdrawn"] * person.is_withdrawn
        table.append(
            [
                *map(text_field, (person.id, person.name, person.email, person.section)),
                *("" if part.percent is None else number(part.percent, 2) for part in parts),
                *_total(person),
                text_field("; ".join(remarks)),
            ]
        )
    _write(path, table)


def newest_tests(rows: Iterable[Row]) -> dict[str, str]:
    """Assignment to the hash of the tests that were used last."""
    newest: dict[str, Outcome] = {}
    for row in rows:
        outcome = _outcome(row)
        if outcome.tests and outcome.grading > newest.get(row.assignment, NOTHING).grading:
            newest[row.assignment] = outcome
    return {assignment: outcome.tests for assignment, outcome in newest.items()}


NOTHING = Outcome(0, Status.ERROR, "")


def _outcome(row: Row) -> Outcome:
    return (row.hand_in and row.hand_in.outcome) or NOTHING


def _graded(row: Row, outcome: Outcome) -> Iterable[str]:
    """Score, possible, percent, status, time and late penalty."""
    hand_in = row.hand_in
    if hand_in is None:
        return ("",) * 6
    time = hand_in.received.isoformat() if hand_in.received else ""
    penalty = _number(row.part.late, 5) if time and row.part.submission == hand_in.submission else ""
    if outcome is NOTHING:
        return "", "", "", "", time, penalty
    percent = 100 * outcome.score / outcome.possible if outcome.possible else 0.0
    return (
        _number(outcome.score, 5),
        _number(outcome.possible, 5),
        _number(percent, 2),
        outcome.status.value,
        time,
        penalty,
    )


def _origin(hand_in: HandIn | None) -> Iterable[str]:
    """Platform, folder and file."""
    if hand_in is None:
        return "", "", ""
    folder, _, file = hand_in.source.rpartition("/")
    return _text(hand_in.platform), _text(folder), _text(file)


def _grade(row: Row) -> Iterable[str]:
    """What makes up the grade; empty where nothing counts."""
    part = row.part
    if part.points is None:
        return *("",) * 6, *_total(row.person)
    points = max((part.automatic or 0.0) + (part.written or 0.0) + part.adjustment, 0.0)
    return (
        "" if part.automatic is None else _number(part.automatic, 5),
        "" if part.written is None else _number(part.written, 5),
        _number(part.adjustment, 5),
        _number(part.points - points if part.late else 0.0, 5),
        _number(part.points, 5),
        _number(part.possible, 5),
        *_total(row.person),
    )


def _total(person: Person) -> tuple[str, str]:
    return person.grade.total or "", _text(person.grade.letter or "")


def _remarks(row: Row, outcome: Outcome, tests: Mapping[str, str]) -> list[str]:
    part, hand_in = row.part, row.hand_in
    remarks = list(hand_in.remarks) if hand_in else []
    if hand_in and hand_in.marked_late and not hand_in.received:
        remarks.append(LATE)
    if outcome.status is Status.GRADED and outcome.tests != tests.get(row.assignment, ""):
        remarks.append(older_tests(outcome.tests))
    if hand_in and not hand_in.outcome:
        remarks.append("not graded yet")
    if part.unmarked:
        remarks.append(f"waits for marks: {', '.join(part.unmarked)}")
    if part.missing:
        remarks.append("missing")
    if part.excused:
        remarks.append("excused")
    if part.dropped:
        remarks.append("dropped from the total")
    if row.person.is_withdrawn:
        remarks.append("withdrawn")
    return remarks


def _write(path: Path, table: Iterable[Iterable[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(table)
    write_whole(path, "\ufeff" + file.getvalue())  # without the mark Excel takes it for the locale's encoding
