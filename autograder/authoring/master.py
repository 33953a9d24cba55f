"""The master of an assignment, run through `otter assign`: released notebook, reference and tests."""

from __future__ import annotations

import logging
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode
from ruamel.yaml import YAML

from autograder.authoring import AuthoringError, percent
from autograder.authoring.testfiles import as_written, tell_apart

ANSWER_TAG = "otter_answer_cell"
SOLUTION_TAG = "otter_assign_solution_cell"
MARKERS = re.compile(r'^\s*""" # BEGIN PROMPT$.*?^\s*""" # END PROMPT$\n?', re.MULTILINE | re.DOTALL)
COMMENTS = re.compile(r"^\s*# (?:BEGIN|END) SOLUTION.*\n?|\s*# SOLUTION(?: NO PROMPT)?$", re.MULTILINE)


class Views(NamedTuple):
    """What `otter assign` makes of a master.

    Attributes:
        released: the notebook for students.
        tests: question name to the source of its test file, hidden test cases included.
        solutions: question name to the sources of its solution cells, Otter's own comments removed.
        questions: what the master says of each question (``name``, ``points``, ``manual``), in order.
    """

    released: NotebookNode
    tests: dict[str, str]
    solutions: dict[str, list[str]]
    questions: list[dict[str, Any]]


def assign(master: Path, name: str) -> Views:
    """Run the master through `otter assign`.

    Raises:
        AuthoringError: Otter refuses it, or it does not follow this project's rules.
    """
    notebook = percent.read(master)
    questions = _label_cells(notebook, master)
    names = [question["name"] for question in questions]
    written = dict(zip(names, tell_apart(notebook), strict=True))
    released, graded = _run_otter(notebook, master, name)
    _label_generated_cells(released)
    for view in (released, graded):
        files = view.metadata.get("otter", {}).get("tests", {})
        files.update({question: as_written(source, written[question]) for question, source in files.items()})
    tests = graded.metadata.get("otter", {}).get("tests", {})
    for question in questions:
        if not question.get("manual") and question["name"] not in tests:
            raise AuthoringError(
                f"{master}: question {question['name']} has no tests and is not `manual: true`"
            )
    return Views(released, dict(tests), _solutions(graded), questions)


def question_of(cell_id: str) -> str:
    """The question whose cell this is by the ids that ``assign`` gives, or an empty text."""
    question, dash, _ = cell_id.rpartition("-")
    return question if dash and question != "given" else ""


def _label_cells(notebook: NotebookNode, master: Path) -> list[dict[str, Any]]:
    """Give every cell an id that says which question it belongs to; list the questions."""
    questions: list[dict[str, Any]] = []
    current = "given"
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        if cell.cell_type == "raw" and cell.source.startswith("# BEGIN QUESTION"):
            questions.append(_question(cell.source, master))
            current = questions[-1]["name"]
        seen[current] += 1
        cell.id = f"{current}-{seen[current]:02d}"
        if cell.cell_type == "raw" and cell.source.startswith("# END QUESTION"):
            current = "given"
    return questions


def _question(source: str, master: Path) -> dict[str, Any]:
    config = YAML(typ="safe").load(source) or {}
    name = config.get("name") if isinstance(config, dict) else None
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_]{1,40}", name):
        raise AuthoringError(f"{master}: a question needs a name of letters, digits and _, got {name!r}")
    if config.get("manual") and not isinstance(config.get("points"), int | float):
        raise AuthoringError(f"{master}: the manual question {name} needs `points`")
    return config


def _run_otter(notebook: NotebookNode, master: Path, name: str) -> tuple[NotebookNode, NotebookNode]:
    import otter.assign  # takes seconds

    logging.getLogger("otter").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="assign-") as folder:
        source = Path(folder) / f"{name}.ipynb"
        nbformat.write(notebook, source)
        try:
            otter.assign.main(str(source), str(Path(folder) / "views"), no_pdfs=True, no_run_tests=True)
        except Exception as error:  # Otter raises whatever comes: it is the author's mistake that matters
            raise AuthoringError(f"{master}: `otter assign` refuses it: {error}") from error
        views = [Path(folder) / "views" / view / source.name for view in ("student", "autograder")]
        released, graded = (nbformat.read(view, as_version=4) for view in views)
    return released, graded


def _label_generated_cells(released: NotebookNode) -> None:
    """Cells that Otter adds have random ids; give them lasting ones, and drop jupytext's traces."""
    seen: Counter[str] = Counter()
    previous = ""
    for cell in released.cells:
        cell.metadata.pop("lines_to_next_cell", None)
        if re.fullmatch(r"[A-Za-z0-9_]+-\d\d", cell.id):
            previous = question_of(cell.id)
            continue
        check = re.match(r'grader\.check\("([^"]+)"\)', cell.source)
        owner = check[1] if check else (previous or "given")
        seen[owner] += 1
        cell.id = f"{owner}-otter{seen[owner]}"


def _solutions(graded: NotebookNode) -> dict[str, list[str]]:
    solutions: dict[str, list[str]] = {}
    for cell in graded.cells:
        if cell.cell_type == "code" and SOLUTION_TAG in cell.metadata.get("tags", []):
            source = COMMENTS.sub("", MARKERS.sub("", cell.source)).rstrip()
            solutions.setdefault(question_of(cell.id), []).append(source)
    return solutions


def up_to(notebook: NotebookNode, question: str) -> list[NotebookNode]:
    """The notebook's cells to the last one of ``question``."""
    last = max(
        place for place, cell in enumerate(notebook.cells) if question_of(cell.get("id", "")) == question
    )
    return list(notebook.cells[: last + 1])


def is_blank(cell: NotebookNode) -> bool:
    """Whether students write code into this cell."""
    return cell.cell_type == "code" and ANSWER_TAG in cell.metadata.get("tags", [])


def solved(released: NotebookNode, solutions: dict[str, list[str]]) -> NotebookNode:
    """The released notebook with each question's blanks replaced by the cells of ``solutions``."""
    notebook = nbformat.from_dict({**released, "cells": []})
    placed: set[str] = set()
    for cell in released.cells:
        question = question_of(cell.id)
        if not is_blank(cell) or question not in solutions:
            notebook.cells.append(nbformat.from_dict(cell))
            continue
        if question in placed:
            continue
        placed.add(question)
        for number, source in enumerate(solutions[question]):
            answer = nbformat.from_dict(cell)
            answer.source = source
            answer.id = f"{cell.id}x{number}" if number else cell.id
            notebook.cells.append(answer)
    return notebook
