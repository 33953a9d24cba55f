"""Answers that are not in their question's cell, but in one cell at the end or in another question's."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping

import msgspec

from autograder.assignment.assignment import Question
from autograder.examiner.alignment.source import ALL, bound, tree
from autograder.message import Message
from autograder.notebook import Cell

# What a test may ask for beside the student's names.
WORDS = {"reference", "heldout", "rng", "thresholds", "env"}


class Elsewhere(msgspec.Struct, frozen=True):
    """Where a question's names are defined instead.

    Attributes:
        index: the last of these cells.
        question: whose cell that is; None after the last question.
        names: those of the question's that were found.
        decides: they all come after the question's own cells, so that tests after ``index`` see the answer.
    """

    index: int
    question: str | None
    names: list[str]
    decides: bool

    @property
    def place(self) -> Message:
        """To be put behind what was found there."""
        if self.question:
            return Message("in a cell of {question}", {"question": self.question})
        return Message("in a cell after the last question")


def find(
    released: list[Cell],
    questions: Iterable[Question],
    blank: Collection[str],
    homes: Mapping[str, int],
    work: Iterable[tuple[int, str | None, str]],
) -> dict[str, Elsewhere]:
    """For ``blank`` questions the cells in which the student has defined what they ask for.

    Args:
        homes: the place after which a question's own cells are over.
        work: place, question and source of each cell with the student's code.
    """
    if not blank:
        return {}
    wanted = {question.name: _wanted(question, released) for question in questions}
    places: dict[str, tuple[int, str | None]] = {}
    for index, owner, source in work:
        own = wanted[owner][0] if owner in wanted and owner not in blank else set()
        for name in bound(source) - own:  # two questions may ask for one name
            places[name] = index, owner
    answers = {}
    for question in blank:
        names, needs_all = wanted[question]
        defined = sorted(names & places.keys())
        if defined:
            decides = all(places[name][0] > homes[question] for name in defined)
            decides = decides and (not needs_all or len(defined) == len(names))
            index, owner = max((places[name] for name in defined), key=lambda place: place[0])
            answers[question] = Elsewhere(index, owner, defined, decides)
    return answers


def _wanted(question: Question, released: list[Cell]) -> tuple[set[str], bool]:
    """The names that a question asks for: those of its blank, all of them; else some of its tests'."""
    blanks = (released[index] for index in question.cells if released[index].is_answer)
    names = {name for cell in blanks if cell.kind == "code" for name in bound(cell.source)} - {ALL}
    if names:
        return names, True
    parsed = tree(question.test_source)
    functions = (node for node in ast.walk(parsed) if isinstance(node, ast.FunctionDef)) if parsed else ()
    given = {name for index, cell in enumerate(released) if not cell.is_answer for name in bound(cell.source)}
    return {argument.arg for function in functions for argument in function.args.args} - WORDS - given, False
