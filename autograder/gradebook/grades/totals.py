"""The class in numbers: what each student handed in for each assignment, what it gave, and the totals."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.database.packed_rows import among, in_utc, packed_rows
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.facts import COUNTING
from autograder.gradebook.grades.grades import CourseGrade, Part, grades
from autograder.gradebook.people import people
from autograder.results import GradingResult, Status
from autograder.student import labels

# There are a million of these objects for a large course, and no cycles: the garbage collector need not look.


class Person(msgspec.Struct, frozen=True, gc=False):
    """A person of the course.

    Attributes:
        row: of the student in the database.
        name: that nobody else of the course has.
    """

    row: int
    id: str
    name: str
    email: str
    section: str
    is_enrolled: bool
    is_withdrawn: bool
    grade: CourseGrade


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What a grading gave.

    Attributes:
        tests: hash of the tests.
        score, possible: of the questions that have tests.
        questions: what each gave, by tests or a person; None: it waits for one.
    """

    grading: int
    status: Status
    tests: str
    score: float = 0.0
    possible: float = 0.0
    questions: dict[str, float | None] = {}


class HandIn(msgspec.Struct, frozen=True, gc=False):
    """What was handed in.

    Attributes:
        owner: row of the student or group.
        platform: that it came from; empty: from files.
        outcome: None if it was not graded yet.
    """

    submission: int
    owner: int
    received: datetime | None
    marked_late: bool
    source: str
    remarks: tuple[str, ...]
    platform: str
    outcome: Outcome | None


class Row(msgspec.Struct, frozen=True, gc=False):
    """A person in an assignment.

    Attributes:
        hand_in: the one that counts, else the one that was graded last; None: nothing was handed in.
    """

    person: Person
    assignment: str
    part: Part
    hand_in: HandIn | None


class _SubmissionRow(msgspec.Struct, array_like=True):
    pk: int
    received: datetime | None
    marked_late: bool | int  # SQLite has no other
    source: str
    remarks: str


class _GradingRow(msgspec.Struct, array_like=True):
    pk: int


Shown = dict[
    tuple[int, str], tuple[int, Outcome | None]
]  # by person and assignment: submission, what it gave


def class_rows(book: Gradebook, course: Course, now: datetime, assignments: Collection[str]) -> list[Row]:
    """By assignment and name: who is on the roster, and of others who handed something in or was excused."""
    every = grades(book, course, now)
    with book.reading():
        persons = _persons(every)
        shown = _counting(every, assignments)
        for name in assignments:
            shown |= _not_counting(name, [person for person in every if (person, name) not in shown])
        hand_ins = _hand_ins(shown)
    persons.sort(key=lambda person: (person.name, person.id))
    return [
        Row(person, name, part, hand_in)
        for name in assignments
        for person in persons
        if (part := person.grade.parts[name]).excused or person.is_enrolled or (person.row, name) in hand_ins
        for hand_in in (hand_ins.get((person.row, name)),)
    ]


def results(book: Gradebook, rows: Iterable[Row]) -> list[GradingResult]:
    """The whole results of what is shown in these rows; a group that handed in together has one."""
    owners = {
        row.hand_in.outcome.grading: row.hand_in.owner for row in rows if row.hand_in and row.hand_in.outcome
    }
    with book.reading():
        return book.of_gradings(owners)


def _persons(every: Mapping[int, CourseGrade]) -> list[Person]:
    label = labels(people.students(every).values())
    columns = ("pk", "key", "email", "section", "is_enrolled", "is_withdrawn")
    return [
        Person(row, key, label[key], email, section, is_enrolled, is_withdrawn, every[row])
        for row, key, email, section, is_enrolled, is_withdrawn in models.Student.objects.values_list(
            *columns
        )
        if row in every
    ]


def _counting(every: Mapping[int, CourseGrade], assignments: Collection[str]) -> Shown:
    parts = {
        (person, name): (part.submission, part.grading, part)
        for person, grade in every.items()
        for name in assignments
        if (part := grade.parts[name]).submission is not None and part.grading is not None
    }
    query = models.Grading.objects.filter(pk__in=among({grading for _, grading, _ in parts.values()}))
    tests = {
        row.pk: digest
        for digest, rows in packed_rows(query, "tests_hash", ("pk",), _GradingRow)
        for row in rows
    }
    return {
        key: (submission, _outcome(grading, tests[grading], part))
        for key, (submission, grading, part) in parts.items()
    }


def _outcome(grading: int, tests: str, part: Part) -> Outcome:
    status = Status.GRADED if part.questions else Status.UNREADABLE
    return Outcome(grading, status, tests, part.automatic or 0.0, part.automatic_possible, part.questions)


def _not_counting(name: str, persons: Collection[int]) -> Shown:
    """What was graded last, else what was handed in last, of those for whom nothing counts."""
    wanted = set(persons)
    persons_of = {row: [row] for row in persons} | people.persons()
    rows = [row for row, members in persons_of.items() if not wanted.isdisjoint(members)]
    submissions = models.Submission.objects.filter(assignment=name, student__in=among(rows)).order_by("pk")
    gradings = models.Grading.objects.filter(COUNTING, submission__in=submissions).order_by("pk")
    newest: dict[int, tuple[int, Outcome | None]] = {}
    for row, submission in submissions.values_list("student", "pk"):
        newest |= dict.fromkeys(persons_of[row], (submission, None))
    for grading in gradings.select_related("submission"):
        outcome = Outcome(
            grading.pk,
            Status(grading.status),
            grading.tests_hash,
            grading.score,
            grading.possible,
            {question: points for question, points, _ in grading.points},
        )
        newest |= dict.fromkeys(persons_of[grading.submission.student_id], (grading.submission_id, outcome))
    return {(person, name): pair for person, pair in newest.items() if person in wanted}


@lru_cache(maxsize=65536)
def _remarks(text: str) -> tuple[str, ...]:
    """Most of a class have none, or the same."""
    return tuple(json.loads(text))


def _hand_ins(shown: Shown) -> dict[tuple[int, str], HandIn]:
    platforms = dict(models.Student.objects.exclude(platform="").values_list("pk", "platform"))
    query = models.Submission.objects.filter(pk__in=among({submission for submission, _ in shown.values()}))
    columns = ("pk", "received", "marked_late", "source", Cast("remarks", TextField()))
    submissions = {
        row.pk: (student, row)
        for student, rows in packed_rows(query, "student", columns, _SubmissionRow)
        for row in rows
    }
    hand_ins = {}
    for key, (submission, outcome) in shown.items():
        owner, row = submissions[submission]
        hand_ins[key] = HandIn(
            submission,
            owner,
            in_utc(row.received),
            bool(row.marked_late),
            row.source,
            _remarks(row.remarks),
            platforms.get(owner, ""),
            outcome,
        )
    return hand_ins
