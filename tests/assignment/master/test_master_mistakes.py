"""Masters with one mistake each, made at random: whatever comes of one is a build, or one clear sentence."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from autograder.assignment.build import build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.new import made_of, new
from autograder.assignment.release.leaks import leaks
from autograder.course.course import Course, CourseError, load

MASTER = made_of("master.py.txt", "softmax")
LINES = MASTER.splitlines(keepends=True)
MARKED = [
    place for place, line in enumerate(LINES) if re.search(r"BEGIN|END|# %%|CONFIG|: |def |\"\"\"", line)
]
TYPES = ["", "[1, 2]", "{a: b}", "null", "yes", "-3", "1e400", "'x", "two words", "!!python/name:os.system"]


def without(draw: random.Random, place: int) -> list[str]:
    return [*LINES[:place], *LINES[place + 1 :]]


def twice(draw: random.Random, place: int) -> list[str]:
    return [*LINES[:place], LINES[place], *LINES[place:]]


def misspelt(draw: random.Random, place: int) -> list[str]:
    line = LINES[place]
    letters = [index for index, letter in enumerate(line) if letter.isalpha()] or [0]
    cut = draw.choice(letters)
    return [*LINES[:place], line[:cut] + line[cut + 1 :], *LINES[place + 1 :]]


def in_small_letters(draw: random.Random, place: int) -> list[str]:
    return [*LINES[:place], LINES[place].lower(), *LINES[place + 1 :]]


def of_another_type(draw: random.Random, place: int) -> list[str]:
    changed = re.sub(r"(: ).*", lambda found: found[1] + draw.choice(TYPES), LINES[place])
    return [*LINES[:place], changed, *LINES[place + 1 :]]


def swapped(draw: random.Random, place: int) -> list[str]:
    other = draw.choice(MARKED)
    lines = [*LINES]
    lines[place], lines[other] = lines[other], lines[place]
    return lines


def cut_off(draw: random.Random, place: int) -> list[str]:
    return LINES[:place]


KINDS = [without, twice, misspelt, in_small_letters, of_another_type, swapped, cut_off]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("mistakes")
    new(root, "softmax")
    return load(root / "grading.yml")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_mistake_is_one_sentence_that_names_the_file(course: Course, kind: object) -> None:
    """What is built all the same hands out no solution."""
    draw = random.Random(kind.__name__)  # type: ignore[attr-defined]
    path = course.root / "solutions" / "softmax" / "master.py"
    places = MARKED if kind is without else draw.sample(MARKED, 20)
    for place in places:
        path.write_text("".join(kind(draw, place)), encoding="utf-8")  # type: ignore[operator]
        try:
            made = build(course, "softmax")
        except (AuthoringError, CourseError) as error:
            said = str(error)
            assert "master.py" in said, said
            assert said.count("\n") == 0, said
            assert len(said.replace(str(path), "")) < 500, said
            assert not re.search(r"Error\b|\['|object at 0x|NoneType|Traceback", said), said
            continue
        shown = "".join(cell.source for cell in made.released.cells)
        assert "powers / powers.sum" not in shown or leaks(made) != [], LINES[place]


def test_the_master_without_any_mistake_is_built(course: Course) -> None:
    path = course.root / "solutions" / "softmax" / "master.py"
    path.write_text(MASTER, encoding="utf-8")
    assert leaks(build(course, "softmax")) == []
    assert isinstance(path, Path)
