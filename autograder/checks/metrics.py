"""Checks of a number against a limit, and the numbers that are compared with one.

A number between a threshold and its baseline earns a share of a test case, which goes on all the same: where
a later check fails, nothing is earned.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks.failure import error, fail
from autograder.checks.numbers import Refused, number, wide
from autograder.checks.thresholds import Threshold
from autograder.checks.values import array, finite, quiet, shape


def at_least(value: Any, limit: float, what: str, hint: str = "") -> None:
    """``value >= limit``; NaN fails. Above a threshold's baseline a share of the points is earned."""
    came = _number(value, what, hint)
    if _noted(came, limit, at_least=True):
        return
    if not came >= limit:
        fail(f"{what} of at least {limit:.4g}", f"{came:.4g}", hint, _share(came, limit))


def at_most(value: Any, limit: float, what: str, hint: str = "") -> None:
    """``value <= limit``; NaN fails. Below a threshold's baseline a share of the points is earned."""
    came = _number(value, what, hint)
    if _noted(came, limit, at_least=False):
        return
    if not came <= limit:
        fail(f"{what} of at most {limit:.4g}", f"{came:.4g}", hint, _share(came, limit))


def _number(value: Any, what: str, hint: str) -> float:
    try:
        return number(value)
    except Refused as refused:
        raise error(f"{what} to be {refused.expected}", refused.came, hint) from None


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
    """The share of ``predictions`` (class numbers) equal to ``labels`` is at least ``limit``."""
    truth = np.asarray(labels)
    predicted = shape(predictions, truth.shape, "one prediction per example", hint)
    at_least(float(np.mean(predicted == truth)) if truth.size else np.nan, limit, what, hint)


@quiet
def explained_variance(predictions: Any, targets: Any) -> float:
    """R² = 1 - MSE / Var(targets): 1 is perfect, 0 is what the mean of the targets gets, below 0 is worse.

    Source: the coefficient of determination, Draper & Smith, Applied Regression Analysis (1998), 1.3.2.
    """
    truth = wide(array(targets, "the targets", allow_complex=False))
    predicted = wide(finite(shape(predictions, truth.shape, "the predictions"), "the predictions"))
    return 1.0 - float(np.mean((predicted - truth) ** 2)) / float(np.var(truth))
