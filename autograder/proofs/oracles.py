"""Finds tests whose verdict a student could decide: through what they compare with, or which checks count."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.assignment.assignment import Assignment, Question
from autograder.assignment.errors import AuthoringError
from autograder.examiner.session.borrowed import borrowed

CHECKS = "checks"  # as tests call the module of checks


def check_oracles(assignment: Assignment) -> None:
    """Check that no student can decide a test's verdict.

    Raises:
        AuthoringError: a test takes an object from a question that does not test it, or can skip its checks.
    """
    complaints = [*_unproved(assignment), *_unheeded(assignment)]
    if complaints:
        raise AuthoringError(" ".join(complaints))


def _unproved(assignment: Assignment) -> Iterator[str]:
    """Objects of other questions that hidden tests use and no hidden test of their own question asks for."""
    proved = {
        question.name: {argument.arg for test in _tests(question, hidden=True) for argument in test.args.args}
        for question in assignment.questions
        if not question.manual
    }
    homes = borrowed(assignment)
    for question in assignment.questions:
        for test in _tests(question, hidden=True):
            for argument in test.args.args:
                home = homes.get(question.name, {}).get(argument.arg)
                if home and argument.arg not in proved.get(home, ()):
                    yield (
                        f"{test.name} of {question.name} in {assignment.name} takes `{argument.arg}` from "
                        f"{home}, where no hidden test asks for it: a student could make it whatever suits "
                        "the test. Test it there, or take it from `reference`."
                    )


def _unheeded(assignment: Assignment) -> Iterator[str]:
    """Tests with a threshold that may end before their last check, or catch what a check raises."""
    for question in assignment.questions:
        for test in _tests(question):
            nodes = [*_own_nodes(test)]
            limits = [node.lineno for node in nodes if _is_threshold(node)]
            last = max((node.lineno for node in nodes if _is_check(node)), default=0)
            for node in nodes:
                leaves = isinstance(node, ast.Return) and limits and min(limits) < node.lineno < last
                if leaves or (
                    isinstance(node, ast.Try) and node.handlers and any(map(_is_check, _within(node)))
                ):
                    does = "returns before its last check" if leaves else "catches what a check raises"
                    yield (
                        f"{test.name} of {question.name} in {assignment.name} {does}, in its line "
                        f"{node.lineno - test.lineno + 1}: points could be earned with that check failed."
                    )


def _tests(question: Question, hidden: bool = False) -> Iterator[ast.FunctionDef]:
    """The test functions of a question's test file; if ``hidden``, only the hidden ones."""
    for node in ast.parse(question.test_source).body:
        if isinstance(node, ast.FunctionDef) and (not hidden or any(map(_hides, node.decorator_list))):
            yield node


def _hides(decorator: ast.expr) -> bool:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return any(
        word.arg == "hidden" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in keywords
    )


def _own_nodes(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    """Statements and expressions below ``node``, those in functions that are defined there left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(child, ast.stmt | ast.expr):
            yield child
        yield from _own_nodes(child)


def _within(node: ast.Try) -> Iterator[ast.AST]:
    return (inner for statement in node.body for inner in ast.walk(statement))


def _is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) == CHECKS


def _is_threshold(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == "thresholds"
