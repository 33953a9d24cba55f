"""Measures the memory of a candidate and all its processes from the zygote's side, where it cannot lie.

The limit on data applies to each process alone; a candidate that starts many is measured as a whole.
Candidates cannot have shared memory outside files, see ``walls.seccomp``; ``sockets`` counts what waits in
sockets.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# Lines of /proc/<pid>/status, in KiB: a process's own pages with their tables, and those that it may share.
OWN = ("RssAnon:", "VmPTE:")
SHARED = ("RssShmem:",)


class Census:
    """The memory of process trees below forks of this process."""

    def __init__(self) -> None:
        self._inherited = _memory("self")[0]

    def memory(self, processes: Iterable[str], shared: int = -1) -> int:
        """Bytes of ``processes`` and all their descendants, less what each shares with the zygote.

        Args:
            processes: names in /proc.
            shared: a descriptor of their /dev/shm: its content counts, whether a process maps it or not.
        """
        private = used = 0
        for name in _with_all_below(processes):
            alone, mapped = _memory(name)
            private += max(0, alone - self._inherited)
            used += mapped
        return private + max(used, _lying(shared))


def proc_name(folder: int) -> str:
    """The name of a process in our /proc, by a descriptor of its folder there."""
    return Path(f"/proc/self/fd/{folder}").readlink().name


def children(process: str) -> list[str]:
    """The names in /proc of the children of ``process`` that it has not waited for yet."""
    files: list[Path] = []
    names: list[str] = []
    with contextlib.suppress(OSError):  # it has just ended
        files += Path(f"/proc/{process}/task").glob("*/children")
    for file in files:
        with contextlib.suppress(OSError):  # that thread has just ended
            names += file.read_text(encoding="ascii").split()
    return names


def _with_all_below(processes: Iterable[str]) -> Iterator[str]:
    for name in processes:
        yield name
        yield from _with_all_below(children(name))


def _memory(process: str) -> tuple[int, int]:
    """Bytes of a process that are private, and those that it may share."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:  # it has just ended, or this system has no /proc
        return 0, 0
    private, shared = (
        sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(kinds))
        for kinds in (OWN, SHARED)
    )
    return private, shared


def _lying(folder: int) -> int:
    """Bytes of the files in the file system that a descriptor belongs to; 0 for -1."""
    if folder < 0:
        return 0
    status = os.fstatvfs(folder)
    return (status.f_blocks - status.f_bfree) * status.f_frsize
