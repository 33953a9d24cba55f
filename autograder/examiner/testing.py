"""Runs one question's Otter test file against a candidate, and says in a student's words how it went."""

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
from autograder.checks.failure import CheckError, shortfalls
from autograder.checks.numbers import Refused
from autograder.errors import ExaminerError
from autograder.examiner.bounds import Bounds, TooMuch
from autograder.examiner.mistakes import asserted, is_the_authors
from autograder.examiner.session.remote import MissingName
from autograder.examiner.session.reserved import REFERENCE
from autograder.examiner.session.session import SessionError, StudentError, describe
from autograder.examiner.session.told import TO_READ_IT, plainly
from autograder.examiner.troubles import undefined
from autograder.message import Message, in_full, joined, limited, put, with_detail
from autograder.results import Metric, TestCaseResult

MESSAGE_LIMIT = 2000  # characters
FAILED = Message("The check failed.")


class Examined(NamedTuple):
    """A test file's outcome; points are as Otter counts them.

    Attributes:
        seconds: how long each test case took, by its name.
        lacking: names of the notebook's that were not defined when public test cases failed.
    """

    tests: list[TestCaseResult]
    score: float
    possible: float
    seconds: dict[str, float]
    lacking: frozenset[str] = frozenset()


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
        only: names of the test cases to run, if not all.

    Raises:
        ExaminerError: a test case has a mistake of its own, or the reference or the held-out data have.
    """
    bounds = bounds or Bounds()
    test_file.test_case_results = []
    tests = []
    seconds: dict[str, float] = {}
    lacking: set[str] = set()
    with bounds.question():
        for case in test_file.test_cases:
            if only is not None and case.name not in only:
                continue
            metrics.clear()
            exposed = exposed or bool(case.hidden)
            began = time.monotonic()
            outcome = _run(case, test_file.source, environment, begin, bounds)
            seconds[case.name] = time.monotonic() - began
            passed = outcome.message is None
            message = (case.success_message or "") if outcome.message is None else outcome.message
            if case.hidden:  # what its author wrote for students
                written = (case.success_message if passed else case.failure_message) or ""
                message = with_detail(written, in_full(message))
            elif not exposed:
                message = in_full(message)
            if not case.hidden:
                lacking |= _lacking(outcome.error, exposed)
            full_text = None if passed else put(in_full(message))
            test_file.test_case_results.append(OtterResult(case, full_text, passed))
            share = 0.0 if test_file.all_or_nothing and not passed else outcome.share
            tests.append(
                TestCaseResult(
                    name=case.name,
                    hidden=bool(case.hidden),
                    passed=passed,
                    points=float(case.points) * share,
                    possible=float(case.points),
                    message=limited(message, _begin),
                    metrics=[*metrics],
                    raised=isinstance(outcome.error, StudentError),
                )
            )
    partial = sum(test.points for test in tests if not test.passed)
    score = float(test_file.score) + partial
    return Examined(tests, score, float(test_file.possible), seconds, frozenset(lacking))


class _Outcome(NamedTuple):
    """``message`` is None if the test case passed; ``share`` is that of its points.

    Attributes:
        error: what ended it.
    """

    message: Message | str | None
    share: float
    error: Exception | None = None


def _run(
    case: TestCase,
    source: str,
    environment: Mapping[str, Any],
    begin: Callable[[str], object],
    bounds: Bounds,
    again: bool = False,
) -> _Outcome:
    """If the reference died, run it ``again`` with a new one: it may have been killed from outside."""
    begin(case.name)
    with shortfalls() as missed:
        try:
            with contextlib.redirect_stdout(io.StringIO()), _no_silent_loss(), bounds.case():
                case.body.call_func(environment)
        except ExaminerError as error:
            error.case = case.name
            raise
        except Exception as error:
            if is_the_authors(error, case.body.test_func, source):
                raise ExaminerError(f"{type(error).__name__}: {error}", case.name) from error
            if isinstance(error, SessionError) and error.who == REFERENCE and not again:
                return _run(case, source, environment, begin, bounds, again=True)
            message = _explained(case, [*missed, error], source)
            return _Outcome(message, 0.0, error)
    if not missed:
        return _Outcome(None, 1.0)
    share = min(error.share for error in missed)
    worth = Message("This is worth {share:.0%} of the points.", {"share": share})
    return _Outcome(joined([_explained(case, missed, source), worth]), share)


@contextlib.contextmanager
def _no_silent_loss() -> Iterator[None]:
    """Warnings are for nobody here, but a cast that drops or makes up numbers ends the test case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        warnings.filterwarnings("error", "invalid value encountered in cast", RuntimeWarning)
        yield


def _explained(case: TestCase, errors: Sequence[Exception], source: str) -> Message | str:
    """What is said of ``errors``, nothing twice."""
    sentences = dict.fromkeys(_sentence(error, case.body.test_func, source) for error in errors)
    return joined([case.failure_message or "", *sentences])


def _sentence(error: Exception, test: Callable[..., None], source: str) -> Message | str:
    text = str(error).strip()
    if isinstance(error, np.exceptions.ComplexWarning | RuntimeWarning):
        return Message("Expected real numbers of an ordinary size, but got some that are not.")
    if isinstance(error, Refused):
        return with_detail(Message("The check could not use what your code gave."), error.message)
    if isinstance(error, TooMuch):
        return error.message
    if isinstance(error, CheckError):
        return with_detail(asserted(error, test, source) or FAILED, error.message)
    if isinstance(error, AssertionError):
        return with_detail(asserted(error, test, source) or FAILED, text or FAILED)
    if isinstance(error, MissingName):
        return error.message
    if isinstance(error, StudentError):
        public = joined([_raised(error.who, plainly(error.raised)), TO_READ_IT])
        return with_detail(public, _raised(error.who, describe(error.raised)))
    if isinstance(error, SessionError):
        return _silent(error)
    kind = {"kind": type(error).__name__}
    return with_detail(
        Message("The check could not use what your code gave ({kind}).", kind),
        Message("The check could not use what your code gave ({kind}: {text}).", {**kind, "text": text}),
    )


def _raised(who: str, what: Message | str) -> Message:
    if who == REFERENCE:
        return Message("The reference solution raised {what}.", {"what": what})
    return Message("Your code raised {what}.", {"what": what})


def _silent(error: SessionError) -> Message:
    if error.who == REFERENCE:
        return Message("The reference solution did not answer: {why}.", {"why": error.told})
    return Message("Your code did not answer: {why}.", {"why": error.told})


def _lacking(error: Exception | None, exposed: bool) -> set[str]:
    """Names that the notebook should have defined; none that its code names once it knows what is hidden."""
    if isinstance(error, MissingName):
        return {error.name}
    return undefined(error.raised) if isinstance(error, StudentError) and not exposed else set()


def _begin(text: str) -> str:
    return text[:MESSAGE_LIMIT]
