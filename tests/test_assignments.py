"""The assignments of this repository: what students get is what the masters give, and the tests are right."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbclient
import nbformat
import pytest

from autograder.authoring.answers import answers
from autograder.authoring.build import build
from autograder.authoring.release import release
from autograder.authoring.verify import verify
from autograder.course import Course, load

ROOT = Path(__file__).parent.parent
NAMES = sorted(load(ROOT / "grading.yml").assignments)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The repository's course in a folder of its own, so that the tests leave nothing behind."""
    root = tmp_path_factory.mktemp("repository") / "course"
    root.mkdir()
    shutil.copy(ROOT / "grading.yml", root)
    for part in ("assignments", "solutions"):
        shutil.copytree(ROOT / part, root / part)
    return load(root / "grading.yml")


def test_what_is_released_is_what_the_masters_give(course: Course) -> None:
    assert release(course, NAMES, check=True) == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_enough_known_answers(course: Course, name: str) -> None:
    known = answers(course.root / "solutions" / name)
    assert sum(answer.accepted for answer in known) >= 3
    assert sum(not answer.accepted for answer in known) >= 8


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", NAMES)
def test_right_answers_get_full_marks_and_wrong_ones_lose_what_they_name(course: Course, name: str) -> None:
    proofs = list(verify(course, name))
    assert len(proofs) == len(answers(course.root / "solutions" / name)) + 2
    assert [(proof.answer, proof.differences, proof.remark) for proof in proofs if not proof.holds] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the Jupyter client's
def test_the_solved_notebook_passes_its_own_checks_in_jupyter(
    course: Course, name: str, tmp_path: Path
) -> None:
    """With plain Otter and a real kernel, as a student runs it; hidden tests are not in it."""
    notebook = build(course, name).notebook()
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    checks = [cell for cell in notebook.cells if cell.source.startswith("grader.check(")]
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    assert len(checks) >= 5
    shown = [
        "".join(str(output.get("data", {}).get("text/plain")) for output in cell.outputs) for cell in checks
    ]
    assert all("All test cases passed" in text or "passed!" in text for text in shown), shown


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_untouched_notebook_runs_to_its_end(course: Course, name: str, tmp_path: Path) -> None:
    """A student who opens it and runs all cells sees no traceback."""
    notebook = build(course, name).released
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
