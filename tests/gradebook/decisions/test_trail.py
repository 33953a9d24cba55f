"""The audit trail: all that people decided, in order, and what of it was undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from books import hand_in, result, row
from histories import course_of

from autograder.gradebook.decisions import decisions
from autograder.gradebook.decisions.trail import entries
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.gradebook import Gradebook
from autograder.student import Student

COURSE = course_of({"hw1": {}, "hw2": {"deadline": "2101-10-28 23:59"}})
ANNA, BORIS = Student("a1", "Anna"), Student("b2", "Boris")


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    """Three decisions, of which one is undone."""
    with Gradebook(url) as book:
        for student in (BORIS, ANNA):
            hand_in(book, result(student))
        anna, boris = row(book, "a1"), row(book, "b2")
        first = decisions.adjust(book, COURSE, "hw1", 2, [anna, boris], who="ana", why="typo")
        decisions.excuse(book, COURSE, "hw2", [boris], who="rui", why="ill")
        undo(book, first.pk, who="rui", why="no typo")
        decisions.extend(book, COURSE, "hw2", "+1d", [anna], who="ana", why="ill")
        yield book


def test_the_trail_tells_who_did_what_for_whom_and_why(book: Gradebook) -> None:
    first, second, third, fourth = entries(book)
    assert (first.who, first.action, first.assignment, first.why) == ("ana", "adjust", "hw1", "typo")
    assert first.students == ("Anna", "Boris")
    assert (first.before, first.after) == (None, {"points": 2.0})
    assert (first.undone_by, first.undoes) == (third.number, None)
    assert (second.action, second.students, second.undone_by) == ("excuse", ("Boris",), None)
    assert (third.who, third.action, third.undoes, third.why) == ("rui", "undo", first.number, "no typo")
    assert (third.before, third.after) == ({"points": 2.0}, None)
    assert fourth.after == {"until": "2101-10-29 23:59 WEST"}
    assert datetime.now(UTC) - first.at < timedelta(hours=1)


def test_a_part_of_the_trail(book: Gradebook) -> None:
    def actions(**which: object) -> list[str]:
        return [entry.action for entry in entries(book, **which)]  # type: ignore[arg-type]

    assert actions(student=row(book, "b2")) == ["adjust", "excuse", "undo"]
    assert actions(assignment="hw2") == ["excuse", "extend"]
    assert actions(last=2) == ["undo", "extend"]
    assert actions(since=entries(book)[2].at) == ["undo", "extend"]
    assert actions(since=datetime.now(UTC) + timedelta(days=1)) == []
