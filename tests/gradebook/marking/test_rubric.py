"""Rubrics: items are added, shown in their order, and retired for new marks only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marked_class import MarkedClass

from autograder.course.course import CourseError
from autograder.gradebook.decisions import trail
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marking.rubric import Item, add, items, retire


@pytest.fixture
def school(url: str) -> Iterator[MarkedClass]:
    with Gradebook(url) as book:
        yield MarkedClass(book)


def test_items_keep_their_numbers_and_texts(school: MarkedClass) -> None:
    first = add(school.book, school.course, "mini", "q3", -0.5, " No\nsum\x1b[2J ", who="ana", note="4.2")
    second = school.item(0, "Style")
    assert items(school.book, "mini", "q3") == {
        first.number: Item(first.number, -0.5, "No sum", "4.2"),
        second.number: Item(second.number, 0, "Style"),
    }
    assert items(school.book, "mini", "q4") == {}


def test_a_retired_item_is_known_as_such(school: MarkedClass) -> None:
    item, other = school.item(1, "One"), school.item(2, "Two")
    assert retire(school.book, item.number, who="bob", why="double") == Item(item.number, 1, "One", "", True)
    assert [one.is_retired for one in items(school.book, "mini", "q3").values()] == [True, False]
    added, _, retired = trail.entries(school.book)
    assert (added.action, retired.action, retired.who, retired.why) == ("rubric add", "undo", "bob", "double")
    assert retired.undoes == added.number
    with pytest.raises(GradebookError, match=rf"^The rubric item #{item.number} is retired already\.$"):
        retire(school.book, item.number, who="bob", why="again")
    with pytest.raises(GradebookError, match=r"^There is no rubric item #99:"):
        retire(school.book, 99, who="bob", why="again")
    assert retire(school.book, other.number, who="bob", why="too").number == other.number


def test_what_is_no_item_is_refused(school: MarkedClass) -> None:
    def refusal(assignment: str = "mini", question: str = "q3", points: float = 1, text: str = "x") -> str:
        with pytest.raises((GradebookError, CourseError)) as caught:
            add(school.book, school.course, assignment, question, points, text, who="ana")
        return str(caught.value)

    assert "no assignment" in refusal(assignment="maxi")
    assert "students read it" in refusal(text=" \n")
    assert "not as inf" in refusal(points=float("inf"))
    assert school.item(1)  # nothing is graded yet, so it is not known which questions people mark
    school.hand_in("anna")
    assert refusal(question="q1") == "Tests grade q1 of mini: people mark q3."
    assert refusal(question="q9") == "mini has no question q9: people mark q3."
    assert len(items(school.book, "mini", "q3")) == 1
