"""The kinds of changes, by name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from autograder.proofs.mutation import arithmetic, flow, network
from autograder.proofs.mutation.edits import Edit, Source

Operator = Callable[[Source, ast.AST], Iterator[Edit]]

OPERATORS: dict[str, Operator] = {
    "axis": arithmetic.axis,
    "sign": arithmetic.sign,
    "transpose": arithmetic.transpose,
    "scale": arithmetic.scale,
    "mask": network.mask,
    "activation": network.activation,
    "off_by_one": arithmetic.off_by_one,
    "detach": network.detach,
    "reduction": arithmetic.reduction,
    "flag": network.flag,
    "branch": flow.branch,
    "order": flow.order,
    "statement": flow.statement,
}
