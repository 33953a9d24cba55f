"""Students get what the master says they get, and a line of an answer among it is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.errors import AuthoringError
from autograder.assignment.release.release import release
from autograder.course.course import Course, load

Change = Callable[[str, str, str], None]


def released(course: Course) -> Path:
    return course.root / "assignments" / "mini" / "mini.ipynb"


def test_a_release_writes_the_notebook_and_check_finds_it_right(course: Course) -> None:
    assert release(course, ["mini"]) == [str(released(course)), str(released(course).with_name("README.md"))]
    notebook = nbformat.read(released(course), as_version=4)
    nbformat.validate(notebook)
    assert "twice_as_much" not in released(course).read_text()
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert release(course, ["mini"], check=True) == []


def test_check_writes_nothing_and_names_what_differs(course: Course, change: Change) -> None:
    said = [
        f"assignments/mini/{file} differs from its master: run `autograder release mini`."
        for file in ("mini.ipynb", "README.md")
    ]
    assert release(course, ["mini"], check=True) == said
    assert not released(course).exists()
    release(course, ["mini"])
    change("master.py", "Write `double`.", "Write `double`, please.")
    before = released(course).read_bytes()
    assert release(course, ["mini"], check=True) == said[:1]
    assert released(course).read_bytes() == before
    release(course, ["mini"])
    assert release(course, ["mini"], check=True) == []


def test_a_hidden_test_may_change_without_a_new_release(course: Course, change: Change) -> None:
    release(course, ["mini"])
    change("master.py", "size=(3, 4)", "size=(5, 6)")
    assert release(course, ["mini"], check=True) == []


@pytest.mark.parametrize(
    "line", ["twice_as_much = np.asarray(x) * 2", 'checks.close(double(x), 2 * x, "double(x)")']
)
def test_a_line_of_an_answer_or_a_hidden_test_is_refused(course: Course, change: Change, line: str) -> None:
    change("master.py", "Write `double`.", f"Write `double`:\n#\n#     {line}")
    for check in (True, False):
        with pytest.raises(AuthoringError) as raised:
            release(course, ["mini"], check=check)
        assert f"markdown cell 5 ('Write `double`:'), shows what is hidden of q1: {line!r}. Take" in str(
            raised.value
        )
    assert not released(course).exists()


def test_nothing_is_written_where_a_later_assignment_leaks(course: Course, change: Change) -> None:
    settings = (course.root / "grading.yml").read_text()
    other = settings[settings.index("  mini:") :].replace("mini:", "maxi:")
    (course.root / "grading.yml").write_text(settings + other)
    shutil.copytree(course.root / "solutions" / "mini", course.root / "solutions" / "maxi")
    change("../maxi/master.py", "# name: mini", "# name: maxi")
    change("../maxi/master.py", "# Why?", "# Why? Because two is one and one.")
    with pytest.raises(AuthoringError, match="The notebook of maxi"):
        release(load(course.root / "grading.yml"), ["mini", "maxi"])
    assert not released(course).exists()


def test_the_released_notebook_runs_with_plain_otter(course: Course, tmp_path: Path) -> None:
    """What a student does: fills in a blank, and runs the checks in the notebook with Otter itself."""
    release(course, ["mini"])
    notebook = nbformat.read(released(course), as_version=4)
    blanks = {"def double(x):": "def double(x): return 2 * x", "def shifted(x):": "def shifted(x): return x"}
    lines = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            source = next((blanks[first] for first in blanks if cell.source.startswith(first)), cell.source)
            lines.append(f"print({source})" if source.startswith("grader.check(") else source)
    (tmp_path / "student.py").write_text("\n".join(lines))
    (tmp_path / "mini.ipynb").write_bytes(released(course).read_bytes())
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "student.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert "q1 results: All test cases passed!" in run.stdout
    assert "shifted(0) should be the offset" in run.stdout
