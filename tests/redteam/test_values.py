"""Numbers that decide nothing, NaN and none at all, pass no check of the hidden tests' vocabulary."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import checks

NOTHING = np.zeros((0, 4, 4))


def test_nan_does_not_count_as_a_change() -> None:
    with pytest.raises(checks.CheckError, match="finite"):
        checks.differs(np.full(3, np.nan), np.ones(3), "the output")
    with pytest.raises(checks.CheckError, match="finite"):
        checks.differs(np.ones(3), np.full(3, np.nan), "the output")


def test_nan_does_not_count_as_unchanged() -> None:
    answers = iter([np.zeros((2, 3)), *[np.full((2, 3), np.nan)] * 9])
    with pytest.raises(checks.CheckError, match="finite"):
        checks.causal(lambda x: next(answers), np.ones((2, 3)), "the output")


def test_weights_of_nothing_are_no_weights() -> None:
    with pytest.raises(checks.CheckError, match="to hold numbers"):
        checks.sums_to_one(NOTHING, -1, "the weights")
    with pytest.raises(checks.CheckError, match="to hold numbers"):
        checks.masked(NOTHING, np.eye(4), "the weights")
