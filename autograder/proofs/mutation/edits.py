"""A cell's source with its syntax tree, and edits of it: which parts may be changed, and where they are."""

from __future__ import annotations

import ast
import io
import token
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

MODULES = {"F", "K", "keras", "layers", "math", "nn", "np", "numpy", "ops", "tf", "torch"}
SHOWN = {"plt", "print", "display", "figure", "axes", "ax"}  # what they show decides no point
SEEDING = {"set_random_seed", "manual_seed", "seed"}
IRRELEVANT = {"verbose", "name", "title", "label", "jit_compile"}  # keywords
ATOMS = ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Constant | ast.List | ast.Tuple


class Edit(NamedTuple):
    """A change: the characters from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


class Source:
    """A cell that may be changed.

    Raises:
        SyntaxError: the text is not plain Python, for example because it holds a magic command.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._tokens = [
            (self._starts[word.start[0] - 1] + word.start[1], word)
            for word in tokenize.generate_tokens(io.StringIO(text).readline)
            if word.type in (token.OP, token.NAME)
        ]
        self._parents: dict[ast.AST, ast.AST] = {}
        self.nodes = list(self._walk(self.tree))

    def parent(self, node: ast.AST) -> ast.AST:
        return self._parents.get(node, self.tree)

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """The innermost function around the node."""
        while node is not self.tree:
            node = self.parent(node)
            if isinstance(node, ast.FunctionDef):
                return node
        return None

    def line(self, place: int) -> int:
        """The line, from 1, of a place in the text."""
        return sum(start <= place for start in self._starts)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end_line, end_column = node.end_lineno, node.end_col_offset
        assert end_line is not None
        assert end_column is not None
        return self._place(node.lineno, node.col_offset), self._place(end_line, end_column)

    def segment(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def atom(self, node: ast.expr) -> str:
        """The node's text, in parentheses if it needs them anywhere."""
        text = self.segment(node)
        return text if isinstance(node, ATOMS) else f"({text})"

    def replaced(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        return Edit(*self.span(node), text)

    def swapped(self, first: ast.expr, second: ast.expr) -> Edit:
        """Two expressions, the first before the second, exchanged."""
        (start, middle), (after, end) = self.span(first), self.span(second)
        return Edit(start, end, self.text[after:end] + self.text[middle:after] + self.text[start:middle])

    def between(self, left: ast.expr, right: ast.expr) -> tuple[int, int]:
        """The span of the operator between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        spans = [
            (place, place + len(word.string))
            for place, word in self._tokens
            if start <= place < end and word.string not in "()"
        ]
        return spans[0][0], spans[-1][1]

    def renamed(self, function: ast.expr, name: str) -> Edit | None:
        """The last part of a function's name replaced."""
        if not isinstance(function, ast.Name | ast.Attribute):
            return None
        start, end = self.span(function)
        old = function.id if isinstance(function, ast.Name) else function.attr
        return Edit(max(start, end - len(old)), end, name)

    def _place(self, line: int, column: int) -> int:
        # The tree counts columns in bytes.
        return self._starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def _walk(self, node: ast.AST) -> Iterator[ast.AST]:
        for child in _relevant_children(node):
            self._parents[child] = node
            yield child
            yield from self._walk(child)


def name_of(function: ast.AST) -> str:
    """The last part of a function's name; empty if it has none."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def root_of(node: ast.AST) -> str:
    """The variable that an expression such as ``a.b(c).d`` starts with; else empty."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def argument_of(call: ast.Call) -> ast.expr | None:
    """What a function such as ``np.tanh(x)`` or a method such as ``x.tanh()`` is applied to."""
    if isinstance(call.func, ast.Attribute) and root_of(call.func) not in MODULES:
        return call.func.value
    first = call.args[0] if call.args else None
    return None if isinstance(first, ast.Starred) else first


def _relevant_children(node: ast.AST) -> list[ast.AST]:
    """The nodes below, without what students do not write or what no test can see."""
    match node:
        case ast.FunctionDef(body=body) | ast.ClassDef(body=body):
            children: list[ast.AST] = [*body]  # neither annotations nor defaults: the prompt gives both
        case ast.Lambda(body=value):
            children = [value]
        case ast.AnnAssign(value=written):
            children = [written] if written else []
        case ast.Assert(test=test):
            children = [test]
        case _:
            children = list(ast.iter_child_nodes(node))
    return [child for child in children if not _irrelevant(child)]


def _irrelevant(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Raise() | ast.JoinedStr():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring
            return True
        case ast.Call(func=function):
            return root_of(function) in SHOWN or name_of(function) in SEEDING
        case ast.Expr(value=ast.Call(func=function)):
            return root_of(function) in SHOWN or name_of(function) in SEEDING
        case ast.keyword(arg=name):
            return name in IRRELEVANT
    return False
