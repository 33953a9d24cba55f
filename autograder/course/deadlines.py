"""When work is due, and how many calendar days late it came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def zone(name: str) -> ZoneInfo:
    """The time zone of that name in the IANA database.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"no time zone {name}") from error


def moment(text: str, there: ZoneInfo | None) -> datetime:
    """A date and time, as the clocks of the zone ``there`` show it; without that zone it must say its offset.

    A time that the clocks show twice is the later one.

    Raises:
        ValueError: it is no date with a time of day, or nothing tells the zone.
    """
    found = datetime.fromisoformat(text)
    if ":" not in text:
        raise ValueError("no time of day")
    if found.tzinfo is None:
        if there is None:
            raise ValueError("no time zone")
        return found.replace(tzinfo=there, fold=_later(found.replace(tzinfo=there)).fold)
    return found.astimezone(there) if there else found


def days_late(deadline: datetime, at: datetime) -> int:
    """How many days after ``deadline`` the moment ``at`` is, begun ones included; 0 where it is in time.

    The first late day ends at the same time of day on the next day, by the clocks of the deadline's zone, so
    that it has 23 or 25 hours where these change.
    """
    if at.astimezone(UTC) <= deadline.astimezone(UTC):
        return 0
    apart = at.astimezone(deadline.tzinfo).replace(tzinfo=None) - deadline.replace(tzinfo=None)
    days = max(1, apart.days - 1)
    while _later(deadline + days * DAY).astimezone(UTC) < at.astimezone(UTC):
        days += 1
    return days


def _later(local: datetime) -> datetime:
    """Of the two moments that a local time may name where clocks change, the later one."""
    return max((local.replace(fold=fold) for fold in (0, 1)), key=lambda one: one.astimezone(UTC))
