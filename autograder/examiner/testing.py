"""Runs one question's Otter test file against a candidate, and says in a student's words what came of it."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.assignment.otter_tests import ExceptionTestFile, TestCase
from autograder.assignment.otter_tests import TestCaseResult as OtterResult
from autograder.checks.failure import shortfalls
from autograder.checks.numbers import Refused
from autograder.errors import ExaminerError
from autograder.examiner.bounds import Bounds, TooMuch
from autograder.examiner.mistakes import asserted, is_the_authors
from autograder.examiner.session.remote import MissingName
from autograder.examiner.session.reserved import REFERENCE
from autograder.examiner.session.session import SessionError, StudentError
from autograder.examiner.session.told import TO_READ_IT, Told, joined, same
from autograder.results import Metric, TestCaseResult

MESSAGE_LIMIT = 2000  # characters
FAILED = "The check failed."
UNUSABLE = "The check could not use what your code gave"


class Examined(NamedTuple):
    """A test file's outcome; points as Otter counts them, and how long each test case took by its name."""

    tests: list[TestCaseResult]
    score: float
    possible: float
    seconds: dict[str, float]


def examine(
    test_file: ExceptionTestFile,
    environment: Mapping[str, Any],
    metrics: list[Metric],
    begin: Callable[[str], object] = lambda case: None,
    bounds: Bounds | None = None,
    *,
    exposed: bool = False,
    only: Collection[str] | None = None,
) -> Examined:
    """Run every test case of ``test_file``.

    Otter's own ``run`` would put a line of the test's source into each message, so the loop is ours; what
    points mean stays Otter's.

    Args:
        metrics: the list in which thresholds note what they are compared with.
        begin: told the name of each test case when it is about to run.
        bounds: what the test cases may use together.
        exposed: hidden inputs have reached the candidate, or one before it. What its code says then stays
            out of what a student may read.
        only: names of the test cases to run, where not all.

    Raises:
        ExaminerError: a test case has a mistake of its own, or the reference or the held-out data have.
    """
    bounds = bounds or Bounds()
    test_file.test_case_results = []
    tests = []
    seconds: dict[str, float] = {}
    with bounds.question():
        for case in test_file.test_cases:
            if only is not None and case.name not in only:
                continue
            metrics.clear()
            exposed = exposed or bool(case.hidden)
            began = time.monotonic()
            outcome = _run(case, test_file.source, environment, begin, bounds)
            seconds[case.name] = time.monotonic() - began
            passed = outcome.told is None
            told = outcome.told or same(case.success_message or "")
            if case.hidden:  # what its author wrote for students
                told = Told((case.success_message if passed else case.failure_message) or "", told.full)
            elif not exposed:
                told = same(told.full)
            test_file.test_case_results.append(OtterResult(case, None if passed else told.full, passed))
            share = 0.0 if test_file.all_or_nothing and not passed else outcome.share
            tests.append(
                TestCaseResult(
                    name=case.name,
                    hidden=bool(case.hidden),
                    passed=passed,
                    points=float(case.points) * share,
                    possible=float(case.points),
                    message=told.public[:MESSAGE_LIMIT],
                    metrics=[*metrics],
                    detail=told.detail[:MESSAGE_LIMIT],
                )
            )
    partial = sum(test.points for test in tests if not test.passed)
    return Examined(tests, float(test_file.score) + partial, float(test_file.possible), seconds)


class _Outcome(NamedTuple):
    """``told`` is None where the test case passed; ``share`` is that of its points."""

    told: Told | None
    share: float


def _run(
    case: TestCase,
    source: str,
    environment: Mapping[str, Any],
    begin: Callable[[str], object],
    bounds: Bounds,
    again: bool = False,
) -> _Outcome:
    """Where the reference died, run it ``again`` with a new one: it may have been killed from outside."""
    begin(case.name)
    with shortfalls() as short:
        try:
            with contextlib.redirect_stdout(io.StringIO()), _no_silent_loss(), bounds.case():
                case.body.call_func(environment)
        except ExaminerError as error:
            raise ExaminerError(f"{case.name}: {error}") from error
        except Exception as error:
            if is_the_authors(error, case.body.test_func, source):
                raise ExaminerError(f"{case.name}: {type(error).__name__}: {error}") from error
            if isinstance(error, SessionError) and error.who == REFERENCE and not again:
                return _run(case, source, environment, begin, bounds, again=True)
            return _Outcome(_said(case, [*short, error], source), 0.0)
    if not short:
        return _Outcome(None, 1.0)
    share = min(error.share for error in short)
    worth = same(f"This is worth {share:.0%} of the points.")
    return _Outcome(joined([_said(case, short, source), worth]), share)


@contextlib.contextmanager
def _no_silent_loss() -> Iterator[None]:
    """Warnings are for nobody here, but a cast that drops or makes up numbers ends the test case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        warnings.filterwarnings("error", "invalid value encountered in cast", RuntimeWarning)
        yield


def _said(case: TestCase, errors: Sequence[Exception], source: str) -> Told:
    """What is told where ``errors`` came, none of it twice."""
    sentences = dict.fromkeys(_sentence(error, case.body.test_func, source) for error in errors)
    return joined([same(case.failure_message or ""), *sentences])


def _sentence(error: Exception, test: Callable[..., None], source: str) -> Told:
    text = str(error).strip()
    if isinstance(error, np.exceptions.ComplexWarning | RuntimeWarning):
        return same("Expected real numbers of an ordinary size, but got some that are not.")
    if isinstance(error, Refused):
        return Told(f"{UNUSABLE}.", text)
    if isinstance(error, TooMuch):
        return same(text)
    if isinstance(error, AssertionError):
        return Told(asserted(error, test, source) or FAILED, text or FAILED)
    if isinstance(error, MissingName):
        return same(f"{_begun(text)}.")
    if isinstance(error, StudentError):
        public, full = error.told
        return Told(f"{_begun(public)}. {TO_READ_IT}", f"{_begun(full)}.")
    if isinstance(error, SessionError):
        public, full = (f"{_begun(error.who)} did not answer: {part}." for part in error.told)
        return Told(public, full)
    kind = type(error).__name__
    return Told(f"{UNUSABLE} ({kind}).", f"{UNUSABLE} ({kind}: {text}).")


def _begun(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
