"""The lists of system calls leave none out that this kernel or libseccomp has: a new one fails here first."""

from __future__ import annotations

import ctypes
import platform
import re
from collections import Counter
from pathlib import Path

import pyseccomp
import pytest

from autograder.candidate.walls.calls import ABSENT, ALLOWED, NEEDED_BY_CUDA, REFUSED
from autograder.candidate.walls.seccomp import is_known

LISTED = {*ALLOWED, *REFUSED, *ABSENT}
ENTRY = re.compile(r" __(?:x64|arm64)_sys_(\w+)$", re.MULTILINE)
SPELLED = {  # the kernel's functions that are not called like their calls
    "newstat": "stat",
    "newlstat": "lstat",
    "newfstat": "fstat",
    "newuname": "uname",
    "umount": "umount2",
    "sendfile64": "sendfile",
}
# Functions that are compiled in for 32-bit programs, whose calls the filter refuses as a whole.
OF_32_BITS = re.compile(
    r".*(16|32|f?statf?s?64|fadvise64_64|mmap_pgoff|llseek)|ia32_.*|old_?\w+|ni_syscall"
    r"|ipc|nice|recv|send|sgetmask|ssetmask|signal|sigpending|sigprocmask|sigsuspend|socketcall|stime|waitpid"
    r"|gethostname|sync_file_range2|vm86(old)?|pciconfig_\w+|rtas|s390_\w+|spu_\w+|subpage_prot"
)


def libseccomps() -> set[str]:
    """The names that libseccomp has for the numbers of this machine."""
    library = ctypes.CDLL(pyseccomp._libseccomp_path)
    resolve = library.seccomp_syscall_resolve_num_arch
    resolve.restype = ctypes.c_char_p
    machine = library.seccomp_arch_native()
    names = (resolve(ctypes.c_uint32(machine), number) for number in range(1000))
    return {name.decode() for name in names if name}


def kernels() -> set[str]:
    """The names of this kernel's own functions for calls; empty where it does not tell."""
    symbols = Path("/proc/kallsyms")
    text = symbols.read_text(encoding="ascii") if symbols.exists() else ""
    return {SPELLED.get(name, name) for name in ENTRY.findall(text) if not OF_32_BITS.fullmatch(name)}


def test_no_call_is_on_two_lists() -> None:
    assert [name for name, times in Counter((*ALLOWED, *REFUSED, *ABSENT)).items() if times > 1] == []
    assert set(NEEDED_BY_CUDA) <= set(REFUSED)


def test_every_call_that_libseccomp_knows_is_on_a_list() -> None:
    assert libseccomps() - LISTED == set()


def test_every_call_that_this_kernel_has_is_on_a_list() -> None:
    if not (names := kernels()):
        pytest.skip("this kernel does not show its symbols")
    assert names - LISTED == set()


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other machines lack some of the calls")
def test_no_listed_call_is_misspelled() -> None:
    """A name that nobody knows would be left out of the filter without a word."""
    assert LISTED - libseccomps() - kernels() - {"rseq"} == set()


def test_a_call_that_does_not_exist_is_not_known() -> None:
    assert is_known("read")
    assert not is_known("no_such_call")
