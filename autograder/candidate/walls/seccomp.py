"""The system calls that no homework needs, refused through libseccomp.

A list of what is refused, not of what is allowed: frameworks and their threads use some two hundred calls,
and the list changes with every release. What is refused here are the ways around the other walls, and
parts of the kernel that student code has no business in.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Collection

try:
    import pyseccomp
except (ImportError, OSError, RuntimeError):  # no such system, or no libseccomp on it
    pyseccomp = None

CLONE_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
ALLOWED_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)  # of which the namespace lets none out
IOCTL_TIOCSTI, IOCTL_TIOCLINUX = 0x5412, 0x541C  # typing into somebody's terminal

REFUSED = (
    # other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
    # new walls to hide behind, and the file system's tree
    "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick",
    "move_mount", "open_tree", "mount_setattr", "open_by_handle_at", "name_to_handle_at",
    # parts of the kernel with a history
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "keyctl", "add_key", "request_key", "personality", "modify_ldt", "lookup_dcookie", "vmsplice",
    # memory that no limit and no census sees
    "memfd_create", "memfd_secret", "shmget",
    # messages for who comes later
    "msgget", "semget", "mq_open",
    # the machine
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot",
    "swapon", "swapoff", "acct", "quotactl", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex",
    "sethostname", "setdomainname", "syslog", "iopl", "ioperm", "fanotify_init",
)  # fmt: skip

NEEDED_BY_CUDA = ("memfd_create",)


def available() -> bool:
    """Whether libseccomp is there."""
    return pyseccomp is not None


def refuse_system_calls(spared: Collection[str] = ()) -> None:
    """Load the filter, for this process and all that it starts. Needs ``no_new_privs``.

    Args:
        spared: calls of the list that are let through.

    Raises:
        OSError: the kernel refuses.
    """
    from pyseccomp import EQ, ERRNO, GT, MASKED_EQ, Arg

    filter_ = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refused = ERRNO(errno.EPERM)
    for name in set(REFUSED) - set(spared):
        try:
            filter_.add_rule(refused, name)
        except (ValueError, OSError):  # a call that this architecture or this libseccomp does not have
            continue
    for bit in (1 << shift for shift in range(32) if CLONE_NEW_NAMESPACES >> shift & 1):
        filter_.add_rule(refused, "clone", Arg(0, MASKED_EQ, bit, bit))
    filter_.add_rule(ERRNO(errno.ENOSYS), "clone3")  # its flags lie in memory, where no filter sees them
    for family in set(range(max(ALLOWED_FAMILIES))) - set(ALLOWED_FAMILIES):
        filter_.add_rule(refused, "socket", Arg(0, EQ, family))
    filter_.add_rule(refused, "socket", Arg(0, GT, max(ALLOWED_FAMILIES)))
    filter_.add_rule(refused, "prlimit64", Arg(0, GT, 0))  # the limits of others
    for request in (IOCTL_TIOCSTI, IOCTL_TIOCLINUX):
        filter_.add_rule(refused, "ioctl", Arg(1, EQ, request))
    filter_.load()
