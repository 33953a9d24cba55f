"""Names of other questions are what they were at the end of those, whatever is done to them later."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.assignment.assignment import Assignment, Question
from autograder.candidate.messages import Raised
from autograder.examiner.alignment.align import Step
from autograder.examiner.session.borrowed import Keeper, borrowed, in_order, lent
from autograder.examiner.session.session import CandidateDied, StudentError
from autograder.notebook import Cell, Notebook


def question(name: str, cell: int, asks: str) -> Question:
    return Question(name, 1.0, False, [cell], f"def test_it({asks}):\n    pass\n")


def assignment(*cells: str) -> Assignment:
    """Of the cells the second, third and fifth are answers; the others are given."""
    notebook = Notebook([Cell(str(i), "code", source, i in (1, 2, 4)) for i, source in enumerate(cells)], "a")
    questions = [question("q1", 1, "Layer"), question("q2", 2, "decode, Layer, np, rng")]
    questions.append(question("q3", 4, "encode, Layer, decode, train, heldout"))
    return Assignment("a", "numpy", notebook, notebook, questions, {}, "", "", "")


CELLS = ("import numpy as np", "class Layer: ...", "def decode(): ...", "def encode(): ...", "train = 1")


def test_what_a_question_borrows() -> None:
    assert borrowed(assignment(*CELLS)) == {
        "q2": {"Layer": "q1"},
        "q3": {"Layer": "q1", "decode": "q2"},
    }


def test_the_last_definition_before_the_tests_is_the_one() -> None:
    cells = [*CELLS]
    cells[2] += "\nclass Layer(Layer): ..."
    cells[3] = "decode = print"
    assert borrowed(assignment(*cells)) == {"q3": {"Layer": "q2"}}


def ends(steps: list[Step]) -> list[list[str]]:
    return [step.ends for step in steps]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([["q1"], ["q2"], ["q3"]], [["q1"], ["q2"], ["q3"]]),
        ([["q2"], ["q1"], ["q3"]], [[], ["q1", "q2"], ["q3"]]),
        ([["q3", "q2"], [], ["q1"]], [[], [], ["q1", "q2", "q3"]]),
    ],
)
def test_who_borrows_is_examined_later(given: list[list[str]], wanted: list[list[str]]) -> None:
    steps = [Step(f"{i}", None, "answer", names) for i, names in enumerate(given)]
    names = {"q2": {"Layer": "q1"}, "q3": {"decode": "q2"}}
    assert ends(in_order(steps, names)) == wanted


class FakeSession:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[Any, ...]] = []

    def do(self, *asked: Any) -> None:
        self.asked.append(asked[:2])
        if self.error:
            raise self.error


@pytest.mark.parametrize(
    "error", [None, CandidateDied("it is gone"), StudentError(Raised("RecursionError", "", ""))]
)
def test_a_candidate_keeps_what_others_ask_for(error: Exception | None) -> None:
    keeper = Keeper(
        {"q2": {"Layer": "q1"}, "q3": {"Layer": "q1", "b": "q1", "decode": "q2"}}, {"q2": {"decode", "x"}}
    )
    session: Any = FakeSession(error)
    for name in ("q1", "q2", "q3"):
        keeper.keep(name, session)
    assert session.asked == [
        ("keep", ("q1", [], ["Layer", "b"])),
        ("keep", ("q2", ["decode", "x"], ["decode"])),
    ]


def test_what_others_borrow_is_lent() -> None:
    names = {"q2": {"Layer": "q1"}, "q3": {"Layer": "q1", "decode": "q2"}}
    assert [lent(name, names) for name in ("q1", "q2", "q3")] == [{"Layer": "q1"}, {"decode": "q2"}, {}]
