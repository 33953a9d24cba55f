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
from autograder.engine.events import Working, results
from autograder.engine.local import grade
from autograder.files import write_whole
from autograder.results import GradingResult, Status
from autograder.submissions.submission import Submission

Grade = Callable[[Assignment, AssignmentConfig, list[Submission]], Generator[GradingResult]]
Watch = Callable[[Working], None]


def starting(watch: Watch, **how: Any) -> Grade:
    """`engine.local.grade` with the arguments ``how``; ``watch`` gets the events of its workers."""
    return lambda *job: results(grade(*job, **how), watch)


class CachedTrial(NamedTuple):
    """A notebook to grade.

    Attributes:
        title: its unique name while it is graded.
        path: of its result, named by a hash of everything that decides it.
    """

    title: str
    notebook: NotebookNode
    path: Path


def key(deciding: list[Any]) -> str:
    """A hash of everything that decides a result, for the name of its file."""
    return hashlib.sha256(msgspec.json.encode(deciding, order="deterministic")).hexdigest()[:16]


def graded(
    trials: Iterable[CachedTrial], assignment: Assignment, config: AssignmentConfig, start: Grade
) -> Iterator[tuple[str, GradingResult]]:
    """Titles and results: first the cached ones, then the others as they are done.

    Raises:
        AuthoringError: a notebook could not be graded.
    """
    waiting = {}
    submissions = []
    for trial in trials:
        if trial.path.exists():
            yield trial.title, msgspec.json.decode(trial.path.read_bytes(), type=GradingResult)
            continue
        source = trial.path.with_suffix(".ipynb")
        nbformat.write(trial.notebook, source)
        waiting[trial.title] = trial.path
        submissions.append(Submission(trial.title, str(source), path=source))
    if not submissions:
        return
    with contextlib.closing(start(assignment, config, submissions)) as gradings:
        for result in gradings:
            if result.status is not Status.GRADED:
                raise AuthoringError(f"{result.student} could not be graded: {result.message}")
            path = waiting[result.student]
            write_whole(path, msgspec.json.encode(result))
            path.with_suffix(".ipynb").unlink()
            yield result.student, result
