"""Reads the catalogue: one attack per file in payloads/<class>/, a wrong answer plus a payload.

A file is jupytext percent with a front matter, see ``Attack``. Its cells are marked: ``question="q1"`` is
the honest wrong answer, ``instead="q1"`` stands in its place in the attack, ``before="q1"`` and
``after="q1"`` are cells that the attacker adds. A word in double angle brackets stands for what the attacker
knows of the machine.
"""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import msgspec
import nbformat
from nbformat import NotebookNode
from ruamel.yaml import YAML

from autograder.assignment.build import Build
from autograder.assignment.master.master import question_of

PAYLOADS = Path(__file__).parent / "payloads"


class _Head(msgspec.Struct, forbid_unknown_fields=True, rename={"kind": "class"}):
    attack: str
    kind: str
    sandboxes: list[str]
    detected: str = ""
    runtimes: list[str] = msgspec.field(default_factory=lambda: ["torch", "tensorflow"])
    assignment: str = "mini"


class Attack(msgspec.Struct, frozen=True):
    """One way to cheat.

    Attributes:
        name: the file, ``class/slug``.
        about: what it tries, in a sentence.
        kind: the attack class it belongs to.
        detected: text that the result must hold; where it is empty, no cell may have raised.
        wrong: question to its honest wrong answer.
        instead: question to what the attacker answers, where that is something else.
        before: question to added cells that stand before its answer.
        after: question to added cells that stand behind its answer.
    """

    name: str
    about: str
    kind: str
    detected: str
    sandboxes: list[str]
    runtimes: list[str]
    assignment: str
    wrong: dict[str, list[str]]
    instead: dict[str, list[str]]
    before: dict[str, list[str]]
    after: dict[str, list[str]]

    def honest(self, build: Build) -> bytes:
        """The wrong answer alone."""
        return nbformat.writes(build.notebook(self.wrong)).encode()

    def notebook(self, build: Build, known: dict[str, str]) -> bytes:
        """The wrong answer with the payload; ``known`` is what the attacker knows of the machine."""
        notebook = build.notebook({**self.wrong, **self.instead})
        for question, sources in self.before.items():
            _add(notebook, question, sources, -1)
        for question, sources in self.after.items():
            _add(notebook, question, sources, 1)
        for cell in notebook.cells:
            cell.source = re.sub("<<([A-Z]+)>>", lambda found: known[found[1]], cell.source)
        return nbformat.writes(notebook).encode()


def _add(notebook: NotebookNode, question: str, sources: list[str], side: int) -> None:
    answers = [
        index
        for index, cell in enumerate(notebook.cells)
        if question_of(cell.id) == question and cell.cell_type == "code" and "grader.check" not in cell.source
    ]
    place = answers[0] if side < 0 else answers[-1] + 1
    notebook.cells[place:place] = [nbformat.v4.new_code_cell(source) for source in sources]


def attacks() -> list[Attack]:
    """The whole catalogue."""
    return [_read(path) for path in sorted(PAYLOADS.rglob("*.py"))]


def _read(path: Path) -> Attack:
    first, *cells = jupytext.read(path).cells
    head = msgspec.convert(YAML(typ="safe").load(first.source.strip().strip("-")), _Head)
    places: dict[str, dict[str, list[str]]] = {"question": {}, "instead": {}, "before": {}, "after": {}}
    for cell in cells:
        marks = [mark for mark in places if mark in cell.metadata]
        assert len(marks) == 1, f"{path}: each cell needs one of {', '.join(places)}"
        places[marks[0]].setdefault(cell.metadata[marks[0]], []).append(cell.source)
    assert places["question"], f"{path}: which wrong answer?"
    return Attack(
        path.relative_to(PAYLOADS).with_suffix("").as_posix(),
        head.attack,
        head.kind,
        head.detected,
        head.sandboxes,
        head.runtimes,
        head.assignment,
        places["question"],
        places["instead"],
        places["before"],
        places["after"],
    )
