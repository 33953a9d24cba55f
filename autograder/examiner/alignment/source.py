"""What a cell's text tells without running it: which names it binds, and which it uses."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

ALL = "*"  # in place of the names that a star import binds
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
_ASSIGNED_MAGIC = re.compile(r"(?<==)\s*[%!].*$", re.MULTILINE)
_BINDS = re.compile(
    r"^(?:(?:async +)?def +|class +|(?:from +[\w.]+ +)?import +(?:[\w.]+ +as +)?)?(\w+)\s*(?==[^=]|[(:,]|$)",
    re.MULTILINE,
)


def tree(source: str) -> ast.Module | None:
    """The cell's syntax with its lines where they are, magics and shell lines left out; None: no Python."""
    try:
        return ast.parse(_ASSIGNED_MAGIC.sub(" None", _MAGIC.sub("pass", source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def bound(source: str, since: int = 0) -> set[str]:
    """The global names that a cell binds in the statements that end at line ``since`` or later."""
    parsed = tree(source)
    if parsed is None:  # what can be seen line by line
        return set(_BINDS.findall(source))
    rest = (statement for statement in parsed.body if (statement.end_lineno or 0) >= since)
    return {name for statement in rest for name in _bound(statement)}


def used(source: str) -> set[str]:
    """The names that a cell reads, wherever in it, builtins left out."""
    parsed = tree(source)
    if parsed is None:
        return set()
    nodes = ast.walk(parsed)
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return names - set(dir(builtins))


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store):
            yield node.id
    elif not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)
