"""Which walls a machine gets, and the refusals of what it cannot have."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox.choice import choose
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.probe import probe


def test_auto_is_never_without_walls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    for kind in ("auto", "namespaces"):
        with pytest.raises(SandboxError) as raised:
            choose(kind)
        assert "bubblewrap: not installed (apt-get install bubblewrap)" in str(raised.value)
        assert "--sandbox off" in str(raised.value)
        assert ("Docker is not installed" in str(raised.value)) == (kind == "auto")


def test_auto_is_the_strongest_there_is(requires: Callable[[str], str]) -> None:
    requires("bubblewrap")
    assert choose("auto").name == "namespaces"
    assert "no network" in choose("auto").layers
    assert all(layer.available and not layer.remedy for layer in probe() if layer.needed)


def test_auto_is_a_container_where_there_are_no_namespaces(
    requires: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "docker").symlink_to(requires("docker"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert choose("auto").name == "docker"
    with pytest.raises(SandboxError, match="bubblewrap: not installed"):
        choose("namespaces")


def test_off_has_no_layers_and_says_so() -> None:
    assert (choose("off").name, choose("off").layers) == ("off", [])


def test_an_unknown_sandbox_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        SandboxError, match="no sandbox 'chroot'; choose one of auto, namespaces, docker, off"
    ):
        choose("chroot")


def test_a_bubblewrap_that_the_system_forbids_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SandboxError, match=r"No permissions .*unprivileged user namespaces"):
        choose("namespaces")


def test_a_course_where_student_code_can_read_is_refused(requires: Callable[[str], str]) -> None:
    requires("bubblewrap")
    with pytest.raises(SandboxError, match=r"everything in /usr: move the course"):
        choose("namespaces", Path("/usr/src/course"))
