"""What notebooks do, run in a real kernel and in a candidate: the same comes of it in both.

The constructs are notebooks in the percent format, in the folder `constructs`. Those of `walls*.txt`
end in another way in grading: a student reads the sentence in their title, and docs/students.md lists them.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbclient
import nbformat
import pytest
from places import DOCS

from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.hints import advice
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

FOLDER = Path(__file__).parent / "constructs"
PAGE = DOCS / "students.md"
RUNTIMES = {
    "notebook": "numpy",
    "system": "numpy",
    "libraries": "numpy",
    "torch": "torch",
    "keras": "tensorflow",
}
WALLS = {"walls": "numpy", "walls_torch": "torch", "walls_keras": "tensorflow"}
PROBE = "print(repr(globals().pop('answer', None)), end='')"
MEMORY = 4 * 2**30
ENVIRONMENT = {  # what a student's machine has, and what keeps the kernel's frameworks to the CPU
    "SHELL": "/bin/bash",
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}


class Construct(NamedTuple):
    """A cell, and behind the bar in its title what a student reads where the walls decide."""

    title: str
    source: str
    sentence: str = ""


class Outcome(NamedTuple):
    """What came of a cell: the kind of what it raised, and its answer as text."""

    raised: str
    answer: str


def constructs(name: str) -> list[Construct]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    cell = r"^# %% ([^|\n]+?)(?: \| ([^\n]+))?\n(.*?)(?=^# %% |\Z)"
    found = re.findall(cell, text, re.MULTILINE | re.DOTALL)
    return [Construct(title, source.strip("\n"), sentence) for title, sentence, source in found]


def in_kernel(cells: list[Construct], folder: Path) -> list[Outcome]:
    pairs = [[nbformat.v4.new_code_cell(cell.source), nbformat.v4.new_code_cell(PROBE)] for cell in cells]
    notebook = nbformat.v4.new_notebook(cells=[cell for pair in pairs for cell in pair])
    raised: dict[int, str] = {}

    def executed(cell: Any, cell_index: int, execute_reply: Any) -> None:
        raised[cell_index] = execute_reply["content"].get("ename", "")

    client = nbclient.NotebookClient(
        notebook,
        timeout=120,
        allow_errors=True,
        on_cell_executed=executed,
        resources={"metadata": {"path": str(folder)}},
    )
    asyncio.run(client.async_execute())
    # Not what a library logs in the meantime, on the standard error.
    printed = [[output for output in probe.outputs if output.get("name") != "stderr"] for _, probe in pairs]
    texts = ["".join(output.get("text", "") for output in outputs) for outputs in printed]
    return [Outcome(raised[2 * number], text) for number, text in enumerate(texts)]


def in_candidate(cells: list[Construct], session: Session) -> list[Outcome]:
    outcomes = []
    for number, cell in enumerate(cells):
        session.start_budget(60)
        raised = session.run(cell.source, number).raised
        probe = session.run(PROBE, number)
        outcomes.append(Outcome(raised.type_name if raised else "", probe.output))
    return outcomes


@pytest.fixture
def session(request: pytest.FixtureRequest, requires: Callable[[str], str]) -> Iterator[Session]:
    """A candidate behind the walls, with the runtime that the test's parameter ``name`` needs."""
    requires("namespaces")
    runtime = (RUNTIMES | WALLS)[request.getfixturevalue("name")]
    zygote = Zygote(choose("namespaces"), Equipment(runtime, memory=MEMORY))
    with contextlib.closing(zygote), contextlib.closing(Session(zygote.fork(MEMORY))) as session:
        yield session


@pytest.mark.parametrize("name", RUNTIMES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the Jupyter client's
def test_a_candidate_gives_what_a_kernel_gives(
    name: str, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in ENVIRONMENT.items():
        monkeypatch.setenv(variable, value)
    for variable in ("MPLBACKEND", "PYTEST_CURRENT_TEST"):  # a kernel that sees the latter captures less
        monkeypatch.delenv(variable, raising=False)
    cells = constructs(name)
    kernels, ours = in_kernel(cells, tmp_path), in_candidate(cells, session)
    differing = {
        cell.title: (kernel, candidate)
        for cell, kernel, candidate in zip(cells, kernels, ours, strict=True)
        if kernel != candidate
    }
    assert differing == {}


def test_there_are_enough_of_them() -> None:
    titles = [[cell.title for cell in constructs(name)] for name in (*RUNTIMES, *WALLS)]
    assert sum(map(len, titles)) >= 150
    assert all(len(group) == len(set(group)) for group in titles)


@pytest.mark.parametrize("name", WALLS)
def test_where_the_walls_decide_a_student_reads_why(name: str, session: Session) -> None:
    cells = constructs(name)
    read = {}
    for number, cell in enumerate(cells):
        session.start_budget(60)
        ran = session.run(cell.source, number)
        read[cell.title] = (
            str(advice(ran.raised)) if ran.raised else " ".join(f"{note}." for note in ran.notes)
        )
    expected = {cell.title: cell.sentence for cell in cells}
    assert {title: said for title, said in read.items() if expected[title] not in said or not said} == {}


def test_students_can_read_of_all_that_the_walls_decide() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert [cell.title for name in WALLS for cell in constructs(name) if cell.title not in text] == []
