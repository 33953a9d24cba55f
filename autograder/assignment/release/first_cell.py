"""The first cell of each released notebook: it installs what is missing and finds the checks."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment.errors import AuthoringError
from autograder.notebook import sets_up
from autograder.runtimes import MODULES

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATE = Path(__file__).parent / "templates" / "setup.txt"
GENERATED = (
    "# Initialize Otter\n"  # the beginning of the cell that Otter adds if the master says `init_cell: true`
)
OTTER = "otter-grader~=7.0.0"  # the version of constraints.txt, which the tests run with


def begin_with_setup(released: NotebookNode, name: str, beside: Iterable[str] = ()) -> None:
    """Put the cell in front of the released notebook, in place of Otter's own.

    Args:
        beside: modules that students get beside the notebook.

    Raises:
        AuthoringError: the master sets the notebook up by itself.
    """
    import nbformat

    released.cells = [cell for cell in released.cells if not cell.source.startswith(GENERATED)]
    if any(cell.cell_type == "code" and sets_up(cell.source) for cell in released.cells):
        raise AuthoringError(
            f"The master of {name} makes `otter.Notebook` in a cell of its own: take that cell out, because "
            "`autograder release` begins the notebook with one that installs Otter and finds the checks."
        )
    metadata = {"deletable": False, "editable": False}
    cell = nbformat.v4.new_code_cell(_source(name, packages(released, beside)), metadata=metadata)
    cell.id = "given-setup"
    released.cells.insert(0, cell)


def packages(notebook: NotebookNode, beside: Iterable[str] = ()) -> dict[str, str]:
    """Module to the package that provides it, for all that the notebook imports beyond Python's own."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    modules = {module for source in sources for module in imported(source)}
    modules |= {MODULES[module].needs for module in modules & MODULES.keys()} - {""}
    foreign = modules - sys.stdlib_module_names - {"otter", "google", *beside}
    return {"otter": OTTER} | {module: _package(module) for module in sorted(foreign)}


def imported(source: str) -> Iterator[str]:
    """The modules that a cell imports without a condition, by their first name."""
    plain = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        statements = ast.parse(plain).body  # only the outermost: an import below `if` or `try` may be missing
    except SyntaxError:
        return
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module.partition(".")[0]


def _package(module: str) -> str:
    """What to install for ``module``; for an unknown one, the package that provides it on this machine."""
    if module in MODULES:
        return MODULES[module].requirement
    names = importlib.metadata.packages_distributions().get(module, [module])
    return names[0]


def _source(name: str, needed: dict[str, str]) -> str:
    lines = [f'        "{module}": "{package}",' for module, package in needed.items()]
    listed = "\n".join(["{", *lines, "    }"])
    text = TEMPLATE.read_text(encoding="utf-8").rstrip()
    return text.replace("ASSIGNMENT", f'"{name}"').replace("PACKAGES", listed)
