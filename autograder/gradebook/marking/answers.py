"""The answers that people mark: of each person's submission that counts, what was written to one question."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime

import msgspec
from django.db.models import Max, QuerySet

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.facts import COUNTING, HOLDING
from autograder.gradebook.grades.grades import grades
from autograder.gradebook.people import people
from autograder.gradebook.text import storable
from autograder.results import Status


class Given(msgspec.Struct, frozen=True):
    """A mark that was given.

    Attributes:
        number: its own, which grows.
        items: numbers of rubric items, in order.
    """

    number: int
    points: float
    items: tuple[int, ...]
    comment: str
    who: str


class Answer(msgspec.Struct, frozen=True):
    """An answer to one question.

    Attributes:
        submission, grading: their numbers.
        students: rows of the persons whose answer it is.
        student_id, name, section: of all of them, for people.
        possible: points.
        mark: the newest that holds.
    """

    assignment: str
    question: str
    submission: int
    grading: int
    students: tuple[int, ...]
    student_id: str
    name: str
    section: str
    possible: float
    mark: Given | None


def answers(book: Gradebook, course: Course, assignment: str, question: str) -> dict[int, Answer]:
    """The answers of the submissions that count by the course's policy, by submission, in the order of names.

    Raises:
        CourseError: the course has no such assignment.
    """
    course.assignment(assignment)
    every = grades(book, course, datetime.now(UTC))
    counting = {
        part.submission: student
        for student, grade in every.items()
        if (part := grade.parts.get(assignment)) and part.submission is not None
    }
    with book.reading():
        present = marks(assignment, question)
        persons, names = people.persons(), _names()
        of_student = dict(
            models.Submission.objects.filter(assignment=storable(assignment)).values_list("pk", "student")
        )
        found = []
        for submission, grading, points in newest_gradings(assignment):
            possible = next(
                (most for name, given, most in points if name == question and given is None), None
            )
            if submission not in counting or possible is None:
                continue
            student = of_student[submission]
            members = tuple(persons.get(student, [student]))
            ids, whole, sections = zip(*(names[member] for member in members), strict=True)
            found.append(
                Answer(
                    assignment,
                    question,
                    submission,
                    grading,
                    members,
                    ", ".join(ids),
                    ", ".join(whole),
                    ", ".join(dict.fromkeys(filter(None, sections))),
                    possible,
                    present.get(submission),
                )
            )
    found.sort(key=lambda answer: (answer.name.casefold(), answer.student_id, answer.submission))
    return {answer.submission: answer for answer in found}


def newest_gradings(
    assignment: str,
) -> QuerySet[models.Grading, tuple[int, int, list[tuple[str, float | None, float]]]]:
    """Submission, number and points of the newest grading of each submission that was graded."""
    gradings = models.Grading.objects.filter(COUNTING, submission__assignment=storable(assignment))
    newest = (
        gradings.exclude(status=Status.ERROR.value)
        .order_by()
        .values("submission")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    return models.Grading.objects.filter(pk__in=newest).values_list("submission", "pk", "points")


def marks(assignment: str, question: str) -> dict[int, Given]:
    """The newest mark of each submission that holds. Inside `Gradebook.reading` or `writing`."""
    rows = models.Mark.objects.filter(
        HOLDING, submission__assignment=storable(assignment), question=storable(question)
    )
    return dict(_given(rows.order_by("pk")))  # of several the newest


def marks_numbered(numbers: Collection[int]) -> dict[int, Given]:
    """The marks with these numbers, also those that do not hold."""
    return {mark.number: mark for _, mark in _given(models.Mark.objects.filter(pk__in=numbers))}


def _given(rows: QuerySet[models.Mark]) -> list[tuple[int, Given]]:
    """Each mark after its submission."""
    items: defaultdict[int, list[int]] = defaultdict(list)
    through = models.Mark.items.through.objects.filter(mark__in=rows.order_by().values("pk"))
    for mark, item in through.order_by("rubricitem_id").values_list("mark_id", "rubricitem_id"):
        items[mark].append(item)
    return [
        (submission, Given(pk, points, tuple(items[pk]), comment, who))
        for pk, submission, points, comment, who in rows.values_list(
            "pk", "submission", "points", "comment", "who"
        )
    ]


def texts(book: Gradebook, wanted: Collection[Answer]) -> dict[int, str]:
    """What was written, by submission: as much of it as results keep."""
    of_grading = {answer.grading: answer for answer in wanted}
    found = {}
    with book.reading():
        documents = models.GradingDocument.objects.filter(pk__in=of_grading)
        for grading, packed in documents.values_list("grading", "packed").iterator():
            document = _decode(zlib.decompress(packed))
            answer = of_grading[grading]
            found[answer.submission] = next(
                (written.answer for written in document.questions if written.name == answer.question), ""
            )
    return found


class _Written(msgspec.Struct):
    name: str
    answer: str = ""


class _Document(msgspec.Struct):
    """The part of a `GradingResult` that is needed here: to read all of it takes many times as long."""

    questions: list[_Written] = []


_decode = msgspec.json.Decoder(_Document).decode


def _names() -> dict[int, tuple[str, str, str]]:
    """Id, name and section of each row."""
    rows = models.Student.objects.values_list("pk", "key", "name", "section")
    return {pk: (key, name, section) for pk, key, name, section in rows}
