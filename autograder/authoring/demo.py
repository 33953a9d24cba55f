"""A sample class: every catalogued answer in an invented student's notebook, and some accidents."""

from __future__ import annotations

import shutil
from itertools import cycle
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring.answers import answers
from autograder.authoring.build import Build, build
from autograder.course import Course

STUDENTS = (
    "Ana Souza", "Bartosz Nowak", "Chloé Martin", "Dmitri Volkov", "Emre Kaya", "Farid Rahimi",
    "Grace Okafor", "Hana Kim", "Inês Carvalho", "Jan Kowalski", "Kofi Mensah", "Lucía Fernández",
    "Mateus Lima", "Nina Petrova", "Omar Haddad", "Priya Sharma", "Quentin Dubois", "Rosa Bianchi",
    "Søren Holm", "Thi Mai Tran", "Uma Iyer", "Viktor Horváth", "Wanda Zielińska", "Ximena Rojas",
    "Yuki Tanaka", "Zoë Janssen",
)  # fmt: skip


def sample_class(course: Course, folder: Path) -> dict[str, list[Path]]:
    """Write the sample class below ``folder``; assignment name to the folder with its notebooks."""
    shutil.rmtree(folder, ignore_errors=True)
    return {name: [_hand_in(course, name, folder / name)] for name in course.assignments}


def _hand_in(course: Course, name: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    made = build(course, name)
    known = answers(course.root / "solutions" / name)
    notebooks = [made.notebook(), *(made.notebook(answer.cells) for answer in known), *_accidents(made)]
    students = cycle(STUDENTS)
    for number, notebook in enumerate(notebooks):
        again = f" {number // len(STUDENTS) + 1}" if number >= len(STUDENTS) else ""
        nbformat.write(notebook, folder / f"{next(students)}{again}.ipynb")
    whole = nbformat.writes(made.notebook())
    (folder / f"{next(students)}.ipynb").write_text(whole[: len(whole) // 2])  # an upload that was cut off
    return folder


def _accidents(made: Build) -> list[NotebookNode]:
    """Notebooks that are right but for what happens to notebooks."""
    untouched = made.released
    without_ids = made.notebook()
    for cell in without_ids.cells:
        cell.pop("id", None)
    without_ids.nbformat_minor = 4
    deleted = made.notebook()
    last = max(index for index, cell in enumerate(deleted.cells) if _is_answer(cell))
    del deleted.cells[last]
    doubled = made.notebook()
    first = min(index for index, cell in enumerate(doubled.cells) if _is_answer(cell))
    doubled.cells.insert(first, nbformat.from_dict({**doubled.cells[first], "id": "pasted-again"}))
    doubled.cells.append(nbformat.from_dict({**nbformat.v4.new_code_cell("exit()"), "id": "the-end"}))
    return [untouched, without_ids, deleted, doubled]


def _is_answer(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and "otter_answer_cell" in cell.metadata.get("tags", [])
