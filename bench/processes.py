"""What Linux knows about this process and everything that it started, sandboxes included."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants(pid: int | None = None) -> list[int]:
    """Every process below ``pid``, this one by default; parents come before their children."""
    found: list[int] = []
    waiting = [pid or os.getpid()]
    while waiting:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            for task in Path(f"/proc/{waiting.pop(0)}/task").iterdir():
                children = [int(child) for child in (task / "children").read_text(encoding="utf-8").split()]
                found += children
                waiting += children
    return found


def cpu_seconds() -> float:
    """CPU time of this process and all below it, the ended ones that were waited for included."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system + sum(map(_cpu, descendants()))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS  # utime, stime, and both of its ended children


def resident_bytes(pid: int) -> int:
    """What of the process ``pid`` is in memory now, pages shared with others included."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * PAGE


def proportional_bytes(pid: int) -> int:
    """What of the process ``pid`` is in memory now, its share of shared pages only; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def command(pid: int) -> list[str]:
    """The command line of the process ``pid``."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
