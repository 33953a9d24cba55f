"""Tests whose verdict a student decides are named before anything is graded."""

from __future__ import annotations

import pytest

from autograder.assignment.assignment import Assignment, Question
from autograder.assignment.errors import AuthoringError
from autograder.notebook import Cell, Notebook
from autograder.proofs.oracles import check_oracles

HEAD = "from otter.test_files import test_case\n"
CELLS = ("class Layer: ...", "def decode(): ...")


def assignment(*tests: str, manual: bool = False) -> Assignment:
    notebook = Notebook([Cell(str(i), "code", source, True) for i, source in enumerate(CELLS)], "a")
    questions = [
        Question(f"q{i}", 1.0, manual and i == 1, [i - 1], HEAD + source) for i, source in enumerate(tests, 1)
    ]
    return Assignment("a", "numpy", notebook, notebook, questions, {}, "", "", "")


def case(name: str, asks: str, *lines: str, hidden: bool = True) -> str:
    body = "\n".join(f"    {line}" for line in lines or ("pass",))
    return f"@test_case(points=1, hidden={hidden})\ndef {name}({asks}):\n{body}\n"


BORROWS = case("test_decode", "decode, Layer")


def test_an_object_that_its_own_question_tests_may_be_borrowed() -> None:
    check_oracles(assignment(case("test_layer", "Layer"), BORROWS))


@pytest.mark.parametrize("own", [case("test_layer", "Layer", hidden=False), case("test_layer", "rng")])
def test_one_that_no_hidden_test_asks_for_may_not(own: str) -> None:
    with pytest.raises(AuthoringError) as raised:
        check_oracles(assignment(own, BORROWS))
    assert str(raised.value) == (
        "test_decode of q2 in a takes `Layer` from q1, where no hidden test asks for it: a student could "
        "make it whatever suits the test. Test it there, or take it from `reference`."
    )


def test_nor_one_of_a_question_that_a_person_grades() -> None:
    with pytest.raises(AuthoringError, match="takes `Layer` from q1"):
        check_oracles(assignment(case("test_layer", "Layer"), BORROWS, manual=True))


def test_public_tests_may_borrow() -> None:
    check_oracles(assignment(case("test_layer", "rng"), case("test_decode", "decode, Layer", hidden=False)))


LIMIT = 'checks.at_least(right, thresholds["right"], "accuracy")'
GAP = 'checks.at_most(gap, 0.1, "the gap")'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((LIMIT, "if right < 1:", "    return", GAP), "returns before its last check, in its line 4:"),
        (
            ("try:", f"    {LIMIT}", "except AssertionError:", "    pass"),
            "catches what a check raises, in its",
        ),
        (
            ("try:", "    assert right", "except Exception:", "    pass"),
            "catches what a check raises, in its",
        ),
    ],
)
def test_a_share_must_not_be_earned_past_a_failed_check(lines: tuple[str, ...], said: str) -> None:
    with pytest.raises(AuthoringError, match=f"^test_layer of q1 in a {said}"):
        check_oracles(assignment(case("test_layer", "Layer, thresholds", *lines)))


@pytest.mark.parametrize(
    "lines",
    [
        ("if right is None:", "    return", LIMIT, GAP),
        (LIMIT, "def gap():", "    return 1", GAP),
        ("try:", "    x = right.shape", "except AttributeError:", "    x = ()", LIMIT),
        ("try:", f"    {LIMIT}", "finally:", "    right.close()"),
        (LIMIT, GAP, "return"),
    ],
)
def test_what_is_harmless_is_let_through(lines: tuple[str, ...]) -> None:
    check_oracles(assignment(case("test_layer", "Layer, thresholds", *lines)))
