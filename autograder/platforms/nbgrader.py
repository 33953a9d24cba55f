"""nbgrader's folders: `submitted/student/assignment/notebook`, with a `timestamp.txt` beside the notebook."""

from __future__ import annotations

from datetime import datetime

from autograder.course import deadlines
from autograder.platforms.identity import Identity, Placed

TIMESTAMP = "timestamp.txt"
_FOLDER = "submitted"


def is_name(name: str) -> bool:
    """Whether nbgrader may have given a folder this name."""
    return name == _FOLDER


def identify(file: Placed, place: int) -> Identity | None:
    """Whose file it is, by its path from ``place`` on."""
    if file.parts[place] != _FOLDER or len(file.parts) - place < 4:
        return None
    who = file.parts[place + 1]
    return Identity(who, (who,), key=("nbgrader", who))


def folder(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The folder of the submission that this file is in; empty if there is none."""
    for i, part in enumerate(parts):
        if part == _FOLDER and len(parts) - i >= 4:
            return parts[: i + 3]
    return ()


def moment(text: str) -> datetime:
    """A time such as ``2015-02-02 14:58:23.948203 America/Los_Angeles``, or with an offset at its end.

    Raises:
        ValueError: it is not a time, or has no zone.
    """
    time, _, where = text.strip().rpartition(" ")
    if where[:1] in "+-" or ":" in where:
        return deadlines.moment(text.strip().replace(" +", "+").replace(" -", "-"), None)
    return deadlines.moment(time, deadlines.zone(where))
