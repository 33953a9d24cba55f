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
    found = {}
    for item in handed_in:
        name = _below(root, item)
        if name and len(item.members) > len(notebook.members):  # in a zip that lies there
            name = _IN_ZIP.split(name)[0]
        if name and item is not notebook and not item.problem:
            size = item.size if len(item.members) <= len(notebook.members) else 0  # of a zip it is not known
            found[name] = Beside(name, item.path, item.members[: len(notebook.members)], size)
    return tuple(found[name] for name in sorted(found))


def _below(root: PurePosixPath, item: Found) -> str | None:
    """The path of ``item`` from ``root``; None where it lies elsewhere or its name could not be written."""
    place = PurePosixPath(item.source)
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
    kept: dict[str, bytes] = {}
    changed: list[str] = []
    too_much: list[str] = []
    size = read = 0
    for file in files:
        standing = None if given is None else _standing(file.name, given)
        full = size + file.size > limits.BESIDE_BYTES or len(kept) >= limits.BESIDE_FILES
        if standing is None and (full or read > limits.BESIDE_READ_BYTES or _clashes(file.name, kept)):
            too_much.append(file.name)
            continue
        try:
            content = archive.read(file.path, file.members)
        except Unreadable:
            too_much.append(file.name)
            continue
        read += len(content)
        if standing is not None:
            if not standing.is_file() or standing.read_bytes() != content:
                changed.append(file.name)
        elif size + len(content) > limits.BESIDE_BYTES:
            too_much.append(file.name)
        else:
            kept[file.name] = content
            size += len(content)
    return kept, list(_said(changed, too_much))


def _standing(name: str, given: Path) -> Path | None:
    """What stands in ``given`` in the place of ``name``: the file itself, or a file or folder in its way."""
    place = given / name
    if place.exists():
        return place
    return next(
        (parent for parent in map(given.__truediv__, PurePosixPath(name).parents) if parent.is_file()), None
    )


def _clashes(name: str, kept: Collection[str]) -> bool:
    """Whether a file of the same zip is a folder in the path of another."""
    return any(str(parent) in kept for parent in PurePosixPath(name).parents)


def _said(changed: list[str], too_much: list[str]) -> Iterator[Message]:
    for name in changed:
        yield Message(
            "The file {name} comes with the assignment: yours differs, and the given one was put back.",
            {"name": name},
        )
    if too_much:
        yield counted(
            "{name} beside the notebook could not be taken along: together the files may have {size}, "
            "and be {most:,}.",
            "{name} and {more} more beside the notebook could not be taken along: together the files may "
            "have {size}, and be {most:,}.",
            len(too_much),
            {
                "name": too_much[0],
                "more": len(too_much) - 1,
                "size": limits.size(limits.BESIDE_BYTES),
                "most": limits.BESIDE_FILES,
            },
        )
