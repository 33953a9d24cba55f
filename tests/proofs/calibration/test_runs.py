"""Known answers are run over seeds, each run once; the threshold comes from what tests compared with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from places import DOCS

from autograder.assignment.build import build
from autograder.assignment.errors import AuthoringError
from autograder.course.course import Course, load
from autograder.engine.pool import EngineError
from autograder.proofs.calibration.record import CalibrationRecord
from autograder.proofs.calibration.runs import CalibrationRuns, Seeds, Trial
from autograder.proofs.verify import verify
from autograder.sandbox import gpus
from autograder.sandbox.gpus import Gpu

Change = Callable[[str, str, str], None]
NOISY = """
# ---
# about: Doubling with a little noise, as training has.
# ---
# %% question="q1"
noise = np.random.normal(scale=1e-3, size=100)


def double(x):
    return np.asarray(x) * 2
"""
UNTRAINED = """
# ---
# misconception: The noise is as large as if nothing had been trained.
# loses: {q1: 1.5}
# feedback: Train longer.
# ---
# %% question="q1"
noise = np.random.normal(scale=0.4, size=100)


def double(x):
    return np.asarray(x) * 2
"""


@pytest.fixture
def noisy(course: Course, change: Change) -> Course:
    """The mini course, its hidden test of q1 with a threshold; nobody has calibrated it."""
    submissions = course.root / "solutions" / "mini" / "submissions"
    (submissions / "accepted" / "noisy.py").write_text(NOISY.lstrip())
    (submissions / "wrong_answer" / "untrained.py").write_text(UNTRAINED.lstrip())
    (submissions / "accepted" / "sum.py").unlink()
    change(
        "master.py",
        'def double(x):\n    """Twice',
        'noise = np.random.normal(size=100) * 1e-3\n\n\ndef double(x):\n    """Twice',
    )
    change(
        "master.py",
        "def test_double_of_anything(double, rng):",
        "def test_double_of_anything(double, noise, rng, thresholds):",
    )
    line = '    checks.close(double(x), 2 * x, "double(x)")\n'
    change("master.py", line, line + '    checks.at_most(np.std(noise), thresholds["noise"], "the noise")\n')
    change(
        "master.py",
        "    from autograder import checks\n\n    x = rng",
        "    import numpy as np\n    from autograder import checks\n\n    x = rng",
    )
    return course


def measured(course: Course, seeds: Seeds) -> tuple[CalibrationRuns, list[Trial]]:
    calibration = CalibrationRuns(course, "mini")
    return calibration, list(calibration.run(calibration.plan(seeds), "off", 1))


def calibrated(course: Course) -> dict[str, Any]:
    """What is written."""
    text = (course.root / "solutions" / "mini" / "calibration.json").read_text()
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_threshold_is_measured_written_and_right(noisy: Course) -> None:
    calibration, found = measured(noisy, Seeds(4, 3, 2))
    ran = sorted((trial.answer.name, trial.seed) for trial in found)
    counts = {"reference": 4, "noisy": 3, "untrained": 3, "squares": 3}  # all change what has a threshold
    assert ran == sorted((name, seed) for name, count in counts.items() for seed in range(count))
    record = CalibrationRecord(calibration, found)
    pictures = record.write(Seeds(4, 3, 2))
    assert [picture.name for picture in pictures] == ["noise.png"]
    written = calibrated(noisy)
    assert 1.2e-3 < written["thresholds"]["noise"] < 0.3
    assert written["thresholds"]["shift"] == 1e-6  # compared with nothing by a check: it stays
    evidence = written["evidence"]["noise"]
    assert set(evidence["wrong"]) == {"untrained"}  # squares loses its points without any threshold
    assert len(set(evidence["right"]["reference"])) == 4  # the seeds make a difference
    assert written["caught"] == {name: {"runs": 3, "missed": 0} for name in ("squares", "untrained")}
    assert record.misses == []
    assert all(proof.holds for proof in verify(noisy, "mini", "off", jobs=1))


def test_gpus_are_calibrated_for_themselves(
    noisy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpus, "find", lambda: [])
    calibration = CalibrationRuns(noisy, "mini", "cuda")
    plan = calibration.plan(Seeds(2, 2, 2))
    with pytest.raises(EngineError, match="needs 1 GPU for each worker"):
        next(calibration.run(plan, "off", 1))
    monkeypatch.setattr(gpus, "find", lambda: [Gpu("0", "Pretended", 16000)])
    CalibrationRecord(calibration, list(calibration.run(plan, "off", 1))).write(Seeds(2, 2, 2))
    written = json.loads((noisy.root / "solutions" / "mini" / "calibration-cuda.json").read_text())
    assert written["device"] == "cuda"
    assignment = build(noisy, "mini").assignment
    assert "noise" not in assignment.thresholds
    assert assignment.on_gpus().thresholds["noise"] == written["thresholds"]["noise"]


def test_only_what_an_answers_points_depend_on_is_run(noisy: Course) -> None:
    _, found = measured(noisy, Seeds(2, 2, 2))
    for trial in found:
        assert [question.name for question in trial.result.questions] == (
            ["q1"] if not trial.answer.accepted else ["q1", "q2"]
        )


def test_what_was_run_is_not_run_again(noisy: Course, change: Change) -> None:
    calibration, before = measured(noisy, Seeds(2, 2, 2))
    stamps = {path: path.stat().st_mtime_ns for path in calibration.folder.iterdir()}
    again = measured(noisy, Seeds(2, 2, 2))[1]
    assert sorted(again, key=repr) == sorted(before, key=repr)
    assert {path: path.stat().st_mtime_ns for path in calibration.folder.iterdir()} == stamps
    change("submissions/accepted/noisy.py", "scale=1e-3", "scale=2e-3")
    measured(noisy, Seeds(2, 2, 2))
    assert len(set(calibration.folder.iterdir()) - set(stamps)) == 2  # its two seeds, and nothing else


def test_a_metric_that_does_not_separate_is_refused(noisy: Course, change: Change) -> None:
    change("submissions/wrong_answer/untrained.py", "scale=0.4", "scale=1e-3")
    calibration, found = measured(noisy, Seeds(2, 2, 2))
    record = CalibrationRecord(calibration, found)
    (sentence,) = record.refusals
    assert sentence.startswith("noise: right answers ")
    assert record.misses == ["untrained kept points that it must lose in 2 of 2 runs."]
    record.write(Seeds(2, 2, 2))
    assert "noise" not in calibrated(noisy)["thresholds"]
    with pytest.raises(AuthoringError, match=r"q1 in mini uses a threshold .* noise: right answers gave"):
        next(verify(noisy, "mini", "off", jobs=1))


def test_a_wrong_answer_that_is_missed_is_named(noisy: Course, change: Change) -> None:
    change("submissions/wrong_answer/squares.py", "q1: 1.5", "q1: 3")  # more than the tests can take
    calibration, found = measured(noisy, Seeds(2, 2, 2))
    misses = CalibrationRecord(calibration, found).misses
    assert misses == ["squares kept points that it must lose in 2 of 2 runs."]


def test_every_cell_is_reseeded(course: Course) -> None:
    from autograder.assignment.answers import REFERENCE_ANSWER
    from autograder.proofs.calibration.runs import reseeded

    made = build(course, "mini")
    plain, moved = reseeded(made, REFERENCE_ANSWER, 0), reseeded(made, REFERENCE_ANSWER, 2)
    assert plain == made.notebook()
    code = [cell for cell in moved.cells if cell.cell_type == "code"]
    assert all(cell.source.startswith("import random, numpy; random.seed(2") for cell in code)
    assert len({cell.source.split(";")[1] for cell in code}) == len(code)


def test_the_worked_example_is_refused(tmp_path: Path) -> None:
    """docs/calibration.md tells of it; this is what its author would see."""
    example = tmp_path / "example"
    shutil.copytree(DOCS / "examples" / "naive-fibonacci", example)
    with pytest.raises(
        AuthoringError, match=r"refused\. mse: right answers gave .*, and wrong ones reach 0\.000185"
    ):
        next(verify(load(example / "grading.yml"), "naive-fibonacci", "off", jobs=1))


def test_that_there_is_no_wrong_answer_is_said_before_anything_runs(course: Course) -> None:
    wrong = course.root / "solutions" / "mini" / "submissions" / "wrong_answer"
    assert CalibrationRuns(course, "mini").hopeless == [
        "q2 has a threshold, but no wrong answer loses points in it: without one the threshold cannot be set."
    ]
    (wrong / "squares.py").unlink()
    with pytest.raises(AuthoringError, match="mini has no wrong answer to tell from right ones: add one to"):
        CalibrationRuns(course, "mini")
