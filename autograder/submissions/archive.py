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

from autograder.submissions import zipnames

MAX_BYTES = 64 * 2**20  # of one notebook, or of a zip inside a zip
MAX_TOTAL = 64 * 2**30  # of all members of a zip, unpacked
MAX_MEMBERS = 100_000
MAX_DEPTH = 100  # folders in a member's name
MAX_DIRECTORY = 64 * 2**20  # of the zip's table of contents, which is held in memory

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


class Unreadable(Exception):  # noqa: N818 - a property of what was handed in, not an error of ours
    """A submission that is no notebook we can read. The text is one sentence that says what to do."""


class Member(NamedTuple):
    """A member of a zip: its position in the table of contents, and the name written there."""

    position: int
    name: str


class Entry(NamedTuple):
    """A member of a zip as people see it: ``parts`` are the names of its folders and its own."""

    member: Member
    parts: tuple[str, ...]
    size: int
    is_folder: bool = False


def read(path: Path, members: tuple[Member, ...] = ()) -> bytes:
    """A file's bytes, or those of a member of the zip, at most ``MAX_BYTES``.

    Raises:
        Unreadable: it is gone, broken, too large or no regular file.
    """
    if members:
        outer = _zip(path)
        data = _read_member(outer, members[0])
        for member in members[1:]:
            data = _read_member(_open(io.BytesIO(data)), member)
        return data
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(f"{path.name} is not a file: hand in the notebook itself.")
        with path.open("rb") as file:
            return _limited(file)
    except OSError as error:
        raise Unreadable(f"The file cannot be read ({error.strerror or error}).") from None


def entries(path: Path, members: tuple[Member, ...] = ()) -> list[Entry]:
    """What is in the zip at ``path``, or in the zip inside it, sorted; no links.

    Raises:
        Unreadable: it cannot be opened, is encrypted, or is larger than the limits.
    """
    archive = _open(io.BytesIO(read(path, members))) if members else _zip(path)
    found = sorted(_entries(archive), key=lambda entry: (entry.parts, entry.member.position))
    if sum(entry.size for entry in found) > MAX_TOTAL:
        raise Unreadable(f"The zip unpacks to more than {MAX_TOTAL // 2**30} GiB: hand in the notebook only.")
    return found


def _entries(archive: ZipFile) -> Iterator[Entry]:
    infos = archive.infolist()
    for index, (info, name) in enumerate(zip(infos, zipnames.names(infos), strict=True)):
        parts = tuple(part for part in name.split("/", MAX_DEPTH) if part not in ("", ".", ".."))
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if not parts or is_link:
            continue
        if info.flag_bits & 1:
            raise Unreadable("The zip is encrypted: unpack it with its password and grade the folder.")
        yield Entry(Member(index, info.orig_filename), parts, info.file_size, info.is_dir())


def _zip(path: Path) -> ZipFile:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"{path.name} is not a file: hand in the notebook itself.")
    except OSError as error:
        raise Unreadable(f"The zip cannot be read ({error.strerror or error}).") from None
    return _cached(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=2)
def _cached(path: Path, changed: int, size: int) -> ZipFile:
    """Keeps the tables of contents of the last zips: a large one takes a while to load."""
    return _open(io.BufferedReader(_Reopened(path), 2**16))


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
        if _directory_size(file) > MAX_DIRECTORY:
            raise Unreadable(f"The zip holds more than {MAX_MEMBERS} files: hand in the notebook only.")
        archive = ZipFile(file)
    except _BROKEN as error:
        file.close()
        raise Unreadable(
            f"The zip cannot be opened ({_reason(error)}): it is damaged or not a zip."
        ) from None
    if len(archive.infolist()) > MAX_MEMBERS:
        raise Unreadable(f"The zip holds more than {MAX_MEMBERS} files: hand in the notebook only.")
    return archive


def _directory_size(file: IO[bytes]) -> int:
    """Bytes of the table of contents that ``ZipFile`` would load, by the record at the end of the zip."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - 22 - 2**16))
    tail = file.read()
    end = len(tail) - 22
    if not (tail[end:].startswith(b"PK\5\6") and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) - end < 22:
        return 0
    wide = end - 20 - 56  # the same for zips over 4 GiB: a record of 56 bytes, then its locator
    if wide >= 0 and tail[wide : wide + 4] == b"PK\6\6":
        return int(struct.unpack_from("<Q", tail, wide + 40)[0])
    return int(struct.unpack_from("<L", tail, end + 12)[0])


def _read_member(archive: ZipFile, member: Member) -> bytes:
    infos = archive.infolist()
    if member.position >= len(infos) or infos[member.position].orig_filename != member.name:
        raise Unreadable("The zip was changed while it was graded: grade it again.")
    try:
        with archive.open(infos[member.position]) as file:
            return _limited(file)
    except _BROKEN as error:
        raise Unreadable(f"The zip is damaged here ({_reason(error)}): hand in the notebook again.") from None


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _limited(file: IO[bytes]) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 2**20} MiB"
        raise Unreadable(f"The file is larger than {limit}: clear the outputs, save it and hand it in again.")
    return data
