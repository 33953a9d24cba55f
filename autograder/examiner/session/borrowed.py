"""Names that a question's tests take from other questions: kept as they are at the end of their own.

A test that builds what it expects with the student's object of another question must not meet what this
question's cells have made of the name. So the candidate keeps the object when its own question is over, and
the test gets that one, and so do the tests of its own question: what they prove is what others borrow. A
question that borrows is examined after the one that it borrows from.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.examiner.alignment.align import Step, align
from autograder.examiner.alignment.elsewhere import WORDS
from autograder.examiner.alignment.source import bound, tree
from autograder.examiner.session.session import Session, SessionError, StudentError

Borrowed = Mapping[str, Mapping[str, str]]  # question to name to the question whose name it is


def borrowed(assignment: Assignment) -> dict[str, dict[str, str]]:
    """By question, the names that its tests ask for and that the reference defines in earlier questions only.

    What given cells define between the questions belongs to none, and is not in it.
    """
    steps = align(assignment.released, assignment.reference, assignment.questions).steps
    by_question: dict[str, dict[str, str]] = {}
    for question in assignment.questions:
        names = asked(question.test_source)
        homes: dict[str, str | None] = {}
        for step in steps:
            homes |= dict.fromkeys(bound(step.source) & names, step.question)
            if question.name in step.ends:
                break
        others = {name: home for name, home in homes.items() if home and home != question.name}
        if others:
            by_question[question.name] = others
    return by_question


def asked(test_source: str) -> set[str]:
    """The notebook's names that the test functions of a test file ask for."""
    parsed = tree(test_source)
    functions = (node for node in parsed.body if isinstance(node, ast.FunctionDef)) if parsed else ()
    return {argument.arg for function in functions for argument in function.args.args} - WORDS


def in_order(steps: list[Step], names: Borrowed) -> list[Step]:
    """``steps`` with the tests of each question after those of the questions that it borrows from."""
    ends = {name: index for index, step in enumerate(steps) for name in step.ends}
    order = [name for step in steps for name in step.ends]
    later = dict(ends)
    for name in names:  # in the order of the questions, so that what they borrow from is settled
        later[name] = max([ends[name], *(later[home] for home in names[name].values())])
    if later == ends:
        return steps
    placed: dict[int, list[str]] = {}
    for name in [*(name for name in order if name not in names), *names]:
        placed.setdefault(later[name], []).append(name)
    return [msgspec.structs.replace(step, ends=placed.get(i, [])) for i, step in enumerate(steps)]


def lent(question: str, names: Borrowed) -> dict[str, str]:
    """The names of ``question`` that others borrow, to itself."""
    return {name: home for homes in names.values() for name, home in homes.items() if home == question}


class Keeper:
    """Lets a candidate keep, at the end of each question, what will be asked for after later cells.

    Args:
        names: what tests of other questions will ask for.
        own: by question, what its own tests will ask for once more.
    """

    def __init__(self, names: Borrowed, own: Mapping[str, Collection[str]]) -> None:
        self._borrowed = names
        self._own = own

    def keep(self, question: str, session: Session) -> None:
        """Keep what ``question``, whose cells have run, has made of its names."""
        copied, own = sorted(lent(question, self._borrowed)), sorted(self._own.get(question, ()))
        if not copied and not own:
            return
        try:
            session.do("keep", (question, own, copied), _nothing, _nothing)
        except (SessionError, StudentError):
            return  # the session remembers it, and the tests that ask for what was not kept will miss it


def _nothing(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is no plain data")
