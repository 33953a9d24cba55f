"""What a candidate may use, and how long it may live: not longer than its zygote."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

from autograder.candidate.walls.libc import libc

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
OPEN_FILES = 1024
FILE_BYTES = 256 * 2**20
PROCESSES = 256
PENDING_SIGNALS = 4096  # of a user's that the kernel keeps for all processes and timers together
# The kernel starts the machine's crash helper, as root and outside all walls, even if the limit is 0.
# A limit of 1 it takes as a sign that the helper itself crashed, and starts none; a file needs more.
CORE_BYTES = 1


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies; a no-op if the kernel cannot."""
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of whatever a child of ours leaves behind; a no-op if the kernel cannot do that."""
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def limit_resources(memory: int) -> None:
    """Limit this process for good: ``memory`` bytes of data beyond what it has now, files, no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (CORE_BYTES, CORE_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    if data := data_size():
        resource.setrlimit(resource.RLIMIT_DATA, (data + memory, data + memory))


def limit_processes() -> None:
    """Limit, for good, what the kernel counts for this process's user: processes, threads, signals."""
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (PENDING_SIGNALS, PENDING_SIGNALS))


def be_ended_first() -> None:
    """If memory runs out, let the kernel end this process, or what it starts, before any other."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def data_size() -> int:
    """Bytes of data of this process; 0 on macOS, whose allocator heeds no limit on them."""
    status = Path("/proc/self/statm")
    return int(status.read_bytes().split()[5]) * resource.getpagesize() if status.exists() else 0


def silence_standard_streams() -> None:
    """Point the three standard descriptors at nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
