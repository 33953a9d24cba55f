"""Moodle's downloads: `Full Name_12345_assignsubmission_file_`, a folder, or followed by the file's name.

A group may have no number.
"""

from __future__ import annotations

import re

from autograder.platforms.identity import Identity

_NAME = re.compile(r"(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_")


def is_name(name: str) -> bool:
    """Whether Moodle may have given a folder or file this name."""
    return bool(_NAME.match(name))


def identify(name: str, within: tuple[str, ...]) -> Identity | None:
    """Whose it is, by a part of a file's path.

    Args:
        within: the folders of the download above that part, in which groups may have the same names.
    """
    match = _NAME.match(name)
    if match is None:
        return None
    who, number = match["who"], match["id"] or ""
    if not number:
        return Identity(who, (who,), key=("moodle", *within, who), is_sure=False)
    return Identity(who, (number, who), key=("moodle", number))
