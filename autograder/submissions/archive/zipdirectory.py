"""A zip's table of contents as it lies in the file, looked at before ``ZipFile`` loads it."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import IO

_ENTRY = struct.Struct("<4s24x3H12x")  # magic; how long name, extra fields and comment behind it are
_END = 22  # bytes of the record at the end of a zip, without its comment
_LONGEST_COMMENT = 2**16
_WIDE, _LOCATOR = 56, 20  # bytes of what stands before it in zips over 4 GiB: a record, and where that is


def place(file: IO[bytes]) -> tuple[int, int]:
    """Where the table that ``ZipFile`` would load begins, and its size in bytes; 0 where there is none."""
    length = file.seek(0, os.SEEK_END)
    before = max(0, length - _END - _LONGEST_COMMENT)
    file.seek(before)
    tail = file.read()
    end = len(tail) - _END
    if not (tail[end:].startswith(b"PK\5\6") and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) - end < _END:
        return 0, 0
    wide = end - _LOCATOR - _WIDE
    if wide >= 0 and tail[wide : wide + 4] == b"PK\6\6":
        size = int(struct.unpack_from("<Q", tail, wide + 40)[0])
        return before + wide - size, size
    size = int(struct.unpack_from("<L", tail, end + 12)[0])
    return before + end - size, size


def extras(table: bytes) -> Iterator[int]:
    """For each entry how many bytes of extra fields it has, up to the first that is damaged."""
    at = 0
    while at + _ENTRY.size <= len(table):
        magic, *lengths = _ENTRY.unpack_from(table, at)
        if magic != b"PK\1\2":
            return
        yield lengths[1]
        at += _ENTRY.size + sum(lengths)
