"""Checks of a number against a limit, and the numbers that are compared with one.

A number between a threshold and its baseline earns a share of a test case, which continues: if a later check
fails, nothing is earned.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks.failure import error, fail
from autograder.checks.numbers import Refused, number, wide
from autograder.checks.thresholds import Threshold
from autograder.checks.values import array, finite, quiet, shape
from autograder.message import Message


def at_least(value: Any, limit: float, what: str, hint: str = "") -> None:
    """``value >= limit``; NaN fails. Above a threshold's baseline a share of the points is earned.

    Args:
        value: one number, or an array that holds one.
        limit: a number, or one of ``thresholds``.

    Example:
        >>> at_least(0.55, 0.7, "the accuracy")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the accuracy of at least 0.7, but got 0.55.
    """
    metric = _number(value, what, hint)
    if _noted(metric, limit, at_least=True):
        return
    if not metric >= limit:
        expected = Message("{what} of at least {limit}", {"what": what, "limit": f"{limit:.4g}"})
        fail(expected, f"{metric:.4g}", hint, _share(metric, limit))


def at_most(value: Any, limit: float, what: str, hint: str = "") -> None:
    """``value <= limit``; NaN fails. Below a threshold's baseline a share of the points is earned.

    Args:
        value: one number, or an array that holds one.
        limit: a number, or one of ``thresholds``.

    Example:
        >>> at_most(5.1, 4.6, "the cross-entropy", "Train for longer.")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the cross-entropy of at most 4.6, but got 5.1. ...
    """
    metric = _number(value, what, hint)
    if _noted(metric, limit, at_least=False):
        return
    if not metric <= limit:
        expected = Message("{what} of at most {limit}", {"what": what, "limit": f"{limit:.4g}"})
        fail(expected, f"{metric:.4g}", hint, _share(metric, limit))


def _number(value: Any, what: str, hint: str) -> float:
    try:
        return number(value)
    except Refused as refused:
        expected = Message("{what} to be {expected}", {"what": what, "expected": refused.expected})
        raise error(expected, refused.came, hint) from None


def _share(value: float, limit: float) -> float:
    return limit.share(value) if isinstance(limit, Threshold) else 0.0


def _noted(value: float, limit: float, *, at_least: bool) -> bool:
    """A threshold notes what it is compared with; true while it is calibrated, when nothing fails it."""
    if not isinstance(limit, Threshold):
        return False
    limit.note(value, at_least)
    return limit.calibrating


def accuracy(
    predictions: Any, labels: Any, limit: float, what: str = "accuracy on held-out data", hint: str = ""
) -> None:
    """The share of ``predictions`` (class numbers) equal to ``labels`` is at least ``limit``.

    Args:
        predictions: of the shape of ``labels``.
        limit: a share, from 0 to 1.

    Example:
        >>> accuracy([1, 0, 1, 1], [1, 1, 1, 1], 0.9)
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected accuracy on held-out data of at least 0.9, but got ...
    """
    truth = np.asarray(labels)
    predicted = shape(predictions, truth.shape, "one prediction per example", hint)
    at_least(float(np.mean(predicted == truth)) if truth.size else np.nan, limit, what, hint)


@quiet
def explained_variance(predictions: Any, targets: Any) -> float:
    """R² = 1 - MSE / Var(targets): 1 is perfect, 0 is what the mean of the targets gets, below 0 is worse.

    Args:
        predictions: finite numbers of the shape of ``targets``.

    Source: the coefficient of determination, Draper & Smith, Applied Regression Analysis (1998), 1.3.2.

    Example:
        >>> explained_variance([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
        0.785...
    """
    truth = wide(array(targets, "the targets", allow_complex=False))
    predicted = wide(finite(shape(predictions, truth.shape, "the predictions"), "the predictions"))
    return 1.0 - float(np.mean((predicted - truth) ** 2)) / float(np.var(truth))
