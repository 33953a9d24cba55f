"""What `explain` says of a student."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from books import hand_in, result, row
from histories import course_of

from autograder.gradebook import models
from autograder.gradebook.decisions import audit, decisions
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.explanation import explanation, headline
from autograder.student import Student

DUE = datetime(2101, 10, 28, 22, 59, tzinfo=UTC)
END = DUE + timedelta(days=90)
ANNA, BORIS = Student("a1", "Anna"), Student("b2", "Boris")
COURSE = course_of({"hw1": {"deadline": DUE.isoformat()}, "hw2": {}}, {"penalty_per_day": 0.1})


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    with Gradebook(url) as book:
        yield book


def test_each_number_is_explained_with_its_submission_and_time(book: Gradebook) -> None:
    questions = [("q1", 2 / 3, 1), ("essay", None, 4)]
    first = hand_in(book, result(ANNA, questions=questions, received=DUE - timedelta(hours=1)))
    second = hand_in(book, result(ANNA, questions=questions, received=DUE + timedelta(days=4)))
    anna = row(book, "a1")
    with book.writing():
        mark = models.Mark(submission_id=second, question="essay", points=3, at=END, who="rui")
        mark.save()
        audit.record("rui", "mark", mark, students=[anna])
    decisions.adjust(book, COURSE, "hw1", 1, [anna], who="ana", why="typo")
    explained = explanation(book, COURSE, END, anna)
    assert explained.assignments == {
        "hw1": [
            f"submission {first}: attempt 1, handed in 2101-10-28 22:59 WEST",
            f"submission {first}: q1 0.6667 (2/3) of 1",
            f"submission {second}: attempt 2, handed in 2101-11-01 22:59 WET",
            f"submission {second}: q1 0.6667 (2/3) of 1, essay 3 of 4",
            f"submission {second} counts, of 2: the latest",
            "automatic 0.6667 (2/3) of 1",
            "written answers 3 of 4",
            "adjustment +1, 'typo', by ana",
            "4 days late: −40 %",  # noqa: RUF001
            "score 2.8 of 5: 56 %",
        ],
        "hw2": ["nothing handed in, no deadline"],
    }
    assert explained.total == ["left out: hw2", "total 56 %: 1 × 56", "rounded 56.0 %"]  # noqa: RUF001


def test_the_hand_in_of_a_group_is_named(book: Gradebook) -> None:
    number = hand_in(book, result(Student("g", "Anna and Boris", members=(ANNA, BORIS))))
    for key in ("a1", "b2"):
        sentences = explanation(book, COURSE, END, row(book, key)).assignments["hw1"]
        assert (
            sentences[0] == f"submission {number}: attempt 1, handed in at an unknown time, as Anna and Boris"
        )
        assert sentences[-1] == "score 8 of 10: 80 %"


def test_two_members_of_a_group_who_are_one_person_handed_in_once(book: Gradebook) -> None:
    number = hand_in(book, result(Student("g", "Anna and Boris", members=(ANNA, BORIS))))
    anna, boris = row(book, "a1"), row(book, "b2")
    with book.writing():
        merge = models.Merge.objects.create(duplicate_id=boris, into_id=anna, at=END, who="ana")
        audit.record("ana", "merge", merge, students=[anna, boris])
    sentences = explanation(book, COURSE, END, anna).assignments["hw1"]
    assert f"submission {number} counts, of 1: the latest" in sentences


def test_who_a_student_is(book: Gradebook) -> None:
    hand_in(book, result(ANNA))
    anna = row(book, "a1")
    assert headline(book, anna) == "Anna (a1)"
    with book.writing():
        models.Student.objects.update(section="B", team="7", is_withdrawn=True)
    assert headline(book, anna) == "Anna (a1), section B, group 7, withdrawn"
    assert explanation(book, COURSE, END, anna).total[-1] == "rounded 80.0 %"


def test_there_may_be_no_total_yet(book: Gradebook) -> None:
    hand_in(book, result(ANNA, "hw2", [("essay", None, 4)]))
    explained = explanation(book, COURSE, DUE - timedelta(days=1), row(book, "a1"))
    assert explained.total == ["left out: hw1", "left out: hw2", "no total yet: nothing counts"]
