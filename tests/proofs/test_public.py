"""Public tests are tried as students run them: with plain Otter, without this package."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from autograder.assignment.build import build
from autograder.assignment.release.release import release
from autograder.course.course import Course
from autograder.proofs.public import StudentRun
from autograder.proofs.verify import verify

Change = Callable[[str, str, str], None]
PUBLIC = "def test_double_of_two(double):\n"


def failures(course: Course, answered: bool) -> list[str]:
    made = build(course, "mini")
    notebook = made.notebook() if answered else made.released
    with contextlib.closing(StudentRun(course, "mini", notebook, answered)) as run:
        return run.failures()


def test_public_tests_that_work_are_not_mentioned(course: Course) -> None:
    release(course, ["mini"], False)
    assert failures(course, answered=True) == []
    assert failures(course, answered=False) == []


@pytest.mark.parametrize(
    ("signature", "line", "said"),
    [
        ("double", "from autograder import checks", "ModuleNotFoundError: No module named "),
        ("double, rng", "rng.normal()", "NoneType' object has no attribute "),
        ("double, heldout", "heldout['points']", "NoneType' object is not subscriptable"),
    ],
)
def test_what_only_the_grader_has_fails_with_the_test_and_its_line(
    course: Course, change: Change, signature: str, line: str, said: str
) -> None:
    change("master.py", PUBLIC, f"def test_double_of_two({signature}):\n    {line}\n")
    [failure] = failures(course, answered=True)
    master = (course.root / "solutions/mini/master.py").read_text().splitlines()
    number = 1 + master.index(f"def test_double_of_two({signature}):")
    where = f"test_double_of_two of q1 (solutions/mini/master.py, line {number})"
    assert failure.startswith(f"the public test {where} fails with plain Otter, as students run it: ")
    assert said in failure


def test_verify_fails_where_a_public_test_fails_students_only(course: Course, change: Change) -> None:
    change("master.py", PUBLIC, "def test_double_of_two(double, rng):\n    rng.normal()\n")
    [proof] = verify(course, "mini", "off", jobs=1, only=["reference"])
    assert not proof.differences
    assert not proof.holds
    assert "test_double_of_two of q1" in proof.troubles[0]
