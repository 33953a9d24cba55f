"""A control group for each submission, if this process may make one, in which the kernel counts all memory.

It counts what no process has mapped and the census cannot see: the kernel's own memory for a submission, such
as buffers, locks and lists. Version 2 is used if it controls memory, otherwise version 1.

A group of version 2 contains either processes or groups. A grader that was given one (``systemd-run --user
--scope -p Delegate=yes``) therefore moves once into a group inside it, see ``prepare``, and its workers start
there.
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
_left: list[Path] = []  # groups of ours that were given up while their processes were still ending


class Place(NamedTuple):
    """Where groups can be made, and how the version there names its files.

    Attributes:
        events: the file with the line `oom_kill`: how many processes ended because memory ran out.
        entrance: the file that a process of one thread joins by. Version 1 has one for single threads, which
            takes no time; the one for processes waits for all processors, which takes about 10 ms.
    """

    folder: Path
    limit: str
    events: str
    entrance: str


class Group:
    """One submission's group. It ends with ``close``, when its processes have ended.

    Attributes:
        entrance: a descriptor; a process of one thread that writes 0 to it joins the group.
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
            self.entrance = os.open(self._folder / place.entrance, os.O_WRONLY | os.O_CLOEXEC)
            undo.pop_all()

    def over_memory(self) -> int:
        """Bytes that it had when the kernel ended a process because memory ran out; 0 if it never did."""
        words = self._events.read_text(encoding="ascii").split()
        killed = int(words[words.index("oom_kill") + 1]) if "oom_kill" in words else 0
        return self.memory + ROOM if killed else 0

    def close(self) -> None:
        """Remove it; if it does not end within a second, the next group or grader removes it."""
        os.close(self.entrance)
        for _ in range(50):
            if _removed(self._folder):
                return
            time.sleep(0.02)
        _left.append(self._folder)


def make_group(memory: int) -> Group | None:
    """A group for a submission that may have ``memory`` bytes; None if none can be made."""
    place = find()
    try:
        return Group(place, memory) if place else None
    except OSError:  # it may look as if it could: then the census counts alone
        return None


def find(system: Path = SYSTEM, membership: str = "") -> Place | None:
    """Where this process may make groups that count memory.

    Args:
        membership: what /proc/self/cgroup says.
    """
    lines = (membership or _membership()).splitlines()
    for line in lines:
        number, controllers, path = line.split(":", 2)
        if number == "0":  # version 2
            folder = system / path.lstrip("/")
            place = folder.parent if folder.name == GRADER else folder
            if "memory" in _words(place / "cgroup.subtree_control") and _may_make_groups(place):
                return Place(place, "memory.max", "memory.events", "cgroup.procs")
        elif "memory" in controllers.split(","):
            place = system / "memory" / path.lstrip("/")
            if _may_make_groups(place):
                return Place(place, "memory.limit_in_bytes", "memory.oom_control", "tasks")
    return None


def prepare(system: Path = SYSTEM, membership: str = "") -> None:
    """Make room for groups in the one that this process was given, if any; to be called once.

    Groups that earlier graders left there are removed.
    """
    if folder := delegated(system, membership):
        (folder / GRADER).mkdir(exist_ok=True)
        (folder / GRADER / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")
        with contextlib.suppress(OSError):  # somebody else is in it too: then there will be no groups
            (folder / "cgroup.subtree_control").write_text("+memory", encoding="ascii")
    if place := find(system, membership):
        sweep(place)


def delegated(system: Path = SYSTEM, membership: str = "") -> Path | None:
    """The group of version 2 that this process is in, if it may divide it and memory is counted there."""
    path = next(
        (line[3:] for line in (membership or _membership()).splitlines() if line.startswith("0::")), "/"
    )
    folder = system / path.lstrip("/")
    may_divide = folder != system and os.access(folder / "cgroup.subtree_control", os.W_OK)
    counts = "memory" in _words(folder / "cgroup.controllers")
    return folder if may_divide and counts and _may_make_groups(folder) else None


def sweep(place: Place) -> None:
    """Remove the groups of graders that were killed."""
    for folder in place.folder.glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", pid).exists():
            _removed(folder)


def _removed(folder: Path) -> bool:
    """Remove a group, and say whether it is gone; it cannot be removed while a process is in it."""
    with contextlib.suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _membership() -> str:
    file = Path("/proc/self/cgroup")
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _words(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split() if file.exists() else []


def _may_make_groups(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)
