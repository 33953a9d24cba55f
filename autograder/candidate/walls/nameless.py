"""Shared memory without a name, as `mmap.mmap(-1, size)` makes it, lies in a file without a name instead.

No process need have mapped what is in such memory, and the kernel tells nobody how much that is: the filter
of a candidate refuses it. What a file in /dev/shm takes is limited, and counted.
"""

from __future__ import annotations

import errno
import mmap
import os
import tempfile
from typing import Any

FOLDER = "/dev/shm"


class NamelessMap(mmap.mmap):
    """Takes the place of ``mmap.mmap``."""

    def __new__(cls, fileno: int, length: int, *more: int, **options: int) -> NamelessMap:
        flags = more[0] if more else options.get("flags", mmap.MAP_SHARED)
        is_private = flags & mmap.MAP_PRIVATE or options.get("access") == mmap.ACCESS_COPY
        if fileno != -1 or length <= 0 or is_private:
            return super().__new__(cls, fileno, length, *more, **options)
        if more:
            more = (flags & ~mmap.MAP_ANONYMOUS, *more[1:])
        elif "flags" in options:
            options["flags"] = flags & ~mmap.MAP_ANONYMOUS
        with tempfile.TemporaryFile(dir=FOLDER) as file:
            try:
                os.posix_fallocate(file.fileno(), 0, length)  # now, and not while it is written to
            except OSError as error:
                raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)) from error
            return super().__new__(cls, file.fileno(), length, *more, **options)


def lie_in_files() -> None:
    """For this process and its forks: all shared memory that Python makes lies in files."""
    NamelessMap.__name__ = NamelessMap.__qualname__ = "mmap"
    NamelessMap.__module__ = "mmap"
    vars_of_module: Any = mmap
    vars_of_module.mmap = NamelessMap
