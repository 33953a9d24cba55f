"""When work was handed in, by what nbgrader wrote beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from autograder import limits
from autograder.errors import Unreadable
from autograder.platforms.nbgrader import TIMESTAMP, moment
from autograder.platforms.nbgrader import folder as nbgrader_folder
from autograder.submissions.archive import archive
from autograder.submissions.search import Found


def by_folder(found: Sequence[Found]) -> dict[tuple[str, ...], datetime]:
    """The times of submission by the folder of nbgrader's that they hold for.

    They are read where they lie, since a user may have named the notebooks alone.
    """
    files = {item.parts: item for item in found}
    times: dict[tuple[str, ...], datetime] = {}
    for folder in {nbgrader_folder(item.parts) for item in found} - {()}:
        stamp = files.get((*folder, TIMESTAMP))
        with contextlib.suppress(Unreadable, ValueError):  # then nothing tells the time
            data = stamp.read() if stamp else archive.read(Path(*folder, TIMESTAMP))
            times[folder] = moment(data[: limits.TIMESTAMP_BYTES].decode("utf-8-sig"))
    return times


def is_timestamp(item: Found) -> bool:
    """Whether nbgrader wrote this file, and not the student."""
    folder = nbgrader_folder(item.parts)
    return bool(folder) and item.parts == (*folder, TIMESTAMP)
