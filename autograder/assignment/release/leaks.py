"""Finds lines of solutions and hidden tests in what students get.

Everything is compared as a sequence of words and signs: line breaks, indentation, kinds of quotes, comment
signs and a sentence around it make no difference. A line that says nothing by itself (an import, `return x`,
`plt.show()`) may be anywhere.
"""

from __future__ import annotations

import ast
import base64
import binascii
import html
import keyword
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from autograder.assignment.build import Build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.master import is_blank

TOKEN = re.compile(r"\w+|[^\w\s\\]")
PREFIX = re.compile(r"^\s*(?:[#>*-]+ )?\s*", re.MULTILINE)  # of a comment, a quotation or a list
SEEDING = re.compile(r"(?:\w+ = )?[\w.]*(?:seed|default_rng)\w*\([^()]*\)")
EXAMINERS = re.compile(r"\b(?:assert|checks|reference|heldout|thresholds|rng)\b")
MANY = 4  # different words, which hardly come together by chance
TEXT_FILES = {".py", ".md", ".txt", ".ipynb", ".rst", ".html", ".yml", ".yaml", ".toml", ".cfg"}
LARGEST = 2**20  # bytes of a text file that is searched


class Leak(NamedTuple):
    """A line that students could read, its question, and the place."""

    question: str
    line: str
    place: str

    def __str__(self) -> str:
        return (
            f"{self.place} shows what is hidden of {self.question}: {self.line!r}. Take it out there, or, "
            f"if students may read it, list it under `given:` in the raw cell that begins {self.question} "
            "in the master."
        )


def leaks(build: Build, folder: Path | None = None) -> list[Leak]:
    """Lines of solutions and hidden tests in the released notebook, and in the text files of ``folder``.

    Raises:
        AuthoringError: a question lists under ``given`` a line that is neither in its solution nor its tests.
    """
    name = build.assignment.name
    texts = (*_shown(build.released, name), *_files(folder, name))
    shown = [(place, f" {_tokens(text)} ") for place, text in texts]
    everything = "".join(text for _, text in shown)
    leaked = []
    for question, line in _hidden(build):
        tokens = f" {_tokens(line)} "
        if tokens in everything:
            leaked += [Leak(question, line.strip(), place) for place, text in shown if tokens in text][:1]
    return leaked


def _hidden(build: Build) -> Iterator[tuple[str, str]]:
    """Each line that students may not read, with its question."""
    public = {
        _tokens(line) for line in _lines(build.released.metadata.get("otter", {}).get("tests", {}).values())
    }
    blanks = [cell.source for cell in build.released.cells if cell.cell_type == "code"]
    code = {_tokens(line) for line in _lines(blanks)}
    for question in build.assignment.questions:
        solution = list(_statements(build.marked[question.name]))
        tests = [line for line in _lines([question.test_source]) if _tokens(line) not in public]
        given = {_tokens(line): line for line in build.given[question.name]}
        hidden = {_tokens(line) for line in (*solution, *tests)}
        if unknown := [line for tokens, line in given.items() if tokens not in hidden]:
            raise AuthoringError(
                f"The master of {build.assignment.name} lists under `given:` of {question.name} a line that "
                f"neither its solution nor its hidden tests have: {unknown[0]!r}"
            )
        harmless = {
            tokens for tokens in map(_tokens, tests) if tokens in code and not EXAMINERS.search(tokens)
        }
        secret = [line for line in solution if says_something(line)]
        secret += [
            line for line in tests if says_something(line, is_test=True) and _tokens(line) not in harmless
        ]
        for tokens, line in {_tokens(line): line for line in reversed(secret)}.items():
            if tokens not in given:
                yield question.name, line


def _statements(marked: list[str]) -> Iterator[str]:
    """The lines of a solution, and the sentences of its text."""
    yield from (line for line in marked if line.strip())
    for line in marked:
        yield from re.split(r"(?<=[.!?:;]) +", line.strip())


@cache
def says_something(line: str, is_test: bool = False) -> bool:
    """Whether a line of code or text gives something away; a test may call functions with names only."""
    line = PREFIX.sub("", line.strip())
    words = {word for word in re.findall(r"\w+", line) if not keyword.iskeyword(word)}
    tree = _parsed(line)
    if tree is None and not re.search(r"[=(\[{]", line):  # a sentence
        return len(re.findall(r"\w+", line)) >= MANY
    if tree is None:  # a part of a statement
        return len(words) >= (MANY if is_test else MANY - 1)
    statement = tree.body[-1]
    if SEEDING.fullmatch(line) or isinstance(statement, ast.Import | ast.ImportFrom):
        return False
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return False
    nodes = [*ast.walk(statement)]
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return len(words) >= MANY
    if not is_test and not hasattr(statement, "body") and len(words) >= MANY:
        return any(isinstance(node, ast.Attribute | ast.Call) for node in nodes) or any(map(_works, nodes))
    return any(_works(node, (ast.Name, ast.Attribute) if is_test else ()) for node in nodes)


def _works(node: ast.AST, plain: tuple[type[ast.expr], ...] = ()) -> bool:
    """Whether a part of a statement is more than names, and calls of them without arguments."""
    if isinstance(node, ast.Call):
        return not all(
            isinstance(argument, plain) for argument in (*node.args, *(word.value for word in node.keywords))
        )
    if isinstance(node, ast.Constant):
        return node.value not in (None, True, False, 0, 1, "", ...)
    if isinstance(node, ast.Compare):
        return not all(isinstance(sign, ast.Is | ast.IsNot) for sign in node.ops)
    return isinstance(
        node, ast.BinOp | ast.BoolOp | ast.Subscript | ast.comprehension | ast.Lambda | ast.IfExp
    )


def _parsed(line: str) -> ast.Module | None:
    """A line as a statement, a header with an empty block; None if it is only a part of a statement."""
    for text in (line, f"{line} pass", f"if x: pass\n{line} pass", f"try: pass\n{line} pass"):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        if tree.body:
            return tree
    return None


def _tokens(text: str) -> str:
    plain = html.unescape(PREFIX.sub("", text)).replace('"', "'").replace("\\n", "\n")
    return re.sub(r", (?=[)\]}])", "", " ".join(TOKEN.findall(plain.lower())))


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in text.splitlines() if line.strip()]


def _shown(notebook: NotebookNode, name: str) -> Iterator[tuple[str, str]]:
    """Everything in the notebook that is text, with the place."""
    for number, cell in enumerate(notebook.cells, 1):
        kind = "answer" if is_blank(cell) else cell.cell_type
        first = next((line for line in cell.source.splitlines() if line.strip()), "")[:60]
        for text in (cell.source, *_texts({**cell, "source": ""})):
            yield f"The notebook of {name}, {kind} cell {number} ({first!r}),", text
    for text in _texts(notebook.metadata):
        yield f"The notebook of {name}, in its metadata (the public tests are there),", text


def _texts(value: object) -> Iterator[str]:
    """All text inside a value, including encoded text."""
    if isinstance(value, str):
        yield value
        if len(value) >= 16 and re.fullmatch(r"[A-Za-z0-9+/\s]+={0,2}\s*", value):
            try:
                yield base64.b64decode(value).decode()
            except (binascii.Error, UnicodeDecodeError):
                return  # no text: a picture, or a long word
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _files(folder: Path | None, name: str) -> Iterator[tuple[str, str]]:
    """The text files that students get beside the notebook."""
    for path in sorted(folder.rglob("*") if folder else ()):
        if (
            path.suffix.lower() in TEXT_FILES
            and path.stat().st_size <= LARGEST
            and path.name != f"{name}.ipynb"
        ):
            yield f"The file {path}", path.read_text(encoding="utf-8", errors="replace")
