"""How late a submission is, and what that costs."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import deadlines
from autograder.course.lateness import IN_TIME, Lateness, lateness
from autograder.course.policy import LatePolicy

LISBON = deadlines.zone("Europe/Lisbon")
HOURLY = LatePolicy(penalty_per_hour=0.02, at_most=0.5)


def late(deadline: str, at: str, left: int = 0, **policy: Any) -> Lateness:
    return lateness(
        LatePolicy(**policy), deadlines.moment(deadline, LISBON), deadlines.moment(at, LISBON), left
    )


@pytest.mark.parametrize(
    ("deadline", "at", "days", "hours"),
    [
        ("2027-10-30 23:59", "2027-10-31 23:59", 1, 25),  # the clocks go back that night
        ("2027-10-30 23:59", "2027-11-01 00:00", 2, 26),
        ("2027-03-27 23:59", "2027-03-28 23:59", 1, 23),  # and forward that night
        ("2027-03-27 23:59", "2027-03-29 00:00", 2, 24),
        ("2027-10-31 00:30", "2027-10-31 01:30", 1, 2),  # the second half past one
        ("2027-10-31 01:30", "2027-10-31 01:30+01:00", 0, 0),  # the first one, an hour before the deadline
        ("2027-02-01 12:00", "2027-02-01 13:00", 1, 1),
        ("2027-02-01 12:00", "2027-02-01 13:01", 1, 2),
    ],
)
def test_days_are_those_of_the_calendar_and_hours_are_elapsed_ones(
    deadline: str, at: str, days: int, hours: int
) -> None:
    assert late(deadline, at, penalty_per_day=0.1).amount == days
    assert late(deadline, at, penalty_per_hour=0.01).amount == hours


def test_after_the_grace_time_counts_from_the_deadline() -> None:
    policy: dict[str, Any] = {"grace_minutes": 90, "penalty_per_hour": 0.01}
    assert late("2027-02-01 12:00", "2027-02-01 13:30", **policy) == IN_TIME
    assert late("2027-02-01 12:00", "2027-02-01 13:31", **policy).amount == 2


def test_days_of_the_pool_are_free_and_those_beyond_cost() -> None:
    policy: dict[str, Any] = {"late_days": 3, "penalty_per_day": 0.2, "at_most": 0.3}
    at = "2027-02-04 11:00"  # the third day
    assert late("2027-02-01 12:00", at, 5, **policy) == Lateness(3, free=3)
    assert late("2027-02-01 12:00", at, 2, **policy) == Lateness(3, free=2, share=Fraction(1, 5))
    assert late("2027-02-01 12:00", at, 0, **policy) == Lateness(3, share=Fraction(3, 10))


def test_without_a_penalty_what_is_beyond_the_pool_is_refused_and_takes_nothing() -> None:
    assert late("2027-02-01 12:00", "2027-02-04 11:00", 2, late_days=3) == Lateness(3, refused=True)
    assert late("2027-02-01 12:00", "2027-02-04 11:00", 3, late_days=3) == Lateness(3, free=3)


@given(st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31)), st.timedeltas(-timedelta(2), timedelta(9)))
def test_hours_have_no_clocks(local: datetime, after: timedelta) -> None:
    deadline = local.replace(tzinfo=LISBON)
    found = lateness(HOURLY, deadline, deadline.astimezone(UTC) + after)
    assert found.amount == max(0, math.ceil(after / timedelta(hours=1)))
    assert found.share == min(Fraction(found.amount, 50), Fraction(1, 2))
