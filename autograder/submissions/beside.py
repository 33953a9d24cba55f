"""Files that were handed in beside a notebook: which they are, and their bytes within limits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograder import limits
from autograder.errors import Unreadable
from autograder.message import Message, counted
from autograder.submissions.archive import archive
from autograder.submissions.archive.archive import Member
from autograder.submissions.search import Found

_ODD = re.compile("[\\x00-\\x1f\\x7f\\\\\ud800-\udfff]")
_IN_ZIP = re.compile(r"(?<=\.zip)/", re.IGNORECASE)


class Beside(NamedTuple):
    """A file beside a notebook: ``name`` is its path from there, the rest says where it is, and its size."""

    name: str
    path: Path
    members: tuple[Member, ...] = ()
    size: int = 0


def beside(notebook: Found, handed_in: Iterable[Found]) -> tuple[Beside, ...]:
    """The files in the notebook's folder and below it, in a zip too.

    Args:
        handed_in: all files of the notebook's student.
    """
    root = PurePosixPath(notebook.source).parent
    files = {}
    for file in handed_in:
        name = _below(root, file)
        if name and len(file.members) > len(notebook.members):  # in a zip of that folder
            name = _IN_ZIP.split(name)[0]
        if name and file is not notebook and not file.problem:
            size = file.size if len(file.members) <= len(notebook.members) else 0  # of a zip it is not known
            files[name] = Beside(name, file.path, file.members[: len(notebook.members)], size)
    return tuple(files[name] for name in sorted(files))


def _below(root: PurePosixPath, file: Found) -> str | None:
    """The path of ``file`` from ``root``; None if it is elsewhere or its name could not be written."""
    place = PurePosixPath(file.source)
    if not place.is_relative_to(root):
        return None
    parts = place.relative_to(root).parts
    most = limits.BESIDE_NAME_BYTES
    odd = any(
        _ODD.search(part) or part == ".." or len(part.encode(errors="replace")) > most for part in parts
    )
    return None if odd or not parts else "/".join(parts)


def read_beside(files: Iterable[Beside], given: Path | None) -> tuple[dict[str, bytes], list[Message]]:
    """The files' bytes by name, and a sentence on each kind of them that is left out.

    Args:
        given: the folder that students get: a file that is there too is restored, whatever was handed in.
    """
    contents: dict[str, bytes] = {}
    changed: list[str] = []
    left_out: list[str] = []
    size = read = 0
    for file in files:
        existing = None if given is None else standing(file.name, given)
        full = size + file.size > limits.BESIDE_BYTES or len(contents) >= limits.BESIDE_FILES
        if existing is None and (full or read > limits.BESIDE_READ_BYTES or _clashes(file.name, contents)):
            left_out.append(file.name)
            continue
        try:
            content = archive.read(file.path, file.members)
        except Unreadable:
            left_out.append(file.name)
            continue
        read += len(content)
        if existing is not None:
            if not existing.is_file() or existing.read_bytes() != content:
                changed.append(file.name)
        elif size + len(content) > limits.BESIDE_BYTES:
            left_out.append(file.name)
        else:
            contents[file.name] = content
            size += len(content)
    return contents, list(_said(changed, left_out))


def standing(name: str, given: Path) -> Path | None:
    """What is in ``given`` at the path ``name``: the file itself, or a file or folder in its way."""
    place = given / name
    if place.exists():
        return place
    return next(
        (parent for parent in map(given.__truediv__, PurePosixPath(name).parents) if parent.is_file()), None
    )


def _clashes(name: str, names: Collection[str]) -> bool:
    """Whether a file of the same zip is a folder in the path of another."""
    return any(str(parent) in names for parent in PurePosixPath(name).parents)


def _said(changed: list[str], left_out: list[str]) -> Iterator[Message]:
    for name in changed:
        yield Message(
            "The file {name} comes with the assignment: yours differs, and the given one was put back.",
            {"name": name},
        )
    if left_out:
        yield counted(
            "{name} beside the notebook could not be taken along: together the files may have {size}, "
            "and be {most:,}.",
            "{name} and {more} more beside the notebook could not be taken along: together the files may "
            "have {size}, and be {most:,}.",
            len(left_out),
            {
                "name": left_out[0],
                "more": len(left_out) - 1,
                "size": limits.size(limits.BESIDE_BYTES),
                "most": limits.BESIDE_FILES,
            },
        )
