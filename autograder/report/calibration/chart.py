"""A threshold's evidence as a drawing: where everything is, for the template to write as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from autograder.assignment.calibration import REFERENCE, Evidence, numbers
from autograder.report.calibration.axis import EDGE, WIDTH, Axis, fitting, middle, shown
from autograder.report.calibration.glyphs import count, crosses, dots
from autograder.report.calibration.panel import Panel, panel

LENS = 40  # between the panel and the strips, if the panel's axis is its own
GAP = 22  # and if it is not
STRIP = 30
MOST = 8  # strips of a kind; what is left shares one
LETTER = 6.6  # about the width of one


class Strip(NamedTuple):
    """The runs of an answer, a mark each.

    Attributes:
        marks: an SVG path.
        below: what to write at the left edge about runs that the axis does not show; ``above`` at the right.
        note: what to write above the strip's right end.
    """

    name: str
    right: bool
    y: float
    marks: str
    below: str
    above: str
    note: str


class Chart(NamedTuple):
    """A drawing, ``WIDTH`` wide.

    Attributes:
        limit: the threshold's place, and ``start`` where partial credit begins; None without one.
        label: the text about both: the place of its middle, and the words.
        title: the height of the line of text that names the axis.
    """

    height: float
    panel: Panel | None
    axis: Axis
    top: float
    base: float
    strips: list[Strip]
    limit: float | None
    start: float | None
    label: tuple[float, str] | None
    title: float

    @property
    def lens(self) -> str:
        """The corners of what leads from the panel to its place among the strips; empty on a common axis."""
        if self.panel is None or not self.panel.own:
            return ""
        base, (low, high) = self.panel.base, self.panel.axis[:2]
        corners = [(float(EDGE), base), (float(WIDTH - EDGE), base)]
        corners += [(self._within(high), self.top), (self._within(low), self.top)]
        return " ".join(f"{x},{y}" for x, y in corners)

    def _within(self, value: float) -> float:
        return min(max(self.axis.at(value), EDGE), WIDTH - EDGE)


def chart(evidence: Evidence, limit: float | None, baseline: float | None = None) -> Chart | None:
    """The drawing of a threshold's evidence; None if no run gave a number."""
    right, wrong = numbers(evidence.right), numbers(evidence.wrong)
    best = evidence.best_wrong
    core = [*middle(right), *(value for value in (limit, baseline, best) if value is not None)]
    if not right and not wrong:
        return None
    axis = fitting(core, [*right, *wrong])
    reference = numbers({REFERENCE: evidence.reference})
    reference_panel = panel(reference, evidence, limit, axis) if reference else None
    top = 8.0 + (reference_panel.base + (LENS if reference_panel.own else GAP) if reference_panel else 0)
    strips = list(_strips(evidence, axis, top + 8))
    base = top + 12 + STRIP * len(strips)
    title = base + (33 if limit is None else 50)
    return Chart(
        height=title + 6,
        panel=reference_panel,
        axis=axis,
        top=top,
        base=base,
        strips=strips,
        limit=None if limit is None else axis.at(limit),
        start=None if baseline is None else axis.at(baseline),
        label=None if limit is None else _label(evidence, axis, limit, baseline),
        title=title,
    )


def _label(evidence: Evidence, axis: Axis, limit: float, baseline: float | None) -> tuple[float, str]:
    text = f"threshold: {evidence.compared} {shown(limit)}"
    if baseline is not None:
        text += f", some points from {shown(baseline)}"
    half = LETTER * len(text) / 2
    return min(max(axis.at(limit), EDGE + half), WIDTH - EDGE - half), text


def _strips(evidence: Evidence, axis: Axis, top: float) -> Iterator[Strip]:
    rows = [(REFERENCE, True, evidence.reference)] if evidence.reference else []
    rows += [(name, True, runs) for name, runs in _pooled(evidence.accepted, evidence, "right")]
    rows += [(name, False, runs) for name, runs in _pooled(evidence.wrong, evidence, "wrong")]
    for place, (name, right, runs) in enumerate(rows):
        y = top + STRIP * place
        values = [value for value in runs if value is not None]
        silent = len(runs) - len(values)
        yield Strip(
            name=name,
            right=right,
            y=y,
            marks=(dots if right else crosses)(axis, values, y + 18),
            below=count(value for value in values if value < axis.low),
            above=count(value for value in values if value > axis.high),
            note=f"no number: {silent} of {len(runs)}" if silent else "",
        )


def _pooled(
    answers: dict[str, list[float | None]], evidence: Evidence, kind: str
) -> list[tuple[str, list[float | None]]]:
    """The answers nearest to the other kind, each by its name, and the rest as one."""
    better = 1 if evidence.at_least else -1

    def nearness(answer: tuple[str, list[float | None]]) -> float:
        values = [better * value for value in answer[1] if value is not None]
        if kind == "right":
            return min(values, default=-math.inf)
        return -max(values, default=-math.inf)

    rows = sorted(answers.items(), key=nearness)
    if len(rows) <= MOST:
        return rows
    rest = rows[MOST - 1 :]
    pooled = [value for _, runs in rest for value in runs]
    return [*rows[: MOST - 1], (f"{len(rest)} other {kind} answers", pooled)]
