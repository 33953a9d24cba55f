"""Whom a machine lends an ordinary user, what is said where it lends nobody, and how they get there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox import subordinate
from autograder.sandbox.subordinate import PROGRAMS, Lacking, Lent, find

USERS = "somebody:100000:65536\n# a remark\nbroken:line\n{us}:200000:10\n{us}:300000:20\n"
GROUPS = "{us}:400000:15\n"
NAMES = {"newuidmap": "uid_map", "newgidmap": "gid_map"}
MAKES_THE_MAP = '#!/bin/sh\nprocess=$1; shift\nprintf "%s %s %s\\n" "$@" >"/proc/$process/{map}"\n'


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine's settings that lend us users, and programs that refuse."""
    for program in PROGRAMS:
        (tmp_path / program).write_text(f"#!/bin/sh\necho {program}: not today >&2\nexit 1\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (tmp_path / "subuid").write_text(USERS.format(us=os.getuid()))
    (tmp_path / "subgid").write_text(GROUPS.format(us=os.getuid()))
    return tmp_path


def test_without_the_programs_their_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find("bwrap")
    assert isinstance(found, Lacking)
    assert found.remedy == "apt-get install uidmap"


def test_without_a_line_the_command_takes_what_nobody_has(etc: Path) -> None:
    (etc / "subgid").write_text("somebody:100000:65536\n")
    found = find("bwrap", etc)
    assert isinstance(found, Lacking)
    assert found.seen.startswith(f"{etc}/subgid has no line for ")
    assert found.remedy.startswith("usermod --add-subuids 300020-365555 --add-subgids 300020-365555 ")
    for name in ("subuid", "subgid"):
        (etc / name).unlink()
    found = find("bwrap", etc)
    assert isinstance(found, Lacking)
    assert found.seen.startswith(f"{etc}/subuid has no line for ")
    assert "100000-165535" in found.remedy


def test_packages_that_are_closed_to_others_are_named(
    etc: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(subordinate, "closed_part", lambda: tmp_path / "packages")
    found = find("bwrap", etc)
    assert isinstance(found, Lacking)
    assert found.remedy == f"chmod -R a+rX {tmp_path}/packages"


def test_programs_that_refuse_are_quoted(etc: Path, requires: Callable[[str], str]) -> None:
    found = find(requires("bubblewrap"), etc)
    assert isinstance(found, Lacking)
    assert found.seen == "newuidmap: not today"


def test_a_bubblewrap_that_fails_is_quoted(etc: Path, requires: Callable[[str], str]) -> None:
    requires("bubblewrap")  # and the namespaces that it makes
    (etc / "bwrap").write_text("#!/bin/sh\necho Unknown option --userns >&2\nexit 1\n")
    for program in (*PROGRAMS, "bwrap"):
        (etc / program).chmod(0o755)
    for program in PROGRAMS:
        (etc / program).write_text("#!/bin/sh\n")
    found = find(str(etc / "bwrap"), etc)
    assert isinstance(found, Lacking)
    assert found.seen == "Unknown option --userns"


def test_the_largest_range_is_tried_and_used(etc: Path, requires: Callable[[str], str]) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can do what the two programs do")
    for program, name in NAMES.items():
        (etc / program).write_text(MAKES_THE_MAP.format(map=name))
    assert find(requires("bubblewrap"), etc) == Lent(300000, 400000, 15)
