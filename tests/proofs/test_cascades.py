"""A slip costs its own question; where it costs another one too, the master says why."""

from __future__ import annotations

import msgspec
import pytest

from autograder.assignment.answers import Answer
from autograder.assignment.assignment import Assignment
from autograder.assignment.build import Build
from autograder.assignment.errors import AuthoringError
from autograder.notebook import Notebook
from autograder.proofs.cascades import cascades, check_cascades

NOTEBOOK = Notebook([], "a")
ASSIGNMENT = Assignment("a", "numpy", NOTEBOOK, NOTEBOOK, [], {}, "", "", "")


def made(**builds_on: dict[str, str]) -> Build:
    return Build(ASSIGNMENT, "", {}, {}, {}, builds_on)


def wrong(loses: dict[str, float], *questions: str) -> Answer:
    return Answer("no_mask", False, {question: [""] for question in questions}, "", loses, "")


LOCAL = wrong({"q2": 1}, "q2")
REACHES_Q3 = wrong({"q2": 1, "q3": 2}, "q2")


def test_a_slip_that_costs_its_own_question_needs_no_reason() -> None:
    check_cascades(made(), [LOCAL])


def test_one_that_costs_a_later_question_needs_one() -> None:
    with pytest.raises(AuthoringError) as raised:
        check_cascades(made(), [LOCAL, REACHES_Q3])
    assert str(raised.value) == (
        "no_mask of a is a slip in q2 and loses points in q3 too. Let the tests of q3 use what does not come "
        "from q2, or give the reason in the master, in q3's `# BEGIN QUESTION`: `builds_on: {q2: why}`."
    )
    check_cascades(made(q3={"q2": "it trains the student's own layer"}), [LOCAL, REACHES_Q3])


def test_a_reason_for_what_no_answer_shows_is_refused() -> None:
    with pytest.raises(AuthoringError, match="q3 of a says that it builds on q2, but no wrong answer to q2"):
        check_cascades(made(q3={"q2": "it trains the student's own layer"}), [LOCAL])


def test_each_answered_question_that_loses_is_a_cause_of_what_falls_besides() -> None:
    answer = wrong({"q1": 1, "q2": 1, "q4": 1}, "q1", "q2", "q3")
    assert sorted(cascades(answer)) == [("q1", "q4"), ("q2", "q4")]


def test_one_that_loses_only_elsewhere_is_a_cause_too() -> None:
    answer = msgspec.structs.replace(REACHES_Q3, loses={"q3": 2.0})
    assert [*cascades(answer)] == [("q2", "q3")]
