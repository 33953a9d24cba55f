"""Test files that Otter makes from a master, with the master's own lines and a name for each test case."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from nbformat import NotebookNode

Written = dict[str, str]  # name of a test function to its lines in the master, without comments


def tell_apart(notebook: NotebookNode) -> list[Written]:
    """Rename test functions that share a name in one question: Otter would run only the last one.

    Returns:
        For each question of the master, in order, its test functions.
    """
    questions: list[Written] = []
    in_tests = False
    for cell in notebook.cells:
        mark = re.match(r"#\s*(BEGIN|END)\s+(QUESTION|TESTS)", cell.source, re.IGNORECASE)
        if cell.cell_type == "raw" and mark:
            in_tests = mark[0].upper().endswith("TESTS") and mark[1].upper() == "BEGIN"
            if mark[1].upper() == "BEGIN" and not in_tests:
                questions.append({})
        elif cell.cell_type == "code" and in_tests and questions:
            cell.source = _with_own_name(cell.source, questions[-1])
    return questions


def _with_own_name(source: str, written: Written) -> str:
    """The cell ``source`` with a name for its function that is not ``written``; notes the function there."""
    function = next(iter(_functions(source)), None)
    if function is None:
        return source  # Otter says what is wrong
    name, count = function.name, 1
    while name in written:
        count += 1
        name = f"{function.name}_{count}"
    lines = source.splitlines()
    first = function.lineno - 1
    lines[first] = re.sub(rf"\bdef\s+{function.name}\b", f"def {name}", lines[first], count=1)
    written[name] = _without_comments("\n".join(lines[first : function.end_lineno]))
    return "\n".join(lines)


def as_written(generated: str, written: Written) -> str:
    """A test file of Otter's in which each test case has its function's name and the master's own lines.

    Otter rewrites each function, with every statement on one line however long.
    """
    lines = generated.splitlines()
    for function in reversed(_functions(generated)):
        first, last = function.decorator_list[0].lineno - 1, function.end_lineno
        decorator = "\n".join(lines[first : function.lineno - 1])
        named = decorator.replace("@test_case(", f'@test_case(name="{function.name}", ', 1)
        lines[first:last] = [named, written[function.name]]
    return "\n".join(lines) + "\n"


def _functions(source: str) -> list[ast.FunctionDef]:
    try:
        return [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError:
        return []


def _without_comments(source: str) -> str:
    """A function without comments, which are for authors."""
    lines: list[str | None] = [*source.splitlines()]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = token.line.splitlines()[0][:column].rstrip() or None
    return "\n".join(line for line in lines if line is not None)
