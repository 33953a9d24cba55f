"""Runs one question's Otter test file against a candidate, and says in a student's words what came of it."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from autograder.examiner.bounds import Bounds, TooMuch
from autograder.examiner.checks import CheckError
from autograder.examiner.errors import ExaminerError
from autograder.examiner.mistakes import is_the_authors
from autograder.examiner.remote import MissingName
from autograder.examiner.reserved import REFERENCE
from autograder.examiner.session import SessionError, StudentError
from autograder.otter_tests import ExceptionTestFile, TestCase
from autograder.otter_tests import TestCaseResult as OtterResult
from autograder.results import Metric, TestCaseResult

MESSAGE_LIMIT = 2000  # characters


class Examined(NamedTuple):
    """A test file's outcome; points as Otter counts them."""

    tests: list[TestCaseResult]
    score: float
    possible: float


def examine(
    test_file: ExceptionTestFile,
    environment: Mapping[str, Any],
    metrics: list[Metric],
    begin: Callable[[str], None] = lambda case: None,
    bounds: Bounds | None = None,
) -> Examined:
    """Run every test case of ``test_file``.

    Otter's own ``run`` would put a line of the test's source into each message, so the loop is ours; what
    points mean stays Otter's.

    Args:
        metrics: the list in which thresholds note what they are compared with.
        begin: told the name of each test case when it is about to run.
        bounds: what the test cases may use together.

    Raises:
        ExaminerError: a test case has a mistake of its own, or the reference or the held-out data have.
    """
    bounds = bounds or Bounds()
    with bounds.question():
        return _examine(test_file, environment, metrics, begin, bounds)


def _examine(
    test_file: ExceptionTestFile,
    environment: Mapping[str, Any],
    metrics: list[Metric],
    begin: Callable[[str], None],
    bounds: Bounds,
) -> Examined:
    test_file.test_case_results = []
    tests = []
    for case in test_file.test_cases:
        metrics.clear()
        outcome = _run(case, test_file.source, environment, begin, bounds)
        passed = outcome.message is None
        test_file.test_case_results.append(OtterResult(case, outcome.message, passed))
        share = 0.0 if test_file.all_or_nothing and not passed else outcome.share
        tests.append(
            TestCaseResult(
                name=case.name,
                hidden=bool(case.hidden),
                passed=passed,
                points=float(case.points) * share,
                possible=float(case.points),
                message=(case.success_message or "" if passed else outcome.message or "")[:MESSAGE_LIMIT],
                metrics=[*metrics],
            )
        )
    partial = sum(test.points for test in tests if not test.passed)
    return Examined(tests, float(test_file.score) + partial, float(test_file.possible))


class _Outcome(NamedTuple):
    """``message`` is None where the test case passed; ``share`` is that of its points."""

    message: str | None
    share: float


def _run(
    case: TestCase,
    source: str,
    environment: Mapping[str, Any],
    begin: Callable[[str], None],
    bounds: Bounds,
    again: bool = False,
) -> _Outcome:
    """Where the reference died, run it ``again`` with a new one: it may have been killed from outside."""
    begin(case.name)
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with bounds.case():
                case.body.call_func(environment)
    except ExaminerError as error:
        raise ExaminerError(f"{case.name}: {error}") from error
    except Exception as error:
        if is_the_authors(error, case.body.test_func, source):
            raise ExaminerError(f"{case.name}: {type(error).__name__}: {error}") from error
        if isinstance(error, SessionError) and error.who == REFERENCE and not again:
            return _run(case, source, environment, begin, bounds, again=True)
        said = " ".join(part for part in (case.failure_message, _sentence(error)) if part)
        if isinstance(error, CheckError) and error.share:
            return _Outcome(f"{said} This is worth {error.share:.0%} of the points.", error.share)
        return _Outcome(said, 0.0)
    return _Outcome(None, 1.0)


def _sentence(error: Exception) -> str:
    text = str(error).strip()
    if isinstance(error, CheckError | TooMuch):
        return text
    if isinstance(error, AssertionError):
        return text or "The check failed."
    if isinstance(error, StudentError | MissingName):
        return f"{text[0].upper()}{text[1:]}."
    if isinstance(error, SessionError):
        return f"{error.who[0].upper()}{error.who[1:]} did not answer: {text}."
    return f"The check could not use what your code gave ({type(error).__name__}: {text})."
