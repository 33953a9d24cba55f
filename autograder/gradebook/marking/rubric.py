"""Rubrics: reasons for points that the marks of one question share."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.facts import newest_points
from autograder.gradebook.text import storable
from autograder.text import clean_line

LISTED = "`autograder gradebook rubric list` lists them"


class Item(msgspec.Struct, frozen=True):
    """A rubric item.

    Attributes:
        number: by which marks name it.
        points: that it gives; may be negative or zero.
        text: for the student.
        note: for graders.
        is_retired: no new mark may name it.
    """

    number: int
    points: float
    text: str
    note: str = ""
    is_retired: bool = False


def add(
    book: Gradebook,
    course: Course,
    assignment: str,
    question: str,
    points: float,
    text: str,
    *,
    who: str,
    note: str = "",
) -> Item:
    """Adds an item to the rubric of a question that people mark.

    Raises:
        CourseError: the course has no such assignment.
        GradebookError: the question is no such one, or the item says nothing.
    """
    course.assignment(assignment)
    text, note = clean_line(text), clean_line(note)
    if not text:
        raise GradebookError("Say in the item's text what the points are for: students read it.")
    if not math.isfinite(points):
        raise GradebookError(f"Give the points as a number, such as 2, 0.5 or -1, not as {points}.")
    with book.writing():
        check_question(assignment, question)
        row = models.RubricItem.objects.create(
            at=datetime.now(UTC),
            who=storable(who),
            assignment=assignment,
            question=question,
            points=points,
            text=storable(text),
            note=storable(note),
        )
        item = _item(row)
        audit.record(who, "rubric add", row, assignment=assignment, after=_plain(row))
    return item


def items(book: Gradebook, assignment: str, question: str) -> dict[int, Item]:
    """The rubric of a question by number, with what was retired."""
    with book.reading():
        rows = models.RubricItem.objects.filter(
            assignment=storable(assignment), question=storable(question), undoes=None
        )
        return {row.pk: _item(row) for row in rows.select_related("undone_by").order_by("pk")}


def retire(book: Gradebook, number: int, *, who: str, why: str) -> Item:
    """Takes an item out of its rubric, which undoes adding it. Marks that name it keep what they gave.

    Raises:
        GradebookError: there is no such item, or it is retired already.
    """
    with book.writing():
        row = models.RubricItem.objects.filter(pk=number, undoes=None).first()
        if row is None:
            raise GradebookError(f"There is no rubric item #{number}: {LISTED}.")
        if _is_retired(row):
            raise GradebookError(f"The rubric item #{number} is retired already.")
        added = models.Event.objects.get(table=models.RubricItem.__name__, row=number)
        undo(book, added.pk, who=who, why=why)
    return msgspec.structs.replace(_item(row), is_retired=True)


def manual_questions(assignment: str) -> dict[str, bool]:
    """By question, whether people mark it, as the newest grading says; empty if nothing is graded yet."""
    return {name: points is None for name, points, _ in newest_points(storable(assignment))}


def check_question(assignment: str, question: str) -> None:
    """Refuses what is no question that people mark, as far as gradings tell.

    Raises:
        GradebookError: it is none.
    """
    questions = manual_questions(assignment)
    if not questions or questions.get(question):
        return
    manual = ", ".join(name for name, is_manual in questions.items() if is_manual)
    which = f"people mark {manual}" if manual else "people mark none of its questions"
    if question in questions:
        raise GradebookError(f"Tests grade {question} of {assignment}: {which}.")
    raise GradebookError(f"{assignment} has no question {question}: {which}.")


def _item(row: models.RubricItem) -> Item:
    return Item(row.pk, row.points, row.text, row.note, _is_retired(row))


def _is_retired(row: models.RubricItem) -> bool:
    return getattr(row, "undone_by", None) is not None


def _plain(row: models.RubricItem) -> dict[str, object]:
    return {"item": row.pk, "question": row.question, "points": row.points, "text": row.text}
