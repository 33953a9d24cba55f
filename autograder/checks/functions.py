"""Checks of what a function does: whether it looks ahead, and whether its gradient is right."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.failure import fail
from autograder.checks.numbers import wide
from autograder.checks.probes import direction, other_future
from autograder.checks.values import finite, of_shape, quiet, shape, some
from autograder.message import Message

DIRECTIONS = 4  # in which a gradient is compared with differences
DRAWS: ContextVar[Callable[[], np.random.Generator]] = ContextVar("DRAWS", default=np.random.default_rng)


@quiet
def causal(
    function: Callable[[NDArray[Any]], Any],
    inputs: NDArray[Any],
    what: str,
    hint: str = "",
    atol: float = 1e-5,
) -> None:
    """``function(inputs)`` at time t (axis 1) does not change when inputs after t do.

    The changed inputs are drawn from ``inputs`` themselves. A function that remembers its answers can repeat
    one if an input begins like an earlier one: let the same test case compare answers with right ones too.

    Args:
        function: gets an array like ``inputs``; its result begins with the same two axes.
        inputs: of shape (batch, time, ...).
        atol: how far an entry may move.

    Example:
        >>> causal(lambda x: x.cumsum(axis=1), np.arange(6.0).reshape(1, 6), "the states")
        >>> causal(lambda x: x - x.mean(axis=1, keepdims=True), np.arange(6.0).reshape(1, 6), "the states")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the states up to time ... not to depend on later ...
    """
    before = wide(finite(function(inputs), what, hint))
    if before.shape[:2] != inputs.shape[:2]:
        begins = {"what": what, "shape": str(inputs.shape[:2])}
        fail(Message("{what} of a shape that begins with {shape}", begins), of_shape(before), hint)
    rng = DRAWS.get()()
    for time in range(inputs.shape[1] - 1):
        changed = other_future(inputs, time, rng)
        after = wide(finite(shape(function(changed), before.shape, what, hint), what, hint))
        moved = float(np.abs(after[:, : time + 1] - before[:, : time + 1]).max(initial=0.0))
        if not moved <= atol:
            fail(
                Message(
                    "{what} up to time {time} not to depend on later inputs", {"what": what, "time": time}
                ),
                Message("a change of {change} when only later inputs changed", {"change": f"{moved:.3g}"}),
                hint,
            )


@quiet
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

    Along random directions, each entry moves by about ``step`` times the entries' size. The slope there and
    the slope that the claimed gradient implies may differ by ``rtol`` times the gradient's length.

    Args:
        function: gets an array of the shape and type of ``at``.
        claimed: of the shape of ``at``.

    Source: Nocedal & Wright, Numerical Optimization (2006), equation 8.7.

    Example:
        >>> gradient(lambda x: (x**2).sum(), [1.0, 2.0], [2.0, 4.0], "the gradient")
        >>> gradient(lambda x: (x**2).sum(), [1.0, 2.0], [-2.0, -4.0], "the gradient")
        Traceback (most recent call last):
        autograder.checks.failure.CheckError: Expected the gradient to give the slope ...
    """
    start = some(at, what, hint)
    kind = start.dtype if start.dtype.kind == "f" else np.dtype(float)
    slopes = wide(finite(shape(claimed, start.shape, what, hint), what, hint))
    scale = step * (float(np.sqrt(np.mean(wide(start) ** 2))) or 1.0)
    rng = DRAWS.get()()
    for _ in range(DIRECTIONS):
        move = scale * direction(start.shape, rng)
        ahead, behind = (
            float(wide(some(function((start + way * move).astype(kind)), what, hint)).sum())
            for way in (1, -1)
        )
        measured, expected = (ahead - behind) / (2 * scale), float((slopes * move).sum()) / scale
        if not abs(measured - expected) <= rtol * max(float(np.linalg.norm(slopes)), abs(measured)):
            fail(
                Message(
                    "{what} to give the slope {slope} that finite differences have along a direction",
                    {"what": what, "slope": f"{measured:.4g}"},
                ),
                f"{expected:.4g}",
                hint,
            )
