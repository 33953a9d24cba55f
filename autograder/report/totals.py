"""The course in numbers: what the report draws of final grades. Whoever has withdrawn is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from autograder.course.course import Course
from autograder.gradebook.grades.grades import Part
from autograder.gradebook.grades.totals import Person, Row
from autograder.report.summary import Distribution
from autograder.text import clean_line, number

LISTED = 500  # students of a table; for more there is course.csv


@dataclass
class AssignmentTotals:
    """An assignment over the class.

    Attributes:
        weight: a number of percent, as text; empty if it has none.
        automatic, written: mean percentages of what tests and people gave; None if they gave nothing.
        adjusted, late, missing, excused, waiting, dropped: how many students.
        waiting: that a person still has to mark a question.
    """

    title: str
    name: str
    weight: str
    final: Distribution
    automatic: float | None
    written: float | None
    handed_in: int
    adjusted: int
    late: int
    missing: int
    excused: int
    waiting: int
    dropped: int


@dataclass
class CourseTotals:
    """The class over the whole course.

    Attributes:
        letters: with how many students; in the course's order.
        listed: students with the percentages of all assignments, if they are not too many.
    """

    total: Distribution
    letters: dict[str, int]
    assignments: list[AssignmentTotals]
    students: int
    listed: list[ListedStudent]


@dataclass
class ListedStudent:
    """A line of the table of students; empty where nothing counts."""

    name: str
    percents: list[str]
    total: str
    letter: str


def course_totals(rows: Sequence[Row], course: Course, names: Sequence[str]) -> CourseTotals:
    """Puts the rows of these assignments together."""
    active = [row for row in rows if not row.person.is_withdrawn]
    people = list({row.person.row: row.person for row in active}.values())
    letters = Counter(person.grade.letter for person in people)
    return CourseTotals(
        total=Distribution([float(person.grade.total) for person in people if person.grade.total]),
        letters={letter: letters[letter] for letter in course.grades.letters},
        assignments=[
            _assignment([row for row in active if row.assignment == name], course, name) for name in names
        ],
        students=len(people),
        listed=[_listed(person, names) for person in people] if len(people) <= LISTED else [],
    )


def grade_facts(part: Part, person: Person) -> list[tuple[str, str]]:
    """What makes up a grade, as label and text."""
    facts = [
        ("tests", f"{number(part.automatic or 0.0)} of {number(part.automatic_possible)}"),
        ("written answers", f"{number(part.written or 0.0)} of {number(part.written_possible)}"),
        ("adjustment", f"{part.adjustment:+g}"),
        ("lost for lateness", f"{number(100 * part.late)} %"),
        ("final", f"{number(part.points or 0.0)} of {number(part.possible)}"),
        ("total of the course", f"{person.grade.total} % {clean_line(person.grade.letter or '')}".strip()),
    ]
    is_there = (
        part.automatic is not None,
        part.written is not None,
        part.adjustment,
        part.late,
        part.points is not None,
        person.grade.total is not None,
    )
    return [fact for fact, there in zip(facts, is_there, strict=True) if there]


def _assignment(rows: Sequence[Row], course: Course, name: str) -> AssignmentTotals:
    config = course.assignment(name)
    parts = [row.part for row in rows]
    whole = sum(other.weight for other in course.assignments.values() if not other.bonus)
    weight = f"{number(100 * config.weight / whole, 1)} %{' (bonus)' * config.bonus}" if whole else ""
    return AssignmentTotals(
        title=clean_line(config.title),
        name=name,
        weight=weight,
        final=Distribution([part.percent for part in parts if part.percent is not None]),
        automatic=_mean((part.automatic, part.automatic_possible) for part in parts),
        written=_mean((part.written, part.written_possible) for part in parts),
        handed_in=sum(row.hand_in is not None for row in rows),
        adjusted=sum(part.adjustment != 0 for part in parts),
        late=sum(part.late > 0 for part in parts),
        missing=sum(part.missing for part in parts),
        excused=sum(part.excused for part in parts),
        waiting=sum(bool(part.unmarked) for part in parts),
        dropped=sum(part.dropped for part in parts),
    )


def _mean(pairs: Iterable[tuple[float | None, float]]) -> float | None:
    percents = [100 * points / possible for points, possible in pairs if points is not None and possible]
    return fmean(percents) if percents else None


def _listed(person: Person, names: Sequence[str]) -> ListedStudent:
    percents = [person.grade.parts[name].percent for name in names]
    return ListedStudent(
        clean_line(person.name),
        ["" if percent is None else number(percent, 1) for percent in percents],
        person.grade.total or "",
        clean_line(person.grade.letter or ""),
    )
