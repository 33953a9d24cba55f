"""A test cell of a master: one function, hidden or not, with its settings."""

from __future__ import annotations

import ast
import difflib
import re
from typing import NamedTuple

from autograder.assignment.master.marks import MarkError, parsed
from autograder.assignment.master.question_settings import TestSettings
from autograder.course.yaml_tables import read

HIDDEN = re.compile(r"\s*#+\s*HIDDEN\s*$", re.IGNORECASE)
CONFIG = re.compile(
    r'"""\s*# BEGIN TEST CONFIG[^\n]*\n(.*?)^"""\s*# END TEST CONFIG[^\n]*', re.DOTALL | re.MULTILINE
)


class Case(NamedTuple):
    """A test case: the name of its function, and its settings."""

    name: str
    settings: TestSettings


def read_case(source: str, file: str, line: int) -> Case:
    """The test case in a cell.

    Args:
        line: of the file, in which the cell's first line is.

    Raises:
        MarkError: the cell is not one function.
        PlainYamlError: there is a mistake in its settings.
    """
    first, _, rest = source.partition("\n")
    if any(HIDDEN.match(later) for later in rest.splitlines()):
        raise MarkError(1, "`# HIDDEN` counts only as the first line of a test: move it there")
    comment = first.strip("# ").lower()
    if first.startswith("#") and comment != "hidden" and difflib.get_close_matches(comment, ["hidden"]):
        raise MarkError(1, f"`{first}` hides no test: did you mean `# HIDDEN`?")
    settings = TestSettings(hidden=bool(HIDDEN.match(first)))
    if config := CONFIG.match(source):
        settings = read(TestSettings, config[1], file, line + 1)
        source = "\n" * config[0].count("\n") + source[config.end() :]
    tree = parsed(source)
    statements = tree.body if tree else []
    if (
        len(statements) == 2
        and isinstance(statements[1], ast.Expr)
        and isinstance(statements[1].value, ast.Call)
    ):
        statements = statements[:1]  # a call of the test, for its author
    if len(statements) != 1 or not isinstance(statements[0], ast.FunctionDef):
        raise MarkError(
            1, 'a test must be one function, with nothing before it but `""" # BEGIN TEST CONFIG`'
        )
    return Case(statements[0].name, settings)
