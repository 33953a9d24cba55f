"""Paraphrases of answers: the same code with other names, without comments, one cell further down.

Weights begin elsewhere: Keras' layers get other initializers, torch's draw later numbers.
"""

from __future__ import annotations

import ast
import copy
import re

import nbformat
from nbformat import NotebookNode

from autograder.assignment.master.master import is_blank

INITIALIZERS = {  # by Keras' layer or method: what to ask of it
    "Embedding": ("embeddings_initializer", "normal"),
    "add_weight": ("initializer", "he_normal"),
    **dict.fromkeys(
        ("Conv1D", "Dense", "GRU", "GRUCell", "LSTM", "MultiHeadAttention", "SimpleRNN"),
        ("kernel_initializer", "he_normal"),
    ),
}
OF_TORCH = re.compile(r"(torch\.)?nn\.(Embedding|GRU|LSTM|Linear|RNN)")
NOTE = "# my own notes\nnotes_of_mine = 'read the sheet once more'"


def paraphrased(notebook: NotebookNode) -> NotebookNode:
    """The notebook as somebody else may have written it: it computes the same, from other first weights."""
    paraphrase = copy.deepcopy(notebook)
    for cell in paraphrase.cells:
        if is_blank(cell):
            cell.source = reworded(cell.source)
    paraphrase.cells.insert(0, nbformat.from_dict({**nbformat.v4.new_code_cell(NOTE), "id": "notes-of-mine"}))
    return paraphrase


def reworded(source: str) -> str:
    """The same code with other names in functions, other first weights, and without comments."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, say
        return source
    local_names = _local_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in local_names:
            node.id = f"my_{node.id}"
    return ast.unparse(ast.fix_missing_locations(_OtherWeights().visit(tree)))


class _OtherWeights(ast.NodeTransformer):
    """Lets layers that are made with the usual first weights begin with others."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        called = ast.unparse(node.func)
        if OF_TORCH.fullmatch(called):
            return ast.parse(f"[torch.rand(1), {ast.unparse(node)}][1]", mode="eval").body
        keyword, value = INITIALIZERS.get(called.rpartition(".")[2], ("", ""))
        positional = keyword == "initializer" and len(node.args) > 1
        if keyword and not positional and not {None, keyword} & {word.arg for word in node.keywords}:
            node.keywords.append(ast.keyword(keyword, ast.Constant(value)))
        return node


def _local_names(tree: ast.Module) -> set[str]:
    """Names that are assigned only in functions, and that nothing else in the cell has."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    assigned, used = set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if id(node) in inside:
                assigned.add(name)
            case ast.Name(id=name) if id(node) not in inside:
                used.add(name)
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                used.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                used.update(names)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                used.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
            case ast.ExceptHandler(name=str(name)):
                used.add(name)
    return assigned - used
