"""What the doctor finds and says can be done: commands come unbroken, and a refusal is not called silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import command

from autograder.cli import doctor
from autograder.cli.doctor import Finding
from autograder.sandbox.docker import image

LONG = "apt-get install libseccomp2, and reinstall this package where pyseccomp is missing, then try again"


def test_the_doctor_names_what_is_here() -> None:
    result = command("doctor")
    assert result.exit_code == 0
    for word in ("Python", "cores", "memory", "NumPy", "PyTorch", "NVIDIA", "Docker"):
        assert word in result.output


def test_commands_are_not_broken_at_the_width_of_the_terminal() -> None:
    script = (
        "from autograder.cli import doctor; from autograder.cli import app;"
        "from autograder.cli.doctor import Finding;"
        f"doctor.findings = lambda: [Finding('sandbox', 'seccomp', False, 'none', {LONG!r})]; app(['doctor'])"
    )
    run = [sys.executable, "-c", script]
    done = subprocess.run(run, env={**os.environ, "COLUMNS": "80"}, capture_output=True, encoding="utf-8")
    assert f"sandbox, seccomp: {LONG}" in done.stdout.splitlines()


def test_only_what_is_missing_needs_something_done() -> None:
    here, missing = Finding("a", "b", True, "x", "do"), Finding("c", "d", False, "y", "do")
    assert doctor.remedies([here, missing, Finding("e", "f", False, "z")]) == ["c, d: do"]


@pytest.mark.parametrize(
    ("said", "seconds", "found"),
    [
        (
            "permission denied while trying to connect to the Docker daemon socket",
            0,
            "refuses this",
        ),
        (
            "Cannot connect to the Docker daemon. Is the docker daemon running?",
            0,
            "is not running",
        ),
        ("", 5, "does not answer within 0.2 s"),
        (
            "Error response from daemon: client version 1.50 is too new.",
            0,
            "(Error response from daemon: client",
        ),
    ],
)
def test_a_refusal_and_silence_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, seconds: int, found: str
) -> None:
    client = tmp_path / "docker"
    last = f"exec sleep {seconds}" if seconds else "exit 1"
    client.write_text(f"#!/bin/sh\necho '{said}' >&2\n{last}\n", encoding="utf-8")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    if seconds:
        monkeypatch.setattr(image, "PATIENCE", 0.2)
    assert found in image.engine_complaint()
    assert found in f"{image.complaint('cpu')} {doctor._docker()[-1].detail}"
