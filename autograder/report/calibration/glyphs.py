"""Runs as marks on a line: dots for right answers, crosses for wrong ones, numbers for what is outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.report.calibration.axis import Axis


def dots(axis: Axis, values: Sequence[float], y: float) -> str:
    """An SVG path with a dot, in strokes with round ends, for each value that the axis shows."""
    return _marks(axis, values, y, "M{x} {y}h0")


def crosses(axis: Axis, values: Sequence[float], y: float) -> str:
    """The same with crosses."""
    return _marks(axis, values, y, "M{x} {y}m-2.4-2.4l4.8 4.8m0-4.8l-4.8 4.8")


def count(values: Iterable[float]) -> str:
    """How many there are; nothing for none."""
    return str(sum(1 for _ in values) or "")


def _marks(axis: Axis, values: Sequence[float], y: float, mark: str) -> str:
    visible = (value for value in values if axis.shows(value))
    # Marks of like numbers must not cover each other: they move up and down a little, always the same.
    return "".join(
        mark.format(x=axis.at(value), y=round(y + 7 * (place * 0.618 % 1 - 0.5), 1))
        for place, value in enumerate(visible)
    )
