"""When work was handed in, by what nbgrader wrote beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from autograder import limits
from autograder.course import deadlines
from autograder.errors import Unreadable
from autograder.submissions.archive import archive
from autograder.submissions.naming import nbgrader_folder
from autograder.submissions.search import Found

TIMESTAMP = "timestamp.txt"


def by_folder(found: Sequence[Found]) -> dict[tuple[str, ...], datetime]:
    """The times of submission by the folder of nbgrader's that they hold for.

    They are read where they lie, since a user may have named the notebooks alone.
    """
    files = {item.parts: item for item in found}
    times: dict[tuple[str, ...], datetime] = {}
    for folder in {nbgrader_folder(item) for item in found} - {()}:
        stamp = files.get((*folder, TIMESTAMP))
        with contextlib.suppress(Unreadable, ValueError):  # then nothing tells the time
            data = stamp.read() if stamp else archive.read(Path(*folder, TIMESTAMP))
            times[folder] = moment(data[: limits.TIMESTAMP_BYTES].decode("utf-8-sig"))
    return times


def is_timestamp(item: Found) -> bool:
    """Whether nbgrader wrote this file, and not the student."""
    folder = nbgrader_folder(item)
    return bool(folder) and item.parts == (*folder, TIMESTAMP)


def moment(text: str) -> datetime:
    """A time such as ``2015-02-02 14:58:23.948203 America/Los_Angeles``, or with an offset at its end.

    Raises:
        ValueError: it is none, or has no zone.
    """
    time, _, where = text.strip().rpartition(" ")
    if where[:1] in "+-" or ":" in where:
        return deadlines.moment(text.strip().replace(" +", "+").replace(" -", "-"), None)
    return deadlines.moment(time, deadlines.zone(where))
