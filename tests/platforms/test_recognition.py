"""Each platform's names are known, at the top of its download and nowhere else."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from autograder.platforms.identity import Identity
from autograder.platforms.recognition import identify, is_platforms


class File(NamedTuple):
    parts: tuple[str, ...]
    given: int = 1


NAMES = {
    "canvas": ("silvaana_LATE_4711_98_hw.ipynb", "silvaana", ("4711", "silvaana")),
    "canvas, anonymous": ("anon_a1b2c_98_hw.ipynb", "anon a1b2c", ("a1b2c", "anon a1b2c")),
    "moodle": ("Ana Silva_4711_assignsubmission_file_", "Ana Silva", ("4711", "Ana Silva")),
    "gradescope": ("submission_4711", "submission_4711", ("4711", "submission_4711")),
}


@pytest.mark.parametrize("platform", NAMES)
def test_who_it_is(platform: str) -> None:
    name, who, ids = NAMES[platform]
    found = identify(File(("class.zip", name)), {("class.zip",)}, {})
    assert found
    assert (found.platform, found.name, found.ids) == (platform.partition(",")[0], who, ids)
    assert found.late == ("LATE" in name)
    assert is_platforms(name)


def test_nbgraders_folder_names_the_student() -> None:
    parts = ("submitted", "ana", "hw1", "hw1.ipynb")
    found = identify(File(parts, given=0), {()}, {})
    assert found
    assert (found.platform, found.name) == ("nbgrader", "ana")


def test_what_a_student_named_says_nothing() -> None:
    parts = ("class", "Ana Silva_4711_assignsubmission_file_", "submission_99", "benode_12_34_hw.ipynb")
    found = identify(File(parts), {("class",)}, {})
    assert found
    assert found.key == ("moodle", "4711")
    assert identify(File(("class", "mine", "submission_99")), {("class",)}, {}) is None


def test_metadata_is_surer_than_the_name() -> None:
    ana = Identity("Ana Silva", ("4711",), key=("gradescope", "4711"))
    parts = ("class", "submission_99", "hw.ipynb")
    assert identify(File(parts), {("class",)}, {("class", "submission_99"): ana}) is ana
