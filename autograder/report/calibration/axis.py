"""A visible range of numbers, laid on a horizontal line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import quantiles
from typing import NamedTuple

WIDTH = 420  # of a drawing
EDGE = 12  # left and right of everything
ARROW = 36  # room beside an axis that does not show all runs
REACH = 2.0  # how far the range goes for numbers beyond its core, in widths of the core
MARGIN = 0.04  # empty space at either end, as a share of the range
TICKS = 6  # at most


class Axis(NamedTuple):
    """Numbers from ``low`` to ``high`` at places from ``left`` to ``right``."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """The place of a number."""
        return round(self.left + (self.right - self.left) * (value - self.low) / (self.high - self.low), 1)

    def shows(self, value: float) -> bool:
        """Whether a number has a place on it."""
        return self.low <= value <= self.high

    @property
    def span(self) -> float:
        return self.high - self.low

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and texts of round numbers."""
        step = _round_step(self.span / TICKS)
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        numbers = [step * count for count in range(first, last + 1)]
        form = f".{digits}f" if digits <= 6 and step < 1e5 else ".3g"
        return [(self.at(number), minus(f"{number:{form}}")) for number in numbers]


def fitting(core: Sequence[float], others: Sequence[float]) -> Axis:
    """An axis that shows all of ``core``, and of ``others`` what does not squeeze the core into a line.

    It is as wide as the drawing, less room for arrows if it does not show all.
    """
    low, high = min(core), max(core)
    reach = REACH * _width(low, high)
    near = [value for value in others if low - reach <= value <= high + reach]
    low, high = min([low, *near]), max([high, *near])
    margin = MARGIN * _width(low, high) if low < high else _width(low, high) / 2
    low, high = low - margin, high + margin
    left = EDGE + ARROW * any(value < low for value in others)
    right = WIDTH - EDGE - ARROW * any(value > high for value in others)
    return Axis(low, high, left, right)


def middle(values: Sequence[float]) -> list[float]:
    """The ends of the range that holds nine of ten values; nothing if there are no values."""
    if len(values) < 2:
        return list(values)
    cuts = quantiles(values, n=20, method="inclusive")
    return [cuts[0], cuts[-1]]


def _width(low: float, high: float) -> float:
    """The width of a range, or of the neighbourhood of a single number."""
    return high - low if high - low > 1e-9 * abs(high) else 0.1 * abs(high) or 1.0


def shown(value: float) -> str:
    """A number of a metric, short."""
    return minus(f"{value:.4g}")


def minus(text: str) -> str:
    """A number's text with a true minus sign."""
    return text.replace("-", "\u2212")


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
