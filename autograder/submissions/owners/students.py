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
    own = {owner: _student(owner, root) for owner in owners}
    by_roster = {owner: roster.student(student) for owner, student in own.items()}
    by_name = {owner for owner in by_roster if _is_by_name(owner, roster)}
    claims = Counter(by_roster[owner].id for owner in {owner.key: owner for owner in by_name}.values())
    sure_ids = {student.id for owner, student in by_roster.items() if owner not in by_name}
    # A platform's own id is surer than a name, which two of its people may share.
    unclear = {
        owner for owner in by_name if claims[by_roster[owner].id] > 1 or by_roster[owner].id in sure_ids
    }
    return {owner: own[owner] if owner in unclear else by_roster[owner] for owner in own}


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
        text = f"{owner.platform}:{'+'.join(owner.key[1:])}"
    else:
        *folders, _, name = owner.key
        above = root.absolute().parts if root else ()
        if tuple(folders[: len(above)]) == above:
            folders = folders[len(above) :]
        text = f"path:{Path(*folders, name)}"
    if len(text) > LONGEST:
        text = f"{text.partition(':')[0]}:{hashlib.sha256(text.encode(errors='replace')).hexdigest()}"
    return one_line(text)
