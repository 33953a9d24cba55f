"""Whom another policy changes, and which policies were used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from books import hand_in, result, row
from histories import course_of

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import policies
from autograder.gradebook.grades.comparison import compare, means
from autograder.gradebook.grades.grades import grades
from autograder.student import Student

NOW = datetime(2101, 11, 1, tzinfo=UTC)
POINTS = {"Anna": (4, 10), "Boris": (10, 4), "Chen": (8, 8)}


def course(second: float = 1, **more: object) -> Course:
    tables = {"hw1": {"weight": 1}, "hw2": {"weight": second}}
    return course_of(tables, letters={"A": 80, "F": 0}, **more)


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    with Gradebook(url) as book:
        for name, points in POINTS.items():
            for assignment, given in zip(("hw1", "hw2"), points, strict=True):
                hand_in(book, result(Student.named(name), assignment, [("q1", given, 10)]))
        yield book


def test_whom_another_weight_changes(book: Gradebook) -> None:
    pairs = compare(book, course(), course(second=3), NOW)
    totals = {
        pair.student: (pair.before.total, pair.before.letter, pair.after.total, pair.after.letter)
        for pair in pairs
        if not pair.is_same
    }
    assert totals == {
        row(book, "Anna"): ("70.0", "F", "85.0", "A"),
        row(book, "Boris"): ("70.0", "F", "55.0", "F"),
    }
    assert [pair.changed for pair in pairs] == [[], [], []]
    mean = means(pairs)
    assert (mean.students, mean.before, mean.after) == (3, pytest.approx(220 / 3), pytest.approx(220 / 3))


def test_what_is_dropped_is_a_change_of_the_assignment(book: Gradebook) -> None:
    pairs = sorted(compare(book, course(), course(drop_lowest=1), NOW), key=lambda pair: pair.student)
    assert [pair.changed for pair in pairs] == [
        ["hw1"],
        ["hw2"],
        ["hw1"],
    ]  # of equal ones the first is dropped
    assert [pair.after.total for pair in pairs] == ["100.0", "100.0", "80.0"]


def test_comparing_changes_nothing(book: Gradebook) -> None:
    before = grades(book, course(), NOW)
    compare(book, course(), course(second=3), NOW)
    with book.reading():
        assert models.Policy.objects.count() == 1
    assert grades(book, course(), NOW) == before


def test_what_was_computed_is_kept_for_two_policies(book: Gradebook) -> None:
    for second in (1, 2, 3, 1, 3):
        grades(book, course(second), NOW)
        assert (
            grades(book, course(second), NOW)[row(book, "Anna")].total
            == f"{(40 + 100 * second) / (1 + second):.1f}"
        )
    with book.reading():
        assert models.ComputedGrade.objects.count() == 2 * len(POINTS)
    hand_in(book, result(Student.named("Anna"), "hw2", [("q1", 0, 10)]))
    (anna,) = (pair for pair in compare(book, course(1), course(3), NOW) if pair.student == row(book, "Anna"))
    assert (anna.before.total, anna.after.total) == ("20.0", "10.0")


def test_the_policies_that_were_used_are_kept(book: Gradebook) -> None:
    first, second = course(), course(second=3)
    assert policies.previous(book, first) is None
    grades(book, first, NOW)
    grades(book, first, NOW)
    assert policies.previous(book, first) is None
    before = policies.previous(book, second)
    assert before is not None
    assert before.assignments["hw2"].weight == 1
    grades(book, second, NOW)
    grades(book, first, NOW)
    again = policies.previous(book, first)
    assert again is not None
    assert again.assignments["hw2"].weight == 3
    with book.reading():
        assert models.Policy.objects.count() == 3


@pytest.mark.parametrize(
    "policy",
    [
        course_of({"b": {"deadline": "2101-10-30 23:59"}, "a": {"bonus": True, "weight": 0.3}}),
        course_of({"a": {}}, {"late_days": 3}, counts="best", decimals=3, cap=110.5),
        course_of({"a": {}}, {"penalty_per_day": 0.1, "at_most": 1}, letters={"Z": 50, "A": 20, "F": 0}),
    ],
)
def test_a_kept_policy_is_the_same_again(policy: Course) -> None:
    again = policies.course_of(policies.document(policy), "C")
    assert policies.document(again) == policies.document(policy)
    assert (again.late, again.grades, list(again.assignments)) == (
        policy.late,
        policy.grades,
        list(policy.assignments),
    )
    assert list(again.grades.letters) == list(policy.grades.letters)
    for name, config in policy.assignments.items():
        assert again.assignments[name].deadline == config.deadline
