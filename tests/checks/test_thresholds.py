"""A threshold decides and takes notes; while it is being calibrated it only takes notes."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from autograder import checks
from autograder.checks import CheckError
from autograder.checks.thresholds import Thresholds
from autograder.errors import ExaminerError
from autograder.results import Metric


def test_what_is_compared_is_noted_and_decided() -> None:
    metrics: list[Metric] = []
    limits = Thresholds({"accuracy": 0.75, "loss": 0.5}, {}, metrics, calibrating=False)
    checks.accuracy([1, 0, 1, 1], [1, 0, 1, 0], limits["accuracy"])
    with pytest.raises(CheckError, match=r"loss of at most 0\.5, but got 0\.7"):
        checks.at_most(0.7, limits["loss"], "loss")
    with pytest.raises(CheckError, match="nan"):
        checks.at_least(math.nan, limits["accuracy"], "accuracy")
    assert metrics == [
        Metric("accuracy", 0.75, 0.75, True),
        Metric("loss", 0.7, 0.5, False),
        Metric("accuracy", None, 0.75, True),
    ]


def test_nothing_fails_a_threshold_that_is_being_calibrated() -> None:
    metrics: list[Metric] = []
    limits = Thresholds({"loss": 0.5}, {}, metrics, calibrating=True)
    checks.at_most(7.0, limits["loss"], "loss")
    checks.at_least(math.nan, limits["new"], "something new")
    assert metrics == [Metric("loss", 7.0, None, False), Metric("new", None, None, True)]


def test_a_name_that_nobody_calibrated_is_the_authors_mistake() -> None:
    with pytest.raises(ExaminerError, match=r"calibration\.json has no threshold 'los'"):
        Thresholds({"loss": 0.5}, {}, [], calibrating=False)["los"]


@pytest.mark.parametrize(
    ("check", "value", "share"),
    [
        (checks.at_least, 0.60, 0.0),
        (checks.at_least, 0.65, 0.25),
        (checks.at_least, 0.79, 0.95),
        (checks.at_least, 0.10, 0.0),
        (checks.at_least, math.nan, 0.0),
        (checks.at_most, 0.65, 0.75),
        (checks.at_most, 2.0, 0.0),
    ],
)
def test_between_baseline_and_limit_a_share_is_earned(
    check: Callable[..., None], value: float, share: float
) -> None:
    limit, baseline = (0.8, 0.6) if check is checks.at_least else (0.6, 0.8)
    limits = Thresholds({"x": limit}, {"x": baseline}, [], calibrating=False)
    with pytest.raises(CheckError) as raised:
        check(value, limits["x"], "x")
    assert raised.value.share == pytest.approx(share)
