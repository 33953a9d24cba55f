"""A notebook's cells, read from any bytes whatsoever."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from autograder import limits
from autograder.errors import Unreadable
from autograder.message import Message

_SURROGATE = re.compile("[\ud800-\udfff]")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CONFLICT_BEGINS = "<<<<<<<"
_CONFLICT = re.compile(
    r"(?:<{7}|>{7}) |={7}\r?$", re.MULTILINE
)  # at the beginning of a line, where JSON has none
_CONFLICT_MARKS = ("\n<<<<<<< ", "\n>>>>>>> ", "\n=======")
_KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "html": "markdown"}
_FORMATS = (
    (b"%PDF-", Message("a PDF")),
    (b"PK\x03\x04", Message("a zip or an Office document")),
    (b"\x1f\x8b", Message("a gzip archive")),
    (b"\x89PNG", Message("a picture")),
    (b"\xff\xd8\xff", Message("a picture")),
    (b"\xd0\xcf\x11\xe0", Message("an Office document")),
    (b"<", Message("a web page")),
)


class Cell(msgspec.Struct, frozen=True):
    """A notebook cell, reduced to what grading needs.

    Attributes:
        id: nbformat's cell id, or Colab's metadata id where the cell has no other; may be empty or repeated.
        kind: ``code``, ``markdown`` or ``raw``.
        is_answer: the cell holds a blank that the student fills (Otter's tag ``otter_answer_cell``).
    """

    id: str
    kind: str
    source: str
    is_answer: bool = False


class Notebook(msgspec.Struct, frozen=True):
    """A notebook's cells, and the name of the assignment that its metadata claims, if any."""

    cells: list[Cell]
    assignment_name: str = ""


def sets_up(source: str) -> bool:
    """Whether a cell does no more than make the notebook ready for its checks."""
    return "otter.Notebook(" in source


def parse(data: bytes) -> Notebook:
    """The cells of a notebook in nbformat 3 or 4; ids, metadata and outputs may be missing.

    Raises:
        Unreadable: it is no notebook; the text is one sentence. Nothing else is ever raised.
    """
    content = _json(_text(data))
    if not isinstance(content, dict) or not ("cells" in content or "worksheets" in content):
        raise Unreadable(Message("This is JSON but not a notebook: hand in the .ipynb file."))
    metadata = _table(content.get("metadata"))
    name = _table(metadata.get("otter")).get("assignment_name")
    cells = _raw_cells(content)
    if len(cells) > limits.CELLS:
        raise Unreadable(
            Message(
                "The notebook has {cells:,} cells: more than {most:,} are not graded.",
                {"cells": len(cells), "most": limits.CELLS},
            )
        )
    notebook = Notebook([_cell(cell, i + 1) for i, cell in enumerate(cells)], _clean(name))
    if (lines := _lines(notebook)) > limits.LINES:
        raise Unreadable(
            Message(
                "The notebook's cells have {lines:,} lines: more than {most:,} are not graded.",
                {"lines": lines, "most": limits.LINES},
            )
        )
    return notebook


def _lines(notebook: Notebook) -> int:
    """How many lines its cells have, by all that ends one in Python."""
    return sum(cell.source.count(end) for cell in notebook.cells for end in _LINE_ENDS)


def as_file(notebook: Notebook) -> bytes:
    """The notebook as nbformat 4, which ``parse`` reads as the same cells."""
    cells: list[dict[str, Any]] = []
    for cell in notebook.cells:
        tags = {"tags": ["otter_answer_cell"]} if cell.is_answer else {}
        outputs: dict[str, Any] = {"outputs": [], "execution_count": None} if cell.kind == "code" else {}
        cells.append(
            {"cell_type": cell.kind, "id": cell.id, "metadata": tags, "source": cell.source, **outputs}
        )
    metadata = {"otter": {"assignment_name": notebook.assignment_name}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}).encode()


def _text(data: bytes) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not start and not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Unreadable(Message("The file is empty: save the notebook and hand it in again."))
    if len(data) > limits.FILE_BYTES:
        raise Unreadable(
            Message(
                "The notebook is larger than {most}: clear its outputs, save it and hand it in again.",
                {"most": limits.size(limits.FILE_BYTES)},
            )
        )
    if start.startswith(_CONFLICT_BEGINS.encode()):
        raise _conflict(1 + data[: data.index(start[:7])].count(b"\n"))
    for magic, what in _FORMATS:
        if start.startswith(magic):
            raise Unreadable(
                Message("This is {what}, not a notebook: hand in the .ipynb file itself.", {"what": what})
            )
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data):  # in the middle of a character
            raise _cut_off(data.count(b"\n") + 1) from None
        raise Unreadable(
            Message(
                "This is not text in UTF-8, so not a notebook: "
                "open it in Jupyter, save it and hand it in again."
            )
        ) from None


def _json(text: str) -> Any:
    if (values := _values(text)) > limits.JSON_VALUES:
        raise Unreadable(
            Message(
                "The notebook is too large to read, it has {values:,} values, more than {most:,}: "
                "clear its outputs, save it and hand it in again.",
                {"values": values, "most": limits.JSON_VALUES},
            )
        )
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        if conflict := _conflict_line(text):
            raise _conflict(conflict) from None
        if _is_cut_off(text, error):
            raise _cut_off(text.count("\n") + 1) from None
        if not text.lstrip().startswith(("{", "[")):
            raise Unreadable(Message("This is text but not a notebook: hand in the .ipynb file.")) from None
        raise Unreadable(
            Message(
                "The notebook is damaged at line {line} ({reason}): "
                "open it in Jupyter, save it and hand it in again.",
                {"line": error.lineno, "reason": error.msg},
            )
        ) from None
    except ValueError:  # Python refuses numbers of thousands of digits
        raise Unreadable(
            Message(
                "The notebook holds a number that is too long to read: "
                "open it in Jupyter, save it and hand it in again."
            )
        ) from None
    except (RecursionError, MemoryError):
        raise Unreadable(
            Message(
                "The notebook is nested too deep to read: open it in Jupyter, save it and hand it in again."
            )
        ) from None


def _values(text: str) -> int:
    """How many values JSON holds, about: what separates and opens them, outside of strings."""
    bound = _separators(text)
    return _separators(_STRING.sub("", text)) if bound > limits.JSON_VALUES else bound


def _separators(text: str) -> int:
    return text.count(",") + text.count("[") + text.count("{")


def _conflict_line(text: str) -> int:
    """The line in which git marked a conflict; 0 where there is none."""
    places = (text.find(mark) + 1 for mark in _CONFLICT_MARKS)
    first = min((place for place in places if place and _CONFLICT.match(text, place)), default=0)
    return text.count("\n", 0, first) + 1 if first else 0


def _conflict(line: int) -> Unreadable:
    return Unreadable(
        Message(
            "The notebook has an unresolved merge conflict of git at line {line} (<<<<<<<): "
            "resolve it, open it in Jupyter, save it and hand it in again.",
            {"line": line},
        )
    )


def _is_cut_off(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the JSON is right as far as it goes."""
    if not text.lstrip().startswith("{"):
        return False
    if error.msg.startswith("Unterminated string"):
        return True
    rest = text[error.pos : error.pos + 10].strip()
    last_words = ("true", "false", "null", "NaN", "-Infinity")
    return any(word.startswith(rest) for word in last_words) or ("escape" in error.msg and len(rest) < 6)


def _cut_off(line: int) -> Unreadable:
    return Unreadable(
        Message(
            "The file ends in the middle of the notebook (line {line}): it was cut off while it was saved or "
            "uploaded, so save it and hand it in again.",
            {"line": line},
        )
    )


def _raw_cells(content: dict[str, Any]) -> list[Any]:
    """The cells as nbformat 4 has them, whatever the format."""
    version = content.get("nbformat", 4)
    if type(version) is int and version < 3:
        raise Unreadable(
            Message(
                "The notebook has the outdated format {version}: "
                "open it in Jupyter, save it and hand it in again.",
                {"version": version},
            )
        )
    if type(version) is int and version > 4:
        raise Unreadable(
            Message(
                "The notebook has format {version}, which is newer than 4: save it as format 4.",
                {"version": version},
            )
        )
    if "cells" in content:
        return _list(content["cells"])
    return [
        _upgraded(cell)
        for sheet in _list(content["worksheets"])
        for cell in _list(_table(sheet).get("cells", []))
    ]


def _upgraded(cell: Any) -> Any:
    """A cell of nbformat 3 as one of nbformat 4."""
    if not isinstance(cell, dict):
        return cell
    kind = cell.get("cell_type")
    if kind == "code":
        return {**cell, "source": cell.get("input", "")}
    if kind == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
        return {**cell, "cell_type": "markdown", "source": [marks + " ", _source(cell.get("source", ""), 0)]}
    return cell


def _cell(cell: Any, number: int) -> Cell:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        raise Unreadable(
            Message(
                "Cell {number} of the notebook is damaged, it has no type: "
                "open it in Jupyter, save it and hand it in again.",
                {"number": number},
            )
        )
    metadata = _table(cell.get("metadata"))
    tags = metadata.get("tags")
    return Cell(
        id=_clean(cell.get("id")) or _clean(metadata.get("id")),  # Colab wrote ids into the metadata
        kind=_KINDS.get(cell["cell_type"], "raw"),
        source=_source(cell.get("source", ""), number),
        is_answer=isinstance(tags, list) and "otter_answer_cell" in tags,
    )


def _source(source: Any, number: int) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(
            Message(
                "Cell {number} of the notebook is damaged, its source is not text: "
                "open it in Jupyter, save it and hand it in again.",
                {"number": number},
            )
        )
    return _clean(source)


def _clean(text: Any) -> str:
    """Text that can be encoded; what is no text is empty."""
    return _SURROGATE.sub("\ufffd", text) if isinstance(text, str) else ""


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unreadable(
            Message("This is JSON but not a notebook, its cells are not a list: hand in the .ipynb file.")
        )
    return value
