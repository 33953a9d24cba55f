"""Finds the files that were handed in: in folders, in zips, and in zips inside those."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.submissions import archive
from autograder.submissions.archive import Member, Unreadable

_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)  # browsers add an ending of their own
_ZIP = re.compile(r"\.zip$", re.IGNORECASE)
_OTTER_LOG = ".OTTER_LOG"
MAX_HANDED_IN = 100  # notebooks in one student's zip


@dataclass(frozen=True)
class Found:
    """A file that was handed in, or a problem on the way to one.

    Attributes:
        parts: the names that tell whose it is, from the outermost folder to the file. A zip is a folder here,
            unless it is one student's export: then it stands for its notebook.
        given: where in ``parts`` the path begins that the user gave; names before it say little.
        is_notebook: false for anything else that a student may have handed in by mistake.
    """

    parts: tuple[str, ...]
    given: int
    source: str
    path: Path
    members: tuple[Member, ...] = ()
    problem: str = ""
    is_notebook: bool = True

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return stem(self.parts[-1])


def stem(name: str) -> str:
    """A file's name without the ending of a notebook or zip."""
    return _ZIP.sub("", _NOTEBOOK.sub("", name)) or name


def search(path: Path) -> Iterator[Found]:
    """All that a path holds, sorted. Never raises: what cannot be read comes as a ``problem``."""
    path = path.absolute()
    here = Found(path.parts, max(0, len(path.parts) - 1), str(path), path)
    if not os.path.lexists(path):
        yield _with(here, problem=f"There is no file or folder {path}: check the path.")
    elif os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above may not be entered
        yield from _or_nothing(here, "folder", list(_in_folder(here)))
    elif _ZIP.search(path.name):
        yield from _in_zip(here, is_hand_in=False)
    elif _NOTEBOOK.search(path.name):
        yield here
    else:
        yield _with(here, problem=f"{path.name} is not a notebook: hand in the .ipynb file.")


def _in_folder(here: Found) -> Iterator[Found]:
    root, errors = os.path.realpath(here.path), list[OSError]()
    for folder, subfolders, files in os.walk(here.path, onerror=errors.append):
        subfolders[:] = sorted(name for name in subfolders if not _is_hidden(name))
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        for name in sorted([*files, *links]):
            if _is_hidden(name):
                continue
            found = _below(here, Path(folder, name))
            if found.path.is_symlink():  # a link to another file of the folder is found where that file is
                if not _is_inside(root, found.path):
                    yield _with(found, problem=f"{name} is a link out of the folder and was not followed.")
            elif _ZIP.search(name):
                yield from _in_zip(found, is_hand_in=True)
            else:
                yield found
    for error in errors:
        problem = f"The folder cannot be read ({error.strerror}): check its permissions."
        yield _with(_below(here, Path(error.filename)), problem=problem)


def _below(here: Found, path: Path) -> Found:
    parts = (*here.parts, *path.relative_to(here.path).parts)
    return Found(parts, here.given, str(path), path, is_notebook=bool(_NOTEBOOK.search(path.name)))


def _is_inside(root: str, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _is_hidden(name: str) -> bool:
    """Whether a file or folder is the system's or the editor's, not the student's."""
    return name.startswith(".") or name == "__MACOSX"


def _in_zip(here: Found, *, is_hand_in: bool) -> Iterator[Found]:
    """What is in a zip.

    Args:
        is_hand_in: a zip with one notebook is taken for one student's; without this, only if Otter made it.
    """
    try:
        entries = archive.entries(here.path, here.members)
    except Unreadable as error:
        yield _with(here, problem=str(error))
        return
    is_hand_in = is_hand_in or any(entry.parts == (_OTTER_LOG,) for entry in entries)
    entries = [entry for entry in entries if not any(map(_is_hidden, entry.parts))]
    notebooks = sum(bool(_NOTEBOOK.search(entry.parts[-1])) for entry in entries)
    if here.members and notebooks > MAX_HANDED_IN:
        yield _with(here, problem=f"The zip holds {notebooks} notebooks: hand in the one to be graded.")
        return
    found: list[Found] = []
    for entry in entries:
        inner = _member(here, entry, stands_for_it=is_hand_in and notebooks == 1, is_hand_in=is_hand_in)
        if _ZIP.search(entry.parts[-1]) and not here.members:
            found += _in_zip(inner, is_hand_in=True)
        else:
            found.append(inner)
    yield from _or_nothing(here, "zip", found)


def _member(here: Found, entry: archive.Entry, *, stands_for_it: bool, is_hand_in: bool) -> Found:
    is_notebook = bool(_NOTEBOOK.search(entry.parts[-1]))
    parts = here.parts if stands_for_it and is_notebook else (*here.parts, *entry.parts)
    # The name of a zip with a whole class in it is the teacher's or the LMS's, and tells of no student.
    given = here.given if is_hand_in else len(here.parts)
    source = "/".join((here.source, *entry.parts))
    return Found(parts, given, source, here.path, (*here.members, entry.member), is_notebook=is_notebook)


def _or_nothing(here: Found, what: str, found: list[Found]) -> Iterator[Found]:
    yield from found
    if not any(item.is_notebook for item in found):
        yield _with(here, problem=f"The {what} holds no notebook: hand in the .ipynb file.")


def _with(found: Found, *, problem: str) -> Found:
    return Found(found.parts, found.given, found.source, found.path, found.members, problem)
