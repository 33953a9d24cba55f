"""Reading files and zips that nobody vouches for: nothing is extracted, and everything has a limit."""

from __future__ import annotations

import functools
import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import ZipFile

from autograder import limits
from autograder.errors import Unreadable
from autograder.message import Message
from autograder.submissions.archive import zipdirectory, zipnames

# All that the zipfile module raises for bytes that are no sound zip.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    MemoryError,
)


class Member(NamedTuple):
    """A member of a zip: its position in the table of contents, and the name written there."""

    position: int
    name: str


class Entry(NamedTuple):
    """A member of a zip as people see it: ``parts`` are the names of its folders and its own.

    Attributes:
        size: in bytes, unpacked; no more than these are ever read.
        problem: why it is not opened; empty for most.
    """

    member: Member
    parts: tuple[str, ...]
    size: int
    is_folder: bool = False
    problem: Message | str = ""


def read(path: Path, members: tuple[Member, ...] = ()) -> bytes:
    """A file's bytes, or those of a member of the zip, at most ``limits.FILE_BYTES``.

    Raises:
        Unreadable: it is gone, broken, too large or no regular file.
    """
    if members:
        return _read_member(_zip(path, members[:-1]), members[-1])
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(_no_file(path))
        with path.open("rb") as file:
            return _limited(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(Message("The file cannot be read ({reason}).", {"reason": reason})) from None


def entries(path: Path, members: tuple[Member, ...] = ()) -> list[Entry]:
    """What is in the zip at ``path``, or in the zip inside it, sorted; no links.

    Raises:
        Unreadable: it cannot be opened, is encrypted, or is larger than the limits.
    """
    archive = _zip(path, members)
    infos = archive.infolist()
    total, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    assert archive.fp is not None
    length = archive.fp.seek(0, os.SEEK_END)
    if packed > length:
        raise Unreadable(
            Message("The zip's files lie over one another, as in no sound zip: hand in the notebook only.")
        )
    if total > limits.ZIP_BYTES:
        raise Unreadable(
            Message(
                "The zip unpacks to {size}, more than {most}: hand in the notebook only.",
                {"size": limits.size(total), "most": limits.size(limits.ZIP_BYTES)},
            )
        )
    if total > max(limits.ZIP_RATIO_BYTES, limits.ZIP_RATIO * length):
        raise Unreadable(
            Message(
                "The zip unpacks to {size}, more than {times} times its size: hand in the notebook only.",
                {"size": limits.size(total), "times": limits.ZIP_RATIO},
            )
        )
    return sorted(_entries(infos), key=lambda entry: (entry.parts, entry.member.position))


def _entries(infos: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    for index, (info, name) in enumerate(zip(infos, zipnames.names(infos), strict=True)):
        problem = _too_long(name)
        name = name[: limits.PATH_CHARACTERS]
        names = [part for part in name.split("/") if part not in ("", ".", "..")]
        parts = tuple(part[: limits.NAME_CHARACTERS] for part in names[: limits.PATH_FOLDERS + 1])
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if not parts or is_link:
            continue
        if info.flag_bits & 1:
            raise Unreadable(
                Message("The zip is encrypted: unpack it with its password and grade the folder.")
            )
        is_folder = info.is_dir() and not problem
        yield Entry(Member(index, info.orig_filename), parts, info.file_size, is_folder, problem)


def _too_long(name: str) -> Message | str:
    """What is to be said of a name in a zip that no disk would take; empty for most."""
    folders, longest = name.count("/"), max(map(len, name.split("/")))
    if longest > limits.NAME_CHARACTERS:
        excess = Message(
            "a name of {count:,} characters, more than {most}",
            {"count": longest, "most": limits.NAME_CHARACTERS},
        )
    elif len(name) > limits.PATH_CHARACTERS:
        excess = Message(
            "a path of {count:,} characters, more than {most:,}",
            {"count": len(name), "most": limits.PATH_CHARACTERS},
        )
    elif folders > limits.PATH_FOLDERS:
        excess = Message(
            "a file that lies {count} folders deep, more than {most}",
            {"count": folders, "most": limits.PATH_FOLDERS},
        )
    else:
        return ""
    return Message("The zip has {what} ({name}…): it was not opened.", {"what": excess, "name": name[:40]})


def _zip(path: Path, members: tuple[Member, ...] = ()) -> ZipFile:
    """The zip at ``path``, or the one inside it that ``members`` lead to."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(_no_file(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(Message("The zip cannot be read ({reason}).", {"reason": reason})) from None
    load = _inner if members else _outer
    return load(path, status.st_mtime_ns, status.st_size, members)


def _load(path: Path, changed: int, size: int, members: tuple[Member, ...]) -> ZipFile:
    if not members:
        return _open(io.BufferedReader(_Reopened(path), 2**16))
    return _open(io.BytesIO(_read_member(_zip(path, members[:-1]), members[-1])))


# A large table of contents takes a while to load, and files of one zip are mostly read one after the other.
_outer = functools.lru_cache(maxsize=2)(_load)
_inner = functools.lru_cache(maxsize=1)(_load)


class _Reopened(io.RawIOBase):
    """A file that is open only while it is read: no process forked meanwhile inherits it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._path.stat().st_size)[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._at)
            count = file.readinto(buffer) or 0
        self._at += count
        return count


def _open(file: IO[bytes]) -> ZipFile:
    try:
        _check_directory(file)
        return ZipFile(file)
    except _BROKEN as error:
        file.close()
        raise Unreadable(
            Message(
                "The zip cannot be opened ({reason}): it is damaged or not a zip.",
                {"reason": _reason(error)},
            )
        ) from None


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a table of contents that ``ZipFile`` would work on for long."""
    start, size = zipdirectory.place(file)
    if size > limits.ZIP_DIRECTORY_BYTES:
        raise Unreadable(
            Message(
                "The zip's list of files has more than {most}: hand in the notebook only.",
                {"most": limits.size(limits.ZIP_DIRECTORY_BYTES)},
            )
        )
    file.seek(max(0, start))
    count = 0
    for count, extra in enumerate(zipdirectory.extras(file.read(size)), 1):  # noqa: B007
        if extra > limits.ZIP_EXTRA_BYTES:
            raise Unreadable(
                Message(
                    "The zip says {count:,} bytes of one file beside its name, more than {most:,}: "
                    "zip the notebook again.",
                    {"count": extra, "most": limits.ZIP_EXTRA_BYTES},
                )
            )
    if count > limits.ZIP_ENTRIES:
        raise Unreadable(
            Message(
                "The zip holds {count:,} files, more than {most:,}: hand in the notebook only.",
                {"count": count, "most": limits.ZIP_ENTRIES},
            )
        )


def _read_member(archive: ZipFile, member: Member) -> bytes:
    infos = archive.infolist()
    if member.position >= len(infos) or infos[member.position].orig_filename != member.name:
        raise Unreadable(Message("The zip was changed while it was graded: grade it again."))
    try:
        with archive.open(infos[member.position]) as file:
            return _limited(file)
    except _BROKEN as error:
        raise Unreadable(
            Message(
                "The zip is damaged here ({reason}): hand in the notebook again.", {"reason": _reason(error)}
            )
        ) from None


def _no_file(path: Path) -> Message:
    return Message("{name} is not a file: hand in the notebook itself.", {"name": path.name})


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _limited(file: IO[bytes]) -> bytes:
    data = file.read(limits.FILE_BYTES + 1)
    if len(data) > limits.FILE_BYTES:
        raise Unreadable(
            Message(
                "The file is larger than {most}: clear the outputs, save it and hand it in again.",
                {"most": limits.size(limits.FILE_BYTES)},
            )
        )
    return data
