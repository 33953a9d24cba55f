"""The course of `commands.py`, for each test anew; candidates are real (numpy; sandbox off).

A command that a test calls grades in the test's process; one that it starts has workers of its own.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from commands import GRADING, MASTER, PROGRAM, WRONG


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is built and released once."""
    root = tmp_path_factory.mktemp("course")
    wrong = root / "solutions" / "mini" / "submissions" / "wrong_answer"
    wrong.mkdir(parents=True)
    (wrong / "adds.py").write_text(WRONG)
    (root / "solutions" / "mini" / "master.py").write_text(MASTER)
    (root / "grading.yml").write_text(GRADING)
    subprocess.run([*PROGRAM, "release"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    return root


@pytest.fixture
def course(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers_in_process: None) -> Path:
    """A fresh copy of the course, as the current folder."""
    root = tmp_path / "course"
    shutil.copytree(built, root)
    monkeypatch.chdir(root)
    return root
