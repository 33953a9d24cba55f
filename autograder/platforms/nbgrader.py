"""nbgrader's folders: `submitted/student/assignment/notebook`, with a `timestamp.txt` beside the notebook."""

from __future__ import annotations

from datetime import datetime

from autograder.course import deadlines
from autograder.platforms.identity import Identity

TIMESTAMP = "timestamp.txt"
_FOLDER = "submitted"


def is_name(name: str) -> bool:
    """Whether nbgrader may have named a folder so."""
    return name == _FOLDER


def identify(parts: tuple[str, ...], place: int) -> Identity | None:
    """By the part of a file's path at ``place``."""
    if parts[place] != _FOLDER or len(parts) - place < 4:
        return None
    who = parts[place + 1]
    return Identity(who, (who,), key=("nbgrader", who))


def folder(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The folder that holds one submission with this file in it; empty where there is none."""
    for i, part in enumerate(parts):
        if part == _FOLDER and len(parts) - i >= 4:
            return parts[: i + 3]
    return ()


def moment(text: str) -> datetime:
    """A time such as ``2015-02-02 14:58:23.948203 America/Los_Angeles``, or with an offset at its end.

    Raises:
        ValueError: it is none, or has no zone.
    """
    time, _, where = text.strip().rpartition(" ")
    if where[:1] in "+-" or ":" in where:
        return deadlines.moment(text.strip().replace(" +", "+").replace(" -", "-"), None)
    return deadlines.moment(time, deadlines.zone(where))
