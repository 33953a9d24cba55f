"""A zip's table of contents as it is in the file, looked at before ``ZipFile`` loads it."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import IO

_ENTRY = struct.Struct("<4s24x3H12x")  # magic; how long name, extra fields and comment behind it are
_END = 22  # bytes of the record at the end of a zip, without its comment
_LONGEST_COMMENT = 2**16
_WIDE, _LOCATOR = 56, 20  # bytes of what is before it in zips over 4 GiB: a record, and where that is


def place(file: IO[bytes]) -> tuple[int, int]:
    """Where the table that ``ZipFile`` would load begins, and its size in bytes; 0 if there is none."""
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - _END - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    end = len(tail) - _END
    if not (tail[end:].startswith(b"PK\5\6") and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) - end < _END:
        return 0, 0
    zip64 = end - _LOCATOR - _WIDE
    if zip64 >= 0 and tail[zip64 : zip64 + 4] == b"PK\6\6":
        size = int(struct.unpack_from("<Q", tail, zip64 + 40)[0])
        return start + zip64 - size, size
    size = int(struct.unpack_from("<L", tail, end + 12)[0])
    return start + end - size, size


def extras(table: bytes) -> Iterator[int]:
    """For each entry how many bytes of extra fields it has, up to the first that is damaged."""
    offset = 0
    while offset + _ENTRY.size <= len(table):
        magic, *lengths = _ENTRY.unpack_from(table, offset)
        if magic != b"PK\1\2":
            return
        yield lengths[1]
        offset += _ENTRY.size + sum(lengths)
