"""The session keyring of the kernel is inherited: it may hold the grader's keys, or another student's."""

from __future__ import annotations

import ctypes
import errno
import platform

from autograder.candidate.walls.libc import check, libc

KEYCTL_CALLS = {"x86_64": 250, "aarch64": 219}  # the C library has no function for it
JOIN_SESSION_KEYRING = 1


def leave_keyring() -> None:
    """Start an empty session keyring.

    Raises:
        OSError: the kernel refuses, or we do not know its number for this call.
    """
    number = KEYCTL_CALLS.get(platform.machine())
    if number is None:
        raise OSError(errno.ENOSYS, f"no session keyring of its own on {platform.machine()}")
    joined = libc.syscall(ctypes.c_long(number), ctypes.c_long(JOIN_SESSION_KEYRING), None)
    # A kernel without keyrings and a container that forbids them have none to leave.
    if joined < 0 and ctypes.get_errno() not in (errno.ENOSYS, errno.EPERM):
        check(joined, "session keyring")
