"""Test cases have their functions' names, told apart, and the master's own lines without comments."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from otter.test_files import ExceptionTestFile

from autograder.assignment.master.master import assign
from autograder.course.course import Course

Change = Callable[[str, str, str], None]
LONG = """assert double(3) == (  # a comment for authors
        6
    ), (
        # another
        "three times two is six # always"
    )"""


def _cases(source: str) -> list[tuple[str, bool]]:
    file = ExceptionTestFile.from_string(source)
    return [(case.name, bool(case.hidden)) for case in file.test_cases]


def test_a_test_case_is_called_after_its_function(course: Course) -> None:
    views = assign(course.root / "solutions/mini/master.py", "mini")
    assert _cases(views.tests["q1"]) == [("test_double_of_two", False), ("test_double_of_anything", True)]
    released = views.released.metadata["otter"]["tests"]["q1"]
    assert _cases(released) == [case for case in _cases(views.tests["q1"]) if not case[1]]


@pytest.fixture
def alike(course: Course, change: Change) -> Course:
    """Its question q1 has two functions of one name, the second one hidden."""
    change("master.py", "def test_double_of_two(double):", f"def test_it(double):\n    {LONG}")
    change("master.py", "def test_double_of_anything(", "def test_it(")
    return course


def test_two_of_one_name_are_both_run_and_told_apart(alike: Course) -> None:
    views = assign(alike.root / "solutions/mini/master.py", "mini")
    assert _cases(views.tests["q1"]) == [("test_it", False), ("test_it_2", True)]
    assert _cases(views.released.metadata["otter"]["tests"]["q1"]) == [("test_it", False)]


def test_lines_are_the_masters_without_comments(alike: Course) -> None:
    source = assign(alike.root / "solutions/mini/master.py", "mini").tests["q1"]
    assert "    assert double(3) == (\n        6\n    ), (\n" in source
    assert '        "three times two is six # always"\n    )\n' in source
    assert "comment" not in source
    assert "another" not in source
