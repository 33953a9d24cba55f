"""Namespaces: each candidate's own users, processes, mounts, sockets and shared memory.

Thin calls for what Python 3.11 does not offer (``os.unshare`` came with 3.12). The outer wall cuts off the
network; the network namespace here separates candidates from each other.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import secrets
import socket
import struct
from collections.abc import Collection
from pathlib import Path

from autograder.candidate.walls.libc import check, libc
from autograder.candidate.walls.limits import limit_processes

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_READ_ONLY = 1
MS_NOSUID_NODEV = 2 | 4
MS_NOEXEC = 8
MS_BIND = 0x1000
MS_REC_PRIVATE = 0x4000 | 0x40000

CANDIDATE_UID = 1000  # as the candidate sees itself
# User ids that a root zygote gives candidates, above those of people and containers. If the grader is root,
# the machine sees the same ids; otherwise they map to the subordinate users that it was lent.
ROOTS_CANDIDATES = range(1_900_000_000, 2_000_000_000)
SIOCSIFFLAGS = 0x8914
IFF_UP = 1

SHARED_MEMORY = "/dev/shm"
SCRATCH_BYTES = 256 * 2**20  # of /tmp
SCRATCH_FILES = 100_000

# What programs look for in /proc besides processes. The rest reveals the machine and what else it does.
SHOWN = (
    "cgroups",
    "cpuinfo",
    "filesystems",
    "loadavg",
    "meminfo",
    "stat",
    "sys",
    "sysvipc",
    "uptime",
    "version",
    "vmstat",
)
# A user has a limited number of these; a candidate, in its namespace, gets a part of them.
WATCHERS = {"max_inotify_instances": 16, "max_inotify_watches": 2048}


def enter_namespaces() -> None:
    """Leave the zygote's namespaces but those of names and control groups; the next fork is process 1 there.

    Raises:
        OSError: the kernel refuses.
    """
    limit_processes()
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET), "unshare")


def name_user(process: int) -> None:
    """From outside: map the user of a process's new namespace.

    A zygote that is root, or root in a namespace that has other users too, gives each candidate its own user
    id. That user owns nothing of the grader's, is subject to the limit on processes (from which the kernel
    exempts root), and shares with nobody what the kernel counts for each user.

    Args:
        process: a descriptor of the process's folder in /proc.

    Raises:
        OSError: the kernel refuses.
    """
    is_root = os.getuid() == 0
    users = _known(ROOTS_CANDIDATES)
    user = users[secrets.randbelow(len(users))]
    uid, gid = (user, user) if is_root else (os.getuid(), os.getgid())
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


def _known(users: range) -> range:
    """Those of ``users`` that exist in our namespace: all, or as many as were lent, from the first on."""
    for line in Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines():
        first, _, count = map(int, line.split())
        if users.start in range(first, first + count):
            return range(users.start, min(users.stop, first + count))
    return users


def become_user() -> None:
    """As process 1 of a new user namespace: become its only user; keep capabilities over it for now."""
    os.setresgid(CANDIDATE_UID, CANDIDATE_UID, CANDIDATE_UID)
    os.setresuid(CANDIDATE_UID, CANDIDATE_UID, CANDIDATE_UID)


def raise_loopback() -> None:
    """As process 1 of a new network namespace: start the loopback device, as on any machine."""
    request = struct.pack("16sh14x", b"lo", IFF_UP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def limit_watchers() -> None:
    """As process 1 of a new user namespace with its own /proc: leave some watchers to other processes."""
    for name, most in WATCHERS.items():
        if (setting := Path("/proc/sys/user", name)).exists():  # a kernel may be made without inotify
            setting.write_text(str(most), encoding="ascii")


def mount_private_folders(keep: list[str], memory: int, shown: Collection[str] = ()) -> None:
    """As process 1 of new namespaces: a /proc, a /tmp and a /dev/shm that nobody else has.

    Args:
        keep: folders that must stay visible even if they are in one of these, such as this Python's.
        memory: the size of /dev/shm, which is memory, in bytes.
        shown: more names in /proc that must stay visible.

    Raises:
        OSError: the kernel refuses.
    """
    _mount("none", "/", None, MS_REC_PRIVATE)
    covered = [folder for folder in keep if Path(folder).is_relative_to("/tmp")]
    descriptors = {folder: os.open(folder, os.O_PATH | os.O_CLOEXEC) for folder in covered}
    for folder, size in (("/tmp", SCRATCH_BYTES), (SHARED_MEMORY, memory)):
        options = f"size={size},nr_inodes={SCRATCH_FILES},mode=0777"
        _mount("tmpfs", folder, "tmpfs", MS_NOSUID_NODEV, options)
    for folder, descriptor in descriptors.items():
        Path(folder).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", folder, None, MS_BIND)
        os.close(descriptor)
    _mount("proc", "/proc", "proc", MS_NOSUID_NODEV | MS_NOEXEC)
    _cover("/proc", {*SHOWN, *shown})


def _cover(folder: str, shown: Collection[str]) -> None:
    """Cover the content of ``folder`` with something empty, except links, processes and what is ``shown``."""
    for entry in os.scandir(folder):
        if entry.name.isdigit() or entry.name in shown or entry.is_symlink():
            continue
        if entry.is_dir():
            _mount("tmpfs", entry.path, "tmpfs", MS_NOSUID_NODEV | MS_READ_ONLY, "nr_inodes=1,mode=0555")
        else:
            _mount(os.devnull, entry.path, None, MS_BIND)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    name = kind.encode() if kind else None
    result = libc.mount(source.encode(), target.encode(), name, ctypes.c_ulong(flags), options.encode())
    check(result, f"mounting {target}")
