"""What comes of a master: a notebook without answers, answers and tests; and what is wrong with a bad one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from places import MINI

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.master import Views, assign, question_of, solved
from autograder.course.course import Course

MASTER = MINI / "solutions" / "mini" / "master.py"
Change = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def views() -> Views:
    return assign(MASTER, "mini")


def test_the_released_notebook_has_blanks_where_the_answers_were(views: Views) -> None:
    text = nbformat.writes(views.released)
    assert "def double(x):" in text
    for hidden in (
        "twice_as_much",
        "moved_by_the_offset",
        "one and one",
        "HIDDEN",
        "rng",
        "BEGIN TESTS",
        "SOLUTION",
    ):
        assert hidden not in text
    assert "double(2) should be 4" in text  # the public test is in the notebook's metadata


def test_the_solutions_are_what_the_master_says_without_otters_marks(views: Views) -> None:
    assert set(views.solutions) == {"q1", "q2"}
    (double,) = views.solutions["q1"]
    assert double.splitlines() == [
        "def double(x):",
        '    """Twice x."""',
        "    twice_as_much = np.asarray(x) * 2",
        "    return twice_as_much",
    ]


def test_questions_and_tests_are_those_of_the_master(views: Views) -> None:
    assert [asked.name for asked in views.questions] == ["q1", "q2", "q3"]
    assert set(views.tests) == {"q1", "q2"}
    assert "test_double_of_anything" in views.tests["q1"]


def test_cells_have_lasting_ids_that_name_their_question(views: Views) -> None:
    again = assign(MASTER, "mini").released
    ids = [cell.id for cell in views.released.cells]
    assert ids == [cell.id for cell in again.cells]
    assert len(ids) == len(set(ids))
    assert nbformat.writes(again) == nbformat.writes(views.released)
    for cell in views.released.cells:
        if "def double" in cell.source or cell.source.startswith('grader.check("q1")'):
            assert question_of(cell.id) == "q1"
        if cell.source in ("import numpy as np", "offset = 10.0"):
            assert question_of(cell.id) == ""
    nbformat.validate(views.released)


def test_solved_puts_answers_where_the_blanks_are(views: Views) -> None:
    notebook = solved(views.released, {"q1": ["first = 1", "second = 2"]})
    sources = [cell.source for cell in notebook.cells]
    assert sources.index("second = 2") == sources.index("first = 1") + 1
    assert sources.index("second = 2") < sources.index('grader.check("q1")')
    assert not any("def double" in source for source in sources)
    assert any("def shifted" in source for source in sources)  # q2 keeps its blank
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    nbformat.validate(notebook)
    assert "first = 1" not in nbformat.writes(views.released)


def test_a_missing_master_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        AuthoringError, match=r"master.py: cannot be read \(No such file.*every assignment needs one"
    ):
        assign(tmp_path / "master.py", "mini")


def test_a_notebook_in_place_of_a_master_is_told_with_the_command(tmp_path: Path) -> None:
    (tmp_path / "master.ipynb").write_text("{}")
    with pytest.raises(AuthoringError, match=r"a master is text: run `.* --to py:percent .*master.ipynb'`"):
        assign(tmp_path / "master.py", "mini")


def test_what_otter_refuses_is_one_sentence(course: Course, change: Change) -> None:
    change("master.py", "offset = 10.0", "offset = 10.0\nnp.random.seed(0)  # SEED")
    with pytest.raises(AuthoringError, match="`otter assign` refuses it: ") as raised:
        assign(course.root / "solutions" / "mini" / "master.py", "mini")
    assert "\n" not in str(raised.value)


def test_a_master_needs_no_kernel(course: Course, change: Change, views: Views) -> None:
    path = course.root / "solutions" / "mini" / "master.py"
    change("master.py", path.read_text()[: path.read_text().index("# %%")], "")
    released = assign(path, "mini").released
    assert released.cells == views.released.cells
    assert released.metadata.kernelspec == views.released.metadata.kernelspec
    text = path.read_text()
    path.write_text(
        "# ---\n# jupyter:\n#   kernelspec: {name: ir, language: R, display_name: R}\n# ---\n" + text
    )
    with pytest.raises(AuthoringError, match="its kernel must be one for Python, got R"):
        assign(path, "mini")


def test_points_that_differ_from_their_sum_by_rounding_are_the_sum(course: Course, change: Change) -> None:
    change("master.py", "# points: 3\n", "# points: 0.6\n")
    config = '""" # BEGIN TEST CONFIG\npoints: 0.1\n"""  # END TEST CONFIG\n'
    change("master.py", "def test_double_of_two", f"{config}def test_double_of_two")
    change("master.py", "hidden: true", "hidden: true\npoints: 0.2")
    change(
        "master.py",
        "# %% [raw]\n# # END TESTS",
        f"# %%\n{config.replace('0.1', '0.3')}def test_more(double):\n    pass\n\n# %% [raw]\n# # END TESTS",
    )
    tests = assign(course.root / "solutions" / "mini" / "master.py", "mini").tests
    assert f"points = {0.1 + 0.2 + 0.3}" in tests["q1"]
