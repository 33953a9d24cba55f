"""Errors of a test case that are its author's: those that follow from its source alone.

No value that a candidate sends can turn an error into the author's: such a submission is not graded, but
waits until the test is mended.
"""

from __future__ import annotations

import ast
import re
import traceback
from collections.abc import Callable
from functools import lru_cache
from types import BuiltinFunctionType, FrameType, FunctionType, ModuleType

import numpy as np

from autograder.errors import ExaminerError

# What a test can name that is the same for every student.
GIVEN = (ModuleType, type, FunctionType, BuiltinFunctionType, np.random.Generator)
CALLED_WRONGLY = re.compile(
    r"\(\) (missing \d+ required|takes (no|from|\d+) .*argument|got an unexpected|got multiple values)"
)


def asserted(error: AssertionError, test: Callable[..., None], source: str) -> str:
    """The message of the assertion that failed, as its author wrote it: an ellipsis for each value in it.

    Empty if the test's own function asserted nothing there, or gave no message.
    """
    lines = [
        line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_globals is test.__globals__
    ]
    if not lines:
        return ""
    for node in _assertions(source):
        if node.lineno <= lines[-1] <= (node.end_lineno or node.lineno):
            return _written(node.msg)
    return ""


@lru_cache  # a test file is asked for again by each student
def _assertions(source: str) -> list[ast.Assert]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]


def _written(message: ast.expr | None) -> str:
    if isinstance(message, ast.JoinedStr):
        return "".join(_written(part) or "…" for part in message.values)
    return str(message.value) if isinstance(message, ast.Constant) else ""


def is_the_authors(error: Exception, test: Callable[..., None], source: str) -> bool:
    """Whether ``error``, which a test case raised, follows from the test's source.

    Args:
        test: the test case's function.
        source: of its test file.
    """
    if isinstance(error, ExaminerError | ImportError):
        return True
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [index for index, (frame, _) in enumerate(frames) if frame.f_globals is test.__globals__]
    if not own:
        return False
    frame, line = frames[own[-1]]
    return _follows_from_source(error, frame, [below for below, _ in frames[own[-1] + 1 :]], line, source)


def _follows_from_source(
    error: Exception, frame: FrameType, below: list[FrameType], line: int, source: str
) -> bool:
    """Whether it does.

    Args:
        frame: the last of the test's own; ``below`` are those that it called.
    """
    if isinstance(error, AttributeError):
        missing_in_module = len(below) == 1 and "__getattr__" in below[0].f_globals  # as numpy has one
        return missing_in_module or (not below and isinstance(error.obj, GIVEN))
    if below:
        return False
    if type(error) is NameError:  # of a local name the student's values may decide whether it is bound
        code = frame.f_code
        return error.name not in (*code.co_varnames, *code.co_cellvars, *code.co_freevars)
    return type(error) is TypeError and bool(CALLED_WRONGLY.search(str(error))) and not _unpacks(line, source)


def _unpacks(line: int, source: str) -> bool:
    """Whether a call there takes arguments from a list or a dictionary, which may be the student's."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(
        any(isinstance(argument, ast.Starred) for argument in call.args)
        or any(keyword.arg is None for keyword in call.keywords)
        for call in calls
        if call.lineno <= line <= (call.end_lineno or call.lineno)
    )
