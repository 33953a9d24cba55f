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


def by_folder(files: Sequence[Found]) -> dict[tuple[str, ...], datetime]:
    """The times of submission, by the nbgrader folder that they are for.

    They may be read from the disk too, since a user may have named the notebooks alone.
    """
    by_parts = {file.parts: file for file in files}
    times: dict[tuple[str, ...], datetime] = {}
    for folder in {nbgrader_folder(file.parts) for file in files} - {()}:
        stamp = by_parts.get((*folder, TIMESTAMP))
        with contextlib.suppress(Unreadable, ValueError):  # then nothing tells the time
            data = stamp.read() if stamp else archive.read(Path(*folder, TIMESTAMP))
            times[folder] = moment(data[: limits.TIMESTAMP_BYTES].decode("utf-8-sig"))
    return times


def is_timestamp(file: Found) -> bool:
    """Whether nbgrader wrote this file, and not the student."""
    folder = nbgrader_folder(file.parts)
    return bool(folder) and file.parts == (*folder, TIMESTAMP)
