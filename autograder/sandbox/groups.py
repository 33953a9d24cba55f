"""A control group for each submission, where this process may make one: the kernel itself counts in it.

It holds what no process has mapped and the census cannot see: the kernel's own memory for a submission, such
as buffers, locks and lists. Version 2 is used where it is in charge of memory, else version 1.

A group of version 2 holds processes or groups. A grader that was given one (``systemd-run --user --scope -p
Delegate=yes``) therefore moves into a group below, once, see ``prepare``; its workers are born there.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from pathlib import Path
from typing import NamedTuple

SYSTEM = Path("/sys/fs/cgroup")
GRADER = "autograder"
PREFIX = "autograder-"  # of a submission's group; the number of our process follows, and a number in it
ROOM = 320 * 2**20  # beyond the budget: a full /tmp, and what the kernel needs for any process
_numbers = itertools.count()
_left: list[Path] = []  # groups of ours that were given up, and still had processes that were ending


class Place(NamedTuple):
    """Where groups can be made, and how the version there names its files.

    Attributes:
        events: has a line `oom_kill`, with how many processes ended for want of memory.
    """

    folder: Path
    limit: str
    events: str


class Group:
    """One submission's group. It ends with ``close``, when its processes have ended.

    Attributes:
        entrance: a descriptor; who writes 0 to it is in the group.
    """

    def __init__(self, place: Place, memory: int) -> None:
        _left[:] = [folder for folder in _left if not _removed(folder)]
        self.memory = memory
        self._events = place.folder / f"{PREFIX}{os.getpid()}-{next(_numbers)}" / place.events
        self._folder = self._events.parent
        self._folder.mkdir()
        with contextlib.ExitStack() as undo:
            undo.callback(self._folder.rmdir)
            (self._folder / place.limit).write_text(str(memory + ROOM), encoding="ascii")
            for name, value in (("memory.swap.max", "0"), ("memory.oom.group", "1")):
                if (setting := self._folder / name).exists():
                    setting.write_text(value, encoding="ascii")
            self.entrance = os.open(self._folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)
            undo.pop_all()

    def over_memory(self) -> int:
        """What it had when the kernel ended a process for want of memory; 0 where that never was."""
        words = self._events.read_text(encoding="ascii").split()
        killed = int(words[words.index("oom_kill") + 1]) if "oom_kill" in words else 0
        return self.memory + ROOM if killed else 0

    def close(self) -> None:
        """Give it up; what ends later than in a second goes with the next group, or the next grader."""
        os.close(self.entrance)
        for _ in range(50):
            if _removed(self._folder):
                return
            time.sleep(0.02)
        _left.append(self._folder)


def group(memory: int) -> Group | None:
    """A group for a submission that may have ``memory`` bytes; None where none can be had."""
    place = find()
    try:
        return Group(place, memory) if place else None
    except OSError:  # it may look as if it could: then the census counts alone
        return None


def find(system: Path = SYSTEM, own: str = "") -> Place | None:
    """Where this process may make groups that count memory.

    Args:
        own: what /proc/self/cgroup says.
    """
    lines = (own or _own()).splitlines()
    for line in lines:
        number, controllers, path = line.split(":", 2)
        if number == "0":  # version 2
            folder = system / path.lstrip("/")
            place = folder.parent if folder.name == GRADER else folder
            if "memory" in _words(place / "cgroup.subtree_control") and _may_make_groups(place):
                return Place(place, "memory.max", "memory.events")
        elif "memory" in controllers.split(","):
            place = system / "memory" / path.lstrip("/")
            if _may_make_groups(place):
                return Place(place, "memory.limit_in_bytes", "memory.oom_control")
    return None


def prepare(system: Path = SYSTEM, own: str = "") -> None:
    """Make room for groups in the one that this process was given, if it was given one; to be called once.

    What earlier graders left there goes.
    """
    if folder := given(system, own):
        (folder / GRADER).mkdir(exist_ok=True)
        (folder / GRADER / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")
        with contextlib.suppress(OSError):  # somebody else is in it too: then there will be no groups
            (folder / "cgroup.subtree_control").write_text("+memory", encoding="ascii")
    if place := find(system, own):
        sweep(place)


def given(system: Path = SYSTEM, own: str = "") -> Path | None:
    """The group of version 2 that this process is in, where it may divide it and memory is counted there."""
    path = next((line[3:] for line in (own or _own()).splitlines() if line.startswith("0::")), "/")
    folder = system / path.lstrip("/")
    may_divide = folder != system and os.access(folder / "cgroup.subtree_control", os.W_OK)
    counts = "memory" in _words(folder / "cgroup.controllers")
    return folder if may_divide and counts and _may_make_groups(folder) else None


def sweep(place: Place) -> None:
    """Remove the groups of graders that were killed."""
    for left in place.folder.glob(f"{PREFIX}*-*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", pid).exists():
            _removed(left)


def _removed(folder: Path) -> bool:
    """Whether a group could be removed, or had been; it cannot be while a process is in it."""
    with contextlib.suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _own() -> str:
    file = Path("/proc/self/cgroup")
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _words(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split() if file.exists() else []


def _may_make_groups(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)
