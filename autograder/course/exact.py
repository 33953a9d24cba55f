"""Numbers without errors of floating point: a third is a third, and 0.1 + 0.2 is 0.3."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, lcm

SIMPLE = 1000  # the largest denominator of a fraction that a float is taken for


@lru_cache(maxsize=65536)
def exact(value: float) -> Fraction:
    """The number that was meant: the simple fraction with that float, else the decimal that Python shows."""
    simple = Fraction(value).limit_denominator(SIMPLE)
    return simple if float(simple) == value else Fraction(repr(float(value)))


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum, which is reduced once and not after each addition."""
    terms = list(values)
    if len(terms) == 1:
        return terms[0]
    whole = lcm(*(term.denominator for term in terms))
    return Fraction(sum(term.numerator * (whole // term.denominator) for term in terms), whole)


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Rounded to that many decimals; a half is rounded up."""
    return Decimal(floor(value * 10**decimals + Fraction(1, 2))).scaleb(-decimals)
