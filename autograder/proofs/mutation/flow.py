"""Changes of the control flow and of order: branches, arguments, statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from autograder.proofs.mutation.edits import Edit, Source, name_of

SYMMETRIC = {"max", "min", "maximum", "minimum", "equal", "not_equal"}
OF_TWO_KINDS = {"isinstance", "zip", "full", "full_like", "where", "take_along_axis", "fit", "dot", "matmul"}


def branch(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A condition negated, ``and`` for ``or``."""
    match node:
        case ast.IfExp(body=body, orelse=other, test=test) if not isinstance(test, ast.Compare):
            start, end = source.span(node)
            yield Edit(
                start, end, f"{source.segment(other)} if {source.segment(test)} else {source.atom(body)}"
            )
        case ast.If(test=test) if not isinstance(test, ast.Compare):
            yield source.replaced(test, f"not {source.atom(test)}")
        case ast.BoolOp(op=op, values=values):
            for left, right in pairwise(values):
                yield Edit(*source.between(left, right), "or" if isinstance(op, ast.And) else "and")


def order(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Two results or two arguments exchanged."""
    match node:
        case ast.Tuple(elts=[first, second, *_], ctx=ast.Load()):
            if isinstance(source.parent(node), ast.Return | ast.Assign):
                yield source.swapped(first, second)
        case ast.Call(func=function, args=[first, second, *_]) if (
            name_of(function) not in SYMMETRIC | OF_TWO_KINDS
        ):
            if all(
                isinstance(argument, ast.Name | ast.Attribute | ast.Subscript) for argument in (first, second)
            ):
                yield source.swapped(first, second)


def statement(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A statement left out."""
    match node:
        case ast.Expr(value=ast.Call(func=function)) if source.segment(function).startswith("super()"):
            return
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Continue() | ast.Break():
            yield source.replaced(node, "pass")
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value)):
                yield source.replaced(node, "pass")
