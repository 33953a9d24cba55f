"""The calibration part of a report: all that its template shows of one assignment."""

from __future__ import annotations

from typing import NamedTuple

from autograder.assignment.calibration import Calibration
from autograder.report.calibration import words
from autograder.report.calibration.axis import shown
from autograder.report.calibration.chart import Chart, chart


class ThresholdPart(NamedTuple):
    """One threshold: a drawing, what it says, and the facts."""

    name: str
    question: str
    limit: str
    larger_is_better: bool
    refused: bool
    fitted: str
    chart: Chart | None
    sentences: list[str]
    facts: list[words.Fact]


class CalibrationPart(NamedTuple):
    """One assignment.

    Attributes:
        unmeasured: limits without runs, as name and text.
        missed: wrong answer to "runs that kept points of all runs".
        about: the circumstances of the runs, as label and text.
    """

    state: str
    problem: str
    measured: bool
    thresholds: list[ThresholdPart]
    unmeasured: list[tuple[str, str]]
    caught: str
    answers: list[tuple[str, int, int]]
    about: list[tuple[str, str]]


def calibration_part(calibration: Calibration) -> CalibrationPart:
    """What to show of an assignment's calibration."""
    answers = [(name, count.runs - count.missed, count.runs) for name, count in calibration.caught.items()]
    return CalibrationPart(
        state=words.state(calibration),
        problem=calibration.problem,
        measured=bool(calibration.date),
        thresholds=[_threshold(calibration, name) for name in calibration.evidence],
        unmeasured=[(name, shown(limit)) for name, limit in calibration.unmeasured.items()],
        caught=words.caught(calibration),
        answers=sorted(answers, key=lambda answer: (answer[1] / max(answer[2], 1), answer[0])),
        about=_about(calibration),
    )


def _threshold(calibration: Calibration, name: str) -> ThresholdPart:
    evidence, baseline = calibration.evidence[name], calibration.baselines.get(name)
    # A limit that is left over from before says nothing if the runs refuse one.
    limit = None if evidence.refused else calibration.thresholds.get(name)
    return ThresholdPart(
        name=name,
        question=evidence.question,
        limit="" if limit is None else f"{evidence.compared} {shown(limit)}",
        larger_is_better=evidence.at_least,
        refused=bool(evidence.refused),
        fitted="" if evidence.fit is None else "fits" if evidence.fit.holds else "does not fit",
        chart=chart(evidence, limit, baseline),
        sentences=words.sentences(evidence, baseline, limit),
        facts=words.facts(evidence),
    )


def _about(calibration: Calibration) -> list[tuple[str, str]]:
    seeds = calibration.seeds
    pairs = [
        ("measured", calibration.date),
        ("on", calibration.device),
        ("runs of each", _seeds(seeds) if seeds else ""),
        ("versions", ", ".join(f"{name} {version}" for name, version in calibration.versions.items())),
    ]
    return [(label, text) for label, text in pairs if text]


def _seeds(seeds: dict[str, int]) -> str:
    names = {"trains": "answers that a threshold decides on", "other": "other answers"}
    return ", ".join(f"{names.get(kind, kind)}: {count}" for kind, count in seeds.items())
