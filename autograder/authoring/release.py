"""Writes what students get into `assignments/`, and proves that no answer is in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring import AuthoringError
from autograder.authoring.build import README, Build, build
from autograder.authoring.handout import readme
from autograder.course import Course

LEAK_LENGTH = 16  # characters; a shorter line, like `return x`, may stand in both by chance


def release(course: Course, names: list[str], check: bool = False) -> list[str]:
    """Write the released notebooks of the assignments ``names`` and their READMEs; with ``check`` nothing.

    Returns:
        The paths that were written; with ``check``, a sentence for each file that is not as its master.

    Raises:
        AuthoringError: a released notebook would show a line of a solution or of a hidden test.
    """
    said = []
    for name in names:
        made = build(course, name)
        leaked = leaks(made)
        if leaked:
            raise AuthoringError(f"The released notebook of {name} would show what is hidden: {leaked[0]!r}")
        folder = course.root / "assignments" / name
        texts = {
            f"{name}.ipynb": nbformat.writes(made.released) + "\n",
            README: readme(course, name, made),
        }
        for path, text in ((folder / file, text) for file, text in texts.items()):
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                said.append(str(path))
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                said.append(
                    f"{_shown(path, course.root)} differs from its master: run `autograder release {name}`."
                )
    return said


def leaks(made: Build) -> list[str]:
    """Lines of solutions or hidden tests that a student could read in the released notebook."""
    public = _lines(_texts(made.released))
    given = _lines(cell.source for cell in made.assignment.released.cells if cell.kind == "code")
    solutions = _lines(source for cells in made.solutions.values() for source in cells)
    tests = _lines(question.test_source for question in made.assignment.questions)
    hidden = (solutions - given) | (tests - _public_test_lines(made.released))
    return sorted(line for line in hidden & public if len(line) >= LEAK_LENGTH)


def _texts(notebook: NotebookNode) -> list[str]:
    """Everything in the notebook that is text, outputs and metadata included."""
    texts: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(notebook)
    return texts


def _public_test_lines(released: NotebookNode) -> set[str]:
    return _lines(released.metadata.get("otter", {}).get("tests", {}).values())


def _lines(texts: Iterable[str]) -> set[str]:
    """Without indentation, and with one kind of quotes: Otter writes tests anew, with its own."""
    return {line.strip().replace('"', "'") for text in texts for line in text.splitlines()}


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root))
