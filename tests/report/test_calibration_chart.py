"""Where a drawing puts runs, thresholds and the fitted normal."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from samples import sample_evidence

from autograder.assignment.calibration import Evidence, Fit
from autograder.report.calibration.axis import EDGE, WIDTH, Axis, fitting, middle
from autograder.report.calibration.chart import MOST, chart


def places(path: str) -> list[float]:
    return [float(x) for x in re.findall(r"M([\d.]+) ", path)]


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def test_an_axis_shows_its_core_and_does_not_squeeze_it() -> None:
    axis = fitting([0.65, 0.99], [0.0, -7.5, -3.2])
    assert axis.shows(0.65)
    assert axis.shows(0.99)
    assert axis.shows(0.0)
    assert not axis.shows(-3.2)
    assert axis.at(0.99) - axis.at(0.65) > WIDTH / 4
    assert (axis.left > EDGE, axis.right) == (True, WIDTH - EDGE)  # the arrow has room, where there is one


@pytest.mark.parametrize("core", [[1.0], [0.0, 0.0], [-3.0], [1e-9, 2e-9], [5e7, 9e7], [0.1 + 0.2, 0.3]])
def test_any_numbers_have_an_axis_with_a_few_round_ticks(core: list[float]) -> None:
    axis = fitting(core, core)
    assert all(axis.left < axis.at(value) < axis.right for value in core)
    assert 1 <= len(axis.ticks) <= 7
    assert len({text for _, text in axis.ticks}) == len(axis.ticks)


def test_ticks_stand_where_their_numbers_are() -> None:
    axis = Axis(-0.13, 1.02, 12.0, 408.0)
    assert [text for _, text in axis.ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert all(x == axis.at(float(text)) for x, text in axis.ticks)


def test_nine_of_ten_values_are_the_core() -> None:
    assert middle([]) == []
    assert middle([3.0]) == [3.0]
    assert middle([float(n) for n in range(101)]) == [5.0, 95.0]


def test_every_run_is_a_mark_or_counted_outside() -> None:
    evidence = sample_evidence()
    drawn = chart(evidence, 0.9)
    assert drawn is not None
    assert [(strip.name, strip.right) for strip in drawn.strips] == [
        ("reference", True),
        ("subclassed", True),
        ("too_few_steps", False),
        ("untrained", False),
    ]
    assert drawn.limit == drawn.axis.at(0.9)
    assert drawn.label is not None
    assert drawn.label[1] == "threshold: at least 0.9"
    _, right, near, far = drawn.strips
    assert places(right.marks) == [drawn.axis.at(0.985), drawn.axis.at(0.991)]
    assert places(near.marks) == [drawn.axis.at(value) for value in (0.17, 0.65, 0.2)]
    assert (places(far.marks), far.below, far.above, far.note) == ([], "2", "", "no number: 1 of 3")
    assert max(places(near.marks)) < drawn.limit < min(places(right.marks))


def test_many_answers_share_a_strip_but_not_the_nearest() -> None:
    wrong = {f"wrong{n}": [n / 30] for n in range(MOST + 4)}
    drawn = chart(sample_evidence(wrong=wrong), 0.9)
    assert drawn is not None
    names = [strip.name for strip in drawn.strips if not strip.right]
    assert names == [*(f"wrong{n}" for n in range(MOST + 3, 4, -1)), "5 other wrong answers"]
    assert len(places(drawn.strips[-1].marks)) == 5


def test_the_references_runs_are_bars_that_count_each_once() -> None:
    drawn = chart(sample_evidence(), 0.9)
    assert drawn is not None
    assert drawn.panel is not None
    panel = drawn.panel
    outside = int(panel.below or 0) + int(panel.above or 0)
    assert sum(int(bar.title.split(": ")[1]) for bar in panel.bars) + outside == 300
    assert panel.own
    assert panel.limit is None  # so far away that showing it would squeeze the bars
    assert not panel.marks
    left = drawn.axis.at(panel.axis.low)
    assert f"{left},{drawn.top}" in drawn.lens


def test_a_few_runs_are_dots() -> None:
    drawn = chart(sample_evidence(right={"reference": [0.98, 0.99, 0.97]}), 0.9)
    assert drawn is not None
    assert drawn.panel is not None
    assert not drawn.panel.bars
    assert places(drawn.panel.marks) == [drawn.panel.axis.at(value) for value in (0.98, 0.99, 0.97)]


def _peak(evidence: Evidence) -> float:
    drawn = chart(evidence, None)
    assert drawn is not None
    assert drawn.panel is not None
    x, _ = min(points(drawn.panel.curve), key=lambda point: point[1])
    axis = drawn.panel.axis
    return axis.low + axis.span * (x - axis.left) / (axis.right - axis.left)


@pytest.mark.parametrize(
    ("fit", "compared", "runs", "peak"),
    [
        (Fit("as it is", 0.5, 0.1, 0.5), "at least", [0.2, 0.5, 0.8], 0.5),
        (Fit("as it is", -0.5, 0.1, 0.5), "at most", [0.2, 0.5, 0.8], 0.5),
        # the greatest density of a log-normal lies a variance beside its median
        (Fit("-log(1 - x)", 2.0, 0.5, 0.5), "at least", [0.7, 0.9, 0.97], 1 - math.exp(-2 - 0.25)),
        (Fit("-log(x)", 2.0, 0.5, 0.5), "at most", [0.03, 0.1, 0.3], math.exp(-2 - 0.25)),
    ],
)
def test_the_fitted_normal_is_drawn_on_the_axis_of_the_metric(
    fit: Fit, compared: str, runs: list[float | None], peak: float
) -> None:
    evidence = sample_evidence(compared=compared, right={"reference": runs}, wrong={}, fit=fit)
    assert _peak(evidence) == pytest.approx(peak, abs=0.01)


def test_the_curve_has_the_area_of_the_bars() -> None:
    drawn = chart(sample_evidence(), 0.9)
    assert drawn is not None
    assert drawn.panel is not None
    bars = sum((bar.width + 0.6) * bar.height for bar in drawn.panel.bars)
    line = [(x, drawn.panel.base - y) for x, y in points(drawn.panel.curve)]
    curve = sum((right[0] - left[0]) * (left[1] + right[1]) / 2 for left, right in pairwise(line))
    assert curve == pytest.approx(bars, rel=0.05)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"reference": [1.0] * 40}, {"w": [0.0]}),
        ({"reference": [None]}, {"w": [0.3]}),
        ({"accepted": [0.9]}, {}),
        ({"reference": [0.9]}, {}),
        ({"reference": [-50.0], "others": [0.9] * 90}, {"w": [0.2]}),
        ({"reference": [0.99 + 1e-13, 0.99]}, {}),
    ],
)
def test_odd_runs_are_drawn_too(
    right: dict[str, list[float | None]], wrong: dict[str, list[float | None]]
) -> None:
    for limit in (None, 0.5):
        for fit in (None, Fit("as it is", 0.9, 1e-9, 0.5)):
            assert chart(sample_evidence(right=right, wrong=wrong, fit=fit), limit) is not None


def test_without_a_number_there_is_no_drawing() -> None:
    assert chart(sample_evidence(right={"reference": [None]}, wrong={"w": []}), 0.9) is None
