"""Gradings that are cached on disk: those done before are read, the rest are graded and written."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import nbformat
from nbformat import NotebookNode

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import AuthoringError
from autograder.course.course import AssignmentConfig
from autograder.engine.events import Graded, Working, graded
from autograder.engine.local import grade
from autograder.files import write_whole
from autograder.results import Status
from autograder.student import Student
from autograder.submissions.submission import Submission

Grade = Callable[[Assignment, AssignmentConfig, list[Submission]], Generator[Graded]]
Watch = Callable[[Working], None]


def starting(watch: Watch, **how: Any) -> Grade:
    """`engine.local.grade` with the arguments ``how``; ``watch`` gets the events of its workers."""
    return lambda *job: graded(grade(*job, **how), watch)


class CachedTrial(NamedTuple):
    """A notebook to grade.

    Attributes:
        title: its unique name while it is graded.
        path: of its result, named by a hash of everything that decides it.
    """

    title: str
    notebook: NotebookNode
    path: Path


FORMAT = 2  # of the files; grows when results hold what they did not before


def key(deciding: list[Any]) -> str:
    """A hash of everything that decides a result, for the name of its file."""
    return hashlib.sha256(msgspec.json.encode([FORMAT, *deciding], order="deterministic")).hexdigest()[:16]


def run(
    trials: Iterable[CachedTrial], assignment: Assignment, config: AssignmentConfig, start: Grade
) -> Iterator[tuple[str, Graded]]:
    """Titles and what came of them: first the cached ones, then the others as they are done.

    Raises:
        AuthoringError: a notebook could not be graded.
    """
    waiting = {}
    submissions = []
    for trial in trials:
        if cached := _read(trial.path):
            yield trial.title, cached
            continue
        source = trial.path.with_suffix(".ipynb")
        nbformat.write(trial.notebook, source)
        waiting[trial.title] = trial.path
        submissions.append(Submission(Student.named(trial.title), str(source), path=source))
    if not submissions:
        return
    with contextlib.closing(start(assignment, config, submissions)) as events:
        for event in events:
            title, status = event.result.student.id, event.result.status
            if status is not Status.GRADED:
                raise AuthoringError(f"{title} could not be graded: {event.result.message}")
            path = waiting[title]
            write_whole(path, msgspec.json.encode(event))
            path.with_suffix(".ipynb").unlink()
            yield title, event


def _read(path: Path) -> Graded | None:
    """The cached trial; None also if another version of autograder wrote it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Graded)
    except (FileNotFoundError, msgspec.ValidationError):
        return None
