"""Proves an assignment's tests: right answers get full marks, and wrong ones lose exactly what they name."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import msgspec
import nbformat

from autograder import sandbox
from autograder.authoring import AuthoringError
from autograder.authoring.answers import Answer, answers
from autograder.authoring.build import Build
from autograder.authoring.readiness import ready
from autograder.course import Course
from autograder.engine.local import Progress, grade
from autograder.results import GradingResult, Status
from autograder.submissions import Submission

GIVEN_ANSWERS = REFERENCE, UNTOUCHED = "reference", "untouched notebook"
CLOSE = 1e-6  # points


class Proof(msgspec.Struct, frozen=True):
    """One known answer, graded.

    Attributes:
        kind: ``reference``, ``untouched``, ``accepted`` or ``wrong answer``.
        expected: question to points that it must get.
        came: question to points that it got.
        remark: what the grader said where the answer could not be graded.
    """

    assignment: str
    answer: str
    kind: str
    expected: dict[str, float]
    came: dict[str, float]
    remark: str = ""

    @property
    def differences(self) -> list[str]:
        """The questions in which the points are not as expected."""
        return [
            question
            for question, points in self.expected.items()
            if abs(self.came.get(question, -1.0) - points) > CLOSE
        ]

    @property
    def holds(self) -> bool:
        return not self.differences


def verify(
    course: Course,
    name: str,
    sandbox_kind: str = "auto",
    jobs: int | None = None,
    on_event: Callable[[Progress], None] = lambda progress: None,
    only: Collection[str] = (),
) -> Iterator[Proof]:
    """Grade every known answer of the assignment ``name``; yields a proof for each as it is done.

    Args:
        only: the answers to grade, by name, where not all.

    Raises:
        SandboxError: this machine cannot give the sandbox that was asked for.
        AuthoringError: an answer names a question that the assignment does not have, or ``only`` no answer.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """
    sandbox.choose(sandbox_kind, course.root)
    made = ready(course, name)
    known = answers(course.root / "solutions" / name)
    for answer in known:
        _check_questions(made, answer)
    folder = course.root / ".autograder" / "verify" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    expected = {
        REFERENCE: ("reference", _full(made)),
        UNTOUCHED: ("untouched", dict.fromkeys(_full(made), 0.0)),
        **{answer.name: (_kind(answer), _expected(made, answer)) for answer in known},
    }
    if unknown := sorted(set(only) - set(expected)):
        raise AuthoringError(f"{name} has no known answer {unknown[0]!r}.")
    notebooks = {
        REFERENCE: made.notebook(),
        UNTOUCHED: made.released,
        **{answer.name: made.notebook(answer.cells) for answer in known},
    }
    submissions = [
        _submission(folder, answer, notebook)
        for answer, notebook in notebooks.items()
        if not only or answer in only
    ]
    log = course.root / ".autograder" / "error.log"
    config = course.assignment(name)
    with contextlib.closing(
        grade(made.assignment, config, submissions, sandbox_kind, jobs, on_event, log=log)
    ) as results:
        for result in results:
            yield _proof(name, result, *expected[result.student])


def _proof(name: str, result: GradingResult, kind: str, expected: dict[str, float]) -> Proof:
    came = {question.name: question.score for question in result.questions if question.name in expected}
    remark = result.message if result.status is not Status.GRADED else ""
    return Proof(name, result.student, kind, expected, came, remark)


def _submission(folder: Path, name: str, notebook: nbformat.NotebookNode) -> Submission:
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return Submission(name, str(path), path=path)


def _kind(answer: Answer) -> str:
    return "accepted" if answer.accepted else "wrong answer"


def _full(made: Build) -> dict[str, float]:
    return {question.name: question.points for question in made.assignment.questions if not question.manual}


def _expected(made: Build, answer: Answer) -> dict[str, float]:
    return {name: points - answer.loses.get(name, 0.0) for name, points in _full(made).items()}


def _check_questions(made: Build, answer: Answer) -> None:
    unknown = sorted({*answer.cells, *answer.loses} - set(_full(made)))
    if unknown:
        raise AuthoringError(
            f"The answer {answer.name} of {made.assignment.name} names the question {unknown[0]}, "
            f"but the auto-graded questions are {', '.join(_full(made))}."
        )
