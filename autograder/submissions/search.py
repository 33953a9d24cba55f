"""Finds the files that were handed in: in folders, in zips, and in zips inside those."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import limits
from autograder.errors import Unreadable
from autograder.message import Message
from autograder.submissions import kinds
from autograder.submissions.archive import archive
from autograder.submissions.archive.archive import Entry, Member

CHECKPOINTS = ".ipynb_checkpoints"  # where Jupyter saves by itself
_OTTER_LOG = ".OTTER_LOG"  # in the zip that a student makes with Otter


@dataclass(frozen=True)
class Found:
    """A file that was handed in, or a problem on the way to one.

    Attributes:
        parts: the names that tell whose it is, from the outermost folder to the file. A zip is a folder here.
            An empty folder is found as a file without a name in it.
        given: how many of ``parts`` lead to the folder or zip that the user gave, or to the folder
            of the file that the user gave; the names before these say little.
        named: the user gave this very path.
        is_notebook: by its name; false for anything else that a student may have handed in.
        is_autosave: written by an editor, not by the student.
        size: in bytes, unpacked; 0 if it is not known.
    """

    parts: tuple[str, ...]
    given: int
    source: str
    path: Path
    members: tuple[Member, ...] = ()
    problem: Message | str = ""
    is_notebook: bool = True
    is_autosave: bool = False
    named: bool = False
    size: int = 0

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.parts[-1]

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders and zips between what was given and the file."""
        return self.parts[self.given : -1]

    def read(self) -> bytes:
        """The file's bytes; raises ``Unreadable`` if there are none."""
        if self.problem:
            raise Unreadable(self.problem)
        return archive.read(self.path, self.members)


def search(path: Path, *, alone: bool = True) -> Iterator[Found]:
    """All that a path holds, sorted. Never raises: what cannot be read comes as a ``problem``.

    Args:
        alone: nothing else was given; a zip among others is one student's, for all we know.
    """
    path = path.absolute()
    top = replace(_file(path.parts, max(0, len(path.parts) - 1), str(path), path), named=True)
    if not os.path.lexists(path):
        missing = Message("There is no file or folder {path}: check the path.", {"path": str(path)})
        yield _with(top, problem=missing)
    elif os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above may not be entered
        files = list(_in_folder(path))
        yield from files
        if not files:
            yield _with(top, problem=Message("The folder holds no notebook: hand in the .ipynb file."))
    elif kinds.is_zip_name(path.name):
        yield from _in_zip(top, is_own=not alone)
    else:
        yield replace(top, size=_size(path))


def _in_folder(top: Path) -> Iterator[Found]:
    root, errors = os.path.realpath(top), list[OSError]()
    for folder, subfolders, files in os.walk(top, onerror=errors.append):
        subfolders[:] = sorted(name for name in subfolders if name == CHECKPOINTS or not _is_hidden(name))
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        names = sorted(name for name in [*files, *links] if not _is_hidden(name))
        for name in names:
            file = _below(top, Path(folder, name))
            if file.path.is_symlink():  # a link to another file of the folder is found where that file is
                if not _is_inside(root, file.path):
                    out = Message("{name} is a link out of the folder and was not followed.", {"name": name})
                    yield _with(file, problem=out)
            elif kinds.is_zip_name(name):
                yield from _in_zip(file, is_own=True)
            else:
                yield file
        if not names and not subfolders and folder != str(top):
            yield _empty(_below(top, Path(folder)))
    for error in errors:
        problem = Message(
            "The folder cannot be read ({reason}): check its permissions.", {"reason": str(error.strerror)}
        )
        yield _with(_below(top, Path(error.filename)), problem=problem)


def _below(top: Path, path: Path) -> Found:
    parts = (*top.parts, *path.relative_to(top).parts)
    return replace(_file(parts, len(top.parts), str(path), path), size=_size(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # as reading it will tell
        return 0


def _file(
    parts: tuple[str, ...], given: int, source: str, path: Path, members: tuple[Member, ...] = ()
) -> Found:
    is_notebook = kinds.is_notebook_name(parts[-1])
    is_autosave = CHECKPOINTS in parts[given:-1] or kinds.is_backup_name(parts[-1])
    return Found(parts, given, source, path, members, "", is_notebook, is_autosave)


def _is_inside(root: str, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _is_hidden(name: str) -> bool:
    """Whether a file or folder is the system's or an editor's, not the student's."""
    return name.startswith((".", "~$")) or name.casefold() in kinds.SYSTEM


def _in_zip(zip_file: Found, *, is_own: bool) -> Iterator[Found]:
    """What is in a zip.

    Args:
        is_own: it may be one student's, and no class's.
    """
    try:
        entries = archive.entries(zip_file.path, zip_file.members)
        # The name of a zip with a whole class in it is the teacher's or the LMS's, and tells of no student.
        is_class = zip_file.named and not any(entry.parts == (_OTTER_LOG,) for entry in entries)
        if is_own or not is_class:
            _check_own(entries)
    except Unreadable as error:
        yield _with(zip_file, problem=error.message)
        return
    given = len(zip_file.parts) if is_class else zip_file.given
    entries = [entry for entry in entries if not any(_is_hidden(p) and p != CHECKPOINTS for p in entry.parts)]
    above = {entry.parts[:i] for entry in entries for i in range(len(entry.parts))}
    files: list[Found] = []
    for entry in entries:
        parts = (*zip_file.parts, *entry.parts)
        source = "/".join((zip_file.source, *entry.parts))
        file = _file(parts, given, source, zip_file.path, (*zip_file.members, entry.member))
        file = replace(file, size=entry.size)
        if entry.problem:
            files.append(_with(file, problem=entry.problem))
        elif entry.is_folder:
            files += [_empty(file)] if entry.parts not in above else []
        elif kinds.is_zip_name(entry.parts[-1]) and not zip_file.members:
            files += _in_zip(file, is_own=True)
        else:
            files.append(file)
        if is_own and len(files) > limits.OWN_ENTRIES:
            problem = Message(
                "The zip and those in it hold more than {most:,} files: "
                "hand in the .ipynb file, or give the zip itself where it is a class's.",
                {"most": limits.OWN_ENTRIES},
            )
            yield _with(zip_file, problem=problem)
            return
    yield from files
    if not files:
        yield _with(zip_file, problem=Message("The zip is empty: hand in the .ipynb file."))


def _check_own(entries: Sequence[Entry]) -> None:
    """Limits of a zip that was not given itself, so that no student's fills a class.

    Raises:
        Unreadable: it exceeds one.
    """
    notebooks = [entry.size for entry in entries if kinds.is_notebook_name(entry.parts[-1])]
    zips = [entry.size for entry in entries if kinds.is_zip_name(entry.parts[-1])]
    many_notebooks, many_zips = Message("notebooks"), Message("zips")
    for what, count, most in (
        (Message("files"), len(entries), limits.OWN_ENTRIES),
        (many_notebooks, len(notebooks), limits.OWN_NOTEBOOKS),
        (many_zips, len(zips), limits.OWN_ZIPS),
    ):
        if count > most:
            raise Unreadable(
                Message(
                    "The zip holds {count:,} {what}, more than {most:,}: "
                    "hand in the .ipynb file, or give the zip itself where it is a class's.",
                    {"count": count, "what": what, "most": most},
                )
            )
    for what, count, most in (
        (many_notebooks, sum(notebooks), limits.OWN_NOTEBOOKS_BYTES),
        (many_zips, sum(zips), limits.OWN_ZIPS_BYTES),
    ):
        if count > most:
            raise Unreadable(
                Message(
                    "The zip holds {what} of {size} together, more than {most}: "
                    "hand in the .ipynb file, or give the zip itself where it is a class's.",
                    {"what": what, "size": limits.size(count), "most": limits.size(most)},
                )
            )


def _empty(folder: Found) -> Found:
    problem = Message("The folder {name} is empty: hand in the .ipynb file.", {"name": folder.name})
    parts = (*folder.parts, "")
    return Found(parts, folder.given, folder.source, folder.path, folder.members, problem, is_notebook=False)


def _with(file: Found, *, problem: Message | str) -> Found:
    return replace(file, problem=problem, is_notebook=False)
