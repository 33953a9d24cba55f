"""A student finds in the README what is in the folder, and the packages that the notebook needs."""

from __future__ import annotations

from collections.abc import Callable

from places import ROOT

from autograder.assignment.build import build
from autograder.assignment.release.handout import readme
from autograder.course.course import Course, load

Change = Callable[[str, str, str], None]


def test_it_lists_what_students_get_and_what_a_recipe_makes(course: Course) -> None:
    folder = course.root / "assignments" / "mini"
    folder.mkdir(parents=True)
    for file in ("mini.ipynb", "helper.py", ".hidden", "README.md"):
        (folder / file).touch()
    (course.solutions("mini") / "data.sha256").write_text("00  assignments/mini/data/points.csv\n")
    text = readme(course, "mini", build(course, "mini"))
    table = [line for line in text.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in table] == ["mini.ipynb", "data/", "helper.py"]
    assert "the notebook makes what is missing" in table[1]
    assert "Upload `helper.py` under *Files*, too" in text
    assert "hand in one file: `mini.ipynb`" in text
    assert "Leave `data` out" in text


def test_it_names_the_packages_of_the_first_cell_and_no_others() -> None:
    course = load(ROOT / "grading.yml")
    text = readme(course, "fibonacci-attention", build(course, "fibonacci-attention"))
    install = next(line for line in text.splitlines() if "pip install" in line)
    assert '"otter-grader~=' in install
    assert '"keras~=' in install
    assert '"tensorflow~=' in install  # Keras computes with it
    assert "torch" not in text.lower()
    assert text.startswith("# Attention on the Fibonacci sequence\n")
