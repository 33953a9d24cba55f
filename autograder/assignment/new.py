"""Starts a course, or another assignment of one, from a small, complete assignment."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from autograder.assignment.errors import AuthoringError
from autograder.course import course
from autograder.course.fields import Slug

COURSE = "course: My course\nassignments:\n"
FILES = {  # below the assignment's folder of solutions: which template it is made of
    "master.py": "master.py.txt",
    "submissions/accepted/logarithms.py": "accepted/logarithms.py.txt",
    "submissions/wrong_answer/overflows.py": "wrong_answer/overflows.py.txt",
    "submissions/wrong_answer/columns.py": "wrong_answer/columns.py.txt",
}


def new(folder: Path, name: str) -> list[Path]:
    """Write the assignment ``name`` into the course of ``folder``; if there is none, start one there.

    Returns:
        The files that were written or changed.

    Raises:
        AuthoringError: something of that name exists already, or the name is not allowed.
        CourseError: there is a mistake in the course's own file.
    """
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError as error:
        raise AuthoringError(f"{name!r} is no name for an assignment: {error.errors()[0]['msg']}") from None
    settings = _settings(folder)
    text = settings.read_text(encoding="utf-8-sig") if settings.exists() else COURSE
    if settings.exists() and name in course.load(settings).assignments:
        raise AuthoringError(f"{settings} has an assignment {name} already: choose another name")
    solutions, handed_out = (settings.parent / kind / name for kind in ("solutions", "assignments"))
    for place in (solutions, handed_out):
        if place.exists():
            raise AuthoringError(f"{place} exists already: choose another name, or move it away")
    changed = _with_assignment(text, name, settings)
    for path, template in FILES.items():
        target = solutions / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(made_of(template, name), encoding="utf-8")
    settings.write_text(changed, encoding="utf-8")
    return [settings, *(solutions / path for path in FILES)]


def made_of(template: str, name: str) -> str:
    """The text of a template for the assignment ``name``."""
    text = files("autograder.assignment").joinpath("starter", template).read_text(encoding="utf-8")
    return text.replace("name: NAME", f"name: {name}")


def _settings(folder: Path) -> Path:
    """The course's file, which may have to be written."""
    try:
        return course.find(folder)
    except course.NoCourseError:
        return folder / course.NAME


def _with_assignment(text: str, name: str, settings: Path) -> str:
    """``grading.yml`` with another assignment at the end of its table, otherwise unchanged.

    Raises:
        AuthoringError: the table is not written with a line for each assignment.
    """
    lines = text.splitlines()
    begins = next(
        (place for place, line in enumerate(lines) if re.match(r"assignments:\s*(#.*)?$", line)), None
    )
    added = [f"{name}:", "  title: The softmax", "  weight: 100", "  runtime: numpy"]
    if begins is None:
        raise AuthoringError(
            f"{settings} has no line `assignments:` with the assignments below it: add "
            f"`{name}: {{title: The softmax, weight: 100, runtime: numpy}}` to its table by hand"
        )
    inside = [place for place, line in enumerate(lines) if place > begins and re.match(r"\s+[^\s#]", line)]
    ends = next(
        (place for place, line in enumerate(lines) if place > begins and re.match(r"[^\s#]", line)),
        len(lines),
    )
    inside = [place for place in inside if place < ends]
    indent = re.match(r"\s*", lines[inside[0]])[0] if inside else "  "  # type: ignore[index]
    last = inside[-1] if inside else begins
    entry = [indent + line for line in added]
    return "\n".join([*lines[: last + 1], *([""] if inside else []), *entry, *lines[last + 1 :]]) + "\n"
