"""What code says, whatever its layout: the same for every version of Python that this runs with."""

from __future__ import annotations

import ast
from typing import Any

LAYOUT = {"ctx", "kind", "type_comment", "type_ignores", "type_params"}  # fields of a syntax tree


def meaning(source: str) -> Any:
    """The syntax tree as nested lists; the source itself if it is no plain Python, as with magics."""
    try:
        return _plain(ast.parse(source).body)
    except SyntaxError:
        return source


def meaning_of_tests(source: str) -> Any:
    """The same of the functions in an Otter test file, without their names and what Otter is told of them."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return [[_plain(function.args), _plain(function.body)] for function in functions]


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(name, value) for name, value in ast.iter_fields(node) if name not in LAYOUT]
    return [
        type(node).__name__,
        *([name, _plain(value)] for name, value in fields if value is not None and value != []),
    ]
