"""Where platforms put what they write: at the top of their downloads, and nowhere else.

A student can call folders as a platform does and add a file of its metadata. So the names and the metadata
count only at the top of what was given, and of the downloads in it where it holds nothing but such.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from autograder.errors import Unreadable
from autograder.platforms import gradescope
from autograder.platforms.gradescope import METADATA, read_metadata
from autograder.platforms.identity import Identity
from autograder.platforms.recognition import is_platforms
from autograder.submissions import kinds
from autograder.submissions.archive import archive
from autograder.submissions.search import Found

Place = tuple[str, ...]

DEEPEST = 3  # folders in which a download may lie


class Downloads(NamedTuple):
    """What platforms say of a class.

    Attributes:
        tops: the folders and zips whose entries are called as a platform calls them.
        people: what metadata says of folders.
        aside: the names of what looks like a class's download and was not taken for one.
    """

    tops: AbstractSet[Place]
    people: Mapping[Place, Identity]
    aside: list[str]


def downloads(found: Sequence[Found]) -> tuple[Downloads, list[Found]]:
    """What platforms say, and the files without their metadata; one that cannot be read has a ``problem``."""
    tops, aside = _tops(found)
    people: dict[Place, Identity] = {}
    rest = []
    for item in found:
        if item.name != METADATA or item.problem or not _is_gradescopes(tops.get(item.parts[:-1], ())):
            rest.append(item)
            continue
        try:
            content = read_metadata(archive.read(item.path, item.members))
            people |= {(*item.parts[:-1], folder): identity for folder, identity in content.items()}
        except Unreadable as error:
            rest.append(replace(item, problem=error.message, named=True))
    return Downloads(tops.keys(), people, aside), rest


def _tops(found: Sequence[Found]) -> tuple[dict[Place, AbstractSet[str]], list[str]]:
    """The tops, each with the names in it; and what might be one elsewhere, by name."""
    given = {item.parts if item.named else item.parts[: item.given] for item in found}
    beside = Counter(place[:-1] for place in given)
    named = {item.parts for item in found if item.named}
    inside: defaultdict[Place, set[str]] = defaultdict(set)
    roots = set()
    for item in found:
        place = item.parts if item.named else item.parts[: item.given]
        # What was given side by side is what lies in one folder.
        root = place[:-1] if place in named or beside[place[:-1]] > 1 else place
        roots.add(root)
        for end in range(len(root), min(len(item.parts), len(root) + DEEPEST + 2)):
            if item.parts[end]:
                inside[item.parts[:end]].add(item.parts[end])
    tops: dict[Place, AbstractSet[str]] = {}
    for root in roots:
        _descend(root, inside, tops, DEEPEST)
    others = {(*root, name) for root in roots for name in inside[root]} - tops.keys()
    several = (place for place in sorted(others) if len(inside.get(place, ())) > 1)
    return tops, [place[-1] for place in several if _is_download(place, inside, DEEPEST)]


def _descend(
    top: Place, inside: Mapping[Place, AbstractSet[str]], tops: dict[Place, AbstractSet[str]], deeper: int
) -> None:
    tops[top] = inside.get(top, set())
    work = [name for name in tops[top] if not kinds.is_listing(name)]
    below = [(*top, name) for name in work]
    if deeper and work and all(_is_download(place, inside, deeper) for place in below):
        for place in below:
            _descend(place, inside, tops, deeper - 1)


def _is_download(place: Place, inside: Mapping[Place, AbstractSet[str]], deeper: int) -> bool:
    """Whether a folder or zip holds nothing but what a platform has named, or other downloads."""
    if is_platforms(place[-1]):
        return False
    work = [name for name in inside.get(place, ()) if not kinds.is_listing(name)]
    return bool(work) and all(
        is_platforms(name) or (deeper > 1 and _is_download((*place, name), inside, deeper - 1))
        for name in work
    )


def _is_gradescopes(names: AbstractSet[str] | Sequence[str]) -> bool:
    return any(gradescope.is_name(name) for name in names)
