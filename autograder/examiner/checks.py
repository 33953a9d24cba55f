"""The vocabulary of hidden tests: each check says what was expected, what came, and where to look.

Every value is first turned into a numpy array, so that a check decides on the numbers that arrived from the
candidate and never on what a student's object says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.examiner.remote import described
from autograder.examiner.thresholds import Threshold

DIRECTIONS = 4  # in which a gradient is compared with differences
DRAWS: ContextVar[Callable[[], np.random.Generator]] = ContextVar("DRAWS", default=np.random.default_rng)


class CheckError(AssertionError):
    """A check's verdict; its text is written for the student.

    Attributes:
        share: of the test case's points that are earned all the same.
    """

    share = 0.0


def _fail(expected: str, came: str, hint: str, share: float = 0.0) -> None:
    error = CheckError(f"Expected {expected}, but got {came}." + (f" {hint}" if hint else ""))
    error.share = share
    raise error


def array(value: Any, what: str, hint: str = "") -> NDArray[Any]:
    """The numbers of ``value``; fails where it is not an array of numbers."""
    try:
        result = np.asarray(value)
    except (TypeError, ValueError):  # rows of different lengths, or an object that is no array
        result = np.asarray(None)
    if result.dtype.kind not in "biufc":
        _fail(f"{what} to be an array of numbers", _describe(value, result), hint)
    return result


def _describe(value: Any, result: NDArray[Any]) -> str:
    """What ``value`` is, of which numpy made the ``result`` that holds no numbers."""
    if value is None:
        return "None (is a `return` missing?)"
    if result.dtype.kind in "US" and result.size:
        return "text" if isinstance(value, str | bytes) else "an array of text"
    if isinstance(value, list | tuple):
        return (
            f"a {type(value).__name__} whose rows differ in length, or that holds something else than numbers"
        )
    return described(getattr(value, "type_name", type(value).__name__))


def shape(actual: Any, expected: Sequence[int], what: str, hint: str = "") -> NDArray[Any]:
    """``actual`` has the shape ``expected``; returns its numbers."""
    result = array(actual, what, hint)
    if result.shape != tuple(expected):
        _fail(f"{what} of shape {tuple(expected)}", f"shape {result.shape}", hint)
    return result


def finite(actual: Any, what: str, hint: str = "") -> NDArray[Any]:
    """No entry is NaN or infinite; returns the numbers."""
    result = array(actual, what, hint)
    bad = int(np.size(result) - np.isfinite(result).sum())
    if bad:
        _fail(f"{what} to be finite everywhere", f"{bad} of {np.size(result)} entries NaN or infinite", hint)
    return result


def _some(actual: Any, what: str, hint: str) -> NDArray[Any]:
    """Finite numbers, at least one: everything is true of none."""
    result = finite(actual, what, hint)
    if not result.size:
        _fail(f"{what} to hold numbers", f"none (shape {result.shape})", hint)
    return result


def close(
    actual: Any, expected: Any, what: str, hint: str = "", rtol: float = 1e-4, atol: float = 1e-5
) -> NDArray[Any]:
    """``actual`` equals ``expected`` within ``atol + rtol * |expected|``, shape included."""
    wanted = np.asarray(expected)
    result = finite(shape(actual, wanted.shape, what, hint), what, hint)
    error = np.abs(_wide(result) - _wide(wanted))
    if not np.all(error <= atol + rtol * np.abs(wanted)):
        worst = np.unravel_index(int(np.argmax(error)), error.shape) if error.shape else ()
        place = f" at index {tuple(int(i) for i in worst)}" if worst else ""
        _fail(
            f"{what} to be {_wide(wanted)[worst]:.6g}{place}",
            f"{_wide(result)[worst]:.6g} there (largest error {error[worst]:.3g})",
            hint,
        )
    return result


def _wide(numbers: NDArray[Any]) -> NDArray[Any]:
    """As floats, whose differences neither wrap around like integers nor are refused like booleans."""
    return numbers.astype(np.complex128 if numbers.dtype.kind == "c" else np.float64)


def sums_to_one(weights: Any, axis: int, what: str, hint: str = "", atol: float = 1e-4) -> NDArray[Any]:
    """``weights`` are non-negative and sum to one along ``axis``."""
    result = _some(weights, what, hint)
    if not -result.ndim <= axis < result.ndim:
        _fail(f"{what} with an axis {axis}", f"shape {result.shape}", hint)
    sums = result.sum(axis=axis)
    if np.any(result < -atol):
        _fail(f"{what} to be non-negative", f"a smallest entry of {result.min():.4g}", hint)
    if np.any(np.abs(sums - 1) > atol):
        _fail(
            f"{what} to sum to 1 along axis {axis}",
            f"sums between {sums.min():.4g} and {sums.max():.4g}",
            hint,
        )
    return result


def masked(weights: Any, keep: Any, what: str, hint: str = "", atol: float = 1e-6) -> NDArray[Any]:
    """``weights`` are zero wherever ``keep`` (broadcast to their shape) is false."""
    result = _some(weights, what, hint)
    hidden = ~np.broadcast_to(np.asarray(keep, dtype=bool), result.shape)
    leaked = float(np.abs(result[hidden]).max()) if hidden.any() else 0.0
    if leaked > atol:
        _fail(f"{what} to give masked positions no weight", f"a weight of {leaked:.4g} on one of them", hint)
    return result


def causal(
    function: Callable[[NDArray[Any]], Any],
    inputs: NDArray[Any],
    what: str,
    hint: str = "",
    atol: float = 1e-5,
) -> None:
    """``function(inputs)`` at time t (axis 1) does not change when inputs after t do."""
    before = finite(function(inputs), what, hint)
    for time in range(inputs.shape[1] - 1):
        changed = inputs.copy()
        changed[:, time + 1 :] = changed[:, time + 1 :][:, ::-1] + 1
        after = finite(shape(function(changed), before.shape, what, hint), what, hint)
        moved = float(np.abs(after[:, : time + 1] - before[:, : time + 1]).max())
        if moved > atol:
            _fail(
                f"{what} up to time {time} not to depend on later inputs",
                f"a change of {moved:.3g} when only later inputs changed",
                hint,
            )


def differs(actual: Any, other: Any, what: str, hint: str = "", atol: float = 1e-6) -> None:
    """``actual`` is not ``other``: an input that should matter does."""
    result, before = finite(actual, what, hint), finite(other, what, hint)  # NaN differs from everything
    if np.allclose(result, before, rtol=0, atol=atol):
        _fail(f"{what} to change", "the same numbers as before", hint)


def gradient(
    function: Callable[[NDArray[Any]], Any],
    at: Any,
    claimed: Any,
    what: str,
    hint: str = "",
    step: float = 1e-2,
    rtol: float = 0.1,
) -> None:
    """``claimed`` is the gradient of ``function`` (array to one number) at ``at``, by central differences.

    Along random directions of signs, each entry moved by ``step`` times the entries' size: the slope there
    and the one that the claimed gradient gives may differ by ``rtol`` of the gradient's length.

    Source: Nocedal & Wright, Numerical Optimization (2006), equation 8.7.
    """
    start = _some(at, what, hint)
    slopes = _wide(finite(shape(claimed, start.shape, what, hint), what, hint))
    scale = step * (float(np.sqrt(np.mean(_wide(start) ** 2))) or 1.0)
    rng = DRAWS.get()()
    for _ in range(DIRECTIONS):
        signs = rng.choice([-1.0, 1.0], size=start.shape)
        ahead, behind = (
            float(_some(function((start + way * scale * signs).astype(start.dtype)), what, hint).sum())
            for way in (1, -1)
        )
        measured, expected = (ahead - behind) / (2 * scale), float((slopes * signs).sum())
        if abs(measured - expected) > rtol * max(float(np.linalg.norm(slopes)), abs(measured)):
            _fail(
                f"{what} to give the slope {measured:.4g} that finite differences have along a direction",
                f"{expected:.4g}",
                hint,
            )


def at_least(value: float, limit: float, what: str, hint: str = "") -> None:
    """``value >= limit``; NaN fails. Above a threshold's baseline a share of the points is earned."""
    if _noted(value, limit, at_least=True):
        return
    if not float(value) >= limit:
        _fail(f"{what} of at least {limit:.4g}", f"{float(value):.4g}", hint, _share(value, limit))


def at_most(value: float, limit: float, what: str, hint: str = "") -> None:
    """``value <= limit``; NaN fails. Below a threshold's baseline a share of the points is earned."""
    if _noted(value, limit, at_least=False):
        return
    if not float(value) <= limit:
        _fail(f"{what} of at most {limit:.4g}", f"{float(value):.4g}", hint, _share(value, limit))


def _share(value: float, limit: float) -> float:
    return limit.share(float(value)) if isinstance(limit, Threshold) else 0.0


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
    at_least(float(np.mean(predicted == truth)), limit, what, hint)


def explained_variance(predictions: Any, targets: Any) -> float:
    """R² = 1 - MSE / Var(targets): 1 is perfect, 0 is what the mean of the targets gets, below 0 is worse.

    Source: the coefficient of determination, Draper & Smith, Applied Regression Analysis (1998), 1.3.2.
    """
    truth = np.asarray(targets, dtype=float)
    predicted = finite(shape(predictions, truth.shape, "the predictions"), "the predictions")
    return 1.0 - float(np.mean((predicted - truth) ** 2)) / float(np.var(truth))
