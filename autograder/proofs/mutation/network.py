"""Changes that are special to networks: masks, activations, gradients, the switches of layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.proofs.mutation.edits import Edit, Source, argument_of, name_of, root_of

NEGATED_CALLS = {"equal": "not_equal", "not_equal": "equal", "greater": "less_equal", "less": "greater_equal"}
NEGATED = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: ">=",
    ast.GtE: "<",
    ast.Gt: "<=",
    ast.LtE: ">",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
ACTIVATIONS = {
    "softmax": "log_softmax",
    "log_softmax": "softmax",
    "tanh": "sigmoid",
    "sigmoid": "tanh",
    "relu": "tanh",
    "gelu": "relu",
    "exp": "expm1",
    "log": "log1p",
    "sin": "cos",
    "cos": "sin",
}
NUMPY_ACTIVATIONS = {**ACTIVATIONS, "tanh": "arctan"}
NAMED_ACTIVATIONS = {
    "relu": ("linear", "tanh"),
    "tanh": ("linear", "relu"),
    "sigmoid": ("linear", "tanh"),
    "softmax": ("linear", "sigmoid"),
    "gelu": ("linear", "relu"),
}
OPTIONS = {"same": "valid", "valid": "same"}
DIFFERENTIABLE = {*ACTIVATIONS, "matmul", "einsum", "sum", "mean", "max", "stack", "concatenate", "where"}
WITHOUT_GRADIENT = ("np.", ".numpy()", "inference_mode", "no_grad", "torch.tensor(")


def mask(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A mask dropped or inverted, a comparison negated, the branches of a choice exchanged."""
    match node:
        case ast.keyword(arg=str(name), value=value) if "mask" in name:
            yield source.replaced(value, str(not value.value) if isinstance(value, ast.Constant) else "None")
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            yield source.replaced(node, source.atom(operand))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield Edit(*source.between(left, right), NEGATED[type(op)])
        case ast.Call(func=function) if name_of(function) in NEGATED_CALLS:
            if edit := source.renamed(function, NEGATED_CALLS[name_of(function)]):
                yield edit
        case ast.Call(func=function, args=[_, first, second]) if name_of(function) == "where":
            yield source.swapped(first, second)
        case ast.Call(func=ast.Attribute(attr="masked_fill", value=value)):
            yield source.replaced(node, source.atom(value))


def activation(source: Source, node: ast.AST) -> Iterator[Edit]:
    """An activation dropped, or another one for it."""
    match node:
        case ast.Call(func=function) if name_of(function) in ACTIVATIONS:
            if (argument := argument_of(node)) is not None:
                yield source.replaced(node, source.atom(argument))
            others = NUMPY_ACTIVATIONS if root_of(function) == "np" else ACTIVATIONS
            if edit := source.renamed(function, others[name_of(function)]):
                yield edit
        case ast.keyword(arg="activation", value=ast.Constant(value=str(name)) as value):
            for other in NAMED_ACTIVATIONS.get(name, ("linear",)):
                yield source.replaced(value, f'"{other}"')


def flag(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A switch set the other way."""
    match node:
        case ast.keyword(arg=str(name), value=ast.Constant(value=bool(on)) as value) if "mask" not in name:
            yield source.replaced(value, str(not on))
        case ast.keyword(value=ast.Constant(value=str(option)) as value) if option in OPTIONS:
            yield source.replaced(value, f'"{OPTIONS[option]}"')


def detach(source: Source, node: ast.AST) -> Iterator[Edit]:
    """A value no longer passes gradients."""
    match node:
        case ast.Assign(value=ast.Tuple(elts=parts)) | ast.Return(value=ast.Tuple(elts=parts)):
            pass
        case ast.Assign(targets=[ast.Name()], value=value) | ast.Return(value=ast.expr() as value):
            parts = [value]
        case _:
            return
    function = source.function(node)
    text = source.segment(function) if function else ""
    if not text or any(word in text for word in WITHOUT_GRADIENT):
        return
    for part in parts:
        if not _is_differentiable(part) or "int" in source.segment(part):
            continue
        if "ops." in text or "self." in text:
            yield source.replaced(part, f"ops.stop_gradient({source.segment(part)})")
        elif "torch" in source.text or "@" in text:
            yield source.replaced(part, f"{source.atom(part)}.detach()")


def _is_differentiable(value: ast.expr) -> bool:
    for node in ast.walk(value):
        match node:
            case ast.BinOp(op=ast.MatMult()):
                return True
            case ast.Call(func=function) if (
                name_of(function) in DIFFERENTIABLE or root_of(function) == "self"
            ):
                return True
    return False
