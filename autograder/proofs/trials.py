"""Gradings that are kept on disk: what was graded before is read, the rest is graded and written."""

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
    """`engine.local.grade`, run as ``how`` says; ``watch`` is told what its workers do."""
    return lambda *job: results(grade(*job, **how), watch)


class Kept(NamedTuple):
    """A notebook to grade.

    Attributes:
        title: what it is called while it is graded, different from all others.
        path: of its result, named by a hash of all that decides it.
    """

    title: str
    notebook: NotebookNode
    path: Path


FORMAT = 2  # of the files; grows when results hold what they did not before


def key(deciding: list[Any]) -> str:
    """A hash of all that decides a result, for the name of its file."""
    return hashlib.sha256(msgspec.json.encode([FORMAT, *deciding], order="deterministic")).hexdigest()[:16]


def graded(
    wanted: Iterable[Kept], assignment: Assignment, config: AssignmentConfig, start: Grade
) -> Iterator[tuple[str, GradingResult]]:
    """Titles and results: first those that were kept, then the others as they are done.

    Raises:
        AuthoringError: a notebook could not be graded.
    """
    waiting = {}
    submissions = []
    for one in wanted:
        if one.path.exists():
            yield one.title, msgspec.json.decode(one.path.read_bytes(), type=GradingResult)
            continue
        source = one.path.with_suffix(".ipynb")
        nbformat.write(one.notebook, source)
        waiting[one.title] = one.path
        submissions.append(Submission(one.title, str(source), path=source))
    if not submissions:
        return
    with contextlib.closing(start(assignment, config, submissions)) as done:
        for result in done:
            if result.status is not Status.GRADED:
                raise AuthoringError(f"{result.student} could not be graded: {result.message}")
            path = waiting[result.student]
            write_whole(path, msgspec.json.encode(result))
            path.with_suffix(".ipynb").unlink()
            yield result.student, result
