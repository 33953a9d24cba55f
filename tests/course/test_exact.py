from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.exact import exact, half_up


def test_a_third_is_a_third_and_a_tenth_a_tenth() -> None:
    assert exact(1 / 3) * 3 == 1
    assert exact(0.1) + exact(0.2) == exact(0.3) == Fraction(3, 10)
    assert exact(0.12345678) == Fraction("0.12345678")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_it_is_the_same_float(value: float) -> None:
    assert float(exact(value)) == value


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("82.25", 1, "82.3"),  # as a float in binary or rounded to even it would be 82.2
        ("82.35", 1, "82.4"),
        ("89.4999", 0, "89"),
        ("89.5", 0, "90"),
        ("99.95", 1, "100.0"),
        ("0", 2, "0.00"),
        ("2/3", 3, "0.667"),
    ],
)
def test_a_half_is_rounded_up(value: str, decimals: int, shown: str) -> None:
    assert str(half_up(Fraction(value), decimals)) == shown


@given(st.fractions(min_value=0, max_value=1000), st.integers(0, 6))
def test_rounding_changes_less_than_a_digit(value: Fraction, decimals: int) -> None:
    shown = half_up(value, decimals)
    assert shown.as_tuple().exponent == -decimals
    assert -Fraction(1, 2) < (Fraction(shown) - value) * 10**decimals <= Fraction(1, 2)
    assert shown == half_up(Fraction(shown), decimals)
