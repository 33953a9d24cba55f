"""The master of an assignment, run through `otter assign`: released notebook, reference and tests."""

from __future__ import annotations

import json
import logging
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode
from ruamel.yaml import YAML

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master import percent
from autograder.assignment.master.outline import Asked, Outline
from autograder.assignment.master.testfiles import as_written, tell_apart

ANSWER_TAG = "otter_answer_cell"
OURS = ("given", "builds_on")  # settings of a question that Otter does not know
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
SOLUTION_TAG = "otter_assign_solution_cell"
MARKERS = re.compile(r'^\s*""" # BEGIN PROMPT$.*?^\s*""" # END PROMPT$\n?', re.MULTILINE | re.DOTALL)
COMMENTS = re.compile(r"^\s*# (?:BEGIN|END) SOLUTION.*\n?|\s*# SOLUTION(?: NO PROMPT)?$", re.MULTILINE)


class Views(NamedTuple):
    """What `otter assign` makes of a master.

    Attributes:
        released: the notebook for students.
        tests: question name to the source of its test file, hidden test cases included.
        solutions: question name to the sources of its solution cells, Otter's own comments removed.
        questions: what the master says about each question, in order.
    """

    released: NotebookNode
    tests: dict[str, str]
    solutions: dict[str, list[str]]
    questions: list[Asked]


def assign(master: Path, name: str) -> Views:
    """Run the master through `otter assign`.

    Raises:
        AuthoringError: it does not follow Otter's or this project's rules.
    """
    notebook_file = master.with_suffix(".ipynb")
    if notebook_file.exists() and not master.exists():
        raise AuthoringError(
            f"{notebook_file} is a notebook, but a master is text: run `{sys.executable} -m jupytext "
            f"--to py:percent '{notebook_file}'` once, and edit {master.name} from then on"
        )
    notebook = percent.read(master)
    questions = Outline(notebook, master, name).questions
    _label_cells(notebook)
    written = dict(zip([asked.name for asked in questions], tell_apart(notebook), strict=True))
    _prepare(notebook, questions, master)
    released, graded = _run_otter(notebook, master, name)
    _label_generated_cells(released)
    for view in (released, graded):
        files = view.metadata.get("otter", {}).get("tests", {})
        files.update({question: as_written(source, written[question]) for question, source in files.items()})
    return Views(released, dict(graded.metadata["otter"]["tests"]), _solutions(graded), questions)


def question_of(cell_id: str) -> str:
    """The question that a cell belongs to, by the id that ``assign`` gave it, or an empty text."""
    question, dash, _ = cell_id.rpartition("-")
    return question if dash and question != "given" else ""


def _label_cells(notebook: NotebookNode) -> None:
    """Give every cell an id that says which question it belongs to."""
    current = "given"
    counts: Counter[str] = Counter()
    for cell in notebook.cells:
        if cell.cell_type == "raw" and cell.source.startswith("# BEGIN QUESTION"):
            current = YAML(typ="safe").load(cell.source)["name"]
        counts[current] += 1
        cell.id = f"{current}-{counts[current]:02d}"
        if cell.cell_type == "raw" and cell.source.startswith("# END QUESTION"):
            current = "given"


def _prepare(notebook: NotebookNode, questions: list[Asked], master: Path) -> None:
    """Remove or change what Otter does not know or cannot handle."""
    kernel = notebook.metadata.get("kernelspec")
    kernel = kernel if isinstance(kernel, dict) else {}
    if str(kernel.get("language", "python")).lower() != "python":
        raise AuthoringError(f"{master}: its kernel must be one for Python, got {kernel['language']}")
    notebook.metadata.kernelspec = {**KERNEL, **kernel}
    for asked in questions:
        written = YAML(typ="safe").load(asked.cell.source)
        settings = {name: value for name, value in written.items() if name not in OURS}
        points = settings.get("points")
        if (
            asked.worth is not None
            and isinstance(points, float | int)
            and asked.cases
            and points != asked.worth
        ):
            settings["points"] = asked.worth  # 0.1 + 0.2 + 0.3, if the master says 0.6
        if settings != written:
            asked.cell.source = f"# BEGIN QUESTION\n{json.dumps(settings)}"


def _run_otter(notebook: NotebookNode, master: Path, name: str) -> tuple[NotebookNode, NotebookNode]:
    import otter.assign  # takes seconds

    logging.getLogger("otter").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="assign-") as folder:
        source = Path(folder) / f"{name}.ipynb"
        nbformat.write(notebook, source)
        try:
            otter.assign.main(str(source), str(Path(folder) / "views"), no_pdfs=True, no_run_tests=True)
        except Exception as error:  # Otter raises anything: it is a mistake in the master
            reason = " ".join(str(error).split())[:300] or "no reason given"
            raise AuthoringError(f"{master}: `otter assign` refuses it: {reason}") from error
        views = [Path(folder) / "views" / view / source.name for view in ("student", "autograder")]
        released, graded = (nbformat.read(view, as_version=4) for view in views)
    return released, graded


def _label_generated_cells(released: NotebookNode) -> None:
    """Cells that Otter adds have random ids; give them stable ones, and drop jupytext's traces."""
    counts: Counter[str] = Counter()
    previous = ""
    for cell in released.cells:
        cell.metadata.pop("lines_to_next_cell", None)
        if re.fullmatch(r"[A-Za-z0-9_]+-\d\d", cell.id):
            previous = question_of(cell.id)
            continue
        check = re.match(r'grader\.check\("([^"]+)"\)', cell.source)
        owner = check[1] if check else (previous or "given")
        counts[owner] += 1
        cell.id = f"{owner}-otter{counts[owner]}"


def _solutions(graded: NotebookNode) -> dict[str, list[str]]:
    solutions: dict[str, list[str]] = {}
    for cell in graded.cells:
        if cell.cell_type == "code" and SOLUTION_TAG in cell.metadata.get("tags", []):
            source = COMMENTS.sub("", MARKERS.sub("", cell.source)).rstrip()
            solutions.setdefault(question_of(cell.id), []).append(source)
    return solutions


def up_to(notebook: NotebookNode, question: str) -> list[NotebookNode]:
    """The notebook's cells up to the last one of ``question``."""
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
