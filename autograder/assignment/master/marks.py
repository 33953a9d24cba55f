"""Otter's marks inside a solution cell: which of its lines are the solution, and which lines students see."""

from __future__ import annotations

import ast
import re

BLOCK = re.compile(r"\s*# BEGIN SOLUTION\b")
LINE = re.compile(r"\s*# ?SOLUTION(?: NO PROMPT)?\s*$")
ENDS = {"solution": "# END SOLUTION", "prompt": "# END PROMPT"}
# Anything that looks like a mark, in any case; students must never see one.
ANY = re.compile(
    r"^\s*(?:[\"']{3})?\s*#+\s*(?:BEGIN|END)\s+(?:\w+\s+)?(?:SOLUTIONS?|PROMPT|TESTS?|QUESTION|HIDDEN)\b.*"
    r"|#+\s*SOLUTION(?: NO PROMPT)?\s*$|^\s*#+\s*HIDDEN\s*$",
    re.MULTILINE | re.IGNORECASE,
)
SHELL = re.compile(r"^\s*[%!].*$", re.MULTILINE)  # IPython's lines
KNOWN = "end a line in `# SOLUTION`, or put lines between `# BEGIN SOLUTION` and `# END SOLUTION`"


class MarkError(ValueError):
    """A mark that Otter would read differently from its author; ``line`` counts from 1 in the cell."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


def solution_lines(source: str) -> list[str]:
    """The lines of a solution cell that Otter removes for students, without their marks.

    Raises:
        MarkError: a mark is missing, misspelt or in a place where it would leave a part of the solution.
    """
    lines: list[str] = []
    opened: tuple[str, int] | None = None  # which block, since which line
    for number, line in enumerate(source.splitlines(), 1):
        bare = line.rstrip()
        begins = "solution" if BLOCK.match(line) else "prompt" if bare.endswith("# BEGIN PROMPT") else ""
        ends = next((kind for kind, mark in ENDS.items() if bare.endswith(mark)), "")
        if begins and opened:
            raise MarkError(
                number, f"a block begins here before the one of line {opened[1]} of the cell ends"
            )
        if ends and (opened is None or opened[0] != ends):
            raise MarkError(number, f"`{ENDS[ends]}` has no `# BEGIN {ends.upper()}` before it")
        if begins:
            opened = (begins, number)
        elif ends:
            opened = None
        elif opened and opened[0] == "solution":
            lines.append(line)
        elif not opened and LINE.search(line):
            lines.append(LINE.sub("", line))
            _check_statement(source, number)
        elif not opened and (odd := ANY.search(line)):
            raise MarkError(number, f"`{odd[0].strip()}` is not a mark that Otter knows: {KNOWN}")
    if opened:
        raise MarkError(opened[1], f"the block that begins here has no `{ENDS[opened[0]]}`")
    if not lines:
        raise MarkError(1, f"this solution has no mark, so students would get all of it: {KNOWN}")
    return lines


def parsed(source: str) -> ast.Module | None:
    """The cell as Python, without IPython's lines; None if it belongs to a cell magic.

    Raises:
        MarkError: it is not Python.
    """
    if source.startswith("%%"):
        return None
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        pass
    try:
        return ast.parse(SHELL.sub("pass", source))
    except SyntaxError as error:
        raise MarkError(error.lineno or 1, f"this is no Python ({error.msg})") from None
    except ValueError as error:  # a null byte
        raise MarkError(1, f"this is no Python ({error})") from None


def _check_statement(source: str, number: int) -> None:
    """`# SOLUTION` removes only its own line, so its statement must begin and end there."""
    for node in ast.walk(parsed(source) or ast.Module([], [])):
        if not isinstance(node, ast.stmt) or node.lineno == node.end_lineno:
            continue
        last = node.lineno if hasattr(node, "body") else node.end_lineno or node.lineno
        if node.lineno <= number <= last:
            raise MarkError(
                number,
                "`# SOLUTION` takes out this line only, but its statement has several: put them between "
                "`# BEGIN SOLUTION` and `# END SOLUTION`",
            )
