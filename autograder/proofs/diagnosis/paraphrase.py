"""An answer in other words: the same code with other names, without comments, one cell further down."""

from __future__ import annotations

import ast
import copy

import nbformat
from nbformat import NotebookNode

from autograder.assignment.master.master import is_blank

NOTE = "# my own notes\nnotes_of_mine = 'read the sheet once more'"


def disguised(notebook: NotebookNode) -> NotebookNode:
    """The notebook as somebody else may have written it; it computes the same."""
    other = copy.deepcopy(notebook)
    for cell in other.cells:
        if is_blank(cell):
            cell.source = reworded(cell.source)
    other.cells.insert(0, nbformat.from_dict({**nbformat.v4.new_code_cell(NOTE), "id": "notes-of-mine"}))
    return other


def reworded(source: str) -> str:
    """The same code with other names for what functions keep for themselves, and without comments."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, say
        return source
    own = _own_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = f"my_{node.id}"
    return ast.unparse(tree)


def _own_names(tree: ast.Module) -> set[str]:
    """Names that are assigned in functions only, and that nothing else in the cell is called by."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    found, taken = set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if id(node) in inside:
                found.add(name)
            case ast.Name(id=name) if id(node) not in inside:
                taken.add(name)
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                taken.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                taken.update(names)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                taken.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
            case ast.ExceptHandler(name=str(name)):
                taken.add(name)
    return found - taken
