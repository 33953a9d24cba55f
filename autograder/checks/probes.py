"""Inputs that a check makes from a test's own, and that student code cannot tell from those.

Changed values are drawn for each call from the numbers of the inputs, so a change has no pattern to be
recognised by: ids stay ids of the vocabulary, and features keep their distribution.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TRIES = 20  # until a drawing differs from what was there


def other_future(inputs: NDArray[np.generic], time: int, rng: np.random.Generator) -> NDArray[np.generic]:
    """A copy in which each position after ``time`` (axis 1) holds what some position of ``inputs`` holds.

    Every example's later part changes, unless all positions of the inputs are the same.
    """
    changed = inputs.copy()
    positions = inputs.reshape(-1, *inputs.shape[2:])
    unchanged = np.arange(len(inputs))
    for _ in range(TRIES):
        chosen = rng.integers(len(positions), size=(len(unchanged), inputs.shape[1] - time - 1))
        changed[unchanged, time + 1 :] = positions[chosen]
        later = (changed != inputs)[:, time + 1 :].reshape(len(inputs), -1)
        unchanged = np.flatnonzero(~later.any(axis=1))
        if not unchanged.size:
            break
    return changed


def direction(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """A random direction, its entries of size 1 on average, its length a little more or less than that."""
    drawn: NDArray[np.float64] = rng.normal(size=shape)
    length = float(np.sqrt(np.mean(drawn**2))) or 1.0
    return drawn / length * rng.uniform(0.75, 1.25)
