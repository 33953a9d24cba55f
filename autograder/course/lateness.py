"""How late a submission is, and what that costs: the one place that counts late days and hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from autograder.course import deadlines
from autograder.course.exact import exact
from autograder.course.policy import LatePolicy

HOUR = timedelta(hours=1)
NO_PENALTY = LatePolicy(penalty_per_day=0.0)


class Lateness(NamedTuple):
    """What a submission's time means.

    Attributes:
        amount: started days or hours after the deadline; 0 if it is in time.
        hours: whether ``amount`` counts hours.
        free: late days that it takes from the pool.
        share: what it loses of its score, 0 to 1.
        refused: it is beyond a pool that has no penalty beyond it, so it is not accepted.
    """

    amount: int = 0
    hours: bool = False
    free: int = 0
    share: Fraction = Fraction(0)
    refused: bool = False


IN_TIME = Lateness()


def lateness(late: LatePolicy, deadline: datetime, at: datetime, left: int = 0) -> Lateness:
    """How late a submission of that time is.

    Within the grace it is in time; after it, time counts from the deadline. Days are those of the calendar
    where the deadline is, hours are elapsed hours.

    Args:
        left: late days that are left in the pool.
    """
    after = at.astimezone(UTC) - deadline.astimezone(UTC)
    if after <= timedelta(minutes=late.grace_minutes):
        return IN_TIME
    if late.penalty_per_hour is not None:
        hours = -(-after // HOUR)
        return Lateness(hours, hours=True, share=_share(hours, late.penalty_per_hour, late))
    days = deadlines.days_late(deadline, at)
    beyond = max(0, days - left)
    if late.penalty_per_day is None:
        return Lateness(days, refused=True) if beyond else Lateness(days, free=days)
    return Lateness(days, free=days - beyond, share=_share(beyond, late.penalty_per_day, late))


def _share(count: int, each: float, late: LatePolicy) -> Fraction:
    return min(count * exact(each), exact(late.at_most))
