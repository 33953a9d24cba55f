"""Checks of the numbers that arrived: their shape, their size, and what they equal within a tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.failure import error, fail
from autograder.checks.numbers import Refused, numbers, wide
from autograder.message import Message

quiet = np.errstate(all="ignore")  # sums and differences of huge numbers are infinite, and fail every limit


def array(value: Any, what: str, hint: str = "", allow_complex: bool = True) -> NDArray[Any]:
    """The numbers of ``value``, of any shape; fails if it is not an array of numbers.

    All other checks refuse complex numbers unless asked for, since only their real parts would be judged.

    Args:
        what: what the value is called in the student's sentence, as in all checks.
        hint: where the student should look, as in all checks.
        allow_complex: whether complex numbers are accepted.

    Returns:
        ``bool``, ``int64``, ``float32``, ``float64`` or, if allowed, ``complex128``.

    Raises:
        CheckError: here and in all checks, with the sentence for the student.

    Example:
        >>> array([1, 2], "your result").dtype
        dtype('int64')
        >>> array([[1, 2], [3]], "your result")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected your result to be an array of numbers, but got ...
    """
    try:
        return numbers(value, allow_complex)
    except Refused as refused:
        expected = Message("{what} to be {expected}", {"what": what, "expected": refused.expected})
        raise error(expected, refused.came, hint) from None


def shape(
    actual: Any, expected: Sequence[int], what: str, hint: str = "", allow_complex: bool = False
) -> NDArray[Any]:
    """``actual`` has the shape ``expected``; returns its numbers.

    Example:
        >>> shape([[1.0, 2.0]], (2, 1), "the scores", "One row for each query.")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the scores of shape (2, 1), but got shape (1, 2). ...
    """
    result = array(actual, what, hint, allow_complex)
    if result.shape != tuple(expected):
        wanted = Message("{what} of shape {shape}", {"what": what, "shape": str(tuple(expected))})
        fail(wanted, of_shape(result), hint)
    return result


def of_shape(result: NDArray[Any]) -> Message:
    """What came, where its shape is wrong."""
    return Message("shape {shape}", {"shape": str(result.shape)})


def finite(actual: Any, what: str, hint: str = "", allow_complex: bool = False) -> NDArray[Any]:
    """No entry is NaN or infinite; returns the numbers, of whatever shape.

    Example:
        >>> finite([0.0, float("nan")], "the loss")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the loss to be finite everywhere, but got 1 of 2 ...
    """
    result = array(actual, what, hint, allow_complex)
    bad = int(np.size(result) - np.isfinite(result).sum())
    if bad:
        fail(
            Message("{what} to be finite everywhere", {"what": what}),
            Message("{bad} of {all} entries NaN or infinite", {"bad": bad, "all": int(np.size(result))}),
            hint,
        )
    return result


def some(actual: Any, what: str, hint: str) -> NDArray[Any]:
    """Finite numbers, at least one: every check would hold for an empty array."""
    result = finite(actual, what, hint)
    if not result.size:
        fail(
            Message("{what} to hold numbers", {"what": what}),
            Message("none (shape {shape})", {"shape": str(result.shape)}),
            hint,
        )
    return result


@quiet
def close(
    actual: Any, expected: Any, what: str, hint: str = "", rtol: float = 1e-4, atol: float = 1e-5
) -> NDArray[Any]:
    """``actual`` equals ``expected`` within ``atol + rtol * |expected|``, shape included.

    Complex numbers are compared if complex ones are expected.

    Args:
        expected: an array of the shape that ``actual`` must have.

    Returns:
        The numbers of ``actual``.

    Example:
        >>> close([1.0, 2.5], [1.0, 2.0], "the context")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the context to be 2 at index (1,), but got 2.5 ...
    """
    target = wide(array(expected, f"what {what} should equal", allow_complex=True))
    result = shape(actual, target.shape, what, hint, target.dtype.kind == "c")
    entries = wide(finite(result, what, hint, target.dtype.kind == "c"))
    off = np.abs(entries - target)
    if not np.all((off <= atol + rtol * np.abs(target)) & np.isfinite(off)):
        worst = np.unravel_index(int(np.argmax(off)), off.shape) if off.shape else ()
        values = {"what": what, "wanted": f"{target[worst]:.6g}", "index": str(tuple(int(i) for i in worst))}
        fail(
            Message("{what} to be {wanted} at index {index}", values)
            if worst
            else Message("{what} to be {wanted}", values),
            Message(
                "{actual} there (largest error {error})",
                {"actual": f"{entries[worst]:.6g}", "error": f"{off[worst]:.3g}"},
            ),
            hint,
        )
    return result


@quiet
def sums_to_one(weights: Any, axis: int, what: str, hint: str = "", atol: float = 1e-4) -> NDArray[Any]:
    """``weights``, of any shape, are non-negative and sum to one along ``axis``, within ``atol``.

    Returns:
        The numbers of ``weights``.

    Example:
        >>> sums_to_one([[0.5, 0.6]], -1, "the weights")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the weights to sum to 1 along axis -1, but got sums ...
    """
    result = some(weights, what, hint)
    if not -result.ndim <= axis < result.ndim:
        fail(Message("{what} with an axis {axis}", {"what": what, "axis": axis}), of_shape(result), hint)
    entries = wide(result)
    sums = entries.sum(axis=axis)
    if np.any(entries < -atol):
        fail(
            Message("{what} to be non-negative", {"what": what}),
            Message("a smallest entry of {entry}", {"entry": f"{entries.min():.4g}"}),
            hint,
        )
    if not np.all(np.abs(sums - 1) <= atol):
        fail(
            Message("{what} to sum to 1 along axis {axis}", {"what": what, "axis": axis}),
            Message(
                "sums between {least} and {most}",
                {"least": f"{sums.min():.4g}", "most": f"{sums.max():.4g}"},
            ),
            hint,
        )
    return result


def masked(weights: Any, keep: Any, what: str, hint: str = "", atol: float = 1e-6) -> NDArray[Any]:
    """``weights`` are zero, within ``atol``, wherever ``keep`` (broadcast to their shape) is false.

    Returns:
        The numbers of ``weights``.

    Example:
        >>> masked([0.75, 0.25], [True, False], "the weights")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the weights to give masked positions no weight, but ...
    """
    result = some(weights, what, hint)
    hidden = ~np.broadcast_to(array(keep, f"the mask of {what}") != 0, result.shape)
    leaked = float(np.abs(wide(result)[hidden]).max()) if hidden.any() else 0.0
    if leaked > atol:
        fail(
            Message("{what} to give masked positions no weight", {"what": what}),
            Message("a weight of {weight} on one of them", {"weight": f"{leaked:.4g}"}),
            hint,
        )
    return result


@quiet
def differs(actual: Any, other: Any, what: str, hint: str = "", atol: float = 1e-6) -> None:
    """``actual`` is not ``other``, an array of the same shape: an input that should matter does matter.

    Args:
        atol: at least one entry must differ by more than this.

    Example:
        >>> differs([1.0, 2.0], [1.0, 2.0], "the output for other words")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the output for other words to change, but got the ...
    """
    before = wide(finite(other, what, hint))  # NaN differs from everything
    result = wide(finite(shape(actual, before.shape, what, hint), what, hint))
    if np.all(np.abs(result - before) <= atol):
        fail(Message("{what} to change", {"what": what}), Message("the same numbers as before"), hint)
