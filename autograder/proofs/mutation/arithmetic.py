"""Changes of numbers and of what is computed with them: axes, signs, scales, transpositions, ends."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.proofs.mutation.edits import Edit, Source, argument_of, name_of

AXIS_KEYWORDS = {"axis", "dim", "axes", "dims"}
AXIS_ARGUMENTS = {"unsqueeze", "squeeze", "expand_dims", "softmax", "sum", "mean", "stack", "cat", "argmax"}
OTHER_AXES = {0: (1,), 1: (0,), -1: (-2, 0), 2: (1,), -2: (-1,)}
TRANSPOSES = {"transpose", "swapaxes", "permute", "t", "moveaxis"}
PRODUCTS = {"matmul", "dot", "bmm", "mm"}
REDUCTIONS = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "maximum": "minimum",
    "minimum": "maximum",
    "any": "all",
    "all": "any",
}
BUILTINS = {"max", "min", "any", "all"}
STRICT = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
COUNTING_KEYWORDS = {"k", "start", "offset"}
ROOT = 0.5  # an exponent
SMALL = 2  # larger numbers are sizes, which a question may leave free


def axis(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Another axis."""
    value = _integer(node)
    if value is None or not isinstance(node, ast.expr) or isinstance(source.parent(node), ast.UnaryOp):
        return
    if _is_axis(source, node):
        for other in OTHER_AXES.get(value, (0,)):
            yield source.replaced(node, str(other))


def sign(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Plus for minus, minus for plus, a minus dropped."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            if not _is_text(left) and not _is_text(right):
                yield Edit(*source.between(left, right), "-" if isinstance(op, ast.Add) else "+")
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as op, value=value):
            if not _is_text(value):
                yield Edit(*source.between(target, value), "-=" if isinstance(op, ast.Add) else "+=")
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not _names_axis(source, node):
            yield source.replaced(node, source.atom(operand))
        case ast.Constant(value="-inf"):
            yield source.replaced(node, '"inf"')


def transpose(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A transposition dropped, the factors of a matrix product exchanged."""
    match node:
        case ast.Attribute(attr="T" | "mT", value=value):
            yield source.replaced(node, source.atom(value))
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            yield _exchanged(source, node, left, right)
        case ast.Call(func=function) if name_of(function) in TRANSPOSES:
            if (argument := argument_of(node)) is not None:
                yield source.replaced(node, source.atom(argument))
        case ast.Call(func=function, args=[first, second]) if name_of(function) in PRODUCTS:
            yield source.swapped(first, second)
        case ast.Call(func=function, args=[ast.Constant(value=str(rule)) as first, *_]):
            arrow, result = rule.rpartition("->")[1:]
            if name_of(function) == "einsum" and arrow and len(result) > 1:
                turned = rule[: -len(result)] + result[:-2] + result[-1] + result[-2]
                yield source.replaced(first, f'"{turned}"')


def scale(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Times for divided by and the other way round, a root dropped, another constant factor."""
    match node:
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=exponent)) if exponent == ROOT:
            yield source.replaced(node, source.atom(left))
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Pow() as op, right=right):
            if not _is_text(left) and not _is_text(right):
                yield Edit(*source.between(left, right), "/" if isinstance(op, ast.Mult) else "*")
        case ast.AugAssign(target=target, op=ast.Mult() | ast.Div() as op, value=value):
            yield Edit(*source.between(target, value), "/=" if isinstance(op, ast.Mult) else "*=")
        case ast.Call(func=function) if name_of(function) == "sqrt":
            if (argument := argument_of(node)) is not None:
                yield source.replaced(node, source.atom(argument))
        case ast.Constant(value=int() | float() as value) if _is_factor(source, node) and value != ROOT:
            yield source.replaced(node, str(value + 1 if isinstance(value, int) else 2 * value))


def reduction(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A sum for a mean, a maximum for a minimum."""
    match node:
        case ast.Call(func=ast.Name(id=name) as function) if name in BUILTINS:
            edit = source.renamed(function, REDUCTIONS[name])
        case ast.Call(func=ast.Attribute(attr=name) as function) if name in REDUCTIONS:
            edit = source.renamed(function, REDUCTIONS[name])
        case _:
            return
    if edit:
        yield edit


def off_by_one(source: Source, node: ast.AST) -> Iterator[Edit]:
    """An index, an end or a count one more or one less; ``<`` for ``<=``."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in STRICT:
            yield Edit(*source.between(left, right), STRICT[type(op)])
        case ast.Call(func=ast.Name(id="range"), args=[*_, end]) if _integer(end) is None:
            yield source.replaced(end, f"{source.atom(end)} - 1")
        case ast.Slice(upper=ast.expr() as upper) if _integer(upper) is None:
            if not isinstance(upper, ast.UnaryOp):
                yield source.replaced(upper, f"{source.atom(upper)} - 1")
        case ast.expr() if _is_count(source, node):
            value = _integer(node)
            assert value is not None
            away = 1 if value >= 0 else -1
            yield source.replaced(node, str(value + away))
            if abs(value) > 1 or (value == 1 and not isinstance(source.parent(node), ast.Call | ast.Tuple)):
                yield source.replaced(node, str(value - away))


def _integer(node: ast.AST) -> int | None:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
    return None


def _is_axis(source: Source, node: ast.AST) -> bool:
    match source.parent(node):
        case ast.UnaryOp() as parent:
            return _is_axis(source, parent)
        case ast.keyword(arg=name):
            return name in AXIS_KEYWORDS
        case ast.Call(func=function, args=args) as call if node in args:
            return name_of(function) in AXIS_ARGUMENTS and argument_of(call) is not node
    return False


def _names_axis(source: Source, node: ast.AST) -> bool:
    """An axis, or one of those that a transposition exchanges."""
    parent = source.parent(node)
    return _is_axis(source, node) or (isinstance(parent, ast.Call) and name_of(parent.func) in TRANSPOSES)


def _is_count(source: Source, node: ast.expr) -> bool:
    """Whether an integer counts something: it is not an axis, a factor or a free size."""
    value = _integer(node)
    if value is None or _names_axis(source, node) or _is_factor(source, node):
        return False
    parent = source.parent(node)
    match parent:
        case ast.UnaryOp():  # changed together with its sign
            return False
        case ast.Subscript() | ast.Slice():
            return True
        case ast.keyword(arg=name):
            return name in COUNTING_KEYWORDS
        case ast.Call(func=function):
            return abs(value) <= SMALL or name_of(function) == "range"
    return abs(value) <= SMALL


def _is_factor(source: Source, node: ast.AST) -> bool:
    match source.parent(node):
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Pow(), right=right):
            return not _is_text(left) and not _is_text(right)
    return False


def _is_text(node: ast.expr) -> bool:
    """A text or a list, for which plus and times mean something else."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.List | ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _exchanged(source: Source, node: ast.BinOp, left: ast.expr, right: ast.expr) -> Edit:
    start, end = source.span(node)
    operator = source.between(left, right)
    first, second = source.text[start : operator[0]].strip(), source.text[operator[1] : end].strip()
    if isinstance(left, ast.BinOp) and not first.startswith("("):
        first = f"({first})"
    return Edit(start, end, f"{second} {source.text[slice(*operator)]} {first}")
