"""Where platforms put what they write: at the top of their downloads, and nowhere else.

A student can call folders as a platform does and add a file of its metadata. So the names and the metadata
count only at the top of what was given, and at the top of the downloads in it if it holds nothing else.
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

DEEPEST = 3  # folders that a download may be in


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


def downloads(files: Sequence[Found]) -> tuple[Downloads, list[Found]]:
    """What platforms say, and the files without their metadata; one that cannot be read has a ``problem``."""
    tops, aside = _tops(files)
    people: dict[Place, Identity] = {}
    rest = []
    for file in files:
        if file.name != METADATA or file.problem or not _is_gradescopes(tops.get(file.parts[:-1], ())):
            rest.append(file)
            continue
        try:
            content = read_metadata(archive.read(file.path, file.members))
            people |= {(*file.parts[:-1], folder): identity for folder, identity in content.items()}
        except Unreadable as error:
            rest.append(replace(file, problem=error.message, named=True))
    return Downloads(tops.keys(), people, aside), rest


def _tops(files: Sequence[Found]) -> tuple[dict[Place, AbstractSet[str]], list[str]]:
    """The tops, each with the names in it; and what might be one elsewhere, by name."""
    given = {file.parts if file.named else file.parts[: file.given] for file in files}
    siblings = Counter(place[:-1] for place in given)
    named = {file.parts for file in files if file.named}
    inside: defaultdict[Place, set[str]] = defaultdict(set)
    roots = set()
    for file in files:
        place = file.parts if file.named else file.parts[: file.given]
        # What was given side by side is what is in one folder.
        root = place[:-1] if place in named or siblings[place[:-1]] > 1 else place
        roots.add(root)
        for end in range(len(root), min(len(file.parts), len(root) + DEEPEST + 2)):
            if file.parts[end]:
                inside[file.parts[:end]].add(file.parts[end])
    tops: dict[Place, AbstractSet[str]] = {}
    for root in roots:
        _descend(root, inside, tops, DEEPEST)
    others = {(*root, name) for root in roots for name in inside[root]} - tops.keys()
    crowded = (place for place in sorted(others) if len(inside.get(place, ())) > 1)
    return tops, [place[-1] for place in crowded if _is_download(place, inside, DEEPEST)]


def _descend(
    top: Place, inside: Mapping[Place, AbstractSet[str]], tops: dict[Place, AbstractSet[str]], deeper: int
) -> None:
    tops[top] = inside.get(top, set())
    names = [name for name in tops[top] if not kinds.is_listing(name)]
    places = [(*top, name) for name in names]
    if deeper and names and all(_is_download(place, inside, deeper) for place in places):
        for place in places:
            _descend(place, inside, tops, deeper - 1)


def _is_download(place: Place, inside: Mapping[Place, AbstractSet[str]], deeper: int) -> bool:
    """Whether a folder or zip holds nothing but what a platform has named, or other downloads."""
    if is_platforms(place[-1]):
        return False
    names = [name for name in inside.get(place, ()) if not kinds.is_listing(name)]
    return bool(names) and all(
        is_platforms(name) or (deeper > 1 and _is_download((*place, name), inside, deeper - 1))
        for name in names
    )


def _is_gradescopes(names: AbstractSet[str] | Sequence[str]) -> bool:
    return any(gradescope.is_name(name) for name in names)
