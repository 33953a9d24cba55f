"""The filter, tried in a process of its own: what it lets through, and what it answers to the rest."""

from __future__ import annotations

import errno
import json
import os
import platform
import resource
import subprocess
import sys
from typing import Any

import pytest

HIGH = 1 << 32
BEHIND = """
import ctypes, errno, json, mmap, os, resource, socket
from autograder.candidate.walls.privileges import drop_privileges
from autograder.candidate.walls.seccomp import filter_system_calls
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
drop_privileges()
filter_system_calls({for_cuda})

def error(call, *arguments):
    try: call(*arguments)
    except OSError as found: return found.errno
    return 0

def raw(number, *arguments):
    ctypes.set_errno(0)
    return ctypes.get_errno() if libc.syscall(number, *map(ctypes.c_ulong, arguments)) < 0 else 0

print(json.dumps({expression}))
"""
X86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="the calls have other numbers there")


def behind(expression: str, for_cuda: bool = False) -> Any:
    """What an expression gives in a process behind the filter."""
    source = BEHIND.format(expression=expression, for_cuda=for_cuda)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_refused_calls_and_those_that_nobody_lists_are_told_apart() -> None:
    answers = behind("[error(os.chroot, '/'), error(os.memfd_create, 'x'), raw(999), raw(435, 0, 0)]")
    assert answers == [errno.EPERM, errno.EPERM, errno.ENOSYS, errno.ENOSYS]


@X86_64
@pytest.mark.parametrize("request_", [0x5412, 0x541C, 0x5423])
@pytest.mark.parametrize("high", [0, HIGH, 0xFFFFFFFF << 32])
def test_a_terminal_cannot_be_typed_into_whatever_the_upper_half_holds(request_: int, high: int) -> None:
    assert behind(f"raw(16, 0, {request_ | high}, 0)") == errno.EPERM


@pytest.mark.parametrize(
    ("family", "kind", "protocol"),
    [
        (2, 1, 262),  # MPTCP
        (2, 1, 132),  # SCTP by its number
        (2, 5, 0),  # and by its kind
        (10, 1, 262),
        (10, 5, 0),
        (2, 6, 33),  # DCCP
        (2, 2, 136),  # UDP-Lite
        (2, 2, 1),  # ICMP
        (2, 3, 255),
        (16, 3, 0),  # netlink
        (17, 3, 0),
        (38, 5, 0),
        (40, 1, 0),
        (43, 1, 0),
        (2 | HIGH, 1, 262),
        (2, 1 | HIGH, 262 | HIGH),
        (2, 1 | os.O_CLOEXEC, 262),
    ],
)
@X86_64
def test_sockets_are_of_few_families_and_protocols(family: int, kind: int, protocol: int) -> None:
    assert behind(f"raw(41, {family}, {kind}, {protocol})") == errno.EPERM


def test_the_sockets_that_notebooks_use_are_there() -> None:
    kinds = "[(1, 1), (1, 2), (1, 5), (2, 1), (2, 2), (2, 1, 6), (10, 2, 17)]"
    assert set(behind(f"[error(socket.socket, *kind) for kind in {kinds}]")) <= {
        0,
        errno.EAFNOSUPPORT,
    }  # a machine may have no IPv6
    assert behind("error(socket.socketpair)") == 0


def test_a_limit_on_dumps_is_set_for_show_and_all_others_for_real() -> None:
    core = "resource.RLIMIT_CORE"
    started = resource.getrlimit(resource.RLIMIT_CORE)
    assert behind(f"[resource.setrlimit({core}, (0, 0)), resource.getrlimit({core})][1]") == list(started)
    files = "resource.RLIMIT_NOFILE"
    assert behind(f"[resource.setrlimit({files}, (64, 64)), resource.getrlimit({files})][1]") == [64, 64]
    assert behind(f"error(resource.prlimit, os.getppid(), {files}, (64, 64))") == errno.EPERM


@X86_64
@pytest.mark.parametrize("high", [0, HIGH])
def test_the_limit_on_dumps_stays_whatever_the_upper_half_holds(high: int) -> None:
    core = resource.RLIMIT_CORE | high
    limits = "(ctypes.c_uint64 * 2)(0, 0)"
    answers = behind(
        f"[raw(302, 0, {core}, ctypes.addressof(l), 0) for l in [{limits}]]"
        f"+ [raw(160, {core}, ctypes.addressof(l)) for l in [{limits}]]"
        "+ [resource.getrlimit(resource.RLIMIT_CORE)[1]]"
    )
    assert answers == [0, 0, resource.getrlimit(resource.RLIMIT_CORE)[1]]


def test_no_namespace_comes_with_a_new_process() -> None:
    if platform.machine() == "x86_64":
        assert behind("raw(56, 0x10000000 | 17, 0)") == errno.EPERM
    assert behind("os.waitpid(os.fork() or os._exit(3), 0)[1] >> 8") == 3


def test_memory_without_a_name_is_shared_with_nobody_but_the_gpu() -> None:
    shared = "error(mmap.mmap, -1, 4096)"
    assert behind(shared) == errno.EPERM
    assert behind("error(mmap.mmap, -1, 4096, mmap.MAP_PRIVATE)") == 0
    assert behind(shared, for_cuda=True) == 0
