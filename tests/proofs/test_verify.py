"""Every known answer is proved by grading it; a claim that does not hold is found."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from autograder.assignment.calibration import Calibration, Evidence
from autograder.assignment.errors import AuthoringError
from autograder.cli.tables import surprises
from autograder.course.course import Course
from autograder.proofs.verify import Proof, verify

Change = Callable[[str, str, str], None]


def proofs(course: Course) -> dict[str, Proof]:
    return {proof.answer: proof for proof in verify(course, "mini", "off", jobs=1)}


def test_there_is_a_proof_for_each_answer_and_all_hold(course: Course) -> None:
    found = proofs(course)
    assert {name: (proof.kind, proof.came) for name, proof in found.items()} == {
        "reference": ("reference", {"q1": 3, "q2": 2}),
        "untouched notebook": ("untouched", {"q1": 0, "q2": 0}),
        "sum": ("accepted", {"q1": 3, "q2": 2}),
        "squares": ("wrong answer", {"q1": 1.5, "q2": 2}),
    }
    assert all(proof.holds and not proof.remark for proof in found.values())


def test_claims_that_do_not_hold_are_found(course: Course, change: Change) -> None:
    """A wrong answer that loses more than it says, an accepted one that is wrong, and a reference that is."""
    change("submissions/wrong_answer/squares.py", "{q1: 1.5}", "{q1: 3}")
    change("submissions/accepted/sum.py", "return x + x", "return x + 3")
    change("master.py", "moved_by_the_offset = np.asarray(x) + offset", "moved_by_the_offset = np.asarray(x)")
    found = proofs(course)
    assert {name: proof.differences for name, proof in found.items()} == {
        "reference": ["q2"],
        "untouched notebook": [],
        "sum": ["q1", "q2"],
        "squares": ["q1", "q2"],
    }
    assert (found["squares"].expected["q1"], found["squares"].came["q1"]) == (0, 1.5)
    assert not found["sum"].holds


def test_an_answer_to_a_question_that_is_not_there_is_told(course: Course, change: Change) -> None:
    change("submissions/wrong_answer/squares.py", "{q1: 1.5}", "{q7: 1.5}")
    with pytest.raises(AuthoringError, match=r"squares of mini names the question q7, but .* are q1, q2\."):
        proofs(course)
    change("submissions/wrong_answer/squares.py", "{q7: 1.5}", "{q3: 1.5}")
    with pytest.raises(AuthoringError, match="names the question q3"):  # a manual one
        proofs(course)


def test_each_answer_can_be_graded_several_times(course: Course) -> None:
    found = list(verify(course, "mini", "off", jobs=1, only=["sum", "squares"], repeat=3))
    assert sorted((proof.answer, proof.run) for proof in found) == [
        (answer, run) for answer in ("squares", "sum") for run in range(3)
    ]
    assert all(proof.holds for proof in found)


def test_a_test_that_uses_a_refused_threshold_is_told(course: Course) -> None:
    refused = Evidence(
        question="q2", compared="at least", right={}, wrong={}, refused="shift: wrong answers pass."
    )
    calibration = Calibration(evidence={"shift": refused}, date="2026-11-29")
    course.calibration("mini").write_bytes(msgspec.json.encode(calibration))
    with pytest.raises(
        AuthoringError, match=r"q2 in mini uses a threshold .* refused\. shift: wrong answers pass\."
    ):
        proofs(course)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("raise OSError('no disk')", "raised OSError: no disk"),
        (
            "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()",
            "printed a",
        ),
        ("while True: pass", "was stopped: "),
    ],
)
def test_a_cell_of_a_right_answer_that_does_not_run_is_told(
    course: Course, change: Change, cell: str, said: str
) -> None:
    """All points are kept, since the cell comes after what the tests ask for."""
    change(
        "submissions/accepted/sum.py",
        "    return x + x\n",
        f'    return x + x\n\n# %% question="q1"\n{cell}\n',
    )
    found = list(verify(course, "mini", "off", jobs=1, only=["sum", "squares"]))
    proof = next(proof for proof in found if proof.answer == "sum")
    if "stopped" not in said:
        assert not proof.differences
    assert not proof.holds
    first = cell.partition("\n")[0]
    assert [trouble.startswith(f"the cell `{first}` in q1 {said}") for trouble in proof.troubles] == [True]
    assert surprises([proof])[0].startswith("mini, sum: the cell ")
    assert next(proof for proof in found if proof.answer == "squares").holds


def test_a_reference_that_raises_is_told(course: Course, change: Change) -> None:
    change("master.py", "offset = 10.0\n", "offset = 10.0\nmissing_name\n")
    [proof] = verify(course, "mini", "off", jobs=1, only=["reference"])
    assert not proof.holds
    assert "the reference raised NameError: name 'missing_name' is not defined (line 2)" in proof.remark
