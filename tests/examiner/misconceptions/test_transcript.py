"""What arrives is kept so that rounding is no difference, and everything else is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.examiner.misconceptions.recorder import BLOCK, LENGTH, Recorder
from autograder.examiner.misconceptions.transcript import Case, Numbers, different, distance, equal


def heard(
    *values: Any, failed: bool = True, numbers_of: Callable[[object], Any] = lambda value: None
) -> Case:
    recorder = Recorder(numbers_of)
    recorder.begin("case")
    for value in values:
        recorder.arrived(value)
    return recorder.transcript({"case": failed})["case"]


def raised(type_name: str, message: str) -> Case:
    recorder = Recorder(lambda value: None)
    recorder.begin("case")
    recorder.raised(type_name, message)
    return recorder.transcript({"case": True})["case"]


sizes = st.integers(1, 300)
seeds = st.integers(0, 2**32 - 1)
scales = st.floats(-6, 30).map(lambda exponent: 10.0**exponent)


@given(sizes, seeds, scales)
def test_rounding_is_no_difference(size: int, seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=size) * scale
    rounded = (numbers * (1 + rng.uniform(-3e-6, 3e-6, size))).astype("float32").astype("float64")
    assert equal(heard(numbers), heard(rounded))
    assert not different(heard(numbers), heard(rounded))


@given(sizes, seeds)
def test_a_twentieth_of_the_length_is_a_difference(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.uniform(0.1, 1, size)
    step = rng.normal(size=size)
    step *= 0.05 * np.linalg.norm(numbers) / np.linalg.norm(step)
    moved = np.clip(numbers + step, None, 1)
    if np.linalg.norm(moved - numbers) < 0.04 * np.linalg.norm(numbers):
        return
    assert different(heard(numbers), heard(moved))
    assert not equal(heard(numbers), heard(moved))


@pytest.mark.parametrize("place", [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK - 1])
def test_a_difference_is_found_wherever_it_is(place: int) -> None:
    numbers = np.zeros(3 * BLOCK)
    other = numbers.copy()
    other[place] = 50
    assert different(heard(numbers), heard(other))
    swapped = np.roll(other, 1)
    assert different(heard(other), heard(swapped))


def test_a_masked_score_does_not_drown_its_neighbours() -> None:
    assert different(heard(np.array([-1e9, 0.3, 0.5])), heard(np.array([-1e9, 0.5, 0.3])))
    assert different(heard(np.array([-np.inf, 0.3])), heard(np.array([np.inf, 0.3])))
    assert equal(heard(np.array([-np.inf, 0.3])), heard(np.array([-np.inf, 0.3 + 1e-7])))


def test_rounding_around_zero_is_no_difference() -> None:
    assert equal(heard(np.zeros(10)), heard(np.full(10, 3e-8)))


UNLIKE = {
    "shape": (np.ones((2, 3)), np.ones((3, 2))),
    "no number": (np.array([1.0, np.nan]), np.array([1.0, 0.0])),
    "whole numbers": (np.arange(1000), np.r_[np.arange(999), 998]),
    "truth and numbers": (np.array([True]), np.array([1])),
    "complex": (np.array([1 + 1j]), np.array([1 - 1j])),
    "texts": ("a cat", "a dog"),
    "long texts": ("a" * 1000, "a" * 999 + "b"),
    "nothing and zero": (None, 0),
    "large whole numbers": (10**30, 10**30 + 1),
    "lists": ([1, "a"], [1, "b"]),
    "lengths of lists": (["a"], ["a", "a"]),
    "keys": ({"a": 1}, {"b": 1}),
    "values": ({"a": 1.0}, {"a": 2.0}),
    "an object": (object(), None),
}


@pytest.mark.parametrize("what", UNLIKE)
def test_what_differs(what: str) -> None:
    one, other = UNLIKE[what]
    assert different(heard(one), heard(other))
    assert equal(heard(one), heard(one))


ALIKE = {
    "a list and an array": ([1.0, 2.0], np.array([1.0, 2.0], dtype="float32")),
    "whole numbers in a list": ([1, 2], np.array([1, 2], dtype="uint8")),
    "a tuple and a list": (("a", 1.5), ["a", 1.5]),
    "numbers of Python and of numpy": (2.0, np.float32(2)),
    "whole numbers of both": (2, np.int8(2)),
    "the order of keys": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "addresses": ("<Layer at 0x7f00aa>", "<Layer at 0x7f11bb>"),
}


@pytest.mark.parametrize("what", ALIKE)
def test_what_does_not_differ(what: str) -> None:
    one, other = ALIKE[what]
    assert equal(heard(one), heard(other))


def test_whole_numbers_may_stand_for_others_but_make_a_difference() -> None:
    """A student who squares with floats makes the same mistake."""
    whole, other = heard(np.array([1, 2])), heard(np.array([1.0, 2.0]))
    assert equal(whole, other)
    assert different(whole, other)
    assert not equal(whole, heard(np.array([1.0, 2.1])))
    assert not equal(heard(np.array([10**6])), heard(np.array([10**6 + 1])))


def test_a_tensor_is_heard_as_its_numbers() -> None:
    numbers = np.arange(3.0)
    tensor = object()
    assert equal(heard(tensor, numbers_of=lambda value: numbers), heard(numbers))


def test_exceptions_are_equal_but_for_what_passes() -> None:
    assert equal(raised("ValueError", "in dense_3 at 0x7f1"), raised("ValueError", "in dense_14 at 0x8e2"))
    assert different(raised("ValueError", "shapes (2, 3)"), raised("ValueError", "shapes (3, 2)"))
    assert different(raised("ValueError", "no"), raised("TypeError", "no"))


@settings(max_examples=10)
@given(seeds)
def test_a_long_case_stays_short_and_loses_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=4) for _ in range(3 * LENGTH)]
    case = heard(*values)
    assert len(case.heard) == LENGTH + 2
    noisy = [value * (1 + 1e-6) for value in values]
    assert equal(case, heard(*noisy))
    place = int(rng.integers(LENGTH, len(values)))
    other = [*values]
    other[place] = other[place] + 3
    assert different(case, heard(*other))
    assert different(case, heard(*values[:-1]))


def test_how_far_apart_is_in_parts_of_the_size() -> None:
    assert distance(heard(np.array([0.5, 0.0])), heard(np.array([0.5005, 0.0]))) == pytest.approx(
        1e-3, rel=0.01
    )
    assert distance(heard(), heard()) == 0


def test_it_survives_being_written() -> None:
    case = heard(np.arange(3.0), "text", None, [1.0, np.nan], np.array([np.inf]))
    again = msgspec.json.decode(msgspec.json.encode(case), type=Case)
    assert again == case
    assert any(isinstance(entry, Numbers) for entry in again.heard)


def test_what_tells_something() -> None:
    assert heard(object(), 1.0).tells
    assert not heard(object(), object()).tells
    recorder = Recorder(lambda value: None)
    recorder.begin("case")
    recorder.arrived(1.0)
    recorder.missing()
    assert not recorder.transcript({"case": True})["case"].tells
