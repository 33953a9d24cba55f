"""Each check passes what is right, fails what is not, and its text says what was expected and what came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import checks
from autograder.checks import CheckError

HALVES = np.full((2, 2), 0.5)


def fails(*words: str) -> Any:
    """Expects a verdict with these words in this order."""
    return pytest.raises(CheckError, match=".*".join(words))


def test_array_takes_whatever_numpy_does() -> None:
    for value in (3, 2.5, True, [[1, 2], [3, 4]], np.float32(1), np.arange(3), 1j):
        assert np.array_equal(checks.array(value, "x"), np.asarray(value))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, r"None \(is a `return` missing\?\)"),
        ("text", "text"),
        ({"a": 1}, "a value of type dict"),
        ([[1], [1, 2]], "a list whose rows differ in length, or that holds something else than numbers"),
        (np.array(["a"]), "an array of text"),
        (
            np.array([None]),
            r"an array of objects \(rows of different lengths, or something else than numbers\)",
        ),
    ],
)
def test_array_refuses_what_is_no_array_of_numbers(value: object, said: str) -> None:
    with fails("Expected weights to be an array of numbers, but got", said, "Look at axis 1"):
        checks.array(value, "weights", "Look at axis 1.")


def test_shape_is_that_of_the_numbers_that_came() -> None:
    assert checks.shape([[1, 2]], (1, 2), "x").shape == (1, 2)
    with fails(r"Expected x of shape \(2, 1\), but got shape \(1, 2\)\."):
        checks.shape([[1, 2]], (2, 1), "x")


def test_finite_counts_what_is_not() -> None:
    checks.finite([1, 2], "x")
    with fails("finite everywhere, but got 2 of 3 entries NaN or infinite"):
        checks.finite([np.nan, 1, -np.inf], "x")


def test_close_names_the_worst_place() -> None:
    checks.close([1, 2.00001], [1, 2], "x")
    with fails(r"Expected x to be 3 at index \(1, 0\), but got 5 there \(largest error 2\)"):
        checks.close([[1, 2], [5, 4.5]], [[1, 2], [3, 4]], "x")
    with fails("Expected x to be 3, but got 4"):
        checks.close(4, 3, "x")


@pytest.mark.parametrize("came", [[1], [[1, 1]], [1, np.nan], [1, np.inf], None, [1, 1.001]])
def test_close_fails(came: object) -> None:
    with fails("Expected x"):
        checks.close(came, [1, 1], "x")


def test_close_compares_integers_and_booleans_as_numbers() -> None:
    """Their differences wrap around, or are refused, in their own types."""
    largest = np.iinfo(np.int64).max
    with fails(r"largest error 1\.84e\+19"):
        checks.close(np.array([largest]), np.array([-largest]), "x", atol=5, rtol=0)
    checks.close(np.array([2], np.uint8), np.array([3], np.uint8), "x", atol=1, rtol=0)
    checks.close([True, False], np.array([True, False]), "mask")
    with fails("Expected mask to be 1"):
        checks.close([False, False], np.array([True, False]), "mask")
    with fails("to be 2"):
        checks.close([1j], [2 + 0j], "x")


def test_close_of_nothing_is_close() -> None:
    assert checks.close(np.zeros((0, 3)), np.zeros((0, 3)), "x").size == 0
    with fails(r"shape \(0, 2\)"):
        checks.close(np.zeros((0, 2)), np.zeros((0, 3)), "x")


def test_sums_to_one() -> None:
    checks.sums_to_one(HALVES, 1, "weights")
    with fails("to sum to 1 along axis 0, but got sums between 0.2 and 1.8"):
        checks.sums_to_one([[0.1, 0.9], [0.1, 0.9]], 0, "weights")
    with fails("non-negative", "-0.5"):
        checks.sums_to_one([1.5, -0.5], 0, "weights")
    with fails("an axis 2", r"shape \(2, 2\)"):
        checks.sums_to_one(HALVES, 2, "weights")


def test_masked() -> None:
    checks.masked([[1, 0], [1, 0]], [True, False], "weights")
    checks.masked(HALVES, True, "weights")
    with fails("masked positions no weight, but got a weight of 0.5"):
        checks.masked(HALVES, [True, False], "weights")


def test_causal() -> None:
    inputs = np.random.default_rng(0).normal(size=(2, 5, 3))
    checks.causal(lambda x: np.cumsum(x, axis=1), inputs, "the states")
    with fails("not to depend on later inputs", "a change of"):  # of which time depends on the draw
        checks.causal(lambda x: np.cumsum(x[:, ::-1], axis=1), inputs, "the states")
    with fails("shape"):
        checks.causal(lambda x: x[:, : int(abs(x).sum() * 10) % 5], inputs, "the states")


def test_differs() -> None:
    checks.differs([1, 2], [1, 3], "the output")
    with fails("the output to change, but got the same numbers"):
        checks.differs([1, 2], [1, 2], "the output")


def test_limits_fail_on_nan() -> None:
    checks.at_least(0.9, 0.9, "accuracy")
    checks.at_most(0.1, 0.1, "loss")
    for value in (0.8, np.nan):
        with fails("accuracy of at least 0.9, but got"):
            checks.at_least(value, 0.9, "accuracy")
    for value in (0.2, np.nan):
        with fails("loss of at most 0.1, but got"):
            checks.at_most(value, 0.1, "loss")


def test_accuracy_is_counted_here() -> None:
    labels = [0, 1, 2, 1]
    checks.accuracy([0, 1, 2, 0], labels, 0.75)
    with fails("accuracy on held-out data of at least 0.8, but got 0.75"):
        checks.accuracy([0, 1, 2, 0], labels, 0.8)
    with fails(r"one prediction per example of shape \(4,\), but got shape \(\)"):
        checks.accuracy(1.0, labels, 0.5)  # one number that equals every label would be broadcast


def test_explained_variance() -> None:
    targets = np.array([1.0, 2, 3, 6])
    assert checks.explained_variance(targets, targets) == 1
    assert checks.explained_variance(np.full(4, 3.0), targets) == 0
    assert checks.explained_variance(-targets, targets) < 0
    with fails("the predictions of shape"):
        checks.explained_variance(targets[:, None], targets)
    with fails("finite"):
        checks.explained_variance([np.nan] * 4, targets)


def loss(w: np.ndarray) -> float:
    return float(np.tanh(w).sum() ** 2)


def slopes(w: np.ndarray) -> np.ndarray:
    return np.asarray(2 * np.tanh(w).sum() * (1 - np.tanh(w) ** 2))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradient_takes_the_right_one(dtype: str) -> None:
    w = np.random.default_rng(1).normal(size=(6, 5)).astype(dtype)
    checks.gradient(loss, w, slopes(w), "the gradient")


def test_gradient_refuses_what_finite_differences_do_not_show() -> None:
    w = np.random.default_rng(1).normal(size=(6, 5))
    for wrong in (np.zeros((6, 5)), 2 * slopes(w), -slopes(w), np.random.default_rng(2).normal(size=(6, 5))):
        with fails("Expected the gradient to give the slope", "finite differences", "Look at the detach"):
            checks.gradient(loss, w, wrong, "the gradient", "Look at the detach.")
    with fails("finite everywhere"):
        checks.gradient(loss, w, np.full((6, 5), np.nan), "the gradient")
    with fails(r"of shape \(6, 5\)"):
        checks.gradient(loss, w, 0.0, "the gradient")
