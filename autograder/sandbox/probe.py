"""What this machine can do: each layer of the walls is tried, not guessed."""

from __future__ import annotations

import platform
import shutil
import subprocess
from typing import NamedTuple

from autograder.candidate.walls import landlock, seccomp

LIBSECCOMP = "apt-get install libseccomp2, and reinstall this package where pyseccomp is missing"


class Layer(NamedTuple):
    """One layer of the walls.

    Attributes:
        detail: what was seen when it was tried.
        remedy: how to get it; empty where it is there.
        needed: the sandbox ``namespaces`` cannot do without it.
    """

    name: str
    available: bool
    detail: str
    remedy: str
    needed: bool = True


def probe() -> list[Layer]:
    """Try every layer on this machine."""
    if platform.system() != "Linux":
        remedy = "grade on Linux, or in a Linux virtual machine"
        return [Layer("namespaces", False, f"{platform.system()} has none", remedy)]
    bubblewrap = shutil.which("bwrap")
    found = Layer(
        "bubblewrap",
        bubblewrap is not None,
        bubblewrap or "not installed",
        "" if bubblewrap else "apt-get install bubblewrap",
    )
    return [found, _user_namespaces(bubblewrap), _seccomp(), _landlock()]


def _seccomp() -> Layer:
    there = seccomp.available()
    return Layer("seccomp", there, "libseccomp" if there else "no libseccomp", "" if there else LIBSECCOMP)


def _landlock() -> Layer:
    version = landlock.abi()
    remedy = "" if version else "a kernel of 5.13 or newer with landlock in its list of security modules"
    return Layer("Landlock", version > 0, f"version {version}" if version else "none", remedy, needed=False)


def _user_namespaces(bubblewrap: str | None) -> Layer:
    """A user, process, mount and network namespace inside another one, as a candidate needs them."""
    remedy = "allow unprivileged user namespaces, see `sysctl user.max_user_namespaces`"
    if bubblewrap is None:
        return Layer("user namespaces", False, "cannot be tried without bubblewrap", remedy)
    outer = [bubblewrap, "--unshare-all", "--ro-bind", "/", "/", "--bind", "/proc", "/proc", "--dev", "/dev"]
    inner = ["unshare", "--user", "--pid", "--mount", "--ipc", "--fork", "--map-root-user", "mount"]
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
    return Layer("user namespaces", False, words[-1] if words else "refused", remedy)
