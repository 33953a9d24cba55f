"""Subordinate users: the machine lends them to an ordinary user, so that candidates can be other users.

/etc/subuid and /etc/subgid list them. Two programs with root's rights, `newuidmap` and `newgidmap`, map them
into a user namespace that bubblewrap then enters. The grader is user 0 there, and its zygote gives each
candidate its own user id, as the zygote of a root grader does.

bubblewrap could also make the namespace itself and wait until it is ready (`--userns-block-fd`), but if we
are killed meanwhile it waits forever.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.candidate.walls.namespaces import ROOTS_CANDIDATES
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.folders import closed_part

FILES = ("subuid", "subgid")
PROGRAMS = ("newuidmap", "newgidmap")
USUAL_FIRST, USUAL_SIZE = 100_000, 65_536  # of the ranges that `useradd` gives
MAY_CHANGE_USERS = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
SECONDS = 30.0


class Lent(NamedTuple):
    """The users and groups that are lent to this process's user: ``size`` of each, from these ids on."""

    user: int
    group: int
    size: int


class Lacking(NamedTuple):
    """Why there are none, and how to get them."""

    seen: str
    remedy: str


@contextlib.contextmanager
def namespace(lent: Lent) -> Iterator[int]:
    """A descriptor of a new user namespace in which we are root, and which has the lent users too.

    Raises:
        SandboxError: it cannot be made; the text is the program's message.
    """
    # One byte comes back once the program is in the namespace; it ends when we do.
    with subprocess.Popen(
        ["unshare", "--user", "cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as inhabitant:
        assert inhabitant.stdin
        assert inhabitant.stdout
        with contextlib.suppress(BrokenPipeError):
            inhabitant.stdin.write(b"!")
            inhabitant.stdin.flush()
        if not inhabitant.stdout.read(1):
            raise SandboxError("there are no user namespaces")
        for program, own_id, first in zip(PROGRAMS, (os.getuid(), os.getgid()), lent[:2], strict=True):
            maps = (inhabitant.pid, 0, own_id, 1, ROOTS_CANDIDATES.start, first, lent.size)
            words = [program, *map(str, maps)]
            process = subprocess.run(
                words, capture_output=True, encoding="utf-8", errors="replace", check=False
            )
            if process.returncode:
                raise SandboxError(process.stderr.strip() or f"{program} refuses")
        descriptor = os.open(f"/proc/{inhabitant.pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
        try:
            inhabitant.stdin.close()
            yield descriptor
        finally:
            os.close(descriptor)


def find(bubblewrap: str, etc: Path = Path("/etc")) -> Lent | Lacking:
    """The subordinate users of this user, which must be an ordinary one; tests that they work."""
    if not all(map(shutil.which, PROGRAMS)):
        return Lacking("newuidmap and newgidmap are not installed", "apt-get install uidmap")
    users, groups = (_ranges(etc / name) for name in FILES)
    us = (str(os.getuid()), _name())
    own_users, own_groups = ([range_ for range_ in all_ if range_.owner in us] for all_ in (users, groups))
    if not own_users or not own_groups:
        free = max([USUAL_FIRST, *(range_.first + range_.size for range_ in (*users, *groups))])
        span = f"{free}-{free + USUAL_SIZE - 1}"
        missing = etc / FILES[bool(own_users)]
        how = f"usermod --add-subuids {span} --add-subgids {span} {_name()}"
        return Lacking(f"{missing} has no line for {_name()}", how)
    if closed := closed_part():
        return Lacking(f"other users cannot read {closed}", f"chmod -R a+rX {closed}")
    user, group = (max(ranges, key=lambda range_: range_.size) for ranges in (own_users, own_groups))
    lent = Lent(user.first, group.first, min(user.size, group.size, len(ROOTS_CANDIDATES)))
    if reason := _try(bubblewrap, lent):
        return Lacking(reason, "grade as root, or in containers: --sandbox docker --single-use")
    return lent


def _try(bubblewrap: str, lent: Lent) -> str:
    """Become one of them behind a wall; the reason if that fails, otherwise empty."""
    candidate_id = ROOTS_CANDIDATES.start
    become = ["setpriv", f"--reuid={candidate_id}", f"--regid={candidate_id}", "--keep-groups", "true"]
    try:
        with namespace(lent) as users:
            trial = subprocess.run(
                [bubblewrap, "--userns", str(users), *MAY_CHANGE_USERS, "--ro-bind", "/", "/", *become],
                pass_fds=[users],
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
    except (SandboxError, OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (trial.stderr.strip() or "refused") if trial.returncode else ""


class _Range(NamedTuple):
    owner: str
    first: int
    size: int


def _ranges(file: Path) -> list[_Range]:
    """All ranges that ``file`` lends, and to whom: the name or number of a user."""
    ranges = []
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else ():
        owner, *numbers = line.strip().split(":")
        if len(numbers) == 2 and all(number.isdecimal() for number in numbers) and int(numbers[1]):
            ranges.append(_Range(owner, *map(int, numbers)))
    return ranges


def _name() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
