"""Inputs that a check changes look like a test's own."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import checks
from autograder.checks import CheckError
from autograder.checks.probes import direction, other_future


@pytest.mark.parametrize("dtype", ["int64", "float32", "bool"])
@pytest.mark.parametrize("shape", [(3, 6), (2, 5, 4), (1, 4, 2, 2)])
def test_only_later_inputs_change_to_some_of_the_same(shape: tuple[int, ...], dtype: str) -> None:
    rng = np.random.default_rng(0)
    inputs = rng.integers(0, 1000, size=shape).astype(dtype)
    inputs[0, 0] = 0
    positions = {row.tobytes() for row in inputs.reshape(-1, *shape[2:])}
    for time in range(shape[1] - 1):
        changed = other_future(inputs, time, rng)
        assert changed.dtype == inputs.dtype
        assert np.array_equal(changed[:, : time + 1], inputs[:, : time + 1])
        assert {row.tobytes() for row in changed.reshape(-1, *shape[2:])} <= positions
        if dtype != "bool":
            assert all((one != other).any() for one, other in zip(changed, inputs, strict=True))


def test_equal_inputs_cannot_change() -> None:
    inputs = np.ones((2, 4))
    assert np.array_equal(other_future(inputs, 0, np.random.default_rng(0)), inputs)


def test_two_drawings_differ() -> None:
    inputs = np.arange(24.0).reshape(2, 12)
    one, other = (other_future(inputs, 3, np.random.default_rng()) for _ in range(2))
    assert not np.array_equal(one, other)


def test_a_direction_is_about_as_long_as_signs() -> None:
    rng = np.random.default_rng(0)
    for shape in [(), (1,), (3, 4)]:
        size = float(np.sqrt(np.mean(direction(shape, rng) ** 2)))
        assert 0.75 <= size <= 1.25


def test_a_function_that_knows_the_old_probe_is_found_out() -> None:
    known: list[tuple[np.ndarray, np.ndarray]] = []

    def cheat(x: np.ndarray) -> np.ndarray:
        for before, answer in known:
            for t in range(x.shape[1] - 1):
                if np.array_equal(x[:, t + 1 :], before[:, t + 1 :][:, ::-1] + 1):
                    return answer
        known.append((x, np.ones_like(x) * x.mean(axis=1, keepdims=True)))
        return known[-1][1]

    with pytest.raises(CheckError, match="not to depend on later inputs"):
        checks.causal(cheat, np.random.default_rng(1).normal(size=(2, 6)), "the mean")


def test_what_is_causal_must_have_a_place_for_each_time() -> None:
    with pytest.raises(
        CheckError, match=r"Expected x of a shape that begins with \(2, 6\), but got shape \(2, 1\)\."
    ):
        checks.causal(lambda x: x[:, :1], np.ones((2, 6)), "x")
