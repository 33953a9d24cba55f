"""A mark that somebody wants to give, and what may speak against it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import msgspec

from autograder.course.course import Course
from autograder.course.exact import exact
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marking import rubric
from autograder.gradebook.marking.answers import Answer, Given, answers, newest_gradings
from autograder.gradebook.people import people
from autograder.gradebook.text import storable
from autograder.text import clean, clean_line, number

COMMENT_CHARACTERS = 10_000


class NewMark(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants to give.

    Attributes:
        submission: its number.
        assignment: that the submission must be for, if it is given.
        points: None: what the items give, see `total`.
        items: numbers of rubric items. They and the comment are those of the mark that the person saw if they
            are None.
        after: number of the mark that the person saw; None: there was none.
    """

    submission: int
    question: str
    assignment: str = ""
    points: float | None = None
    items: tuple[int, ...] | None = ()
    comment: str | None = ""
    after: int | None = None


def total(points: Iterable[float], possible: float) -> float:
    """What rubric items give together: not less than 0, nor more than is possible."""
    return float(min(max(sum(map(exact, points)), exact(0)), exact(possible)))


class Conflict(Exception):  # noqa: N818
    """Why a mark cannot be given: a sentence that begins with a small letter."""


class Ready(msgspec.Struct, frozen=True):
    """A mark that can be given."""

    answer: Answer
    points: float
    items: tuple[int, ...]
    comment: str

    def says(self, mark: Given | None) -> bool:
        """Whether that mark is the same."""
        return mark is not None and (self.points, self.items, self.comment) == (
            mark.points,
            mark.items,
            mark.comment,
        )


class Question:
    """A question that is being marked: its answers and its rubric. Inside `Gradebook.writing`."""

    def __init__(self, book: Gradebook, course: Course, assignment: str, name: str) -> None:
        self.assignment = assignment
        self.name = name
        self._answers = answers(book, course, assignment, name)
        self._rubric = rubric.items(book, assignment, name)

    def ready(self, mark: NewMark, seen: Given | None, who: str) -> Ready | None:
        """The mark with its points; None if it says nothing new.

        Args:
            seen: the mark that the person saw.

        Raises:
            Conflict: it cannot be given.
        """
        if mark.assignment not in ("", self.assignment):
            raise Conflict(f"it is for {self.assignment} and not for {mark.assignment}.")
        answer = self._answers.get(mark.submission)
        if answer is None:
            raise Conflict(self._why_none(mark.submission))
        present = answer.mark
        items, comment = mark.items, mark.comment
        if items is None:
            items = seen.items if seen else ()
        if comment is None:
            comment = seen.comment if seen else ""
        items = tuple(sorted(set(items)))
        self._check_items(items, {*(present.items if present else ()), *(seen.items if seen else ())})
        points = self._points(mark.points, items, answer.possible)
        ready = Ready(answer, points, items, _comment(comment))
        if ready.says(present) or ready.says(seen):
            return None
        if (present.number if present else None) != mark.after and (present is None or present.who != who):
            raise Conflict(_overtaken(present))
        return ready

    def _points(self, points: float | None, items: tuple[int, ...], possible: float) -> float:
        if points is None:
            if not items:
                raise Conflict("a mark needs points or rubric items.")
            return total((self._rubric[item].points for item in items), possible)
        if not math.isfinite(points):
            raise Conflict(f"{points} is no number of points.")
        if points < 0:
            raise Conflict(f"{number(points, 5)} points are below zero: only rubric items may be.")
        if points > possible:
            raise Conflict(
                f"{number(points, 5)} points are more than {self.name} has, {number(possible, 5)}."
            )
        return points

    def _check_items(self, items: tuple[int, ...], named: set[int]) -> None:
        """Refuses items that are not in the rubric, and retired ones that the mark does not name already."""
        for item in items:
            if item not in self._rubric:
                raise Conflict(f"there is no rubric item #{item} for {self.name}: {rubric.LISTED}.")
            if self._rubric[item].is_retired and item not in named:
                raise Conflict(f"the rubric item #{item} is retired: choose another.")

    def _why_none(self, submission: int) -> str:
        """Why this submission has no answer to be marked."""
        points = self._gradings.get(submission)
        if points is None:
            return "it is not graded yet: grade it first."
        if not points:
            return "it could not be read, so there is nothing to mark."
        given = {name: given for name, given, _ in points}
        if self.name not in given:
            return f"it has no question {self.name}."
        if given[self.name] is not None:
            return f"tests grade {self.name}, so nobody can mark it."
        persons = people.persons().get(self._owners[submission], [self._owners[submission]])
        for answer in self._answers.values():
            if not set(persons).isdisjoint(answer.students):
                other = f"submission {answer.submission} of {clean_line(answer.name)}"
                return f"it does not count any more, {other} does: export again."
        return "it does not count for anybody now: export again."

    @cached_property
    def _gradings(self) -> dict[int, list[Any]]:
        return {submission: points for submission, _, points in newest_gradings(self.assignment)}

    @cached_property
    def _owners(self) -> dict[int, int]:
        rows = models.Submission.objects.filter(assignment=storable(self.assignment))
        return dict(rows.values_list("pk", "student"))


def _comment(text: str) -> str:
    comment = storable(clean(text).strip())
    if len(comment) > COMMENT_CHARACTERS:
        raise Conflict(
            f"the comment has {len(comment):,} characters: shorten it to {COMMENT_CHARACTERS:,} at most."
        )
    return comment


def _overtaken(present: Given | None) -> str:
    if present is None:
        return "its mark was undone meanwhile: export again."
    return f"{clean_line(present.who)} gave it {number(present.points, 5)} points meanwhile: export again."
