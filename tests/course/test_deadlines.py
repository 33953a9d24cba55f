"""Late days are days of the calendar where the course is."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import deadlines

LISBON = ZoneInfo("Europe/Lisbon")
ZONES = [
    "UTC",
    "Europe/Lisbon",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "Pacific/Apia",  # it had no 30 December 2011
]


@pytest.mark.parametrize(
    ("deadline", "at", "days"),
    [
        ("2027-10-30 23:59", "2027-10-31 23:59", 1),  # 25 hours: the clocks go back that night
        ("2027-10-30 23:59", "2027-11-01 00:00", 2),
        ("2027-03-27 23:59", "2027-03-28 23:59", 1),  # 23 hours
        ("2027-03-27 23:59", "2027-03-29 00:00", 2),
        ("2027-02-01 12:00", "2027-02-01 12:00", 0),
        ("2027-02-01 12:00", "2027-02-01 12:01", 1),
        ("2027-02-01 12:00", "2027-02-08 12:00", 7),
        ("2027-02-01 12:00", "2027-01-01 12:00", 0),
        ("2027-03-26 01:30", "2027-03-28 02:30", 2),  # there is no half past one on that day
    ],
)
def test_late_days(deadline: str, at: str, days: int) -> None:
    assert deadlines.days_late(deadlines.moment(deadline, LISBON), deadlines.moment(at, LISBON)) == days


def test_the_later_of_two_moments_that_the_clocks_show() -> None:
    assert deadlines.moment("2027-10-31 01:30", LISBON).astimezone(UTC) == datetime(
        2027, 10, 31, 1, 30, tzinfo=UTC
    )
    assert deadlines.moment("2027-10-31 01:30+01:00", LISBON).astimezone(UTC) == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


def test_an_offset_is_kept_as_a_moment_and_read_by_the_clocks_of_the_course() -> None:
    there = deadlines.moment("2027-10-30T23:59:00+01:00", LISBON)
    assert there == datetime(2027, 10, 30, 22, 59, tzinfo=UTC)
    assert deadlines.days_late(there, datetime(2027, 10, 31, 23, 59, tzinfo=UTC)) == 1
    fixed = deadlines.moment("2027-10-30T23:59:00+01:00", None)
    assert deadlines.days_late(fixed, datetime(2027, 10, 31, 23, 59, tzinfo=UTC)) == 2  # no zone, 24 hours


@pytest.mark.parametrize("text", ["2027-02-01", "Monday", "", "2027-02-30 10:00", "20270201"])
def test_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        deadlines.moment(text, LISBON)


@pytest.mark.parametrize("name", ["Lisbon", "", "../Lisbon", "Europe", "WEST"])
def test_no_zone(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        deadlines.zone(name)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2045, 1, 1))


@given(st.sampled_from(ZONES), moments, st.timedeltas(timedelta(days=-3), timedelta(days=40)))
def test_the_nth_day_ends_at_the_same_time_of_day(name: str, local: datetime, after: timedelta) -> None:
    deadline = deadlines.moment(local.isoformat(), ZoneInfo(name))
    at = (deadline.astimezone(UTC) + after).astimezone(UTC)

    def end(days: int) -> datetime:
        wall = local + timedelta(days=days)
        return max(wall.replace(tzinfo=ZoneInfo(name), fold=fold).astimezone(UTC) for fold in (0, 1))

    assert deadlines.days_late(deadline, at) == next(n for n in range(50) if at <= end(n))


@given(moments, st.timedeltas(timedelta(days=-3), timedelta(days=40)))
def test_without_changes_of_the_clocks_a_day_has_24_hours(local: datetime, after: timedelta) -> None:
    deadline = local.replace(tzinfo=UTC)
    assert deadlines.days_late(deadline, deadline + after) == max(0, math.ceil(after / timedelta(days=1)))


@given(st.sampled_from(ZONES), moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), min_size=2))
def test_who_is_later_has_no_fewer_late_days(name: str, local: datetime, after: list[timedelta]) -> None:
    deadline = deadlines.moment(local.isoformat(), ZoneInfo(name))
    late = [deadlines.days_late(deadline, deadline.astimezone(UTC) + one) for one in sorted(after)]
    assert late == sorted(late)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("+1d", "2027-10-31 23:59 WET"),  # 25 hours: the clocks go back that night
        ("+24h", "2027-10-31 22:59 WET"),
        ("+2h", "2027-10-31 01:59 WEST"),
        ("+3h", "2027-10-31 01:59 WET"),
        ("+3d", "2027-11-02 23:59 WET"),
        ("2027-11-02 12:00", "2027-11-02 12:00 WET"),
        ("2027-10-31 01:30", "2027-10-31 01:30 WET"),  # twice that night: the later one
        ("2027-11-02 12:00+01:00", "2027-11-02 11:00 WET"),
    ],
)
def test_an_extension_ends_by_the_clocks_of_the_course(text: str, until: str) -> None:
    deadline = datetime(2027, 10, 30, 23, 59, tzinfo=LISBON)
    assert f"{deadlines.extended(text, deadline):%Y-%m-%d %H:%M %Z}" == until


def test_an_extension_across_the_beginning_of_summer_time() -> None:
    deadline = datetime(2027, 3, 27, 23, 59, tzinfo=LISBON)
    assert f"{deadlines.extended('+1d', deadline):%d %H:%M %Z}" == "28 23:59 WEST"  # 23 hours
    assert f"{deadlines.extended('+24h', deadline):%d %H:%M %Z}" == "29 00:59 WEST"


@pytest.mark.parametrize(
    "text", ["", "2d", "+2", "+d", "+2w", "-1d", "+1.5d", "2027-11-02", "2027-11-02 12:00"]
)
def test_what_is_no_end_of_an_extension(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|no time"):
        deadlines.extended(text, datetime(2027, 10, 30, 23, 59, tzinfo=UTC))
