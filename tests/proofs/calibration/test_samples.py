"""A threshold lies between right and wrong answers, or is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.proofs.calibration.picture import draw
from autograder.proofs.calibration.samples import Samples
from autograder.results import Metric


def evidence(
    right: list[float | None], wrong: list[float | None], at_least: bool = True, **limits: float
) -> Samples:
    found = Samples("score", "q1", at_least, **limits)
    for accepted, values in ((True, right), (False, wrong)):
        for value in values:
            name = "reference" if accepted else "untrained"
            found.add(name, accepted, [Metric("score", value, None, at_least)])
    return found


def test_the_threshold_lies_between_right_and_wrong() -> None:
    found = evidence([0.90, 0.92, 0.91, 0.93], [0.5, 0.6])
    assert 0.6 < found.threshold < found.floor < 0.90
    assert found.threshold == pytest.approx((0.6 + found.floor) / 2, abs=1e-4)
    measured = found.evidence()
    assert (measured.reference_runs, measured.reference_failures, measured.right_failures) == (4, 0, 0)
    assert measured.reference_failure_rate_95 == pytest.approx(1 - 0.05**0.25, abs=1e-3)
    assert measured.fitted_failure_rate_95 is not None
    assert 0 < measured.fitted_failure_rate_95 < 0.01
    assert measured.wrong_pass_rates == {"untrained": 0.0}


def test_a_loss_is_turned_the_other_way() -> None:
    found = evidence([0.10, 0.12, 0.11], [0.5, 0.6], at_least=False)
    assert 0.12 < found.floor * -1 < found.threshold < 0.5
    assert found.best_wrong == "0.5"


def test_a_limit_that_students_were_told_stays_where_it_separates() -> None:
    right, wrong = [0.90, 0.92, 0.91, 0.93], [0.5, 0.6]
    assert evidence(right, wrong, declared=0.65).threshold == 0.65
    assert evidence(right, wrong, declared=0.55).threshold == pytest.approx(0.73, abs=0.05)
    assert evidence(right, wrong, declared=0.899).threshold == pytest.approx(0.73, abs=0.05)


def test_partial_credit_begins_above_every_wrong_answer() -> None:
    right, wrong = [0.90, 0.92, 0.91, 0.93], [0.5, 0.6]
    found = evidence(right, wrong, declared=0.7, baseline=0.65)
    assert found.stops([Metric("score", 0.64, None, True)])
    assert not found.stops([Metric("score", 0.66, None, True)])
    refused = evidence(right, wrong, declared=0.7, baseline=0.55)
    assert refused.refusal == (
        "score: partial credit begins at 0.55, and wrong answers reach 0.6: let it begin above that."
    )
    assert not refused.stops([Metric("score", 0.01, None, True)])


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ([0.9, 0.5, 0.7], [0.6], "score: right answers gave 0.5, and wrong ones reach 0.6"),
        ([0.9, 0.8, 0.7], [0.6], "score: right answers may give -?0.[0-5].*, and wrong ones reach 0.6"),
        ([0.9, None], [0.5], "a right answer gave no number"),
        ([0.9, 0.9], [], "no wrong answer is on its other side"),
    ],
)
def test_what_does_not_separate_is_refused(
    right: list[float | None], wrong: list[float | None], reason: str, tmp_path: Path
) -> None:
    found = evidence(right, wrong)
    with pytest.raises(ValueError, match=reason):
        found.threshold  # noqa: B018
    assert found.evidence().refused == found.refusal
    draw(found, tmp_path / "score.png")
    assert (tmp_path / "score.png").stat().st_size > 1000


def test_the_worst_number_of_a_run_decides() -> None:
    found = Samples("score", "q1", True)
    for seed in range(3):
        found.add(
            "reference",
            True,
            [Metric("score", 0.9 + seed / 100, None, True), Metric("score", 0.8, None, True)],
        )
    assert found.right == [0.8, 0.8, 0.8]
