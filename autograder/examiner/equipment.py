"""What the candidates of an assignment are given: what its settings say, and what its notebook imports."""

from __future__ import annotations

import ast

from autograder.assignment.assignment import Assignment
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.session import MIB
from autograder.notebook import Notebook
from autograder.runtimes import MODULES
from autograder.sandbox.gpus import Share
from autograder.settings import Running

# A notebook that mentions the one will import the other when it makes an optimizer, which takes a second.
AT_FIRST_USE = {"torch.optim": "torch._dynamo"}


def equipment(assignment: Assignment, config: Running, share: Share | None = None) -> Equipment:
    """What a zygote for ``assignment`` holds.

    Args:
        share: of the GPUs, if its candidates compute on some.
    """
    budgets = [config.budget_for(question.name).memory for question in assignment.questions]
    return Equipment(
        assignment.runtime,
        assignment.given_folder,
        config.accelerate_from,
        imported(assignment.released),
        int(max(budgets)) * MIB,
        share.devices if share else "",
        share.memory * MIB if share else 0,
    )


def imported(notebook: Notebook) -> list[str]:
    """The modules of known packages that a notebook's cells import, wherever and whenever; sorted.

    Importing these starts no thread, draws nothing and keeps nothing of the machine's: a fork of the
    importing process is as good as a process that imports them itself.
    """
    names: set[str] = set()
    for cell in notebook.cells:
        if cell.kind == "code":
            names |= _imported(cell.source)
            names |= {module for used, module in AT_FIRST_USE.items() if used in cell.source}
    return sorted(name for name in names if name.partition(".")[0] in MODULES)


def _imported(source: str) -> set[str]:
    lines = (line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))
    try:
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
    except SyntaxError:  # a blank may be no Python before it is filled
        return set()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = (node for node in nodes if isinstance(node, ast.ImportFrom) and not node.level)
    return names | {node.module for node in froms if node.module}
