"""Collects a class's submissions from whatever was downloaded: one for each student."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from autograder.submissions import kinds, remarks, times
from autograder.submissions.beside import beside
from autograder.submissions.choice import Choice, choose
from autograder.submissions.exports import Exports, Place, exports
from autograder.submissions.owners.layout import Layout, Owner
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.owners.roster import Person, Roster, folded
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
    """What one owner handed in; ``person`` is the roster's."""

    owner: Owner
    person: Person | None
    files: list[Found] = field(default_factory=list)
    identities: dict[Found, Identity] = field(default_factory=dict)


def collect(
    paths: Iterable[Path], roster: Roster | None = None, released: Released | None = None
) -> Collection:
    """One submission for each student with anything in the files, folders and zips.

    Never raises for what it finds: whatever cannot be read, or is no notebook and may have been handed in, is
    a submission whose ``read`` raises ``Unreadable`` with the reason.

    Args:
        roster: names by LMS id, folder or file's stem.
        released: what students were given; it tells which of several notebooks is meant.
    """
    roster = roster or Roster()
    given = list(paths)
    found = _once(item for path in given for item in search(path, alone=len(given) == 1))
    platforms, found = exports(found)
    hand_ins = _hand_ins(found, platforms, roster, released)
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
    names = _names(kept)
    crowded = _crowded(kept)
    submissions = [_submission(one, name, released, crowded) for one, name in zip(kept, names, strict=True)]
    owners = [(one.owner, one.person) for one in kept]
    return Collection(
        submissions,
        [*remarks.on_aside(platforms.aside), *remarks.on_roster(owners, roster), *remarks.on_rest(set_aside)],
    )


def _once(found: Iterable[Found]) -> list[Found]:
    """Each file once, also where a folder and a file in it were both given."""
    files: dict[object, Found] = {}
    for item in found:
        files.setdefault((os.path.realpath(item.path), item.members, item.parts[-1] == ""), item)
    return list(files.values())


def _hand_ins(
    found: list[Found],
    platforms: Exports,
    roster: Roster,
    released: Released | None,
) -> list[_HandIn]:
    """The files by owner, in the order in which they were found."""
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
    hand_ins: dict[object, _HandIn] = {}
    for i, item in enumerate(found):
        identity = identities[item]
        owner = owners[i] if identity is None else _of_platform(identity)
        person = roster.find(owner.ids)
        # A platform's key is surer than a name that two of its students may share.
        key = owner.key if identity or person is None else person
        hand_in = hand_ins.setdefault(key, _HandIn(owner, person))
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


def _of_platform(identity: Identity) -> Owner:
    tag = next((key for key in identity.ids if key != identity.name), "")
    return Owner(identity.key, identity.name, identity.ids, tag)


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


def _names(hand_ins: Sequence[_HandIn]) -> list[str]:
    """A name for each, all different, also on disks where Ana and ana are one."""
    wanted = [safe(one.person.name if one.person else one.owner.name) for one in hand_ins]
    count = Counter(map(folded, wanted))
    tags = [one.person.ids[0] if one.person else one.owner.tag for one in hand_ins]
    tagged = [
        safe(f"{name} ({tag})") if tag and count[folded(name)] > 1 else name
        for name, tag in zip(wanted, tags, strict=True)
    ]
    return list(_numbered(tagged))


def _numbered(wanted: Sequence[str]) -> Iterator[str]:
    """Names with a number behind those that came before."""
    taken = {folded(name) for name in wanted}
    last: dict[str, int] = {}  # the last number given to a name
    for name in wanted:
        new, number = name, last.get(folded(name), 0) + 1
        while number > 1 and folded(new := f"{name} ({number})") in taken:
            number += 1
        last[folded(name)] = number
        taken.add(folded(new))
        yield new


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


def _submission(
    hand_in: _HandIn, student: str, released: Released | None, crowded: AbstractSet[str]
) -> Submission:
    chosen: Choice = choose(hand_in.files, hand_in.identities, released)
    identity = hand_in.identities.get(chosen.found)
    submitted_at: datetime | None = identity.submitted_at if identity else None
    own = [item for item in hand_in.files if not (item.is_autosave or times.is_timestamp(item))]
    return Submission(
        student,
        one_line(chosen.found.source),
        submitted_at,
        chosen.found.path,
        chosen.found.members,
        limited(chosen.problem, one_line),
        () if _above(chosen.found)[0] in crowded else beside(chosen.found, own),
        chosen.remarks,
        identity.late if identity else False,
    )
