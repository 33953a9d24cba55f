"""Whom another policy would give another grade."""

from __future__ import annotations

from datetime import datetime
from statistics import fmean

import msgspec

from autograder.course.course import Course
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import grades
from autograder.gradebook.grades.grades import CourseGrade


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


def compare(book: Gradebook, before: Course, after: Course, now: datetime) -> list[Pair]:
    """Everybody's grades under both policies. No record is changed."""
    old, new = (grades.computed(book, course, now) for course in (before, after))
    return [Pair(student, old[student], new[student]) for student in old if student in new]


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
