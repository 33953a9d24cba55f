"""How the layers of the walls are found, and what a machine without them is told."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.candidate.zygote.equipment import Equipment
from autograder.sandbox.namespaces import Namespaces
from autograder.sandbox.probe import bubblewrap, core_dumps, how_to_allow, probe


def test_a_bubblewrap_beside_this_python_is_as_good(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Set-up puts it there where nobody may install the system's."""
    system = requires("bubblewrap")
    (tmp_path / "bin").mkdir()
    own = tmp_path / "bin" / "bwrap"
    own.symlink_to(system)
    for program in ("unshare", "mount"):
        (tmp_path / program).symlink_to(str(shutil.which(program)))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert bubblewrap() == str(own)
    assert all(layer.available for layer in probe() if layer.needed)
    assert Namespaces().command(Equipment("numpy"), 3)[0] == str(own)
    own.unlink()
    assert bubblewrap() is None


@pytest.mark.parametrize(
    ("setting", "value", "command"),
    [
        ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=10000"),
        ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        ),
    ],
)
def test_the_setting_that_forbids_user_namespaces_is_named(
    setting: str, value: str, command: str, tmp_path: Path
) -> None:
    file = tmp_path / setting
    file.parent.mkdir()
    file.write_text(f"{value}\n")
    assert how_to_allow(tmp_path).endswith(f": {command}")
    file.write_text("1\n" if value == "0" else "0\n")
    assert "chroot" in how_to_allow(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "available", "detail"),
    [
        ("core", True, "keeps candidates' from files"),
        ("|/usr/share/apport/apport -p%p", True, "keeps candidates' from /usr/share/apport/apport"),
        ("@/run/coredump.socket", False, "sends them to @/run/coredump.socket"),
    ],
)
def test_what_becomes_of_core_dumps_is_told(
    pattern: str, available: bool, detail: str, tmp_path: Path
) -> None:
    (tmp_path / "core_pattern").write_text(f"{pattern}\n")
    layer = core_dumps(tmp_path / "core_pattern")
    assert layer.available is available
    assert detail in layer.detail
    assert bool(layer.remedy) is not available
    assert not layer.needed
