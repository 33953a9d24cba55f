"""Whom another policy would give another grade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from statistics import fmean

import msgspec

from autograder.course.course import Course
from autograder.gradebook import facts, models, people
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import TOGETHER, CourseGrade, numbers
from autograder.gradebook.policy import grade


class Pair(msgspec.Struct, frozen=True):
    """A student's grade under two policies; ``student`` is the row of the person."""

    student: int
    before: CourseGrade
    after: CourseGrade

    @property
    def changed(self) -> list[str]:
        """The assignments whose percentage differs, or whether they count."""
        names = [*self.after.parts, *(name for name in self.before.parts if name not in self.after.parts)]
        return [name for name in names if _percent(self.before, name) != _percent(self.after, name)]

    @property
    def is_same(self) -> bool:
        """Whether the student would notice nothing."""
        totals = [(one.total, one.letter) for one in (self.before, self.after)]
        return not self.changed and totals[0] == totals[1]


class Means(msgspec.Struct, frozen=True):
    """Mean totals in percent, of those who have one under both policies; None: nobody has."""

    students: int
    before: float | None
    after: float | None


def compare(book: Gradebook, before: Course, after: Course, now: datetime) -> Iterator[Pair]:
    """Everybody's grades under both policies, from the same facts. Nothing is kept."""
    with book.reading():
        persons = people.persons()
        students = [
            row
            for row in models.Student.objects.order_by("name", "pk").values_list("pk", flat=True)
            if row not in persons
        ]
        for start in range(0, len(students), TOGETHER):
            works = facts.works(students[start : start + TOGETHER])
            for student in students[start : start + TOGETHER]:
                known = works[student].values()
                yield Pair(student, numbers(grade(known, before, now)), numbers(grade(known, after, now)))


def means(pairs: list[Pair]) -> Means:
    """The means of the totals under both policies."""
    totals = [
        (float(pair.before.total), float(pair.after.total))
        for pair in pairs
        if pair.before.total is not None and pair.after.total is not None
    ]
    if not totals:
        return Means(0, None, None)
    return Means(len(totals), fmean(old for old, _ in totals), fmean(new for _, new in totals))


def _percent(computed: CourseGrade, assignment: str) -> float | bool | None:
    """None if it does not count, or not yet; False if the course does not have it."""
    part = computed.parts.get(assignment)
    return False if part is None else None if part.dropped else part.percent
