"""Whether an assignment can be graded here: whether its data and the packages of its notebook exist."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from autograder.assignment.assignment import Assignment
from autograder.assignment.build import Build, build
from autograder.assignment.consistency import check_data
from autograder.assignment.data import missing
from autograder.assignment.errors import AuthoringError
from autograder.assignment.release.first_cell import imported
from autograder.course.course import Course
from autograder.notebook import Notebook
from autograder.runtimes import EXTRAS

GIVEN = {"otter"}  # a candidate has a stub of it


class NotReadyError(AuthoringError):
    """The machine lacks something that the assignment needs; the text says how to get it."""


def load_assignment(course: Course, name: str) -> Assignment:
    """The assignment ``name`` of ``course``, with everything that is needed to grade it.

    Raises:
        NotReadyError: data or packages are missing.
        AuthoringError: there is a mistake in the assignment's own files.
        CourseError: the course has no such assignment.
    """
    return ready(course, name).assignment


def ready(course: Course, name: str, calibrated: bool = True) -> Build:
    """The assignment, built, with everything that is needed to grade it.

    Args:
        calibrated: the thresholds that its tests use must exist too.

    Raises:
        NotReadyError: data or packages are missing.
        AuthoringError: there is a mistake in the assignment's own files.
    """
    if files := missing(course, name):
        raise NotReadyError(f"{name} needs {files[0]}, which is not here: run `autograder data {name}`.")
    built = build(course, name)
    check_data(built.assignment, calibrated)
    for module in imports(built.assignment.reference):
        if module not in GIVEN and not _is_beside(built, module) and importlib.util.find_spec(module) is None:
            extra = EXTRAS.get(module)
            beside = f"assignments/{name}/{module}.py"
            install = f"pip install {module}, or write {beside}, which students then get too"
            way = f"pip install 'autograder[{extra}]'" if extra else install
            raise NotReadyError(f"The notebook of {name} imports {module}, which is not here: {way}.")
    return built


def _is_beside(build: Build, module: str) -> bool:
    """Whether students get ``module`` beside the notebook."""
    folder = build.assignment.given_folder
    return bool(folder) and (Path(folder, f"{module}.py").is_file() or Path(folder, module).is_dir())


def imports(notebook: Notebook) -> list[str]:
    """The modules that the notebook's cells import without a condition, by their first name, sorted."""
    modules: set[str] = set()
    for cell in notebook.cells:
        if cell.kind == "code":
            modules |= set(imported(cell.source))
    return sorted(modules)
