"""A small course of its own for each test, which it may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course, load

MINI = Path(__file__).parent.parent / "mini"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The mini course, in a folder with a space in its name."""
    root = tmp_path / "my course"
    shutil.copytree(MINI, root)
    return load(root / "grading.yml")


@pytest.fixture
def change(course: Course) -> Callable[[str, str, str], None]:
    """Replaces a text in a file below ``solutions/mini``."""

    def change(file: str, old: str, new: str) -> None:
        path = course.root / "solutions" / "mini" / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change
