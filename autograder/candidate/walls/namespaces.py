"""Namespaces: users, processes, mounts and shared memory of a candidate's own.

Thin calls for what Python 3.11 does not offer (``os.unshare`` came with 3.12). The network's namespace is the
outer wall's, see ``autograder.sandbox``.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from autograder.candidate.walls.libc import check, libc
from autograder.candidate.walls.limits import limit_processes

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000

MS_NOSUID_NODEV = 2 | 4
MS_NOEXEC = 8
MS_BIND = 0x1000
MS_REC_PRIVATE = 0x4000 | 0x40000

CANDIDATE_UID = 1000  # as the candidate sees itself
ROOTS_CANDIDATE_UID = 100_000  # as the machine sees it where the grader is root
SHARED_MEMORY = "/dev/shm"
SCRATCH_BYTES = 256 * 2**20  # of /tmp
SCRATCH_FILES = 100_000


def enter_namespaces() -> None:
    """Leave the zygote's user, process, mount and IPC namespaces; the next fork is process 1 of the new ones.

    Raises:
        OSError: the kernel refuses.
    """
    limit_processes()
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC), "unshare")


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


def mount_private_folders(keep: list[str], memory: int) -> None:
    """As process 1 of new namespaces: a /proc, a /tmp and a /dev/shm that nobody else has.

    Args:
        keep: folders that must stay visible though they may lie below one of these, such as this Python's.
        memory: bytes that may lie in /dev/shm, which is memory.

    Raises:
        OSError: the kernel refuses.
    """
    _mount("none", "/", None, MS_REC_PRIVATE)
    covered = [folder for folder in keep if Path(folder).is_relative_to("/tmp")]
    kept = {folder: os.open(folder, os.O_PATH | os.O_CLOEXEC) for folder in covered}
    for folder, size in (("/tmp", SCRATCH_BYTES), (SHARED_MEMORY, memory)):
        options = f"size={size},nr_inodes={SCRATCH_FILES},mode=0777"
        _mount("tmpfs", folder, "tmpfs", MS_NOSUID_NODEV, options)
    for folder, descriptor in kept.items():
        Path(folder).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", folder, None, MS_BIND)
        os.close(descriptor)
    _mount("proc", "/proc", "proc", MS_NOSUID_NODEV | MS_NOEXEC)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    name = kind.encode() if kind else None
    result = libc.mount(source.encode(), target.encode(), name, ctypes.c_ulong(flags), options.encode())
    check(result, f"mounting {target}")
