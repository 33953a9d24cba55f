"""What learning platforms write into the names of their downloads, and names that are safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from autograder.submissions.kinds import is_zip_name
from autograder.submissions.search import Found

# lastfirst_LATE_12345_678_what the student called it.ipynb; lastfirst_12345_text.html
_CANVAS = re.compile(
    r"(?P<late>LATE_)?(?P<who>[^\W_].*?)_(?:LATE_)?(?P<user>\d{2,})_(?:(?P<attachment>\d{2,})_.|(?:text|link)\.html$)",
    re.IGNORECASE,
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?:LATE_)?anon_(?P<user>[a-z0-9]{5})_(?P<attachment>\d{2,})_.", re.IGNORECASE
)
_LATE = re.compile(r"(^|_)LATE_")  # all else that Canvas puts before the number is lower case
# Full Name_12345_assignsubmission_file_, a folder, or with the file's name behind it; a group may have no id
_MOODLE = re.compile(r"(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_")
GRADESCOPE = re.compile(r"submission_(?P<id>\d+)")
_NBGRADER = "submitted"  # submitted/student/assignment/notebook

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_LONGEST = 200  # bytes; a student's name is also a file's name


@dataclass(frozen=True)
class Identity:
    """Who handed a file in, by an LMS.

    Attributes:
        ids: what a roster may know them by.
        key: equal for the files of one person, and for nobody else's.
        order: of what one person handed in, rising with time; 0 where the platform does not tell.
        late: the platform marked it late, and does not tell when it came.
    """

    name: str
    ids: tuple[str, ...] = ()
    submitted_at: datetime | None = None
    key: tuple[str, ...] = ()
    order: int = 0
    late: bool = False

    @property
    def is_nbgraders(self) -> bool:
        return self.key[:1] == ("nbgrader",)


def identify(
    found: Found,
    tops: AbstractSet[tuple[str, ...]],
    folders: Mapping[tuple[str, ...], Identity],
    not_canvas: frozenset[tuple[str, ...]] = frozenset(),
) -> Identity | None:
    """What an LMS wrote into the names: what lies deeper than that, a student may have named.

    Args:
        tops: where an LMS names things below what was given, see ``exports``.
        folders: what Gradescope's metadata says of folders, by their ``parts``.
        not_canvas: folders in which names that look like Canvas's are not, see ``look_alikes``.
    """
    for i, part in enumerate(found.parts):
        if i >= found.given and found.parts[:i] not in tops:
            continue
        within = found.parts[found.given : i]  # so that two downloads of one class are one class
        if known := folders.get(found.parts[: i + 1]):
            return known
        if match := _MOODLE.match(part):
            who, number = match["who"], match["id"] or ""
            return Identity(who, tuple(filter(None, (number, who))), key=("moodle", *within, number or who))
        if match := GRADESCOPE.fullmatch(part):
            return Identity(part, (match["id"], part), key=("gradescope", *within, part))
        if part == _NBGRADER and len(found.parts) - i >= 4:
            who = found.parts[i + 1]
            return Identity(who, (who,), key=("nbgrader", *within, who))
        if i >= found.given and found.parts[:i] not in not_canvas and (match := _canvas(found, i)):
            user, attachment = match["user"], match["attachment"] or "0"
            who = match.groupdict().get("who") or f"anon {user}"
            late = bool(_LATE.search(part[: match.start("user")]))
            return Identity(who, (user, who), None, ("canvas", *within, user), int(attachment[:18]), late)
    return None


def is_platforms(name: str) -> bool:
    """Whether an LMS may have named a folder or file so."""
    patterns = (_MOODLE.match, GRADESCOPE.fullmatch, _CANVAS.match, _CANVAS_ANONYMOUS.match)
    return name == _NBGRADER or any(matches(name) for matches in patterns)


def nbgrader_folder(found: Found) -> tuple[str, ...]:
    """The folder of nbgrader's that holds one submission with this file in it; empty where there is none."""
    for i, part in enumerate(found.parts):
        if part == _NBGRADER and len(found.parts) - i >= 4:
            return found.parts[: i + 3]
    return ()


def _canvas(found: Found, i: int) -> re.Match[str] | None:
    part = found.parts[i]
    is_file = i == len(found.parts) - 1 or is_zip_name(part)
    return (_CANVAS_ANONYMOUS.match(part) or _CANVAS.match(part)) if is_file else None


def look_alikes(found: Sequence[Found]) -> frozenset[tuple[str, ...]]:
    """Folders whose files have numbers where Canvas has them, and are not Canvas's.

    There each attachment has a number of its own; in ``hw_2026_10_ana.ipynb`` and ``hw_2026_10_ben.ipynb``
    the numbers are the same.
    """
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    alike = set()
    for item in found:
        for i in range(item.given, len(item.parts)):
            if (match := _canvas(item, i)) and match["attachment"]:
                name = (*item.parts[:i], match["user"], match["attachment"])
                if seen.setdefault(name, item.parts[: i + 1]) != item.parts[: i + 1]:
                    alike.add(item.parts[:i])
    return frozenset(alike)


def one_line(text: str) -> str:
    """Text that can be encoded and shown in a terminal."""
    return _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text))


def safe(name: str) -> str:
    """A name as it can be shown and be a file's name: one line, no slashes, no leading dots, not too long."""
    name = unicodedata.normalize("NFC", one_line(_mended(name))).replace("/", "-").replace("\\", "-")
    name = " ".join(name.split()).lstrip(". ")
    name = name.encode()[:_LONGEST].decode(errors="ignore")
    return name.strip() or "unnamed"


def _mended(name: str) -> str:
    """A name whose UTF-8 some program took for the code page of DOS or Windows: ``Jos├⌐`` is ``José``."""
    if name.isascii():
        return name
    for encoding in ("cp437", "cp1252"):
        try:
            return name.encode(encoding).decode()
        except UnicodeError:
            continue
    return name
