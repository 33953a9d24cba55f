"""Canvas's downloads: one folder with all attachments, whose names begin with the student's name and numbers.

`lastfirst_LATE_12345_678_what the student called it.ipynb`; `lastfirst_12345_text.html`; with anonymous
grading `anon_a1b2c_678_hw.ipynb`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.platforms.identity import Identity, Placed

_NAME = re.compile(
    r"(?P<late>LATE_)?(?P<who>[^\W_].*?)_(?:LATE_)?(?P<user>\d{2,})_(?:(?P<attachment>\d{2,})_.|(?:text|link)\.html$)",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(r"(?:LATE_)?anon_(?P<user>[a-z0-9]{5})_(?P<attachment>\d{2,})_.", re.IGNORECASE)
_LATE = re.compile(r"(^|_)LATE_")  # everything else that Canvas puts before the number is lower case
_ZIP = re.compile(r"\.zip$", re.IGNORECASE)


def is_name(name: str) -> bool:
    """Whether Canvas may have given a file this name."""
    return bool(_match(name))


def identify(file: Placed, place: int) -> Identity | None:
    """Whose file it is, by the part of its path at ``place``."""
    match = _match_file(file, place) if place >= file.given else None
    if match is None:
        return None
    user, attachment = match["user"], match["attachment"] or "0"
    who = match.groupdict().get("who") or f"anon {user}"
    late = bool(_LATE.search(file.parts[place][: match.start("user")]))
    return Identity(who, (user, who), None, ("canvas", user), int(attachment[:18]), late)


def look_alikes(files: Sequence[Placed]) -> frozenset[tuple[str, ...]]:
    """Folders whose files have numbers where Canvas has them, but are not Canvas's.

    Canvas gives each attachment its own number; in ``hw_2026_10_ana.ipynb`` and ``hw_2026_10_ben.ipynb`` the
    numbers are the same.
    """
    parts_of: dict[tuple[str, ...], tuple[str, ...]] = {}
    alike = set()
    for item in files:
        for i in range(item.given, len(item.parts)):
            if (match := _match_file(item, i)) and match["attachment"]:
                name = (*item.parts[:i], match["user"], match["attachment"])
                if parts_of.setdefault(name, item.parts[: i + 1]) != item.parts[: i + 1]:
                    alike.add(item.parts[:i])
    return frozenset(alike)


def _match_file(file: Placed, place: int) -> re.Match[str] | None:
    part = file.parts[place]
    return _match(part) if place == len(file.parts) - 1 or _ZIP.search(part) else None


def _match(name: str) -> re.Match[str] | None:
    return _ANONYMOUS.match(name) or _NAME.match(name)
