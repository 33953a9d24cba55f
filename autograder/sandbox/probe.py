"""What this machine can do: each layer of the walls is tested, not guessed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from autograder.candidate.walls import landlock, seccomp
from autograder.candidate.walls.limits import CORE_BYTES
from autograder.sandbox import groups, subordinate

USER_NAMESPACES = (  # settings, with the value that forbids them to ordinary users, and one that allows
    ("user/max_user_namespaces", "0", "10000"),
    ("kernel/unprivileged_userns_clone", "0", "1"),  # Debian's
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu's, since 24.04
)
OWN_USER = "own user per submission"
LIBSECCOMP = "apt-get install libseccomp2, and reinstall this package where pyseccomp is missing"


class Layer(NamedTuple):
    """One layer of the walls.

    Attributes:
        detail: what the test showed.
        remedy: how to get it; empty if it is available.
        needed: the sandbox ``namespaces`` cannot do without it.
    """

    name: str
    available: bool
    detail: str
    remedy: str
    needed: bool = True


def probe() -> list[Layer]:
    """Test every layer on this machine."""
    if platform.system() != "Linux":
        remedy = "grade on Linux, or in a Linux virtual machine"
        return [Layer("namespaces", False, f"{platform.system()} has none", remedy)]
    program = bubblewrap()
    outer_wall = Layer(
        "bubblewrap",
        program is not None,
        program or "not installed",
        "" if program else "apt-get install bubblewrap",
    )
    return [
        outer_wall,
        _user_namespaces(program),
        _seccomp(),
        _landlock(),
        core_dumps(),
        own_user(program),
        _group(),
    ]


def bubblewrap() -> str | None:
    """The path of the system's program, or of the one that set-up put beside this Python."""
    return shutil.which("bwrap") or shutil.which("bwrap", path=str(Path(sys.prefix) / "bin"))


def _seccomp() -> Layer:
    available = seccomp.available()
    return Layer(
        "seccomp", available, "libseccomp" if available else "no libseccomp", "" if available else LIBSECCOMP
    )


def _landlock() -> Layer:
    version = landlock.abi()
    remedy = "" if version else "a kernel of 5.13 or newer with landlock in its list of security modules"
    return Layer("Landlock", version > 0, f"version {version}" if version else "none", remedy, needed=False)


def core_dumps(pattern: Path = Path("/proc/sys/kernel/core_pattern")) -> Layer:
    """Where core dumps go, which a kernel decides for the whole machine."""
    where = pattern.read_text(encoding="utf-8").strip() if pattern.exists() else ""
    if where.startswith("@"):  # a server's socket, which the kernel knows since 6.16
        detail = f"the kernel sends them to {where}, also those of candidates"
        return Layer("core dumps", False, detail, "sysctl kernel.core_pattern=core", needed=False)
    detail = f"the limit of {CORE_BYTES} byte keeps candidates' from "
    helper = where.startswith("|") and where[1:].split()[:1]
    return Layer("core dumps", True, detail + (helper[0] if helper else "files"), "", needed=False)


def own_user(program: str | None) -> Layer:
    """Whether each candidate is a separate user to the kernel, which counts some things for each user."""
    if os.getuid() == 0:
        return Layer(OWN_USER, True, "the grader is root", "", needed=False)
    if program is None:
        return Layer(OWN_USER, False, "cannot be tried without bubblewrap", "", needed=False)
    lent = subordinate.find(program)
    if isinstance(lent, subordinate.Lent):
        return Layer(OWN_USER, True, f"one of {lent.size} subordinate users", "", needed=False)
    detail = f"{lent.seen}: candidates share the kernel's counts of this user"
    return Layer(OWN_USER, False, detail, lent.remedy, needed=False)


def _group() -> Layer:
    place = groups.find() or groups.delegated()
    detail = "the kernel counts all memory" if place else "memory of the kernel's own is not counted"
    remedy = "" if place else "systemd-run --user --scope -p Delegate=yes autograder grade ..."
    return Layer("control group per submission", place is not None, detail, remedy, needed=False)


def _user_namespaces(program: str | None) -> Layer:
    """Whether a user, process, mount and network namespace can be inside another, as candidates need."""
    if program is None:
        return Layer("user namespaces", False, "cannot be tried without bubblewrap", how_to_allow())
    outer = [program, "--unshare-all", "--ro-bind", "/", "/", "--bind", "/proc", "/proc", "--dev", "/dev"]
    inner = ["unshare", "--user", "--pid", "--mount", "--ipc", "--net", "--fork", "--map-root-user", "mount"]
    trial = subprocess.run(
        [*outer, *inner, "-t", "proc", "proc", "/proc"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=30,
        check=False,
    )
    if trial.returncode == 0:
        return Layer("user namespaces", True, "nested ones work", "")
    words = trial.stderr.strip().splitlines()
    return Layer("user namespaces", False, words[0] if words else "refused", how_to_allow())


def how_to_allow(kernel: Path = Path("/proc/sys")) -> str:
    """How to get user namespaces: the settings to change, if any of these forbids them."""
    commands = [
        f"sysctl {name.replace('/', '.')}={allowing}"
        for name, forbidding, allowing in USER_NAMESPACES
        if (kernel / name).exists() and (kernel / name).read_text(encoding="utf-8").strip() == forbidding
    ]
    how = " ".join(commands) or "in a chroot, and in a container with the usual profile, there are none"
    return f"allow unprivileged user namespaces: {how}"
