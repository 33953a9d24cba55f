"""The total of a course, by its lines."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from histories import FIRST, course_of, graded

from autograder.gradebook.policy import Grade, grade, sentence
from autograder.gradebook.policy.facts import Excuse, Extension, Submission, Work

DAY = timedelta(days=1)
END = FIRST + 90 * DAY


def total(
    percents: dict[str, float | None], tables: dict[str, dict[str, Any]] | None = None, **grades: Any
) -> Grade:
    """The grade from these percentages; None: excused."""
    facts = [
        Work(assignment=name, excuses=(Excuse(id=1, why="ill", who="Ana"),))
        if percent is None
        else Work(assignment=name, submissions=(graded(1, percent, 100),))
        for name, percent in percents.items()
    ]
    tables = tables or {}
    return grade(facts, course_of({name: tables.get(name, {}) for name in percents}, **grades), END)


def said(found: Grade) -> list[str]:
    return [sentence(line) for line in found.lines]


def test_weights_and_a_letter_from_the_rounded_total() -> None:
    weights = {"a": {"weight": 4}, "b": {"weight": 6}}
    found = total({"a": 75, "b": 87.2}, weights, letters={"A": 90, "B": 82.3, "F": 0})
    assert said(found) == [
        "total 82.32 %: 0.4 × 75 + 0.6 × 87.2",  # noqa: RUF001
        "rounded 82.3 %",
        "letter B: 82.3 % or more",
    ]
    assert total({"a": 89.95}, letters={"A": 90, "F": 0}).letter == "A"
    assert total({"a": 89.94}, letters={"A": 90, "F": 0}).letter == "F"


def test_only_the_total_is_rounded() -> None:
    assert total({"a": 82.45, "b": 82.45}).total == Decimal("82.5")
    assert total({"a": 0.44, "b": 0.44, "c": 0.62}, decimals=0).total == Decimal("1")


def test_the_weight_of_excused_work_is_taken_out() -> None:
    found = total({"a": 80, "b": None}, {"b": {"weight": 9}})
    assert said(found)[:2] == ["left out: b", "total 80 %: 1 × 80"]  # noqa: RUF001


def test_the_lowest_are_dropped_but_never_all() -> None:
    found = total({"a": 50, "b": 40, "c": 90}, drop_lowest=1)
    assert said(found)[0] == "dropped: b with 40 % (lowest of 3)"
    assert found.total == 70
    assert total({"a": 50, "b": None, "c": None}, drop_lowest=2).total == 50
    assert total({"a": 0, "b": 0, "c": 60}, {"b": {"weight": 5}}, drop_lowest=1).total == 30  # not b


def test_with_unequal_weights_more_points_can_change_who_is_dropped_and_lower_the_total() -> None:
    weights = {"b": {"weight": 9}, "c": {"weight": 10}}
    assert total({"a": 11, "b": 10, "c": 100}, weights, drop_lowest=1).total == Decimal("91.9")
    assert total({"a": 11, "b": 12, "c": 100}, weights, drop_lowest=1).total == Decimal("58.3")


def test_a_bonus_is_added_up_to_the_cap_and_never_dropped() -> None:
    bonus = {"a": {"weight": 10}, "extra": {"weight": 1, "bonus": True}}
    assert total({"a": 80, "extra": 50}, bonus).total == 85
    assert total({"a": 98, "extra": 50}, bonus).total == 103
    capped = total({"a": 98, "extra": 50}, bonus, cap=100)
    assert said(capped) == [
        "total 103 %: 1 × 98 + 0.1 × 50 (bonus)",  # noqa: RUF001
        "at most 100 %",
        "rounded 100.0 %",
    ]
    tables = {**bonus, "b": {"weight": 10}}
    assert total({"a": 80, "b": 90, "extra": 0}, tables, drop_lowest=1).total == 90


def test_there_is_no_total_as_long_as_nothing_counts() -> None:
    found = total({"a": None, "b": 50}, {"b": {"weight": 0}}, letters={"F": 0})
    assert (found.total, found.letter) == (None, None)
    assert said(found) == ["left out: a", "left out: b (weight 0)"]


def test_an_assignment_that_the_course_no_longer_has_is_left_out() -> None:
    facts = [
        Work(assignment="old", submissions=(graded(1, 0),)),
        Work(assignment="a", submissions=(graded(2, 10),)),
    ]
    assert grade(facts, course_of({"a": {}}), END).total == 100


def late(name: str, days: int, **more: Any) -> Work:
    """Ten of ten points, that many days after the deadline."""
    place = ["a", "b", "c"].index(name)
    received = FIRST + (place * 7 + days) * DAY - timedelta(hours=2)
    submission: Submission = graded(1, 10, received=received)
    return Work(assignment=name, submissions=(submission,), **more)


WEEKS = {
    name: {"deadline": (FIRST + 7 * place * DAY).isoformat()}
    for name, place in zip("cab", (2, 0, 1), strict=True)
}


@pytest.mark.parametrize(
    ("policy", "percents"),
    [
        ({"late_days": 3, "penalty_per_day": 0.1}, [100, 90, 90]),
        ({"late_days": 3}, [100, 0, 100]),
    ],
)
def test_the_pool_is_used_in_the_order_of_the_deadlines(policy: dict[str, Any], percents: list[int]) -> None:
    found = grade([late("c", 1), late("b", 2), late("a", 2)], course_of(WEEKS, policy), END)
    assert [found.assignments[name].percent for name in "abc"] == percents
    assert list(found.assignments) == list(WEEKS)
    assert (
        sentence(found.assignments["a"].lines[-2])
        == "2 days late, 2 of them free, 1 late day left: no penalty"
    )
    if "penalty_per_day" not in policy:
        assert sentence(found.assignments["b"].lines[0]) == (
            "submission 1 does not count: it needs 2 late days, 1 left"
        )


def test_an_extension_saves_late_days_and_does_not_change_their_order() -> None:
    extension = Extension(id=1, until=FIRST + 20 * DAY, why="ill", who="Ana")
    facts = [late("a", 2, extensions=(extension,)), late("b", 2), late("c", 2)]
    found = grade(facts, course_of(WEEKS, {"late_days": 3, "penalty_per_day": 0.1}), END)
    assert [found.assignments[name].late_days for name in "abc"] == [0, 2, 1]
    shorter = Extension(id=1, until=FIRST + timedelta(hours=3), why="ill", who="Ana")
    facts = [late("a", 2, extensions=(shorter,)), late("b", 2), late("c", 2)]
    found = grade(facts, course_of(WEEKS, {"late_days": 3, "penalty_per_day": 0.1}), END)
    assert [found.assignments[name].late_days for name in "abc"] == [2, 1, 0]


def test_the_best_can_take_days_that_are_missing_later() -> None:
    """The exception that docs/policy.md names: more points in a late submission, and a lower total."""

    def with_late_points(points: float) -> Grade:
        first = late("a", 2).submissions[0]
        late_one = graded(2, points, received=first.received)
        early = graded(1, 6, received=FIRST)
        work = Work(assignment="a", submissions=(early, late_one))
        course = course_of(WEEKS, {"late_days": 2, "penalty_per_day": 0.3}, counts="best")
        return grade([work, late("b", 2), late("c", 0)], course, END)

    before, after = with_late_points(5), with_late_points(7)
    assert [before.assignments[name].late_days for name in "ab"] == [0, 2]
    assert [after.assignments[name].late_days for name in "ab"] == [2, 0]
    assert before.total == Decimal("86.7")
    assert after.total == Decimal("70.0")
