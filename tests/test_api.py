"""The public API: what docs/api.md says of it is so."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable

import nbformat
import pytest
from places import DOCS

import autograder
from autograder.assignment.build import build
from autograder.course.course import Course

PAGE = (DOCS / "api.md").read_text(encoding="utf-8")


def test_every_public_name_is_there_and_on_the_page() -> None:
    assert autograder.__all__ == sorted(autograder.__all__)
    for name in autograder.__all__:
        assert inspect.getdoc(getattr(autograder, name))
        assert re.search(rf"^\| `{name}\b", PAGE, re.MULTILINE), name


def test_another_name_is_refused_as_usual() -> None:
    with pytest.raises(AttributeError, match="no attribute 'grade_everything'"):
        getattr(autograder, "grade_everything")  # noqa: B009


def test_the_package_alone_imports_nothing() -> None:
    code = "import sys, autograder; print([name for name in sys.modules if name.startswith('autograder.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_the_example_grades_a_class(course: Course, requires: Callable[[str], str]) -> None:
    requires("namespaces")
    handed_in = course.root / "handed-in"
    handed_in.mkdir()
    made = build(course, "mini")
    nbformat.write(made.notebook(), handed_in / "ana.ipynb")
    nbformat.write(made.released, handed_in / "ben.ipynb")
    [example] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ana: 5 of 5\nben: 0 of 5\n"
