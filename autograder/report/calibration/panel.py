"""The reference's runs, drawn alone: bars or dots, and the fitted normal over them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from autograder.assignment.calibration import Evidence, Fit
from autograder.report.calibration.axis import Axis, fitting, middle, shown
from autograder.report.calibration.glyphs import count, dots

HEIGHT = 92
BINNED = 30  # from this many runs on, bars are drawn instead of dots
WIDE = 0.5  # of the strips' range: a panel that shows more of it needs no range of its own


class Bar(NamedTuple):
    """So many runs between two numbers."""

    x: float
    y: float
    width: float
    height: float
    title: str


class Panel(NamedTuple):
    """The reference's runs alone, on an axis of their own if that of the strips would squeeze them.

    Attributes:
        curve: the fitted normal, as the points of an SVG polyline.
        limit: the threshold's place, if the axis shows it.
        own: whether its axis is its own.
    """

    axis: Axis
    base: float
    bars: list[Bar]
    marks: str
    curve: str
    limit: float | None
    own: bool
    below: str
    above: str


def panel(values: list[float], evidence: Evidence, limit: float | None, strips: Axis) -> Panel:
    """The drawing of the reference's ``values``, above strips on the axis ``strips``."""
    axis = fitting(middle(values), values)
    own = axis.span <= WIDE * strips.span
    if not own:
        axis = strips
    base = 8.0 + HEIGHT
    visible = [value for value in values if axis.shows(value)]
    binned = len(visible) >= BINNED
    counts = [0] * (min(40, math.ceil(2 * math.sqrt(len(visible)))) if binned else 0)
    width = axis.span / max(len(counts), 1)
    for value in visible if binned else []:
        counts[min(int((value - axis.low) / width), len(counts) - 1)] += 1
    heights = [(value, len(values) * width * density) for value, density in _densities(evidence, axis)]
    unit = (HEIGHT - 22) / (max([*counts, *(height for _, height in heights)], default=0) or 1)
    return Panel(
        axis=axis,
        base=base,
        bars=list(_bars(axis, counts, width, base, unit)),
        marks="" if binned else dots(axis, visible, base - 14),
        curve=" ".join(f"{axis.at(value)},{base - unit * height:.1f}" for value, height in heights),
        limit=axis.at(limit) if limit is not None and axis.shows(limit) else None,
        own=own,
        below=count(value for value in values if value < axis.low),
        above=count(value for value in values if value > axis.high),
    )


def _bars(axis: Axis, counts: list[int], width: float, base: float, unit: float) -> Iterator[Bar]:
    for place, runs in enumerate(counts):
        if runs:
            low, high = axis.low + place * width, axis.low + (place + 1) * width
            x, end, height = axis.at(low), axis.at(high), round(runs * unit, 1)
            title = f"{shown(low)} to {shown(high)}: {runs}"
            yield Bar(x, round(base - height, 1), round(max(end - x - 0.6, 0.6), 1), height, title)


def _densities(evidence: Evidence, axis: Axis, points: int = 120) -> list[tuple[float, float]]:
    """The fitted normal on the metric's own axis; empty without a fit."""
    if evidence.fit is None or not evidence.fit.deviation:
        return []
    sign = 1.0 if evidence.at_least else -1.0
    values = [axis.low + axis.span * point / points for point in range(points + 1)]
    return [(value, _density(evidence.fit, sign * value)) for value in values]


def _density(fit: Fit, value: float) -> float:
    """The density of the fitted normal at a number whose sign makes larger better."""
    if fit.scale == "as it is":
        scaled, slope = value, 1.0
    else:
        rest = 1 - value if fit.scale == "-log(1 - x)" else -value
        if rest <= 0:
            return 0.0  # the scale has no such number
        scaled, slope = -math.log(rest), 1 / rest
    distance = (scaled - fit.mean) / fit.deviation
    return slope * math.exp(-distance * distance / 2) / (fit.deviation * math.sqrt(2 * math.pi))
