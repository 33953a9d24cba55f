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
    files = _once(file for path in given for file in search(path, alone=len(given) == 1))
    platforms, files = downloads(files)
    hand_ins = _hand_ins(files, platforms, roster, released, root)
    importing = _importing(hand_ins)
    submitted: list[_HandIn] = []
    set_aside: list[Found] = []
    for hand_in in hand_ins:
        importers = importing.get(_module(hand_in), ())
        if importers and not hand_in.owner.certain:
            for importer in importers:
                importer.files += hand_in.files
        elif _is_nobodys(hand_in, released):
            set_aside += [file for file in hand_in.files if file.name and not file.is_autosave]
        else:
            submitted.append(hand_in)
    crowded = _crowded(submitted)
    submissions = [_submission(hand_in, released, crowded) for hand_in in submitted]
    owners = {hand_in.owner: hand_in.student for hand_in in submitted}
    return Collection(
        submissions,
        [
            *remarks.on_aside(platforms.aside),
            *remarks.on_roster(owners, roster),
            *remarks.on_weak_ids(owners),
            *remarks.on_rest(set_aside),
        ],
    )


def _once(files: Iterable[Found]) -> list[Found]:
    """Each file once, even if a folder and a file in it were both given."""
    unique: dict[object, Found] = {}
    for file in files:
        unique.setdefault((os.path.realpath(file.path), file.members, file.parts[-1] == ""), file)
    return list(unique.values())


def _hand_ins(
    files: list[Found],
    platforms: Downloads,
    roster: Roster,
    released: Released | None,
    root: Path | None,
) -> list[_HandIn]:
    """The files by student, in the order in which they were found."""
    not_canvas = canvas.look_alikes(files)
    stamps = times.by_folder(files)
    identities = {
        file: _timed(identify(file, platforms.tops, platforms.people, not_canvas), file, stamps)
        for file in files
    }

    @cache
    def fits(file: Found) -> bool:
        try:
            notebook = parse(file.read())
            return released is None or released.fit(notebook).belongs
        except Unreadable:
            return False

    words = released.words if released else frozenset()
    unnamed = [i for i, file in enumerate(files) if identities[file] is None]
    owners = Layout(files, roster, words, fits).owners(unnamed)
    owners |= {i: of_platform(identity) for i, file in enumerate(files) if (identity := identities[file])}
    students_by_owner = students(owners.values(), roster, root)
    hand_ins: dict[str, _HandIn] = {}
    for i, file in enumerate(files):
        owner, identity = owners[i], identities[file]
        student = students_by_owner[owner]
        hand_in = hand_ins.setdefault(student.id, _HandIn(owner, student))
        if owner.certain > hand_in.owner.certain:  # whichever of the files came first
            hand_in.owner = owner
        hand_in.files.append(file)
        if identity:
            hand_in.identities[file] = identity
    return list(hand_ins.values())


def _timed(
    identity: Identity | None, file: Found, stamps: Mapping[tuple[str, ...], datetime]
) -> Identity | None:
    if identity is None or identity.platform != "nbgrader":
        return identity
    return replace(identity, submitted_at=stamps.get(nbgrader.folder(file.parts)))


def _is_nobodys(hand_in: _HandIn, released: Released | None) -> bool:
    """Whether these are lists or data beside what was handed in."""
    if any(file.name and (file.problem or file.is_notebook > file.is_autosave) for file in hand_in.files):
        return False
    given = released.files if released else frozenset()
    if all(file.name in given for file in hand_in.files):
        return True
    return not hand_in.owner.certain and all(
        file.is_autosave or not file.name or kinds.is_listing(file.name) for file in hand_in.files
    )


def _module(hand_in: _HandIn) -> tuple[Place, bytes] | None:
    """Folder and name of the Python file that a hand-in consists of, if it is nothing else."""
    file = hand_in.files[0]
    if len(hand_in.files) > 1 or not file.name.endswith(".py"):
        return None
    return file.parts[:-1], file.name.removesuffix(".py").encode(errors="replace")


def _importing(hand_ins: Sequence[_HandIn]) -> dict[tuple[Place, bytes] | None, list[_HandIn]]:
    """The hand-ins whose notebooks import a Python file beside them, by that file's folder and name."""
    folders = {module[0] for hand_in in hand_ins if (module := _module(hand_in))}
    importing: defaultdict[tuple[Place, bytes] | None, list[_HandIn]] = defaultdict(list)
    for hand_in in hand_ins:
        notebooks = [file for file in hand_in.files if file.is_notebook and file.parts[:-1] in folders]
        names = {(file.parts[:-1], name) for file in notebooks for name in _IMPORT.findall(_bytes(file))}
        for name in names:
            importing[name].append(hand_in)
    return importing


def _bytes(file: Found) -> bytes:
    try:
        return file.read()
    except Unreadable:
        return b""


def _crowded(hand_ins: Sequence[_HandIn]) -> set[str]:
    """Folders with notebooks of several students below them: what else is there belongs to none of them."""
    owners: dict[str, int] = {}  # folder to the first hand-in below it
    crowded = set()
    for i, hand_in in enumerate(hand_ins):
        for folder in {parent for file in hand_in.files if file.is_notebook for parent in _above(file)}:
            if owners.setdefault(folder, i) != i:
                crowded.add(folder)
    return crowded


def _above(file: Found) -> list[str]:
    """The folders and zips that a file is in, the nearest first."""
    folder, folders = file.source, []
    for _ in file.parts[file.given :]:
        folder = folder.rpartition("/")[0]
        folders.append(folder)
    return folders


def _submission(hand_in: _HandIn, released: Released | None, crowded: AbstractSet[str]) -> Submission:
    chosen: Choice = choose(hand_in.files, hand_in.identities, released)
    identity = hand_in.identities.get(chosen.found)
    submitted_at: datetime | None = identity.submitted_at if identity else None
    files = [file for file in hand_in.files if not (file.is_autosave or times.is_timestamp(file))]
    return Submission(
        hand_in.student,
        one_line(chosen.found.source),
        submitted_at,
        chosen.found.path,
        chosen.found.members,
        limited(chosen.problem, one_line),
        () if _above(chosen.found)[0] in crowded else beside(chosen.found, files),
        chosen.remarks,
        identity.late if identity else False,
    )
