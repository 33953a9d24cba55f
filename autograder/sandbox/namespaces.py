"""The outer wall `namespaces`: bubblewrap, without privileges.

The zygote sees the system's libraries, this Python and its packages, and of our package only ``candidate``.
There is no network, no home and no course. Everything is read-only but its own /tmp.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from autograder.candidate import gpus
from autograder.candidate.equipment import Equipment
from autograder.candidate.given import visible
from autograder.candidate.walls import Outer, landlock
from autograder.candidate.walls.namespaces import CANDIDATE_UID
from autograder.sandbox import groups
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.launch import Launch, launch
from autograder.sandbox.off import PACKAGE, zygote_command, zygote_environment
from autograder.sandbox.probe import bubblewrap

SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
ETC = PACKAGE / "candidate" / "etc"  # a user with a name, and no names of hosts to ask for
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/alternatives")
INSIDE = "/opt/autograder"  # where the candidate's part of this package stands in the sandbox

GIVEN = "/given"  # where the folder that students get stands there

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
    """bubblewrap outside, user, process, mount and IPC namespaces per submission inside."""

    name = "namespaces"
    single_use = False

    def __init__(self) -> None:
        version = landlock.abi()
        more = {f"Landlock (version {version})": version, "control group per submission": groups.find()}
        self.layers = [*LAYERS, *(name for name, there in more.items() if there)]

    def start(self, equipment: Equipment, log: IO[bytes]) -> Launch:
        return launch(partial(self.command, equipment), self.environment(equipment.runtime), log)

    def command(self, equipment: Equipment, control: int) -> list[str]:
        wall = [
            bubblewrap() or "bwrap",
            "--unshare-all",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
        ]
        if os.getuid() == 0:  # stays root, to give its candidates an identity that owns nothing
            wall[1:2] = [f"--unshare-{kind}" for kind in ("ipc", "pid", "net", "uts", "cgroup-try")]
            wall += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
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
        wall += ["--tmpfs", "/tmp"]  # first: this Python may lie below it
        for folder in python_folders():
            wall += [*_readable_parents(folder), "--ro-bind", folder, folder]
        wall += _readable_parents(f"{INSIDE}/autograder/candidate")
        wall += ["--ro-bind", str(PACKAGE / "__init__.py"), f"{INSIDE}/autograder/__init__.py"]
        wall += ["--ro-bind", str(PACKAGE / "candidate"), f"{INSIDE}/autograder/candidate"]
        for fonts in font_lists():
            wall += ["--ro-bind", str(fonts), f"/tmp/.cache/matplotlib/{fonts.name}"]
        # Not --proc: a candidate may mount a /proc of its own only where an uncovered one stands.
        wall += ["--bind", "/proc", "/proc", "--dev", "/dev", "--chdir", "/tmp"]
        if equipment.given_folder:
            if os.getuid() == 0:  # candidates are somebody else then
                check_readable(Path(equipment.given_folder))
            wall += ["--ro-bind", equipment.given_folder, GIVEN]
            equipment = msgspec.structs.replace(equipment, given_folder=GIVEN)
        if equipment.gpus:
            wall += ["--ro-bind", "/sys", "/sys"]
            for device in gpus.devices():
                wall += ["--dev-bind", device, device]
        # bubblewrap's own / and /dev are writable: one candidate could leave modules there for the next.
        wall += ["--remount-ro", "/dev", "--remount-ro", "/"]
        keep = [word for folder in python_folders() for word in ("--keep", folder)]
        return [*wall, *zygote_command(equipment, control), "--outer", Outer.NAMESPACES, *keep]

    def environment(self, runtime: str) -> dict[str, str]:
        return zygote_environment(runtime, INSIDE, home="/tmp")

    def visible_folders(self) -> list[str]:
        """The machine's folders that a candidate can read, beside the assignment's public data."""
        return [*(folder for folder in SYSTEM_FOLDERS if Path(folder).is_dir()), *python_folders()]


def font_lists() -> list[Path]:
    """Matplotlib's list of this machine's fonts, if this user has one: else each zygote makes its own."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return sorted(Path(caches, "matplotlib").glob("fontlist-*.json"))


def check_readable(folder: Path) -> None:
    """Candidates that are another user need what everybody may read.

    Raises:
        SandboxError: something there is closed to them.
    """
    for path in (folder, *visible(folder)) if folder.is_dir() else ():
        needed = 0o005 if path.is_dir() else 0o004
        if path.stat().st_mode & needed != needed:
            raise SandboxError(f"Student code cannot read {path}: run chmod -R a+rX {folder}.")


def _readable_parents(path: str) -> list[str]:
    """Make the folders above ``path``: bubblewrap's own would be closed to all but its user."""
    parents = reversed([str(parent) for parent in Path(path).parents if str(parent) != "/"])
    return [word for parent in parents for word in ("--perms", "0755", "--dir", parent)]


def python_folders() -> list[str]:
    """This Python and its packages, unless they lie in a system folder that is bound anyway."""
    paths = {
        sys.prefix,
        sys.base_prefix,
        *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
    }
    folders = sorted({str(Path(path).absolute()) for path in paths})
    roots = [*SYSTEM_FOLDERS]
    chosen = []
    for folder in folders:
        if not any(Path(folder).is_relative_to(root) for root in roots):
            chosen.append(folder)
            roots.append(folder)
    return chosen
