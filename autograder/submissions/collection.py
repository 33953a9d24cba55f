"""Collects a class's submissions from whatever was downloaded: one for each student."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from autograder.errors import Unreadable
from autograder.message import Message, limited
from autograder.notebook import parse
from autograder.platforms import canvas, nbgrader
from autograder.platforms.identity import Identity
from autograder.platforms.recognition import identify
from autograder.student import Student
from autograder.submissions import kinds, remarks, times
from autograder.submissions.beside import beside
from autograder.submissions.choice import Choice, choose
from autograder.submissions.downloads import Downloads, Place, downloads
from autograder.submissions.owners.layout import Layout, Owner
from autograder.submissions.owners.names import one_line
from autograder.submissions.owners.roster import Roster
from autograder.submissions.owners.students import of_platform, students
from autograder.submissions.released import Released
from autograder.submissions.search import Found, search
from autograder.submissions.submission import Submission

_IMPORT = re.compile(rb"\b(?:import|from)\s+([\w\x80-\xff]+)")


@dataclass(frozen=True)
class Collection:
    """All that was handed in.

    Attributes:
        submissions: one for each student, in the order in which they were found.
        remarks: what is to be said about the class as a whole, a sentence each.
    """

    submissions: list[Submission]
    remarks: list[Message | str]


@dataclass
class _HandIn:
    """What one student handed in."""

    owner: Owner
    student: Student
    files: list[Found] = field(default_factory=list)
    identities: dict[Found, Identity] = field(default_factory=dict)


def collect(
    paths: Iterable[Path],
    roster: Roster | None = None,
    released: Released | None = None,
    root: Path | None = None,
) -> Collection:
    """One submission for each student with anything in the files, folders and zips.

    Never raises for what it finds: whatever cannot be read, or is no notebook and may have been handed in, is
    a submission whose ``read`` raises ``Unreadable`` with the reason.

    Args:
        roster: the class; it tells who is who by a platform's id, a folder or a file's stem.
        released: what students were given; it tells which of several notebooks is meant.
        root: the course's folder. If no platform and no roster tells who it is, the place of the files does,
            from there if they are in it.
    """
    roster = roster or Roster()
    given = list(paths)
    found = _once(item for path in given for item in search(path, alone=len(given) == 1))
    platforms, found = downloads(found)
    hand_ins = _hand_ins(found, platforms, roster, released, root)
    importing = _importing(hand_ins)
    kept: list[_HandIn] = []
    set_aside: list[Found] = []
    for hand_in in hand_ins:
        imported = importing.get(_module(hand_in), ())
        if imported and not hand_in.owner.certain:
            for other in imported:
                other.files += hand_in.files
        elif _is_nobodys(hand_in, released):
            set_aside += [item for item in hand_in.files if item.name and not item.is_autosave]
        else:
            kept.append(hand_in)
    crowded = _crowded(kept)
    submissions = [_submission(one, released, crowded) for one in kept]
    owners = {one.owner: one.student for one in kept}
    return Collection(
        submissions,
        [
            *remarks.on_aside(platforms.aside),
            *remarks.on_roster(owners, roster),
            *remarks.on_weak_ids(owners),
            *remarks.on_rest(set_aside),
        ],
    )


def _once(found: Iterable[Found]) -> list[Found]:
    """Each file once, also where a folder and a file in it were both given."""
    files: dict[object, Found] = {}
    for item in found:
        files.setdefault((os.path.realpath(item.path), item.members, item.parts[-1] == ""), item)
    return list(files.values())


def _hand_ins(
    found: list[Found],
    platforms: Downloads,
    roster: Roster,
    released: Released | None,
    root: Path | None,
) -> list[_HandIn]:
    """The files by student, in the order in which they were found."""
    not_canvas = canvas.look_alikes(found)
    stamps = times.by_folder(found)
    identities = {
        item: _timed(identify(item, platforms.tops, platforms.people, not_canvas), item, stamps)
        for item in found
    }

    @cache
    def fits(item: Found) -> bool:
        try:
            notebook = parse(item.read())
            return released is None or released.fit(notebook).belongs
        except Unreadable:
            return False

    words = released.words if released else frozenset()
    unnamed = [i for i, item in enumerate(found) if identities[item] is None]
    owners = Layout(found, roster, words, fits).owners(unnamed)
    owners |= {i: of_platform(told) for i, item in enumerate(found) if (told := identities[item])}
    who = students(owners.values(), roster, root)
    hand_ins: dict[str, _HandIn] = {}
    for i, item in enumerate(found):
        owner, identity = owners[i], identities[item]
        hand_in = hand_ins.setdefault(who[owner].id, _HandIn(owner, who[owner]))
        if owner.certain > hand_in.owner.certain:  # whichever of the files came first
            hand_in.owner = owner
        hand_in.files.append(item)
        if identity:
            hand_in.identities[item] = identity
    return list(hand_ins.values())


def _timed(
    identity: Identity | None, item: Found, stamps: Mapping[tuple[str, ...], datetime]
) -> Identity | None:
    if identity is None or identity.platform != "nbgrader":
        return identity
    return replace(identity, submitted_at=stamps.get(nbgrader.folder(item.parts)))


def _is_nobodys(hand_in: _HandIn, released: Released | None) -> bool:
    """Whether these are lists or data that lie beside what was handed in."""
    if any(item.name and (item.problem or item.is_notebook > item.is_autosave) for item in hand_in.files):
        return False
    given = released.files if released else frozenset()
    if all(item.name in given for item in hand_in.files):
        return True
    return not hand_in.owner.certain and all(
        item.is_autosave or not item.name or kinds.is_listing(item.name) for item in hand_in.files
    )


def _module(hand_in: _HandIn) -> tuple[Place, bytes] | None:
    """Folder and name of the Python file that a hand-in consists of, where it is nothing else."""
    item = hand_in.files[0]
    if len(hand_in.files) > 1 or not item.name.endswith(".py"):
        return None
    return item.parts[:-1], item.name.removesuffix(".py").encode(errors="replace")


def _importing(hand_ins: Sequence[_HandIn]) -> dict[tuple[Place, bytes] | None, list[_HandIn]]:
    """Those whose notebooks import a Python file that lies beside them and is nobody's notebook."""
    folders = {module[0] for hand_in in hand_ins if (module := _module(hand_in))}
    importing: defaultdict[tuple[Place, bytes] | None, list[_HandIn]] = defaultdict(list)
    for hand_in in hand_ins:
        near = [item for item in hand_in.files if item.is_notebook and item.parts[:-1] in folders]
        names = {(item.parts[:-1], name) for item in near for name in _IMPORT.findall(_bytes(item))}
        for name in names:
            importing[name].append(hand_in)
    return importing


def _bytes(item: Found) -> bytes:
    try:
        return item.read()
    except Unreadable:
        return b""


def _crowded(hand_ins: Sequence[_HandIn]) -> set[str]:
    """Folders with notebooks of several students below them: what else lies there belongs to none of them."""
    owner: dict[str, int] = {}
    crowded = set()
    for i, hand_in in enumerate(hand_ins):
        for folder in {parent for item in hand_in.files if item.is_notebook for parent in _above(item)}:
            if owner.setdefault(folder, i) != i:
                crowded.add(folder)
    return crowded


def _above(item: Found) -> list[str]:
    """The folders and zips that a file lies in, the nearest first."""
    folder, folders = item.source, []
    for _ in item.parts[item.given :]:
        folder = folder.rpartition("/")[0]
        folders.append(folder)
    return folders


def _submission(hand_in: _HandIn, released: Released | None, crowded: AbstractSet[str]) -> Submission:
    chosen: Choice = choose(hand_in.files, hand_in.identities, released)
    identity = hand_in.identities.get(chosen.found)
    submitted_at: datetime | None = identity.submitted_at if identity else None
    own = [item for item in hand_in.files if not (item.is_autosave or times.is_timestamp(item))]
    return Submission(
        hand_in.student,
        one_line(chosen.found.source),
        submitted_at,
        chosen.found.path,
        chosen.found.members,
        limited(chosen.problem, one_line),
        () if _above(chosen.found)[0] in crowded else beside(chosen.found, own),
        chosen.remarks,
        identity.late if identity else False,
    )
