"""Which students the owners of files are."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from autograder.platforms.identity import Identity
from autograder.student import Student
from autograder.submissions.owners.layout import Owner
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.owners.roster import Roster

LONGEST = 300  # characters of an id; a longer path is told by its hash


def of_platform(identity: Identity) -> Owner:
    """The owner whom a platform tells."""
    tag = next((key for key in identity.ids if key != identity.name), "")
    return Owner(
        identity.key,
        identity.name,
        identity.ids,
        tag,
        platform=identity.platform,
        is_weak=not identity.is_sure,
        members=identity.members,
    )


def students(owners: Iterable[Owner], roster: Roster, root: Path | None = None) -> dict[Owner, Student]:
    """The student that each of the owners is: by the roster if it knows them, else by themselves.

    Args:
        root: places of files below it are told from there, so that a course can be moved.
    """
    unknown = {owner: _student(owner, root) for owner in owners}
    known = {owner: roster.student(student) for owner, student in unknown.items()}
    by_name = {owner for owner in known if _is_by_name(owner, roster)}
    claims = Counter(known[owner].id for owner in {owner.key: owner for owner in by_name}.values())
    sure = {student.id for owner, student in known.items() if owner not in by_name}
    # A platform's own id is surer than a name, which two of its people may share.
    unclear = {owner for owner in by_name if claims[known[owner].id] > 1 or known[owner].id in sure}
    return {owner: unknown[owner] if owner in unclear else known[owner] for owner in unknown}


def _is_by_name(owner: Owner, roster: Roster) -> bool:
    """Whether the roster knows one of a platform's people by nothing but the name."""
    if not owner.platform or roster.find(owner.ids) is None:
        return False
    return roster.find(key for key in owner.ids if key != owner.name) is None


def _student(owner: Owner, root: Path | None) -> Student:
    return Student(
        _id(owner, root),
        safe(owner.name),
        safe(owner.tag) if owner.tag else "",
        owner.platform,
        tuple(dict.fromkeys(map(one_line, owner.ids))),
        tuple(_student(of_platform(member), root) for member in owner.members),
    )


def _id(owner: Owner, root: Path | None) -> str:
    if owner.platform:
        told = f"{owner.platform}:{'+'.join(owner.key[1:])}"
    else:
        *folders, _, name = owner.key
        above = root.absolute().parts if root else ()
        if tuple(folders[: len(above)]) == above:
            folders = folders[len(above) :]
        told = f"path:{Path(*folders, name)}"
    if len(told) > LONGEST:
        told = f"{told.partition(':')[0]}:{hashlib.sha256(told.encode(errors='replace')).hexdigest()}"
    return one_line(told)
