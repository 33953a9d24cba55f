"""What the report reads of calibration.json, and what it says of it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from samples import sample_calibration, sample_evidence

from autograder.assignment.calibration import Calibration, Caught, Fit, read_calibrations
from autograder.report.calibration.part import calibration_part
from autograder.report.calibration.words import caught, facts, percent, sentences, state


def read(folder: Path, text: str) -> Calibration:
    """What is known from a ``calibration.json`` that holds this text."""
    (folder / "calibration.json").write_text(text)
    return read_calibrations({"a": folder / "calibration.json"})["a"]


def test_what_calibrate_writes_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, msgspec.json.encode(sample_calibration()).decode()) == sample_calibration()


def test_an_assignment_without_the_file_has_no_calibration(tmp_path: Path) -> None:
    assert read_calibrations({"a": tmp_path / "calibration.json"}) == {}


def test_what_was_written_by_hand_gives_its_limits_only(tmp_path: Path) -> None:
    by_hand = {"thresholds": {"r2": 0.9}, "evidence": {"r2": {"right": {"seeds 0 to 7": [0.99]}, "wrong": 3}}}
    found = read(tmp_path, json.dumps(by_hand))
    assert found == Calibration(thresholds={"r2": 0.9})
    part = calibration_part(found)
    assert (part.state, part.measured, part.unmeasured) == ("not measured yet", False, [("r2", "0.9")])


@pytest.mark.parametrize(
    "text", ["{", '"thresholds"', '{"thresholds": {"a": "b"}}', '{"date": "d", "evidence": 1}']
)
def test_a_broken_file_is_said_and_stops_nothing(text: str, tmp_path: Path) -> None:
    part = calibration_part(read(tmp_path, text))
    assert part.problem.startswith("calibration.json cannot be read: ")
    assert part.state == "cannot be read"


def test_the_evidence_in_words() -> None:
    assert sentences(sample_evidence(), baseline=None, limit=0.9) == [
        "0 of 300 runs of the reference fail (below 1.0 % with 95 % confidence; the fitted normal says below "
        "0.010 %).",
        "0 of 2 runs of one other right answer fail.",
        "The best wrong answer reaches 0.65; none of 6 runs of wrong answers passes.",
    ]


def test_a_fit_that_does_not_hold_bounds_nothing() -> None:
    loose = sample_evidence(fit=Fit("as it is", 0.99, 0.01, 0.001))
    (said, *_) = sentences(loose, None, 0.9)
    assert "a normal distribution does not fit" in said
    assert "0.010 %" not in said
    assert facts(loose)[1].bound == "does not fit"
    (said, *_) = sentences(sample_evidence(fit=None, fitted_failure_rate_95=None), None, 0.9)
    assert said == "0 of 300 runs of the reference fail (below 1.0 % with 95 % confidence)."


def test_failures_and_wrong_answers_that_pass_are_said() -> None:
    bad = sample_evidence(
        reference_failures=1, right_failures=3, wrong_pass_rates={"untrained": 0.0, "too_few_steps": 1 / 3}
    )
    said = sentences(bad, 0.7, 0.9)
    assert said[0].startswith("1 of 300 runs of the reference fails (")
    assert said[1] == "2 of 2 runs of one other right answer fail."
    assert said[2] == "The best wrong answer reaches 0.65; 1 of 6 runs of wrong answers pass: too_few_steps."
    assert said[3] == "Points grow evenly, from none at 0.7 to all at 0.9."
    assert [(fact.what, fact.runs, fact.passed, fact.failed) for fact in facts(bad)] == [
        ("reference", "300", "299", "1"),
        ("fitted normal (\u2212log(1 \u2212 x), p = 0.3)", "", "", ""),
        ("other right answers", "2", "0", "2"),
        ("wrong answers", "6", "1", "5"),
    ]


def test_the_best_of_wrong_answers_is_the_smallest_where_smaller_is_better() -> None:
    loss = sample_evidence(compared="at most", wrong={"untrained": [6.9, 5.4, None]})
    assert "The best wrong answer reaches 5.4;" in " ".join(sentences(loss, None, 4.6))


def test_a_refused_threshold_has_its_reason_and_no_limit() -> None:
    part = calibration_part(sample_calibration())
    good, bad = part.thresholds
    assert (good.limit, good.refused) == ("at least 0.9", False)
    assert (bad.limit, bad.refused) == ("", True)
    assert bad.sentences == ["bad: right answers and wrong ones overlap."]
    assert bad.chart is not None
    assert bad.chart.limit is None
    assert part.state == "2 thresholds, 1 refused, every wrong answer caught; measured 2026-11-25"


def test_wrong_answers_that_slipped_through_come_first() -> None:
    missed = Calibration(caught={"a": Caught(20, 0), "b": Caught(20, 3)}, date="2026-11-25")
    assert caught(missed) == "Wrong answers kept points that they must lose in 3 of 40 runs: b."
    assert calibration_part(missed).answers == [("b", 17, 20), ("a", 20, 20)]
    assert state(missed) == "no threshold, 1 wrong answer not always caught; measured 2026-11-25"


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.00994, "1.0 %"),
        (0.0099, "0.99 %"),
        (0.00901, "0.91 %"),
        (0.139, "14 %"),
        (1.0, "100 %"),
        (0.0001, "0.010 %"),
        (1.53e-5, "0.0016 %"),
        (1e-17, "0.0001 %"),
    ],
)
def test_a_bound_is_never_rounded_down(rate: float, text: str) -> None:
    assert percent(rate) == text
    assert float(text.split()[0]) >= 100 * rate - 1e-9
