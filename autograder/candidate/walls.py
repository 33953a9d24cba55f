"""The inner wall: what a forked candidate gives up before any student code runs.

Thin calls into the C library for what Python 3.11 does not offer (``os.unshare`` came with 3.12). The outer
wall is bubblewrap's, see ``autograder.sandbox``.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000

MS_NOSUID_NODEV = 2 | 4
MS_NOEXEC = 8
MS_REC_PRIVATE = 0x4000 | 0x40000

PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
CAPABILITY_VERSION_3 = 0x20080522

CANDIDATE_UID = 1000  # as the candidate sees itself
ROOTS_CANDIDATE_UID = 100_000  # as the machine sees it where the grader is root
SCRATCH_BYTES = 256 * 2**20  # of /tmp and of /dev/shm
OPEN_FILES = 1024
PROCESSES = 256
FILE_BYTES = 256 * 2**20

_libc = ctypes.CDLL(None, use_errno=True)


class WallError(OSError):
    """A wall could not be raised; the candidate must not run."""


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise WallError(number, f"{what}: {os.strerror(number)}")


def enter_namespaces() -> None:
    """Leave the zygote's user, process, mount and IPC namespaces; the next fork is process 1 of the new ones.

    Raises:
        WallError: the kernel refuses.
    """
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    _check(_libc.unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC), "unshare")


def name_user(process: int) -> None:
    """From outside: say who the user of a process's new namespace is; ``process`` is its folder in /proc.

    A grader that is root gives its candidates an identity of their own: they own nothing of root's, and the
    limit on processes, from which the kernel exempts root, holds for them.

    Raises:
        OSError: the kernel refuses.
    """
    is_root = os.getuid() == 0
    uid, gid = (ROOTS_CANDIDATE_UID, ROOTS_CANDIDATE_UID) if is_root else (os.getuid(), os.getgid())
    texts = {
        "setgroups": "deny",
        "uid_map": f"{CANDIDATE_UID} {uid} 1",
        "gid_map": f"{CANDIDATE_UID} {gid} 1",
    }
    for name, text in texts.items():
        file = os.open(name, os.O_WRONLY, dir_fd=process)
        try:
            os.write(file, text.encode())
        finally:
            os.close(file)


def become_user() -> None:
    """As process 1 of a new user namespace: be its one user. Capabilities over the namespace stay for now."""
    os.setresgid(CANDIDATE_UID, CANDIDATE_UID, CANDIDATE_UID)
    os.setresuid(CANDIDATE_UID, CANDIDATE_UID, CANDIDATE_UID)


def mount_private_folders() -> None:
    """As process 1 of new namespaces: a /proc, a /tmp and a /dev/shm that nobody else has.

    Raises:
        WallError: the kernel refuses.
    """
    _mount("none", "/", None, MS_REC_PRIVATE)
    for folder in ("/tmp", "/dev/shm"):
        _mount("tmpfs", folder, "tmpfs", MS_NOSUID_NODEV, f"size={SCRATCH_BYTES},mode=0777")
    _mount("proc", "/proc", "proc", MS_NOSUID_NODEV | MS_NOEXEC)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    name = kind.encode() if kind else None
    result = _libc.mount(source.encode(), target.encode(), name, ctypes.c_ulong(flags), options.encode())
    _check(result, f"mounting {target}")


def drop_privileges() -> None:
    """Give up every capability and every way to get one.

    Raises:
        WallError: the kernel refuses.
    """
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # past the last capability that this kernel knows
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "dropping capabilities")


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies; a no-op where the kernel cannot."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_resources(memory: int) -> None:
    """Limit this process for good: ``memory`` bytes of data beyond what it has now, files, no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    if data := data_size():
        resource.setrlimit(resource.RLIMIT_DATA, (data + memory, data + memory))


def data_size() -> int:
    """Bytes of data of this process; 0 on macOS, which has no limit on them that its allocator heeds."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[5]) * resource.getpagesize() if status.exists() else 0


def silence_standard_streams() -> None:
    """Point the three standard descriptors at nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
