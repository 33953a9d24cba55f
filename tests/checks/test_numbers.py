"""Every dtype that can arrive, in every check: what exact numbers say, or a sentence; never a warning."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import checks
from autograder.checks import CheckError
from autograder.checks.numbers import MOST, Refused, mentions_complex, number, numbers, real, wide

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64", "longdouble"]
DTYPES = ["bool", *INTEGERS, *FLOATS, "complex64", "complex128", "clongdouble"]
LARGEST = Fraction(np.finfo(float).max)  # more is infinite for us, which no check lets pass
SHAPES = [(), (0,), (1,), (2,), (2, 3), (0, 3)]


@pytest.fixture(autouse=True)
def no_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def edges(dtype: str) -> list[Any]:
    """The numbers at which a type's arithmetic goes wrong."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return [False, True]
    if kind in "iu":
        limits = np.iinfo(dtype)
        return [limits.min, limits.min + 1, 0, 1, limits.max - 1, limits.max]
    if kind == "f":
        limits = np.finfo(dtype)
        return [limits.min, -1, -0.0, limits.tiny, 0.5, 1, limits.max, np.inf, -np.inf, np.nan]
    return [0, 1, 1j, complex(1, -1), complex(0.5, 0), complex(np.nan, 0), complex(0, np.inf)]


def cases() -> Iterator[Any]:
    for dtype in DTYPES:
        for shape in SHAPES:
            for value in edges(dtype):
                yield pytest.param(np.full(shape, value, dtype), id=f"{dtype}-{shape}-{value}")
        mixed = edges(dtype)
        yield pytest.param(np.array(mixed, dtype), id=f"{dtype}-mixed")


CASES = [*cases()]
CHECKS: dict[str, Callable[[Any, Any], Any]] = {
    "array": lambda came, other: checks.array(came, "x"),
    "shape": lambda came, other: checks.shape(came, came.shape, "x"),
    "finite": lambda came, other: checks.finite(came, "x"),
    "close": lambda came, other: checks.close(came, other, "x"),
    "expected": lambda came, other: checks.close(other, came, "x"),
    "sums_to_one": lambda came, other: checks.sums_to_one(came, -1, "x"),
    "masked": lambda came, other: checks.masked(came, False, "x"),
    "causal": lambda came, other: checks.causal(lambda x: came, np.arange(6.0).reshape(2, 3), "x"),
    "differs": lambda came, other: checks.differs(came, other, "x"),
    "gradient": lambda came, other: checks.gradient(lambda x: x.sum(), np.ones(came.shape), came, "x"),
    "function": lambda came, other: checks.gradient(lambda x: came, np.ones(3), np.ones(3), "x"),
    "at_least": lambda came, other: checks.at_least(came, 0.5, "x"),
    "at_most": lambda came, other: checks.at_most(came, 0.5, "x"),
    "accuracy": lambda came, other: checks.accuracy(came, other, 0.5),
    "explained_variance": lambda came, other: checks.explained_variance(came, np.array([1.0, 2.0])),
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_gives_a_verdict_whatever_arrives(name: str) -> None:
    for case in CASES:
        (came,) = case.values
        said = verdict(CHECKS[name], came, np.full(came.shape, 1.0))
        assert not said or said.startswith("Expected "), case.id


def exact(value: Any) -> Fraction | None:
    """A real number without rounding; None where it is none."""
    if isinstance(value, np.complexfloating):
        return None if value.imag != 0 else exact(value.real)
    value = value if isinstance(value, np.longdouble) else value.item()
    return Fraction(*value.as_integer_ratio()) if np.isfinite(value) else None


def verdict(check: Callable[..., Any], *operands: Any, **options: Any) -> str:
    """What the check says; empty where it passes."""
    try:
        check(*operands, **options)
    except CheckError as error:
        return str(error)
    return ""


def passes(check: Callable[..., Any], *operands: Any, **options: Any) -> bool:
    return not verdict(check, *operands, **options)


@pytest.mark.parametrize("dtype", DTYPES)
def test_closeness_is_that_of_exact_numbers(dtype: str) -> None:
    for a, b in itertools.product(edges(dtype), repeat=2):
        one, other = np.array([a], dtype), np.array([b], dtype)
        x, y = exact(one[0]), exact(other[0])
        if x is None or y is None:
            continue
        if max(abs(x), abs(y)) > LARGEST:
            assert not passes(checks.close, one, other, "x", rtol=0, atol=2)
            continue
        if abs(abs(x - y) - 2) < Fraction(max(abs(x), abs(y)), 2**50):
            continue  # so near the limit that float64 rounds
        assert passes(checks.close, one, other, "x", rtol=0, atol=2) == (abs(x - y) <= 2), (a, b)
        assert passes(checks.differs, one, other, "x", atol=2) == (abs(x - y) > 2), (a, b)


@pytest.mark.parametrize("dtype", [*INTEGERS, *FLOATS, "bool"])
def test_sums_and_limits_are_those_of_exact_numbers(dtype: str) -> None:
    for a, b in itertools.product(edges(dtype), repeat=2):
        pair = np.array([a, b], dtype)
        x, y = exact(pair[0]), exact(pair[1])
        if x is None or y is None:
            continue
        if max(abs(x), abs(y)) > LARGEST:
            assert not passes(checks.sums_to_one, pair, 0, "x")
            assert not passes(checks.masked, pair, [False, True], "x")
            continue
        right = x >= 0 and y >= 0 and abs(x + y - 1) <= Fraction(1, 10**4)
        assert passes(checks.sums_to_one, pair, 0, "x") == right, (a, b)
        assert passes(checks.at_least, pair[0], 0.5, "x") == (x >= 0.5)
        assert passes(checks.at_most, pair[0], 0.5, "x") == (x <= 0.5)
        assert passes(checks.masked, pair, [False, True], "x") == (abs(x) <= Fraction(1, 10**6))


@given(hnp.arrays(hnp.integer_dtypes(endianness="=") | hnp.unsigned_integer_dtypes(endianness="="), 2))
def test_no_difference_of_whole_numbers_wraps(pair: Any) -> None:
    settled = wide(numbers(pair))
    difference = int(pair[0]) - int(pair[1])
    assert float(settled[0] - settled[1]) == pytest.approx(difference, rel=1e-9, abs=2**12)
    small = numbers(pair)
    if small.dtype.kind == "i":
        assert int(small[0]) * int(small[1]) == int(small[0] * small[1])


@given(st.lists(st.integers(-(2**70), 2**70), min_size=2, max_size=2, unique=True))
def test_python_integers_are_numbers_or_refused(values: list[int]) -> None:
    if np.asarray(values).dtype == object:
        with pytest.raises(Refused, match="Expected an array of numbers, but got a list"):
            numbers(values)
    else:
        assert [float(x) for x in numbers(values)] == [float(x) for x in values]


def test_types_that_are_kept() -> None:
    for dtype, kept in [
        ("bool", "bool"),
        ("uint8", "int64"),
        ("int32", "int64"),
        ("float16", "float64"),
        ("float32", "float32"),
        ("longdouble", "float64"),
        ("complex64", "float32"),
        ("complex128", "float64"),
    ]:
        assert numbers(np.ones(2, dtype)).dtype == kept
    assert numbers(np.array([2**31], "uint64")).dtype == "int64"
    assert numbers(np.array([2**31 + 1], "uint64")).dtype == "float64"


def test_complex_numbers_are_refused_unless_they_are_asked_for() -> None:
    said = "Expected x to be real numbers, but got complex ones, with imaginary parts that are not zero."
    assert verdict(checks.finite, [1j], "x") == said
    assert verdict(checks.shape, [1j], (1,), "x", "Look.") == f"{said} Look."
    assert checks.finite([1j], "x", allow_complex=True).dtype == complex
    checks.close([1 + 1e-7j], [1 + 0j], "x")
    with pytest.raises(CheckError, match="to be real numbers"):
        checks.close([1 + 1e-7j], [1.0], "x")
    assert real(np.array([1 + 0j])).dtype == float


def test_the_mean_and_an_imaginary_part_explain_nothing() -> None:
    targets = np.array([1.0, 2, 3, 4])
    with pytest.raises(CheckError, match="Expected the predictions to be real numbers"):
        checks.explained_variance(np.full(4, 2.5 + 1j * targets.std()), targets)


def test_one_number() -> None:
    assert number(np.array([[2]], "uint8")) == 2.0
    assert math.isnan(number(np.nan))
    with pytest.raises(Refused, match=r"Expected one number, but got an array of shape \(2,\)\."):
        number([1, 2])
    with pytest.raises(CheckError, match=r"Expected R² to be one number, but got an array of shape \(0,\)\."):
        checks.at_least([], 0.5, "R²")
    with pytest.raises(CheckError, match=r"Expected R² to be real numbers, but got complex ones"):
        checks.at_least(np.complex128(1j), 0.5, "R²")
    with pytest.raises(CheckError, match=r"Expected R² to be an array of numbers, but got text\."):
        checks.at_least("1", 0.5, "R²")


def test_small_types_of_too_many_numbers_are_not_made_wider() -> None:
    many = np.broadcast_to(np.int8(1), (MOST + 1,))
    with pytest.raises(Refused, match=f"Expected an array of at most {MOST} numbers, but got {MOST + 1}"):
        numbers(many)


@pytest.mark.parametrize(
    "source", ["x.imag", "1j * x", "z = 2.5j", "checks.finite(x, 'x', allow_complex=True)"]
)
def test_tests_that_work_with_complex_numbers_name_them(source: str) -> None:
    assert mentions_complex(source)
    assert not mentions_complex("j = x[0j0] if False else image")
