"""Known answers are run over seeds, each run once; the threshold comes from what tests compared with it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from autograder.authoring.calibration.runs import Calibration, Trial
from autograder.authoring.verify import verify
from autograder.course import Course

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
        "    from autograder.examiner import checks\n\n    x = rng",
        "    import numpy as np\n    from autograder.examiner import checks\n\n    x = rng",
    )
    return course


def trials(calibration: Calibration, seeds: int) -> list[Trial]:
    first = list(calibration.run(calibration.first_plan(), "off", 1))
    return [*first, *calibration.run(calibration.further_plan(first, seeds), "off", 1)]


def test_a_threshold_is_measured_written_and_right(noisy: Course) -> None:
    calibration = Calibration(noisy, "mini")
    found = trials(calibration, 3)
    ran = sorted((trial.answer.name, trial.seed) for trial in found)
    repeated = [(name, seed) for name in ("noisy", "reference", "untrained") for seed in range(3)]
    assert ran == sorted([*repeated, ("squares", 0)])  # squares loses its points without any threshold
    (pictures,) = [calibration.write(calibration.evidence(found), 3)]
    assert [picture.name for picture in pictures] == ["noise.png"]
    written = json.loads((noisy.root / "solutions" / "mini" / "calibration.json").read_text())
    assert 1.2e-3 < written["thresholds"]["noise"] < 0.3
    assert written["thresholds"]["shift"] == 1e-6  # compared with nothing by a check: it stays
    evidence = written["evidence"]["noise"]
    assert set(evidence["wrong"]) == {"untrained"}
    assert len(set(evidence["right"]["noisy"])) == 3  # the seeds make a difference
    assert all(proof.holds for proof in verify(noisy, "mini", "off", jobs=1))


def test_what_was_run_is_not_run_again(noisy: Course, change: Change) -> None:
    calibration = Calibration(noisy, "mini")
    before = trials(calibration, 2)
    stamps = {path: path.stat().st_mtime_ns for path in calibration.folder.iterdir()}
    assert trials(Calibration(noisy, "mini"), 2) == before
    assert {path: path.stat().st_mtime_ns for path in calibration.folder.iterdir()} == stamps
    change("submissions/accepted/noisy.py", "scale=1e-3", "scale=2e-3")
    trials(Calibration(noisy, "mini"), 2)
    assert len(set(calibration.folder.iterdir()) - set(stamps)) == 2  # its two seeds, and nothing else


def test_a_metric_that_does_not_separate_is_refused(noisy: Course, change: Change) -> None:
    change("submissions/wrong_answer/untrained.py", "scale=0.4", "scale=1e-3")
    calibration = Calibration(noisy, "mini")
    (evidence,) = calibration.evidence(trials(calibration, 2))
    assert evidence.refusal.startswith("noise: right answers may reach")
    calibration.write([evidence], 2)
    written = json.loads((noisy.root / "solutions" / "mini" / "calibration.json").read_text())
    assert "noise" not in written["thresholds"]
    reference = next(proof for proof in verify(noisy, "mini", "off", jobs=1) if proof.answer == "reference")
    assert not reference.holds


def test_only_answer_cells_are_reseeded(course: Course) -> None:
    from autograder.authoring.build import build
    from autograder.authoring.calibration.runs import REFERENCE, reseeded

    made = build(course, "mini")
    plain, moved = reseeded(made, REFERENCE, 0), reseeded(made, REFERENCE, 2)
    assert plain == made.notebook()
    differing = [a.id for a, b in zip(plain.cells, moved.cells, strict=True) if a.source != b.source]
    assert all(name.startswith(("q1", "q2")) for name in differing)
    assert len(differing) == 2
