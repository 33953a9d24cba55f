"""Proves an assignment's tests: right answers get full marks, and wrong ones lose exactly what they name."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Collection, Iterator

import msgspec
import nbformat

from autograder.assignment import calibration
from autograder.assignment.answers import REFERENCE_ANSWER, Answer, answers
from autograder.assignment.build import Build, build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.readiness import ready
from autograder.course.course import Course
from autograder.engine.events import results
from autograder.engine.local import grade
from autograder.proofs.cascades import check_cascades
from autograder.proofs.oracles import check_oracles
from autograder.proofs.public import StudentRun
from autograder.proofs.trials import Watch
from autograder.results import CellTrouble, GradingResult, Status, TestCaseResult, Verdict
from autograder.sandbox.choice import choose
from autograder.student import Student
from autograder.submissions.submission import Submission

GIVEN_ANSWERS = REFERENCE, UNTOUCHED = REFERENCE_ANSWER.name, "untouched notebook"
KINDS = "reference", "untouched", "accepted", "wrong answer"
CLOSE = 1e-6  # points


class Proof(msgspec.Struct, frozen=True):
    """One known answer, graded.

    Attributes:
        kind: one of ``KINDS``.
        about: what is special about it.
        expected: question to points that it must get.
        came: question to points that it got.
        cases: question to the results of its test cases.
        run: counted from 0, if it is graded several times.
        remark: what the grader said if the answer could not be graded.
        troubles: what else is wrong, a sentence each: cells of a right answer that raised, were stopped or
            printed a traceback, and public tests that do not work as students run them.
    """

    assignment: str
    answer: str
    kind: str
    about: str
    expected: dict[str, float]
    came: dict[str, float] = {}
    cases: dict[str, list[TestCaseResult]] = {}
    run: int = 0
    remark: str = ""
    troubles: list[str] = []

    @property
    def differences(self) -> list[str]:
        """The questions in which the points are not as expected."""
        return [
            question
            for question, points in self.expected.items()
            if abs(self.came.get(question, -1.0) - points) > CLOSE
        ]

    @property
    def loses(self) -> list[str]:
        """The questions in which it must lose points, of those that were graded."""
        return [
            question
            for question, tests in self.cases.items()
            if self.expected[question] < sum(test.possible for test in tests) - CLOSE
        ]

    @property
    def holds(self) -> bool:
        return not self.differences and not self.troubles


def verify(
    course: Course,
    name: str,
    sandbox_kind: str = "auto",
    jobs: int | None = None,
    on_event: Watch = lambda working: None,
    only: Collection[str] = (),
    repeat: int = 1,
) -> Iterator[Proof]:
    """Grade every known answer of the assignment ``name``; yields a proof for each as it is done.

    Args:
        only: the names of the answers to grade. Default: all.
        repeat: how many times each is graded; hidden tests draw new inputs each time.

    Raises:
        SandboxError: this machine cannot give the sandbox that was asked for.
        AuthoringError: an answer names a question that the assignment does not have, ``only`` no answer, or a
            test uses a threshold that calibration refused, or leaves its verdict to students; or a slip costs
            points in a later question without a reason.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """
    choose(sandbox_kind, course.root)
    planned = build(course, name)
    _check_thresholds(course, planned)
    check_oracles(planned.assignment)
    built = ready(course, name)
    catalogue = answers(course.solutions(name))
    for answer in catalogue:
        _check_questions(built, answer)
    check_cascades(built, catalogue)
    claims = _claims(built, catalogue)
    if unknown := sorted(set(only) - set(claims)):
        raise AuthoringError(f"{name} has no known answer {unknown[0]!r}.")
    notebooks = {
        REFERENCE: built.notebook(),
        UNTOUCHED: built.released,
        **{answer.name: built.notebook(answer.cells) for answer in catalogue},
    }
    folder = course.workspace / "verify" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    submissions = []
    by_title = {}
    for chosen, run in itertools.product(only or claims, range(repeat)):
        title = f"{chosen}, run {run + 1}" if repeat > 1 else chosen
        by_title[title] = msgspec.structs.replace(claims[chosen], run=run)
        path = folder / f"{title}.ipynb"
        nbformat.write(notebooks[chosen], path)
        submissions.append(Submission(Student.named(title), str(path), path=path))
    log = course.error_log
    config = course.assignment(name)
    with contextlib.ExitStack() as stack:
        as_students = {
            answer_name: stack.enter_context(
                contextlib.closing(StudentRun(course, name, notebooks[answer_name], answer_name == REFERENCE))
            )
            for answer_name in GIVEN_ANSWERS
            if answer_name in (only or claims)
        }
        graded = stack.enter_context(
            contextlib.closing(
                results(grade(built.assignment, config, submissions, sandbox_kind, jobs, log=log), on_event)
            )
        )
        for result in graded:
            proof = _proof(by_title[result.student.id], result)
            if as_student := as_students.pop(proof.answer, None):
                proof = msgspec.structs.replace(proof, troubles=proof.troubles + as_student.failures())
            yield proof


def _claims(build: Build, catalogue: list[Answer]) -> dict[str, Proof]:
    """What each known answer must get, by its name; not graded yet."""
    full, name = _full(build), build.assignment.name
    claims = [
        Proof(name, REFERENCE, "reference", "the solution in the master", full),
        Proof(name, UNTOUCHED, "untouched", "the notebook as released", dict.fromkeys(full, 0.0)),
    ]
    for answer in catalogue:
        kind = "accepted" if answer.accepted else "wrong answer"
        claims.append(Proof(name, answer.name, kind, answer.about, _expected(build, answer)))
    return {claim.answer: claim for claim in claims}


def _proof(claim: Proof, result: GradingResult) -> Proof:
    questions = [question for question in result.questions if question.name in claim.expected]
    return msgspec.structs.replace(
        claim,
        came={question.name: question.score for question in questions},
        cases={question.name: question.tests for question in questions},
        remark=str(result.message) if result.status is not Status.GRADED else "",
        troubles=[*map(_described, result.troubles)]
        if claim.kind in ("reference", "accepted")
        else [*_silent(result)],
    )


def _silent(result: GradingResult) -> Iterator[str]:
    """Questions that lost points without any message to the student."""
    for question in result.questions:
        lost = question.verdict is not Verdict.MANUAL and question.score < question.possible - CLOSE
        failed = [test.message for test in question.tests if not test.passed]
        if lost and not any(map(str, [question.message, question.feedback, *failed])):
            yield (
                f"{question.name} loses points, and no message says why: give its hidden tests a "
                "`failure_message`"
            )


def _described(trouble: CellTrouble) -> str:
    place = f"in {trouble.question}" if trouble.question else "before or between the questions"
    return f"the cell `{trouble.cell}` {place} {trouble.full}"


def _full(build: Build) -> dict[str, float]:
    return {question.name: question.points for question in build.assignment.questions if not question.manual}


def _expected(build: Build, answer: Answer) -> dict[str, float]:
    return {name: points - answer.loses.get(name, 0.0) for name, points in _full(build).items()}


def _check_questions(build: Build, answer: Answer) -> None:
    unknown = sorted({*answer.cells, *answer.loses} - set(_full(build)))
    if unknown:
        raise AuthoringError(
            f"The answer {answer.name} of {build.assignment.name} names the question {unknown[0]}, "
            f"but the auto-graded questions are {', '.join(_full(build))}."
        )
    for question, points in answer.loses.items():
        if points > _full(build)[question] + CLOSE:
            raise AuthoringError(
                f"The answer {answer.name} of {build.assignment.name} loses {points:g} points in {question}, "
                f"which is worth {_full(build)[question]:g}."
            )


def _check_thresholds(course: Course, build: Build) -> None:
    """Check that no test uses a threshold that could not be set."""
    measured = calibration.read(course.calibration(build.assignment.name)).evidence
    for question in build.assignment.questions:
        for name in question.thresholds:
            if name in measured and measured[name].refused:
                raise AuthoringError(
                    f"A test of {question.name} in {build.assignment.name} uses a threshold that calibration "
                    f"refused. {measured[name].refused}"
                )
