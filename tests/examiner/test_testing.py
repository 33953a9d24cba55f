"""A share of a test case is earned at its end, if no later check fails; what became of each is data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.candidate.messages import Raised
from autograder.checks.thresholds import Thresholds
from autograder.examiner.session.remote import MissingName
from autograder.examiner.session.session import StudentError
from autograder.examiner.testing import Examined, examine
from autograder.results import Metric

SOURCE = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "q1"
points = 2

@test_case(points=2, hidden=True)
def test_it(value, other, guard, thresholds):
    import numpy as np
    from autograder import checks
    checks.at_least(value, thresholds["right"], "accuracy")
    checks.at_least(other, thresholds["right"], "the other accuracy")
    assert guard < 1, "Those are not the model's answers."
    np.zeros(1, int)[:] = guard
"""


def examined(value: Any, other: Any = 1.0, guard: Any = 0) -> Examined:
    metrics: list[Metric] = []
    environment = {
        "value": value,
        "other": other,
        "guard": guard,
        "thresholds": Thresholds({"right": 0.8}, {"right": 0.6}, metrics, calibrating=False),
    }
    return examine(ExceptionTestFile.from_string(SOURCE, "q1.py"), environment, metrics)


def test_a_share_is_earned_where_nothing_else_fails() -> None:
    came = examined(0.7)
    assert came.score == pytest.approx(1)
    (case,) = came.tests
    assert not case.passed
    assert case.full == ("Expected accuracy of at least 0.8, but got 0.7. This is worth 50% of the points.")


def test_of_two_shares_the_smaller_one_counts() -> None:
    came = examined(0.75, 0.65)
    assert came.score == pytest.approx(0.5)
    assert came.tests[0].full == (
        "Expected accuracy of at least 0.8, but got 0.75. Expected the other accuracy of at least 0.8, "
        "but got 0.65. This is worth 25% of the points."
    )


@pytest.mark.parametrize(("value", "other"), [(0.7, 0.75), (0.9, 0.75), (0.7, 0.9)])
def test_a_share_is_lost_where_a_later_check_fails(value: float, other: float) -> None:
    came = examined(value, other, guard=2)
    assert came.score == 0
    assert came.tests[0].full.endswith(" Those are not the model's answers.")
    assert "This is worth" not in came.tests[0].full


def test_no_share_below_the_baseline() -> None:
    came = examined(0.7, 0.5)
    assert came.score == 0
    assert came.tests[0].full.endswith("Expected the other accuracy of at least 0.8, but got 0.5.")


def test_all_that_was_compared_is_noted() -> None:
    assert [metric.value for metric in examined(0.7, 0.75).tests[0].metrics] == [0.7, 0.75]


@pytest.mark.parametrize("guard", [np.array([-np.inf]), np.array([0.5 + 1j])])
def test_a_cast_that_loses_numbers_ends_the_test_case(guard: Any) -> None:
    came = examined(1.0, guard=guard)
    assert came.score == 0
    assert came.tests[0].full == "Expected real numbers of an ordinary size, but got some that are not."


def test_a_complex_number_is_no_accuracy() -> None:
    assert examined(np.complex128(1 + 1j)).tests[0].full == (
        "Expected accuracy to be real numbers, but got complex ones, with imaginary parts that are not zero."
    )


BOTH = """\
from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = 2

@test_case(points=1)
def test_public(answer):
    assert answer() == 1

@test_case(points=1, hidden=True)
def test_hidden(answer):
    assert answer() == 1
"""
UNDEFINED = Raised("NameError", "name 'torch' is not defined", "line 2 of f", 2)


def raising(error: Exception) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


@pytest.mark.parametrize("error", [StudentError(UNDEFINED), MissingName("torch")])
def test_what_was_raised_and_is_missing_is_known_without_reading_a_message(error: Exception) -> None:
    file = ExceptionTestFile.from_string(BOTH, "q1.py")
    came = examine(file, {"answer": raising(error)}, [])
    assert [test.raised for test in came.tests] == [isinstance(error, StudentError)] * 2
    assert came.lacking == {"torch"}
    hidden = examine(file, {"answer": raising(error)}, [], only=["test_hidden"])
    assert hidden.lacking == set()  # what a hidden test says of names stays hidden


def test_once_hidden_inputs_were_there_no_name_is_taken_from_what_student_code_says() -> None:
    file = ExceptionTestFile.from_string(BOTH, "q1.py")
    assert examine(file, {"answer": raising(StudentError(UNDEFINED))}, [], exposed=True).lacking == set()
    assert examine(file, {"answer": raising(MissingName("torch"))}, [], exposed=True).lacking == {"torch"}


def test_a_test_case_that_only_asserts_did_not_raise() -> None:
    file = ExceptionTestFile.from_string(BOTH, "q1.py")
    came = examine(file, {"answer": lambda: 2}, [])
    assert [(test.passed, test.raised) for test in came.tests] == [(False, False)] * 2
