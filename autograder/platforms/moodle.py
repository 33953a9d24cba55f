"""Moodle's downloads: `Full Name_12345_assignsubmission_file_`, a folder, or followed by the file's name.

A group may have no number.
"""

from __future__ import annotations

import re

from autograder.platforms.identity import Identity, Placed

_NAME = re.compile(r"(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_")


def is_name(name: str) -> bool:
    """Whether Moodle may have given a folder or file this name."""
    return bool(_NAME.match(name))


def identify(file: Placed, place: int) -> Identity | None:
    """Whose file it is, by the part of its path at ``place``."""
    match = _NAME.match(file.parts[place])
    if match is None:
        return None
    who, number = match["who"], match["id"] or ""
    if not number:  # groups in two folders may have one name
        return Identity(who, (who,), key=("moodle", *file.parts[file.given : place], who), is_sure=False)
    return Identity(who, (number, who), key=("moodle", number))
