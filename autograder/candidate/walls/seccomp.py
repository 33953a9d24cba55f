"""What a candidate may ask of the kernel, enforced by libseccomp.

There are two filters, and the stricter one decides: one knows the calls by their names, see ``calls``; the
other checks the arguments of some allowed calls. The kernel reads most arguments as 32 bits of a 64-bit
register, so a rule that names a value masks the rest; a rule that refuses all larger values need not.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import mmap
import resource
import socket
import tempfile
from typing import Any

from autograder.candidate.walls.calls import ALLOWED, NEEDED_BY_CUDA, REFUSED
from autograder.candidate.walls.libc import check, libc

try:
    import pyseccomp
except (ImportError, OSError, RuntimeError):  # no such system, or no libseccomp on it
    pyseccomp = None

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
INSTRUCTION_BYTES = 8
INT = 0xFFFFFFFF
CLONE_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)  # of which the namespace lets none out
KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET)
KIND_BITS = 0xF  # of a socket's kind; the others are SOCK_NONBLOCK and SOCK_CLOEXEC
PROTOCOLS = (0, socket.IPPROTO_TCP, socket.IPPROTO_UDP)  # Landlock knows TCP, and not MPTCP or SCTP
TERMINAL_REQUESTS = (
    0x5412,
    0x541C,
    0x5423,
)  # TIOCSTI and TIOCLINUX type for somebody; TIOCSETD loads modules


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def available() -> bool:
    """Whether libseccomp is installed."""
    return pyseccomp is not None


def filter_system_calls(for_cuda: bool = False) -> None:
    """Load the filters, for this process and all processes that it starts. Needs ``no_new_privs``.

    Args:
        for_cuda: allow what CUDA's library needs, and with it memory that nobody counts.

    Raises:
        OSError: the kernel refuses.
    """
    for program in programs(for_cuda):
        code = ctypes.create_string_buffer(program, len(program))
        filter_ = _Program(len(program) // INSTRUCTION_BYTES, ctypes.addressof(code))
        check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0), "seccomp")


@functools.cache
def programs(for_cuda: bool) -> tuple[bytes, ...]:
    """The filters as the kernel takes them; a zygote makes them once for all its forks."""
    return tuple(map(_program, (_arguments(for_cuda), _names(NEEDED_BY_CUDA if for_cuda else ()))))


def _program(filter_: Any) -> bytes:
    with tempfile.TemporaryFile() as file:
        filter_.export_bpf(file)
        file.seek(0)
        return file.read()


def _names(spared: tuple[str, ...]) -> Any:
    filter_ = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    for names, action in (
        ((*ALLOWED, *spared), pyseccomp.ALLOW),
        (set(REFUSED) - set(spared), pyseccomp.ERRNO(errno.EPERM)),
    ):
        for name in names:
            if is_known(name):
                filter_.add_rule(action, name)
    return filter_


def is_known(name: str) -> bool:
    """Whether this architecture and this libseccomp have the call; if not, it stays unanswered."""
    try:
        return bool(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0)
    except ValueError:
        return False


def _arguments(for_cuda: bool) -> Any:
    from pyseccomp import EQ, ERRNO, GT, MASKED_EQ, NE, Arg

    filter_ = pyseccomp.SyscallFilter(pyseccomp.ALLOW)

    def refuse(name: str, *conditions: Any) -> None:
        filter_.add_rule(ERRNO(errno.EPERM), name, *conditions)

    def refuse_others(name: str, place: int, values: tuple[int, ...]) -> None:
        for value in set(range(max(values))) - set(values):
            refuse(name, Arg(place, EQ, value))
        refuse(name, Arg(place, GT, max(values)))

    for bit in (1 << shift for shift in range(32) if CLONE_NEW_NAMESPACES >> shift & 1):
        refuse("clone", Arg(0, MASKED_EQ, bit, bit))
    for name in ("socket", "socketpair"):
        refuse_others(name, 0, FAMILIES)
        refuse_others(name, 2, PROTOCOLS)
        for kind in set(range(KIND_BITS + 1)) - set(KINDS):
            refuse(name, Arg(1, MASKED_EQ, KIND_BITS, kind))
        for family in (socket.AF_INET, socket.AF_INET6):  # there, packets in sequence are SCTP
            refuse(name, Arg(0, EQ, family), Arg(1, MASKED_EQ, KIND_BITS, socket.SOCK_SEQPACKET))
    for request in TERMINAL_REQUESTS:
        refuse("ioctl", Arg(1, MASKED_EQ, INT, request))
    if not for_cuda:
        shared_and_nameless = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS
        refuse("mmap", Arg(3, MASKED_EQ, shared_and_nameless, shared_and_nameless))
    refuse("prlimit64", Arg(0, GT, 0))  # the limits of others
    # These report success and do nothing: a limit of 0 would bring back the crash helper, see ``limits``.
    core, success = resource.RLIMIT_CORE, ERRNO(0)
    filter_.add_rule(success, "prlimit64", Arg(0, EQ, 0), Arg(1, MASKED_EQ, INT, core), Arg(2, NE, 0))
    filter_.add_rule(success, "setrlimit", Arg(0, MASKED_EQ, INT, core))
    return filter_
