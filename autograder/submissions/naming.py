"""Whose file is it: what the names of LMS downloads tell, and what to do where they tell nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.submissions.roster import folded, look_up
from autograder.submissions.search import Found, stem

# lastfirst_LATE_12345_678_what the student called it.ipynb
_CANVAS = re.compile(r"(?P<who>[^_]+)_(?:LATE_)?(?P<user>\d{2,})_\d{2,}_.", re.IGNORECASE)
# Full Name_12345_assignsubmission_file_, a folder, or with the file's name behind it
_MOODLE = re.compile(r"(?P<who>.+?)_(?P<id>\d+)_assignsubmission_")
GRADESCOPE = re.compile(r"submission_(?P<id>\d+)")
_NBGRADER = "submitted"  # submitted/student/assignment/notebook

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_LONGEST = 200  # bytes; a student's name is also a file's name


@dataclass(frozen=True)
class Identity:
    """Who handed a file in, by an LMS; ``ids`` are what a roster may know them by."""

    name: str
    ids: tuple[str, ...] = ()
    submitted_at: datetime | None = None


def identify(found: Found, folders: Mapping[tuple[str, ...], Identity]) -> Identity | None:
    """What an LMS wrote into the names, from the outermost in: what lies deeper, a student may have named.

    Args:
        folders: what Gradescope's metadata says of folders, by their ``parts``.
    """
    for i, part in enumerate(found.parts):
        if known := folders.get(found.parts[: i + 1]):
            return known
        if match := _MOODLE.match(part):
            return Identity(match["who"], (match["id"], match["who"]))
        if match := GRADESCOPE.fullmatch(part):
            return Identity(part, (match["id"], part))
        if part == _NBGRADER and len(found.parts) - i == 4:
            return Identity(found.parts[i + 1], (found.parts[i + 1],))
        is_file = i == len(found.parts) - 1 or stem(part) != part
        if i >= found.given and is_file and (match := _CANVAS.match(part)):
            return Identity(match["who"], (match["user"], match["who"]))
    return None


def names(
    found: Sequence[Found], identities: Sequence[Identity | None], roster: Mapping[str, str]
) -> list[str]:
    """A student for each file, all different: the roster's name, the LMS's, the folder's or the file's."""
    derived = _by_stem_or_folder(found)
    chosen = []
    for item, identity, name in zip(found, identities, derived, strict=True):
        if identity:
            chosen.append(look_up(roster, identity.ids) or identity.name)
        else:
            keys = [stem(part) for part in item.parts[item.given :]]
            chosen.append(look_up(roster, [*keys, name]) or name)
    return _unique([_safe(name) for name in chosen])


def _by_stem_or_folder(found: Sequence[Found]) -> list[str]:
    """The file's stem; where several files share it, the folder that tells them apart."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(found):
        same[folded(item.stem)].append(i)
    derived = [item.stem for item in found]
    for group in same.values():
        level = _telling_level([found[i].parts[:-1] for i in group])
        if level is None:
            continue
        for i in group:
            folders = found[i].parts[:-1]
            derived[i] = stem(folders[level]) if level < len(folders) else found[i].stem
    return derived


def _telling_level(folders: list[tuple[str, ...]]) -> int | None:
    """The level of folders with the most different names, the outermost of these; none if all are one."""
    best, most = None, 0
    for level in range(max(map(len, folders))):
        here = {path[level] if level < len(path) else None for path in folders}
        different = len(here - {None})
        if len(here) > 1 and different > most:
            best, most = level, different
    return best


def one_line(text: str) -> str:
    """Text that can be encoded and shown in a terminal."""
    return _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text))


def _safe(name: str) -> str:
    """A name as it can be shown and be a file's name: one line, no slashes, no leading dots, not too long."""
    name = unicodedata.normalize("NFC", one_line(name)).replace("/", "-").replace("\\", "-")
    name = " ".join(name.split()).lstrip(". ")
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    return name.strip() or "unnamed"


def _unique(wanted: Iterable[str]) -> list[str]:
    """Names with a number behind those that came before; also on disks where Ana and ana are one."""
    wanted = list(wanted)
    taken = {folded(name) for name in wanted}
    last: dict[str, int] = {}  # the last number given to a name
    unique = []
    for name in wanted:
        new, number = name, last.get(folded(name), 0) + 1
        while number > 1 and folded(new := f"{name} ({number})") in taken:
            number += 1
        last[folded(name)] = number
        taken.add(folded(new))
        unique.append(new)
    return unique
