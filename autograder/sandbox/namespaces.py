"""The outer wall `namespaces`: bubblewrap, without privileges.

The zygote sees the system's libraries, this Python and its packages, and only ``candidate`` of our package.
There is no network, no home and no course. Everything is read-only except its own /tmp.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from autograder.candidate.walls import Outer, gpus, landlock
from autograder.candidate.walls.namespaces import CANDIDATE_UID
from autograder.candidate.zygote.equipment import Equipment
from autograder.candidate.zygote.versions import versions
from autograder.sandbox import groups, subordinate
from autograder.sandbox.folders import SYSTEM_FOLDERS, check_readable, closed_file, font_lists, python_folders
from autograder.sandbox.launch import Launch, launch
from autograder.sandbox.probe import OWN_USER, bubblewrap
from autograder.sandbox.subordinate import MAY_CHANGE_USERS, Lent
from autograder.sandbox.zygote_program import PACKAGE, zygote_command, zygote_environment

ETC = PACKAGE / "candidate" / "etc"  # defines one named user, and no name server
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/alternatives")
INSIDE = "/opt/autograder"  # where the candidate's part of this package is in the sandbox

GIVEN = "/given"  # where the folder that students get is there

LAYERS = (
    "no network",
    "read-only system",
    "own files per submission",
    "own processes per submission",
    "no capabilities",
    "seccomp",
    "limits on memory, processes, files and their size",
)


class Namespaces:
    """bubblewrap outside; user, process, mount and IPC namespaces for each submission inside."""

    name = "namespaces"
    single_use = False
    needs_groups = True

    def __init__(self) -> None:
        self._lent = _lent()
        version = landlock.abi()
        optional = {
            OWN_USER: os.getuid() == 0 or self._lent,
            f"Landlock (version {version})": version,
            "control group per submission": groups.find(),
        }
        self.layers = [*LAYERS, *(name for name, in_force in optional.items() if in_force)]

    def start(self, equipment: Equipment, log: IO[bytes]) -> Launch:
        environment = self.environment(equipment.runtime)
        if self._lent and closed_file(equipment.given_folder):
            self._lent = None  # from here on, so that no result claims too much
            self.layers.remove(OWN_USER)
        if not self._lent:
            return launch(partial(self.command, equipment), environment, log)
        with subordinate.namespace(self._lent) as users:
            return launch(partial(self.command, equipment, users=users), environment, log, [users])

    def versions(self) -> dict[str, str]:
        return versions()

    def command(self, equipment: Equipment, control: int, users: int = -1) -> list[str]:
        """The command line that starts a zygote.

        Args:
            control: the descriptor of its end of the socket.
            users: the descriptor of a user namespace with other users, if it must enter one.
        """
        wall = [
            bubblewrap() or "bwrap",
            "--unshare-all",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
        ]
        if os.getuid() == 0 or users >= 0:  # stays root, to give its candidates an identity that owns nothing
            wall[1:2] = [f"--unshare-{kind}" for kind in ("ipc", "pid", "net", "uts", "cgroup-try")]
            wall += MAY_CHANGE_USERS
            wall += ["--userns", str(users)] if users >= 0 else []
        else:
            wall += ["--uid", str(CANDIDATE_UID), "--gid", str(CANDIDATE_UID)]
        for folder in SYSTEM_FOLDERS:
            if Path(folder).is_symlink():
                wall += ["--symlink", str(Path(folder).readlink()), folder]
            elif Path(folder).is_dir():
                wall += ["--ro-bind", folder, folder]
        wall += _readable_parents("/etc/passwd")
        for path in sorted(ETC.iterdir()):
            wall += ["--ro-bind", str(path), f"/etc/{path.name}"]
        for file in SYSTEM_FILES:
            wall += ["--ro-bind-try", file, file]
        wall += ["--tmpfs", "/tmp"]  # first: this Python may be in it
        for folder in python_folders():
            wall += [*_readable_parents(folder), "--ro-bind", folder, folder]
        wall += _readable_parents(f"{INSIDE}/autograder/candidate")
        wall += ["--ro-bind", str(PACKAGE / "__init__.py"), f"{INSIDE}/autograder/__init__.py"]
        wall += ["--ro-bind", str(PACKAGE / "candidate"), f"{INSIDE}/autograder/candidate"]
        for fonts in font_lists():
            wall += ["--ro-bind", str(fonts), f"/tmp/.cache/matplotlib/{fonts.name}"]
        # Not --proc: a candidate may mount its own /proc only if there is an uncovered one.
        wall += ["--bind", "/proc", "/proc", "--dev", "/dev", "--chdir", "/tmp"]
        if equipment.given_folder:
            if os.getuid() == 0:  # candidates are other users then
                check_readable(equipment.given_folder)
            wall += ["--ro-bind", equipment.given_folder, GIVEN]
            equipment = msgspec.structs.replace(equipment, given_folder=GIVEN)
        if equipment.gpus:
            wall += ["--ro-bind", "/sys", "/sys"]
            for device in gpus.devices():
                wall += ["--dev-bind", device, device]
        # bubblewrap's own / and /dev are writable: one candidate could leave modules there for the next.
        wall += ["--remount-ro", "/dev", "--remount-ro", "/"]
        keep = [word for folder in python_folders() for word in ("--keep", folder)]
        close = ["--close", str(users)] if users >= 0 else []
        return [*wall, *zygote_command(equipment, control), "--outer", Outer.NAMESPACES, *keep, *close]

    def environment(self, runtime: str) -> dict[str, str]:
        return zygote_environment(runtime, INSIDE, home="/tmp")

    def visible_folders(self) -> list[str]:
        """The machine's folders that a candidate can read, besides the assignment's public data."""
        return [*(folder for folder in SYSTEM_FOLDERS if Path(folder).is_dir()), *python_folders()]


def _readable_parents(path: str) -> list[str]:
    """Make the folders above ``path``: those that bubblewrap makes are closed to all but its user."""
    parents = reversed([str(parent) for parent in Path(path).parents if str(parent) != "/"])
    return [word for parent in parents for word in ("--perms", "0755", "--dir", parent)]


def _lent() -> Lent | None:
    """Subordinate users for the candidates of a grader that is not root."""
    program = bubblewrap()
    lent = subordinate.find(program) if program and os.getuid() else None
    return lent if isinstance(lent, Lent) else None
