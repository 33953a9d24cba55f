"""The vocabulary of hidden tests: each check says what was expected, what came, and where to look.

Every value is first turned into a numpy array of a type that cannot wrap (``numbers``), so that a check
decides on the numbers that arrived from the candidate and never on what a student's object says of itself.

A number between a threshold and its baseline earns a share of a test case, which goes on all the same: where
a later check fails, nothing is earned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.examiner.numbers import Refused, number, numbers, wide
from autograder.examiner.probes import direction, other_future
from autograder.examiner.thresholds import Threshold

DIRECTIONS = 4  # in which a gradient is compared with differences
DRAWS: ContextVar[Callable[[], np.random.Generator]] = ContextVar("DRAWS", default=np.random.default_rng)
_quiet = np.errstate(all="ignore")  # sums and differences of huge numbers are infinite, and fail every limit
_SHORT: ContextVar[list[CheckError] | None] = ContextVar("_SHORT", default=None)


class CheckError(AssertionError):
    """A check's verdict; its text is written for the student.

    Attributes:
        share: of the test case's points that are earned all the same.
    """

    share = 0.0


def _error(expected: str, came: str, hint: str) -> CheckError:
    return CheckError(f"Expected {expected}, but got {came}." + (f" {hint}" if hint else ""))


def _fail(expected: str, came: str, hint: str, share: float = 0.0) -> None:
    error, short = _error(expected, came, hint), _SHORT.get()
    error.share = share
    if not share or short is None:
        raise error
    short.append(error)


@contextmanager
def shortfalls() -> Iterator[list[CheckError]]:
    """Collects, of one test case, the checks that earn a share of it, instead of ending it there."""
    short: list[CheckError] = []
    token = _SHORT.set(short)
    try:
        yield short
    finally:
        _SHORT.reset(token)


def array(value: Any, what: str, hint: str = "", allow_complex: bool = True) -> NDArray[Any]:
    """The numbers of ``value``; fails where it is no array of numbers.

    All checks but this one refuse complex numbers, whose real part alone would be judged, unless asked for.
    """
    try:
        return numbers(value, allow_complex)
    except Refused as refused:
        raise _error(f"{what} to be {refused.expected}", refused.came, hint) from None


def shape(
    actual: Any, expected: Sequence[int], what: str, hint: str = "", allow_complex: bool = False
) -> NDArray[Any]:
    """``actual`` has the shape ``expected``; returns its numbers."""
    result = array(actual, what, hint, allow_complex)
    if result.shape != tuple(expected):
        _fail(f"{what} of shape {tuple(expected)}", f"shape {result.shape}", hint)
    return result


def finite(actual: Any, what: str, hint: str = "", allow_complex: bool = False) -> NDArray[Any]:
    """No entry is NaN or infinite; returns the numbers."""
    result = array(actual, what, hint, allow_complex)
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


@_quiet
def close(
    actual: Any, expected: Any, what: str, hint: str = "", rtol: float = 1e-4, atol: float = 1e-5
) -> NDArray[Any]:
    """``actual`` equals ``expected`` within ``atol + rtol * |expected|``, shape included.

    Complex numbers are compared where complex ones are expected.
    """
    wanted = wide(array(expected, f"what {what} should equal", allow_complex=True))
    result = shape(actual, wanted.shape, what, hint, wanted.dtype.kind == "c")
    came = wide(finite(result, what, hint, wanted.dtype.kind == "c"))
    error = np.abs(came - wanted)
    if not np.all((error <= atol + rtol * np.abs(wanted)) & np.isfinite(error)):
        worst = np.unravel_index(int(np.argmax(error)), error.shape) if error.shape else ()
        place = f" at index {tuple(int(i) for i in worst)}" if worst else ""
        _fail(
            f"{what} to be {wanted[worst]:.6g}{place}",
            f"{came[worst]:.6g} there (largest error {error[worst]:.3g})",
            hint,
        )
    return result


@_quiet
def sums_to_one(weights: Any, axis: int, what: str, hint: str = "", atol: float = 1e-4) -> NDArray[Any]:
    """``weights`` are non-negative and sum to one along ``axis``."""
    result = _some(weights, what, hint)
    if not -result.ndim <= axis < result.ndim:
        _fail(f"{what} with an axis {axis}", f"shape {result.shape}", hint)
    entries = wide(result)
    sums = entries.sum(axis=axis)
    if np.any(entries < -atol):
        _fail(f"{what} to be non-negative", f"a smallest entry of {entries.min():.4g}", hint)
    if not np.all(np.abs(sums - 1) <= atol):
        _fail(
            f"{what} to sum to 1 along axis {axis}",
            f"sums between {sums.min():.4g} and {sums.max():.4g}",
            hint,
        )
    return result


def masked(weights: Any, keep: Any, what: str, hint: str = "", atol: float = 1e-6) -> NDArray[Any]:
    """``weights`` are zero wherever ``keep`` (broadcast to their shape) is false."""
    result = _some(weights, what, hint)
    hidden = ~np.broadcast_to(array(keep, f"the mask of {what}") != 0, result.shape)
    leaked = float(np.abs(wide(result)[hidden]).max()) if hidden.any() else 0.0
    if leaked > atol:
        _fail(f"{what} to give masked positions no weight", f"a weight of {leaked:.4g} on one of them", hint)
    return result


@_quiet
def causal(
    function: Callable[[NDArray[Any]], Any],
    inputs: NDArray[Any],
    what: str,
    hint: str = "",
    atol: float = 1e-5,
) -> None:
    """``function(inputs)`` at time t (axis 1) does not change when inputs after t do.

    The changed inputs are drawn from ``inputs`` themselves. A function that remembers its answers can repeat
    one where an input begins like an earlier one: let the same test case compare answers with right ones too.
    """
    before = wide(finite(function(inputs), what, hint))
    if before.shape[:2] != inputs.shape[:2]:
        _fail(f"{what} of a shape that begins with {inputs.shape[:2]}", f"shape {before.shape}", hint)
    rng = DRAWS.get()()
    for time in range(inputs.shape[1] - 1):
        changed = other_future(inputs, time, rng)
        after = wide(finite(shape(function(changed), before.shape, what, hint), what, hint))
        moved = float(np.abs(after[:, : time + 1] - before[:, : time + 1]).max(initial=0.0))
        if not moved <= atol:
            _fail(
                f"{what} up to time {time} not to depend on later inputs",
                f"a change of {moved:.3g} when only later inputs changed",
                hint,
            )


@_quiet
def differs(actual: Any, other: Any, what: str, hint: str = "", atol: float = 1e-6) -> None:
    """``actual`` is not ``other``, an array of the same shape: an input that should matter does."""
    before = wide(finite(other, what, hint))  # NaN differs from everything
    result = wide(finite(shape(actual, before.shape, what, hint), what, hint))
    if np.all(np.abs(result - before) <= atol):
        _fail(f"{what} to change", "the same numbers as before", hint)


@_quiet
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

    Along random directions, each entry moved by about ``step`` times the entries' size: the slope there and
    the one that the claimed gradient gives may differ by ``rtol`` of the gradient's length.

    Source: Nocedal & Wright, Numerical Optimization (2006), equation 8.7.
    """
    start = _some(at, what, hint)
    kind = start.dtype if start.dtype.kind == "f" else np.dtype(float)
    slopes = wide(finite(shape(claimed, start.shape, what, hint), what, hint))
    scale = step * (float(np.sqrt(np.mean(wide(start) ** 2))) or 1.0)
    rng = DRAWS.get()()
    for _ in range(DIRECTIONS):
        move = scale * direction(start.shape, rng)
        ahead, behind = (
            float(wide(_some(function((start + way * move).astype(kind)), what, hint)).sum())
            for way in (1, -1)
        )
        measured, expected = (ahead - behind) / (2 * scale), float((slopes * move).sum()) / scale
        if not abs(measured - expected) <= rtol * max(float(np.linalg.norm(slopes)), abs(measured)):
            _fail(
                f"{what} to give the slope {measured:.4g} that finite differences have along a direction",
                f"{expected:.4g}",
                hint,
            )


def at_least(value: Any, limit: float, what: str, hint: str = "") -> None:
    """``value >= limit``; NaN fails. Above a threshold's baseline a share of the points is earned."""
    came = _number(value, what, hint)
    if _noted(came, limit, at_least=True):
        return
    if not came >= limit:
        _fail(f"{what} of at least {limit:.4g}", f"{came:.4g}", hint, _share(came, limit))


def at_most(value: Any, limit: float, what: str, hint: str = "") -> None:
    """``value <= limit``; NaN fails. Below a threshold's baseline a share of the points is earned."""
    came = _number(value, what, hint)
    if _noted(came, limit, at_least=False):
        return
    if not came <= limit:
        _fail(f"{what} of at most {limit:.4g}", f"{came:.4g}", hint, _share(came, limit))


def _number(value: Any, what: str, hint: str) -> float:
    try:
        return number(value)
    except Refused as refused:
        raise _error(f"{what} to be {refused.expected}", refused.came, hint) from None


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


@_quiet
def explained_variance(predictions: Any, targets: Any) -> float:
    """R² = 1 - MSE / Var(targets): 1 is perfect, 0 is what the mean of the targets gets, below 0 is worse.

    Source: the coefficient of determination, Draper & Smith, Applied Regression Analysis (1998), 1.3.2.
    """
    truth = wide(array(targets, "the targets", allow_complex=False))
    predicted = wide(finite(shape(predictions, truth.shape, "the predictions"), "the predictions"))
    return 1.0 - float(np.mean((predicted - truth) ** 2)) / float(np.var(truth))
