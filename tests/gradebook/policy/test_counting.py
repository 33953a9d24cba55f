"""Which submission counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from histories import FIRST, course_of, graded

from autograder.gradebook.policy import AssignmentGrade, grade
from autograder.gradebook.policy.facts import Submission, Work
from autograder.gradebook.policy.lines import NotGraded

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
COURSE = {"hw1": {"deadline": FIRST.isoformat()}}


def counted(rule: str, *submissions: Submission, late: dict[str, Any] | None = None) -> AssignmentGrade:
    work = Work(assignment="hw1", submissions=submissions)
    return grade([work], course_of(COURSE, late, counts=rule), FIRST + 30 * DAY).assignments["hw1"]


EARLY = graded(1, 9, received=FIRST - 2 * HOUR)
IN_TIME = graded(2, 6, received=FIRST, chosen=True)
LATE = graded(3, 10, received=FIRST + HOUR)
LATER = graded(4, 7, received=FIRST + DAY)


@pytest.mark.parametrize(
    ("rule", "submission"), [("latest", 4), ("best", 3), ("latest_before_deadline", 2), ("chosen", 2)]
)
def test_each_rule(rule: str, submission: int) -> None:
    assert counted(rule, EARLY, IN_TIME, LATE, LATER).submission == submission


@pytest.mark.parametrize("rule", ["latest_before_deadline", "chosen"])
def test_the_latest_counts_if_none_is_in_time_or_chosen(rule: str) -> None:
    assert counted(rule, LATER, LATE).submission == 4


def test_the_best_is_the_best_after_its_penalty() -> None:
    assert counted("best", EARLY, LATE, late={"penalty_per_day": 0.2}).submission == 1
    assert counted("best", EARLY, LATE, late={"penalty_per_day": 0.05}).submission == 3


def test_of_equally_good_ones_the_one_that_takes_no_late_day_counts_and_then_the_latest() -> None:
    equal = [graded(number, 5, received=FIRST + number * HOUR) for number in (-3, -2, 1)]
    assert counted("best", *equal, late={"late_days": 2}).submission == -2


def test_the_time_decides_before_the_order_of_entry_and_an_unknown_time_is_the_earliest() -> None:
    assert counted("latest", graded(8, received=FIRST - HOUR), graded(7, received=FIRST)).submission == 7
    assert counted("latest", graded(8), graded(7, received=FIRST), graded(9)).submission == 7
    assert counted("latest", graded(8), graded(9), graded(7)).submission == 9


def test_the_platform_tells_whether_an_unknown_time_was_late() -> None:
    assert counted("latest_before_deadline", graded(1), graded(2, marked_late=True)).submission == 1


def test_a_submission_that_is_not_graded_does_not_count_yet() -> None:
    waiting = Submission(id=9, received=FIRST)
    earlier = counted("latest", EARLY, waiting)
    assert (earlier.submission, earlier.lines[0]) == (1, NotGraded((9,)))
    alone = counted("latest", waiting)
    assert (alone.submission, alone.percent) == (None, None)


def test_the_one_before_counts_if_the_latest_is_beyond_the_pool() -> None:
    too_late = graded(5, 10, received=FIRST + 3 * DAY, chosen=True)
    assert counted("latest", IN_TIME, too_late, late={"late_days": 2}).submission == 2
    assert counted("chosen", IN_TIME, too_late, late={"late_days": 2}).submission == 2
    alone = counted("latest", too_late, late={"late_days": 2})
    assert (alone.submission, alone.percent, alone.late_days) == (None, 0, 0)
