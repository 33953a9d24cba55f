"""A sample class: catalogued answers in invented students' notebooks, and the accidents of real classes."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring.answers import Answer, answers
from autograder.authoring.build import Build, build
from autograder.authoring.master import is_blank
from autograder.course import Course

PACE = 7  # between the answers of one student: neighbours in the catalogue are often about the same question
NOTEBOOKS = 52  # in all: a demo should take minutes
SMALLEST_CLASS = 12  # so many give the report enough to say which questions tell students apart
STUDENTS = (
    "Ana Souza", "Bartosz Nowak", "Chloé Martin", "Dmitri Volkov", "Emre Kaya", "Farid Rahimi",
    "Grace Okafor", "Hana Kim", "Inês Carvalho", "Jan Kowalski", "Kofi Mensah", "Lucía Fernández",
    "Mateus Lima", "Nina Petrova", "Omar Haddad", "Priya Sharma", "Quentin Dubois", "Rosa Bianchi",
    "Søren Holm", "Thi Mai Tran", "Uma Iyer", "Viktor Horváth", "Wanda Zielińska", "Ximena Rojas",
    "Yuki Tanaka", "Zoë Janssen",
)  # fmt: skip


def sample_class(course: Course, names: list[str], folder: Path) -> dict[str, list[Path]]:
    """Write the sample class below ``folder``; assignment name to the folder with its notebooks."""
    shutil.rmtree(folder, ignore_errors=True)
    students = STUDENTS[: class_size(len(names))]
    return {name: [_hand_in(course, name, folder / name, students)] for name in names}


def class_size(assignments: int) -> int:
    """How many students hand in each of so many assignments."""
    return max(SMALLEST_CLASS, min(len(STUDENTS), NOTEBOOKS // max(1, assignments)))


def _hand_in(course: Course, name: str, folder: Path, students: tuple[str, ...]) -> Path:
    folder.mkdir(parents=True)
    made = build(course, name)
    known = answers(course.solutions(name))
    accidents = _accidents(made)
    room = len(students) - 2 - len(accidents)  # beside the reference and an upload that was cut off
    count = min(room, len(known))  # in even steps: the accepted answers come first in the catalogue
    chosen = [len(known) * step // count for step in range(count)]
    answered = [made.notebook(_mixed(known, number)) for number in chosen]
    for student, notebook in zip(students[1:], [made.notebook(), *answered, *accidents], strict=False):
        nbformat.write(notebook, folder / f"{student}.ipynb")
    whole = nbformat.writes(made.notebook())
    (folder / f"{students[0]}.ipynb").write_text(whole[: len(whole) // 2], encoding="utf-8")
    return folder


def _mixed(known: list[Answer], number: int) -> dict[str, list[str]]:
    """The cells of answer ``number``, and of up to two others for the questions that it leaves open."""
    chosen = [known[(number + PACE * more) % len(known)] for more in range(1 + number % 3)]
    return {question: cells for answer in reversed(chosen) for question, cells in answer.cells.items()}


def _accidents(made: Build) -> list[NotebookNode]:
    """Notebooks that are right but for what happens to notebooks."""
    untouched = made.released
    without_ids = made.notebook()
    for cell in without_ids.cells:
        cell.pop("id", None)
    without_ids.nbformat_minor = 4
    deleted = made.notebook()
    last = max(index for index, cell in enumerate(deleted.cells) if is_blank(cell))
    del deleted.cells[last]
    doubled = made.notebook()
    first = min(index for index, cell in enumerate(doubled.cells) if is_blank(cell))
    doubled.cells.insert(first, nbformat.from_dict({**doubled.cells[first], "id": "pasted-again"}))
    doubled.cells.append(nbformat.from_dict({**nbformat.v4.new_code_cell("exit()"), "id": "the-end"}))
    return [untouched, without_ids, deleted, doubled]
