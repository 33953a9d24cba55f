"""The assignments of this repository: what students get is what the masters give, and the tests are right."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbformat import NotebookNode
from places import ROOT

from autograder.assignment.answers import answers
from autograder.assignment.build import build
from autograder.assignment.release.release import release
from autograder.candidate.zygote.equipment import Equipment
from autograder.course.course import Course, load
from autograder.examiner.misconceptions.catalogue import complaint
from autograder.examiner.session.session import Session
from autograder.proofs.verify import GIVEN_ANSWERS, verify
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

NAMES = sorted(load(ROOT / "grading.yml").assignments)
THOROUGH = pytest.mark.thorough
USUAL = ("fibonacci-attention", "self-attention")  # one of TensorFlow and one of PyTorch
RUN = [pytest.param(name, marks=[] if name in USUAL else [THOROUGH]) for name in NAMES]
COMPILED = "  fibonacci-attention:\n"  # its place in grading.yml
CODE_COLUMNS = 88
FORMULA_LETTERS = 70
# Which known answers are graded here: how far they are in the list.
SAMPLED = (0, 0.5) if os.environ.get("AUTOGRADER_THOROUGH") else (0.5,)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The repository's course in a folder of its own, so that the tests leave nothing behind.

    The one assignment that XLA can take has all its trainings compiled; `make verify` compiles none of them.
    """
    root = tmp_path_factory.mktemp("repository") / "course"
    root.mkdir()
    settings = (ROOT / "grading.yml").read_text()
    (root / "grading.yml").write_text(settings.replace(COMPILED, f"{COMPILED}    accelerate_from: 1\n"))
    for part in ("assignments", "solutions"):
        shutil.copytree(ROOT / part, root / part)
    return load(root / "grading.yml")


def test_what_is_released_is_what_the_masters_give(course: Course) -> None:
    assert release(course, NAMES, check=True) == []


@pytest.mark.parametrize("name", NAMES)
def test_code_and_formulas_fit_a_students_window(course: Course, name: str) -> None:
    released = build(course, name).released
    sources = [cell.source for cell in released.cells if cell.cell_type == "code"]
    lines = [
        line
        for source in [*sources, *released.metadata["otter"]["tests"].values()]
        for line in source.splitlines()
    ]
    assert [line for line in lines if len(line) > CODE_COLUMNS] == []
    text = "\n".join(cell.source for cell in released.cells if cell.cell_type == "markdown")
    formulas = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
    assert [formula for formula in formulas if letters(formula) > FORMULA_LETTERS] == []


def letters(formula: str) -> int:
    """About how many letters wide a display formula is; its commands for layout do not count.

    With MathJax 3 at 14 px, 8 to 14 px each: the widest formula with at most 70 is 611 px wide, which fits
    JupyterLab's column in a window of 1100 px.
    """
    matrix = r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}"
    formula = re.sub(
        matrix, lambda found: max(found[1].split(r"\\"), key=len) + "()", formula, flags=re.DOTALL
    )
    layout = r"left|right|mathrm|mathbb|text|operatorname|[td]?frac|sqrt|(?:begin|end)\{aligned\}|[!,;]"
    plain = re.sub(rf"\\(?:{layout})", "", formula).replace(r"\qquad", "~~~~").replace(r"\quad", "~~")
    return max(len(re.findall(r"\\[a-zA-Z]+|[^\s{}_^&\\]", row)) for row in plain.split(r"\\"))


@pytest.mark.parametrize("name", NAMES)
def test_the_first_table_shows_the_points_of_every_question(course: Course, name: str) -> None:
    made = build(course, name)
    intro = next(cell.source for cell in made.released.cells if cell.cell_type == "markdown")
    rows = [row.split("|") for row in intro.splitlines() if row.startswith("| ")]
    assert [cell.strip() for cell in rows[0][1:-1]] == ["part", "question", "points"]
    shown = {}
    for _, _, questions, points, _ in rows[1:]:
        names = re.findall(r"\bQ(\d+[a-z]?)\b", questions)
        shown |= dict(
            zip((f"q{n}" for n in names), map(float, points.split("+") if names else ()), strict=True)
        )
    assert shown == {question.name: question.points for question in made.assignment.questions}


def test_every_notebook_begins_with_the_same_cell(course: Course) -> None:
    cells = {name: build(course, name).released.cells[0].source for name in NAMES}
    assert len({source.partition("\ngrader = ")[0] for source in cells.values()}) == 1
    assert all(f'    "{name}",\n' in source for name, source in cells.items())


@pytest.mark.parametrize("name", NAMES)
def test_no_catalogue_is_out_of_date(course: Course, name: str) -> None:
    assert complaint(build(course, name).assignment, str(course.catalogue(name))) == ""


@pytest.mark.parametrize("name", NAMES)
def test_there_are_enough_known_answers(course: Course, name: str) -> None:
    known = answers(course.root / "solutions" / name)
    assert sum(answer.accepted for answer in known) >= 3
    assert sum(not answer.accepted for answer in known) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_lists_every_known_answer(name: str) -> None:
    page = (ROOT / "docs" / "assignments" / f"{name}.md").read_text()
    for answer in answers(ROOT / "solutions" / name):
        loses = ", ".join(f"{question} {points:g}" for question, points in answer.loses.items())
        row = f"| `{answer.name}` | {answer.about} |" + (f" {loses} |" if loses else "")
        assert row in page


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", RUN)
def test_a_sample_of_answers_gets_exactly_its_points(course: Course, name: str) -> None:
    """`make verify` proves all of them, which takes longer than a test should."""
    known = [answer.name for answer in answers(course.root / "solutions" / name)]
    sample = [*GIVEN_ANSWERS, *(known[int(len(known) * place)] for place in SAMPLED)]
    proofs = list(verify(course, name, jobs=1, only=sample))  # other tests run beside this one
    assert sorted(proof.answer for proof in proofs) == sorted(sample)
    assert [(proof.answer, proof.differences, proof.remark) for proof in proofs if not proof.holds] == []


@pytest.mark.parametrize(
    ("name", "histories", "epochs", "tolerance"),
    [
        ("fibonacci-attention", ["rnn_history", "attention_history"], 30, 0.02),
        ("seq2seq-attention", ["history"], 1, 1e-5),
        # These draw random numbers, or the notebook says `jit_compile=False`: the same to the last bit.
        pytest.param(
            "multihead-attention", ["language_history", "classifier_history"], 1, 0.0, marks=THOROUGH
        ),
        pytest.param("sequence-classification", ["lstm_history", "conv_history"], 1, 0.0, marks=THOROUGH),
        ("transformer-blocks", ["history"], 1, 0.0),
    ],
)
def test_training_that_may_be_compiled_ends_at_the_same_losses(
    course: Course, name: str, histories: list[str], epochs: int, tolerance: float
) -> None:
    """Roundings grow with each epoch, so what is compiled is compared after one and after all."""
    made = build(course, name)
    cells = [cell.source for cell in made.notebook().cells if cell.cell_type == "code"]
    last = next(index for index, cell in enumerate(cells) if f"{histories[-1]} = " in cell)
    cells = [re.sub(r"\bepochs=\d+", f"epochs={epochs}", cell) for cell in cells]

    def losses(accelerate_from: int) -> list[float]:
        zygote = Zygote(choose("off"), Equipment("tensorflow", made.assignment.given_folder, accelerate_from))
        with contextlib.closing(zygote), contextlib.closing(Session(zygote.fork(4 << 30))) as session:
            session.start_budget(300)
            for seed, cell in enumerate(cells[: last + 1]):
                session.run(cell, seed)
            ran = session.run(f"print([h.history['loss'][-1] for h in ({', '.join(histories)},)])", 0)
            return list(json.loads(ran.output))

    with ThreadPoolExecutor(2) as pool:
        plain, compiled = pool.map(losses, (0, 1))
    assert compiled == pytest.approx(plain, rel=tolerance, abs=0)


def run_in_jupyter(course: Course, name: str, notebook: NotebookNode, folder: Path) -> NotebookNode:
    """As a student runs it: with plain Otter in a real kernel."""
    nbformat.write(notebook, folder / f"{name}.ipynb")
    for given in (course.root / "assignments" / name).iterdir():
        if given.suffix != ".ipynb":
            (folder / given.name).symlink_to(given)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    # client.execute() would leave an open event loop behind in this thread.
    return asyncio.run(client.async_execute())


@pytest.mark.parametrize("name", RUN)  # `verify` runs each, solved and untouched, with plain Otter too
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the Jupyter client's
def test_the_solved_notebook_passes_its_own_checks_in_jupyter(
    course: Course, tmp_path: Path, name: str
) -> None:
    """Hidden tests are not in it."""
    notebook = run_in_jupyter(course, name, build(course, name).notebook(), tmp_path)
    checks = [cell for cell in notebook.cells if cell.source.startswith("grader.check(")]
    assert len(checks) >= 4
    shown = [
        "".join(str(output.get("data", {}).get("text/plain")) for output in cell.outputs) for cell in checks
    ]
    assert all("All test cases passed" in text or "passed!" in text for text in shown), shown


@pytest.mark.parametrize("name", RUN)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_untouched_notebook_runs_to_its_end(course: Course, tmp_path: Path, name: str) -> None:
    """A student who opens it and runs all cells sees no traceback."""
    run_in_jupyter(course, name, build(course, name).released, tmp_path)


def test_what_recipes_make_is_not_committed() -> None:
    """The rights to it are unclear, or it is large."""
    manifests = [path.read_text() for path in ROOT.glob("solutions/*/data.sha256")]
    paths = [line.split(maxsplit=1)[1] for text in manifests for line in text.splitlines()]
    assert paths
    git = ["git", "-C", str(ROOT)]
    tracked = subprocess.run([*git, "ls-files", *paths], capture_output=True, text=True, check=True)
    ignored = subprocess.run([*git, "check-ignore", *paths], capture_output=True, text=True, check=True)
    assert tracked.stdout == ""
    assert ignored.stdout.splitlines() == paths
