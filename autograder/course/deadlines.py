"""When work is due, and how many calendar days late it came."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
_AFTER = re.compile(r"\+(\d{1,4})([dh])")


def zone(name: str) -> ZoneInfo:
    """The time zone of that name in the IANA database.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"no time zone {name}") from error


def moment(text: str, zone: ZoneInfo | None) -> datetime:
    """A date and time by the clocks of ``zone``; without a zone it must give its offset.

    A time that the clocks show twice is the later one.

    Raises:
        ValueError: it is not a date with a time of day, or nothing gives the zone.
    """
    time = datetime.fromisoformat(text)
    if ":" not in text:
        raise ValueError("no time of day")
    if time.tzinfo is None:
        if zone is None:
            raise ValueError("no time zone")
        return time.replace(tzinfo=zone, fold=_later(time.replace(tzinfo=zone)).fold)
    return time.astimezone(zone) if zone else time


def extended(text: str, deadline: datetime) -> datetime:
    """A moment as a person writes it: as for `moment`, or ``+2d`` or ``+12h`` after the deadline.

    Days end at the deadline's time of day by the clocks of its zone; hours are elapsed ones.

    Raises:
        ValueError: it is neither.
    """
    after = _AFTER.fullmatch(text.strip())
    if after is None:
        return moment(text.strip(), deadline.tzinfo if isinstance(deadline.tzinfo, ZoneInfo) else None)
    count = int(after[1])
    if after[2] == "d":
        return _later(deadline + count * DAY)
    return (deadline.astimezone(UTC) + timedelta(hours=count)).astimezone(deadline.tzinfo)


def days_late(deadline: datetime, at: datetime) -> int:
    """How many days after ``deadline`` the moment ``at`` is, counting started ones; 0 if it is in time.

    The first late day ends at the same time of day on the next day, by the clocks of the deadline's zone, so
    that it has 23 or 25 hours if these change.
    """
    if at.astimezone(UTC) <= deadline.astimezone(UTC):
        return 0
    apart = at.astimezone(deadline.tzinfo).replace(tzinfo=None) - deadline.replace(tzinfo=None)
    days = max(1, apart.days - 1)
    while _later(deadline + days * DAY).astimezone(UTC) < at.astimezone(UTC):
        days += 1
    return days


def _later(local: datetime) -> datetime:
    """The later of the two moments that a local time can mean when clocks change."""
    return max((local.replace(fold=fold) for fold in (0, 1)), key=lambda instant: instant.astimezone(UTC))
