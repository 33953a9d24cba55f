"""A sample class: known answers in the notebooks of made-up students, and the accidents of real classes."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.assignment.answers import Answer, answers
from autograder.assignment.build import Build
from autograder.assignment.master.master import is_blank
from autograder.course.course import Course

PACE = 7  # between the answers of one student: neighbours in the catalogue are often about the same question
QUICK = ("numpy", "torch")  # runtimes whose assignments train little: they come first, and with more students
CLASS = 12  # enough for the report to say which questions tell students apart
SMALL_CLASS = 7  # if most notebooks train models: a demo should take minutes
STUDENTS = (
    "Ana Souza", "Bartosz Nowak", "Chloé Martin", "Dmitri Volkov", "Emre Kaya", "Farid Rahimi",
    "Grace Okafor", "Hana Kim", "Inês Carvalho", "Jan Kowalski", "Kofi Mensah", "Lucía Fernández",
)  # fmt: skip


def quickest_first(course: Course, names: list[str]) -> list[str]:
    """``names`` in the order that shows results soonest."""
    return sorted(names, key=lambda name: course.assignment(name).runtime not in QUICK)


def class_size(course: Course, name: str) -> int:
    """How many notebooks of the assignment are handed in."""
    return CLASS if course.assignment(name).runtime in QUICK else SMALL_CLASS


def sample_class(course: Course, build: Build, folder: Path, number: int = 0) -> Path:
    """Write the notebooks of one assignment into ``folder``, which is emptied first.

    Args:
        number: of the assignment, counted from 0: a small class has one accident, another in each.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    name = build.assignment.name
    catalogue = answers(course.solutions(name))
    accidents = _accidents(build)
    size = class_size(course, name)
    if size == SMALL_CLASS:
        accidents = [accidents[number % len(accidents)]]
    fixed = 3  # the reference, an upload that was cut off, an untouched notebook
    room = size - fixed - len(accidents)
    count = min(room, len(catalogue))  # in even steps: the accepted answers come first in the catalogue
    chosen = [len(catalogue) * step // count for step in range(count)]
    answered = [build.notebook(_mixed(catalogue, place)) for place in chosen]
    notebooks = [build.notebook(), *answered, *accidents, build.released]
    for student, notebook in zip(STUDENTS[1:], notebooks, strict=False):
        nbformat.write(notebook, folder / f"{student}.ipynb")
    text = nbformat.writes(build.notebook())
    (folder / f"{STUDENTS[0]}.ipynb").write_text(text[: len(text) // 2], encoding="utf-8")
    return folder


def _mixed(catalogue: list[Answer], number: int) -> dict[str, list[str]]:
    """The cells of answer ``number``, and of up to two others for the questions that it leaves open."""
    chosen = [catalogue[(number + PACE * step) % len(catalogue)] for step in range(1 + number % 3)]
    return {question: cells for answer in reversed(chosen) for question, cells in answer.cells.items()}


def _accidents(build: Build) -> list[NotebookNode]:
    """Right notebooks with the accidents that happen to notebooks."""
    without_ids = build.notebook()
    for cell in without_ids.cells:
        cell.pop("id", None)
    without_ids.nbformat_minor = 4
    deleted = build.notebook()
    last = max(index for index, cell in enumerate(deleted.cells) if is_blank(cell))
    del deleted.cells[last]
    doubled = build.notebook()
    first = min(index for index, cell in enumerate(doubled.cells) if is_blank(cell))
    doubled.cells.insert(first, nbformat.from_dict({**doubled.cells[first], "id": "pasted-again"}))
    doubled.cells.append(nbformat.from_dict({**nbformat.v4.new_code_cell("exit()"), "id": "the-end"}))
    return [without_ids, deleted, doubled]
