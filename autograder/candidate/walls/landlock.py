"""The kernel's Landlock: a process gives up rights over files, ports and other processes, for good.

Thin calls, because the package on the index knows no rules for ports and scopes. Numbers and meanings are
those of the kernel's `include/uapi/linux/landlock.h`; each set of rights came with an ABI version.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from autograder.candidate.walls.libc import check, libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
FILE_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # by ABI: refer came with 2, truncate 3, ioctl 5
RIGHTS_ON_FILES = (
    0xC007  # execute, write, read, truncate, ioctl: what a rule for a file, not a folder, may hold
)
PORT_RIGHTS = {4: 0b11}  # bind and connect TCP
SCOPES = {6: 0b11}  # abstract Unix sockets and signals to processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("ports", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def abi() -> int:
    """The kernel's Landlock version; 0 if it has none."""
    return max(0, _call(CREATE_RULESET, None, 0, VERSION))


def restrict(readable: list[str], writable: list[str]) -> None:
    """From now on allow only reading and executing in ``readable``, and everything in ``writable``.

    TCP, signals to processes outside and their abstract sockets are refused too, if the version can do that.
    The process must have ``no_new_privs``.

    Raises:
        OSError: the kernel refuses.
    """
    version = abi()
    files = _newest(FILE_RIGHTS, version)
    ruleset = _Ruleset(files, _newest(PORT_RIGHTS, version), _newest(SCOPES, version))
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = check(_call(CREATE_RULESET, ctypes.byref(ruleset), size, 0), "landlock_create_ruleset")
    try:
        for path in readable:
            _allow(rules, path, files & (EXECUTE | READ_FILE | READ_DIR))
        for path in writable:
            _allow(rules, path, files)
        check(_call(RESTRICT_SELF, rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        allowed = rights if Path(path).is_dir() else rights & RIGHTS_ON_FILES
        rule = _PathBeneath(allowed, folder)
        check(_call(ADD_RULE, rules, RULE_PATH_BENEATH, ctypes.byref(rule), 0), f"landlock rule for {path}")
    finally:
        os.close(folder)


def _newest(rights: dict[int, int], version: int) -> int:
    return max((mask for since, mask in rights.items() if since <= version), default=0)


def _call(number: int, *arguments: object) -> int:
    result = libc.syscall(ctypes.c_long(number), *arguments)
    return int(result)
