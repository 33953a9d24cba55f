"""Collects a class's submissions from whatever was downloaded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from autograder.submissions import archive, naming
from autograder.submissions.archive import Unreadable
from autograder.submissions.gradescope import METADATA, read_metadata
from autograder.submissions.naming import GRADESCOPE, Identity
from autograder.submissions.roster import folded
from autograder.submissions.search import Found, search
from autograder.submissions.submission import Submission


def collect(paths: Iterable[Path], roster: Mapping[str, str] | None = None) -> list[Submission]:
    """One submission for each notebook in the files, folders and zips, in their order, each sorted inside.

    Never raises for what it finds: whatever cannot be read, or is no notebook though it was named or handed
    in through an LMS, is a submission whose ``read`` raises ``Unreadable`` with the reason.

    Args:
        roster: names by LMS id, folder or file's stem, see ``read_roster``.
    """
    found = _once(item for path in paths for item in search(path))
    folders, found = _gradescope(found)
    found = _without_litter(found, folders)
    identities = [naming.identify(item, folders) for item in found]
    known = {folded(key): name for key, name in (roster or {}).items()}
    students = naming.names(found, identities, known)
    return [
        _submission(item, student, identity.submitted_at if identity else None)
        for item, student, identity in zip(found, students, identities, strict=True)
    ]


def _submission(found: Found, student: str, submitted_at: datetime | None) -> Submission:
    source, problem = naming.one_line(found.source), naming.one_line(found.problem)
    return Submission(student, source, submitted_at, found.path, found.members, problem)


def _once(found: Iterable[Found]) -> list[Found]:
    """Each file once, also where a folder and a file in it were both given."""
    files: dict[object, Found] = {}
    for item in found:
        files.setdefault((os.path.realpath(item.path), item.members), item)
    return list(files.values())


def _gradescope(found: list[Found]) -> tuple[dict[tuple[str, ...], Identity], list[Found]]:
    """What Gradescope's metadata says, by folder; where it cannot be read, that is a problem of its own."""
    exports = {
        item.parts[:i] for item in found for i, part in enumerate(item.parts) if GRADESCOPE.fullmatch(part)
    }
    folders: dict[tuple[str, ...], Identity] = {}
    rest = []
    for item in found:
        if item.parts[-1] != METADATA or item.parts[:-1] not in exports:
            rest.append(item)
            continue
        try:
            content = read_metadata(archive.read(item.path, item.members))
            folders |= {(*item.parts[:-1], folder): identity for folder, identity in content.items()}
        except Unreadable as error:
            rest.append(Found(item.parts, item.given, item.source, item.path, problem=str(error)))
    return folders, rest


def _without_litter(found: list[Found], folders: Mapping[tuple[str, ...], Identity]) -> list[Found]:
    """Notebooks and problems, and one problem for each student who handed in only something else."""
    have = {naming.identify(item, folders) for item in found if item.is_notebook}
    kept = []
    for item in found:
        if item.is_notebook or item.problem:
            kept.append(item)
        elif (identity := naming.identify(item, folders)) and identity not in have:
            have.add(identity)
            problem = f"{item.parts[-1]} is not a notebook: hand in the .ipynb file."
            kept.append(Found(item.parts, item.given, item.source, item.path, item.members, problem))
    return kept
