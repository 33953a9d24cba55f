"""What a decision does to grades: the students' before it and after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import grades
from autograder.gradebook.grades.grades import CourseGrade

SHOWN = 20  # students whose grades are computed


class Change(msgspec.Struct, frozen=True):
    """What changed for one student."""

    student: str
    before: CourseGrade
    after: CourseGrade


class Effect(msgspec.Struct, frozen=True):
    """What a decision did.

    Attributes:
        event: its number in the audit trail.
        assignment: that it is about; empty if about all.
        changes: of the first `SHOWN` students.
        students: how many there are.
    """

    event: int
    assignment: str
    changes: list[Change]
    students: int


def carry_out(
    book: Gradebook,
    course: Course,
    now: datetime,
    select: Callable[[], list[int]],
    decide: Callable[[list[int]], models.Event],
) -> Effect:
    """Decides, and tells what that does; nobody else writes meanwhile.

    Args:
        select: gives the rows of the persons whom it is about.
    """
    with book.writing():
        students = select()
        shown = students[:SHOWN]
        before = grades.some(book, course, now, shown)
        event = decide(students)
        after = grades.some(book, course, now, shown)
        names = dict(models.Student.objects.filter(pk__in=shown).values_list("pk", "name"))
    changes = [Change(names[student], before[student], after[student]) for student in shown]
    return Effect(event.pk, event.assignment, changes, len(students))
