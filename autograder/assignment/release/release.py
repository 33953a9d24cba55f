"""Writes what students get into `assignments/`, and checks that it contains no answer."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.assignment.build import README, build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.release.handout import readme
from autograder.assignment.release.leaks import leaks
from autograder.course.course import Course


def release(course: Course, names: list[str], check: bool = False) -> list[str]:
    """Write the released notebooks of the assignments ``names`` and their READMEs; nothing if ``check``.

    Returns:
        The paths that were written; if ``check``, a sentence for each file that differs from its master.

    Raises:
        AuthoringError: students could read a line of a solution or of a hidden test; nothing is written.
    """
    texts = {}
    for name in names:
        built = build(course, name)
        folder = course.root / "assignments" / name
        if leaked := leaks(built, folder):
            raise AuthoringError(str(leaked[0]))
        texts[name, folder / f"{name}.ipynb"] = nbformat.writes(built.released) + "\n"
        texts[name, folder / README] = readme(course, name, built)
    if check:
        return [
            f"{_shown(path, course.root)} differs from its master: run `autograder release {name}`."
            for (name, path), text in texts.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
    for (_, path), text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [str(path) for _, path in texts]


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root))
