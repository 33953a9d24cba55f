"""Between a baseline and its threshold a test case earns a share of its points, and says so."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from autograder.assignment.errors import AuthoringError
from autograder.course.course import Course
from autograder.proofs.verify import Proof, verify

Change = Callable[[str, str, str], None]
WEAK = """
# ---
# misconception: Half of the way is taken for the whole.
# loses: {{q1: {loses}}}
# feedback: Multiply by two.
# ---
# %% question="q1"
def double(x):
    return 2 * x if np.size(x) > 1 or x != 1 else {value}
"""


@pytest.fixture
def graded(course: Course, change: Change) -> Callable[[float, float], Proof]:
    """The proof of an answer whose hidden test case of 1.5 points compares a number with 2, from 1 on."""
    change("master.py", "test_double_of_anything(double, rng)", "test_double_of_anything(double, thresholds)")
    change("master.py", "    x = rng.normal(size=(3, 4))\n", "")
    check = 'checks.at_least(float(double(1)), thresholds["two"], "double(1)")'
    change("master.py", 'checks.close(double(x), 2 * x, "double(x)")', check)
    folder = course.root / "solutions" / "mini"
    limits = {"thresholds": {"two": 2.0, "shift": 1e-6}, "baselines": {"two": 1.0}}
    (folder / "calibration.json").write_text(json.dumps(limits))
    (folder / "submissions" / "wrong_answer" / "squares.py").unlink()

    def graded(value: float, loses: float) -> Proof:
        weak = folder / "submissions" / "wrong_answer" / "weak.py"
        weak.write_text(WEAK.lstrip().format(value=value, loses=loses))
        (proof,) = verify(course, "mini", "off", jobs=1, only=["weak"])
        return proof

    return graded


@pytest.mark.parametrize(("value", "loses"), [(1.6, 0.6), (1.0, 1.5), (0.5, 1.5), ("float('nan')", 1.5)])
def test_the_share_is_linear(graded: Callable[[object, float], Proof], value: object, loses: float) -> None:
    proof = graded(value, loses)
    assert proof.came["q1"] == pytest.approx(3 - loses)
    assert proof.holds


def test_the_student_is_told_the_share(graded: Callable[[object, float], Proof]) -> None:
    (_, case) = graded(1.6, 0.6).cases["q1"]
    assert not case.passed
    assert case.full == (
        "double must work for any numbers. Expected double(1) of at least 2, but got 1.6. "
        "This is worth 60% of the points."
    )


def test_a_baseline_without_a_threshold_is_told(course: Course) -> None:
    path = course.root / "solutions" / "mini" / "calibration.json"
    path.write_text('{"thresholds": {"shift": 1e-6}, "baselines": {"shft": 1}}')
    with pytest.raises(AuthoringError, match="the baseline 'shft' belongs to no threshold"):
        list(verify(course, "mini", "off", jobs=1))
