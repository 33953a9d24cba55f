"""Whether an assignment's files agree: its master, `grading.yml`, thresholds and held-out data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import AuthoringError
from autograder.assignment.release.first_cell import imported
from autograder.course.course import NAME, AssignmentConfig
from autograder.course.yaml_tables import suggestion
from autograder.runtimes import MODULES

HELDOUT = re.compile(r"""\bheldout\[["']([^"']+)["']\]""")  # as a test asks for a file
ABOUT = "NOTICE", "LICENSE", "README"  # of the data, for people
OTHERWISE = re.compile(r"\bheldout\b(?!\[[\"']|[,)])")  # not as an argument or for a file by its name


def check_settings(assignment: Assignment, config: AssignmentConfig) -> None:
    """Check that what `grading.yml` says about the assignment is true.

    Raises:
        AuthoringError: it names a question that does not exist, or the wrong runtime.
    """
    names = [question.name for question in assignment.questions]
    for name in config.questions:
        if name not in names:
            raise AuthoringError(
                f"{NAME} names a question {name} of {assignment.name}{suggestion(name, names)} "
                f"(its questions are {', '.join(names)})"
            )
    modules = _modules(assignment)
    if modules and not any(assignment.runtime in MODULES[module].runtimes for module in modules):
        raise AuthoringError(
            f"{NAME} gives {assignment.name} the runtime {assignment.runtime}, but its notebook imports "
            f"{modules[0]}: write `runtime: {MODULES[modules[0]].runtimes[0]}`"
        )


def check_data(assignment: Assignment, calibrated: bool) -> None:
    """Check that what tests ask for by name exists.

    Args:
        calibrated: check thresholds too.

    Raises:
        AuthoringError: a threshold or a held-out file does not exist, or two files have the same name.
    """
    files = _heldout(assignment)
    if twice := [name for name in files if files.count(name) > 1]:
        raise AuthoringError(
            f"{assignment.heldout_folder} holds two files {twice[0]}.*, but tests know them as "
            f'heldout["{twice[0]}"]: rename one'
        )
    for question in assignment.questions:
        for name in question.thresholds:
            if calibrated and name not in assignment.thresholds:
                raise AuthoringError(
                    f"A test of {question.name} in {assignment.name} uses the threshold {name}, which "
                    f"calibration.json does not have: run `autograder calibrate {assignment.name}`"
                )
        for name in HELDOUT.findall(question.test_source):
            if name not in files:
                raise AuthoringError(
                    f'A test of {question.name} in {assignment.name} asks for heldout["{name}"]'
                    f"{suggestion(name, files)} (solutions/{assignment.name}/heldout/ has: "
                    f"{', '.join(files) or 'nothing'})"
                )


def hints(assignment: Assignment) -> list[str]:
    """Sentences about what nothing uses, which may be a mistake."""
    tests = "\n".join(question.test_source for question in assignment.questions)
    asked = {name for question in assignment.questions for name in question.thresholds}
    sentences = [
        f"No test uses the threshold {name} of calibration.json."
        for name in _missing(assignment.thresholds, asked)
    ]
    if not OTHERWISE.search(tests):
        unread = _missing(_heldout(assignment), {*HELDOUT.findall(tests), *ABOUT})
        sentences += [f"No test asks for the held-out file {name}." for name in unread]
    if assignment.runtime != "numpy" and not _modules(assignment):
        sentences.append(f"The runtime is {assignment.runtime}, of which the notebook imports nothing.")
    return [f"{assignment.name}: {sentence}" for sentence in sentences]


def _modules(assignment: Assignment) -> list[str]:
    """The frameworks that the notebook imports."""
    cells = [cell.source for cell in assignment.reference.cells if cell.kind == "code"]
    imports = {module for source in cells for module in imported(source)}
    return [name for name, module in MODULES.items() if module.runtimes and name in imports]


def _heldout(assignment: Assignment) -> list[str]:
    folder = assignment.heldout_folder
    return [path.stem for path in sorted(Path(folder).iterdir())] if folder else []


def _missing(names: Iterable[str], used: set[str]) -> list[str]:
    return [name for name in names if name not in used]
