"""How a student's grade came about, in sentences: what was handed in, and the lines of the policy."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from autograder.course.course import Course
from autograder.course.exact import exact
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import facts
from autograder.gradebook.people import people
from autograder.gradebook.policy import Grade, grade, sentence
from autograder.gradebook.policy.explain import exactly, when
from autograder.gradebook.policy.facts import Submission, Work
from autograder.text import clean_line


class Explanation(msgspec.Struct, frozen=True):
    """The sentences that make up a student's grade: every number of it can be computed from them by hand.

    Attributes:
        assignments: about each of them.
        total: about the whole course.
    """

    assignments: dict[str, list[str]]
    total: list[str]


def explanation(book: Gradebook, course: Course, now: datetime, student: int) -> Explanation:
    """How the grade of a person came about.

    Args:
        student: the row of the person.
    """
    with book.reading():
        works = facts.works([student])[student]
        hand_ins = _hand_ins(course, student)
    computed = grade(works.values(), course, now)
    return Explanation(
        {
            name: [*_submissions(works.get(name), hand_ins), *map(sentence, given.lines)]
            for name, given in computed.assignments.items()
        },
        [*map(sentence, computed.lines), *_no_total(computed)],
    )


def _no_total(computed: Grade) -> list[str]:
    return ["no total yet: nothing counts"] if computed.total is None else []


def headline(book: Gradebook, student: int) -> str:
    """Who a student is."""
    with book.reading():
        row = models.Student.objects.get(pk=student)
    remarks = [f"section {row.section}"] if row.section else []
    remarks += [f"group {row.team}"] if row.team else []
    remarks += ["withdrawn"] if row.is_withdrawn else []
    return clean_line(", ".join([f"{row.name} ({row.key})", *remarks]))


def clocks(course: Course) -> ZoneInfo:
    """The time zone that times are shown in: the course's, else UTC."""
    return ZoneInfo(course.timezone or "UTC")


def _hand_ins(course: Course, student: int) -> dict[int, str]:
    """By the number of a submission: when and how it was handed in."""
    rows = people.rows_of({student}, people.persons())
    submissions = list(models.Submission.objects.filter(student__in=rows).select_related("student"))
    numbers = people.attempts(submissions)
    return {row.pk: _hand_in(row, numbers[row.pk], student, clocks(course)) for row in submissions}


def _hand_in(row: models.Submission, attempt: int, student: int, zone: ZoneInfo) -> str:
    time = when(row.received.astimezone(zone)) if row.received else "at an unknown time"
    whom = "" if row.student_id == student else f", as {clean_line(row.student.name)}"
    return f"submission {row.pk}: attempt {attempt}, handed in {time}{whom}"


def _submissions(work: Work | None, hand_ins: dict[int, str]) -> list[str]:
    """What was handed in for an assignment, and what tests and people gave for each question."""
    submissions = sorted(work.submissions if work else (), key=lambda one: one.id)
    return [line for one in submissions for line in (hand_ins[one.id], *_questions(one))]


def _questions(submission: Submission) -> list[str]:
    """The newest grading, and the marks for it."""
    lines = []
    for grading in submission.gradings:
        marks = {mark.question: mark.points for mark in submission.marks}
        points = [
            f"{clean_line(question.name)} {exactly(exact(given))} of {exactly(exact(question.possible))}"
            for question in grading.questions
            if (given := marks.get(question.name) if question.points is None else question.points) is not None
        ]
        if points:
            lines.append(f"submission {submission.id}: {', '.join(points)}")
    return lines
