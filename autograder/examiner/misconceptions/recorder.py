"""Takes down what arrives from a candidate while tests run."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.examiner.misconceptions.transcript import MISSING, OBJECT, Case, Numbers, Transcript

DIRECTIONS = 4  # a difference of a hundredth hides from all of them once in 20,000 times
BLOCK = 2**16  # entries whose signs are drawn together
LENGTH = 48  # entries of a case that are kept one by one; those after them are kept as if they were one
DIGITS = 7

# What differs between two runs of the same mistake: addresses, numbers that names are given, files and lines.
PASSING = re.compile(r"0x[0-9a-fA-F]+|(?<=[A-Za-z])_\d+|<ipython-input[^>]*>|/[\w./-]+|\blines? \d+")


class Recorder:
    """Takes down what arrives, case by case.

    Args:
        numbers_of: the numbers that came with an object that is not plain data; None if none did.
    """

    def __init__(self, numbers_of: Callable[[object], NDArray[Any] | None]) -> None:
        self._numbers_of = numbers_of
        self._cases: dict[str, _Notes] = {}
        self._notes = _Notes()

    def begin(self, case: str) -> None:
        """What arrives from now on belongs to ``case``."""
        self._notes = self._cases[case] = _Notes()

    def arrived(self, value: object) -> None:
        """Plain data, an array, or an object that stays in the candidate."""
        kind = type(value)
        if kind in (bool, float, complex) or isinstance(value, np.ndarray | np.generic) or _fits(value):
            self._notes.add_array(np.asarray(value))
        elif value is None or kind in (int, str, bytes, slice, type(...)):
            self._notes.add(_exact(value))
        elif isinstance(value, list | tuple):
            self._sequence(value)
        elif isinstance(value, dict):
            self._notes.add(f"dict of {len(value)}")
            for key in sorted(value, key=repr):
                self._notes.add(_exact(key))
                self.arrived(value[key])
        elif (array := self._numbers_of(value)) is not None:
            self._notes.add_array(array)
        else:
            self._notes.add(OBJECT)

    def raised(self, type_name: str, message: str) -> None:
        """An exception of the student's code."""
        self._notes.add(f"{type_name} {_digest(PASSING.sub('…', message).encode())}")

    def missing(self) -> None:
        """The notebook does not define what the test asks for."""
        self._notes.add(MISSING)

    def transcript(self, failed: dict[str, bool]) -> Transcript:
        """All that was taken down; ``failed`` says how each test case went."""
        return {case: Case(failed[case], notes.entries()) for case, notes in self._cases.items()}

    def _sequence(self, values: list[Any] | tuple[Any, ...]) -> None:
        """A list of numbers is heard like an array of them: which of the two is a matter of taste."""
        kinds = {type(value) for value in values}
        if values and kinds <= {int, float} and float in kinds:
            self._notes.add_array(np.asarray([float(value) for value in values]))
        elif values and all(_fits(value) for value in values):
            self._notes.add_array(np.asarray(values, dtype=np.int64))
        else:
            self._notes.add(f"list of {len(values)}")
            for value in values:
                self.arrived(value)


class _Notes:
    """One case's entries; what comes after the first ``LENGTH`` is summed up."""

    def __init__(self) -> None:
        self._first: list[str | Numbers] = []
        self._more = 0
        self._digest = hashlib.sha256()
        self._nan = self._size = 0
        self._square = 0.0
        self._along = np.zeros(DIRECTIONS)

    def add(self, text: str) -> None:
        if len(self._first) < LENGTH:
            self._first.append(text)
        else:
            self._more += 1
            self._digest.update(f"{len(text)} {text}".encode(errors="replace"))

    def add_array(self, array: NDArray[Any]) -> None:
        if array.dtype.kind not in "iufc":  # truth values, texts
            content = array.tobytes() if array.dtype.kind == "b" else repr(array.tolist()).encode()
            self.add(f"{array.dtype.kind} {list(array.shape)} {_digest(content)}")
            return
        exact = ""
        if array.dtype.kind in "iu":
            array = array.astype(np.int64)
            exact = _digest(np.ascontiguousarray(array).tobytes())
        later = len(self._first) >= LENGTH
        nan, norm, along = _measure(array, self._size if later else 0)
        if not later:
            projections = [*map(_short, along)]
            self._first.append(
                Numbers(array.dtype.kind, exact, list(array.shape), nan, _short(norm), projections)
            )
            return
        self.add(f"array {list(array.shape)}")
        self._nan += nan
        self._size += array.size * (2 if array.dtype.kind == "c" else 1)
        self._square += norm**2
        self._along += along

    def entries(self) -> list[str | Numbers]:
        if not self._more:
            return self._first
        along = [*map(_short, self._along.tolist())]
        rest = Numbers("f", "", [self._size], self._nan, _short(math.sqrt(self._square)), along)
        return [*self._first, f"{self._more} more {self._digest.hexdigest()[:16]}", rest]


def _measure(array: NDArray[Any], offset: int) -> tuple[int, float, list[float]]:
    """How many are NaN, the length, and the projections; ``offset`` is the place among the directions' signs.

    Numbers beyond 1 count by their logarithm: a masked score of -1e9 must not drown its neighbours.
    """
    flat = np.ascontiguousarray(array).reshape(-1)
    flat = flat.view(flat.real.dtype) if array.dtype.kind == "c" else flat
    nan, square, along = 0, 0.0, np.zeros(DIRECTIONS)
    at = 0
    while at < len(flat):
        block, start = divmod(offset + at, BLOCK)
        part = flat[at : at + BLOCK - start].astype(np.float64)
        nan += int(np.isnan(part).sum())
        size = np.minimum(np.abs(np.nan_to_num(part, nan=0.0)), np.finfo(np.float64).max)
        size = np.where(size <= 1, size, 1 + np.log(np.maximum(size, 1)))
        small = np.nan_to_num(np.sign(part)) * size
        square += float(small @ small)
        along += _signs(block)[:, start : start + len(part)] @ small
        at += len(part)
    return nan, math.sqrt(square), along.tolist()


@lru_cache(maxsize=16)
def _signs(block: int) -> NDArray[np.float64]:
    bits = np.random.default_rng([1746, block]).integers(0, 2, size=(DIRECTIONS, BLOCK))
    signs: NDArray[np.float64] = (2 * bits - 1).astype(np.float64)
    return signs


def _fits(value: object) -> bool:
    """Whether it is a whole number that numpy can hold."""
    return type(value) is int and -(2**63) <= value < 2**63


def _short(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _exact(value: object) -> str:
    text = f"{type(value).__name__} {value!r}"
    if isinstance(value, str):
        text = f"str {PASSING.sub('…', value)}"
    return text if len(text) <= 24 else f"{type(value).__name__} {_digest(text.encode(errors='replace'))}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
