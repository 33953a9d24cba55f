"""Keeps anonymous shared memory, as `mmap.mmap(-1, size)` makes it, in an unnamed file instead.

Such memory may be mapped by no process, and the kernel tells nobody how much there is, so the filter of a
candidate refuses it. The memory of files in /dev/shm is limited and counted.
"""

from __future__ import annotations

import errno
import mmap
import os
import tempfile
from typing import Any

FOLDER = "/dev/shm"


class NamelessMap(mmap.mmap):
    """Stands in for ``mmap.mmap``."""

    def __new__(cls, fileno: int, length: int, *positional: int, **options: int) -> NamelessMap:
        flags = positional[0] if positional else options.get("flags", mmap.MAP_SHARED)
        is_private = flags & mmap.MAP_PRIVATE or options.get("access") == mmap.ACCESS_COPY
        if fileno != -1 or length <= 0 or is_private:
            return super().__new__(cls, fileno, length, *positional, **options)
        if positional:
            positional = (flags & ~mmap.MAP_ANONYMOUS, *positional[1:])
        elif "flags" in options:
            options["flags"] = flags & ~mmap.MAP_ANONYMOUS
        with tempfile.TemporaryFile(dir=FOLDER) as file:
            try:
                os.posix_fallocate(file.fileno(), 0, length)  # now, and not while it is written to
            except OSError as error:
                raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)) from error
            return super().__new__(cls, file.fileno(), length, *positional, **options)


def lie_in_files() -> None:
    """For this process and its forks: keep all shared memory that Python makes in files."""
    NamelessMap.__name__ = NamelessMap.__qualname__ = "mmap"
    NamelessMap.__module__ = "mmap"
    vars_of_module: Any = mmap
    vars_of_module.mmap = NamelessMap
