"""A CSV as people, spreadsheets and learning platforms save it, whatever they separate and encode it with."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import Mistake

_DELIMITERS = ",;\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AS_CSV = "save it as a CSV in UTF-8 (in Excel: “CSV UTF-8”)"


class TableError(Mistake):
    """What is wrong with a CSV, in one sentence with file and line."""


@dataclass(frozen=True)
class Table:
    """A CSV.

    Attributes:
        name: the file's.
        notes: what whoever reads the file should know, a sentence each.
        header: the titles in small letters, on one line each.
        first_line: the header as it is written.
    """

    name: str
    notes: Sequence[str]
    header: list[str]
    first_line: str
    _text: str
    _delimiter: str
    _offset: int  # lines before the header

    @property
    def place(self) -> str:
        """File and line of the header, for people."""
        return f"{self.name}, line {1 + self._offset}"

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """The place of each row that is not empty, and its cells, as many as the header has.

        Raises:
            TableError: a row cannot be read.
        """
        table = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter)
        try:
            next(table, None)
            line = table.line_num + 1  # at which a row begins
            for row in table:
                place, line = f"{self.name}, line {line + self._offset}", table.line_num + 1
                if not any(cell.strip() for cell in row):
                    continue
                if any(cell.strip() for cell in row[len(self.header) :]):
                    raise TableError(
                        f"{place}: the row has more columns than line {1 + self._offset}, so put a name with "
                        "a comma in it between quotes"
                    )
                yield place, (row + [""] * len(self.header))[: len(self.header)]
        except csv.Error as error:
            raise _no_csv(self.name, table.line_num + self._offset, error) from None


def read_table(path: Path) -> Table:
    """Any of comma, semicolon, tab and bar may separate the columns.

    Raises:
        TableError: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"there is no file {path.absolute()}: check its name") from None
    except OSError as error:
        raise TableError(f"{path.name} cannot be read ({error.strerror or error})") from None
    text, notes = _decoded(data, path.name)
    text = text.removeprefix("\ufeff")
    separator = re.match(r"sep=(.)\r?\n", text)  # Excel's own way to say it
    lines = text[separator.end() :] if separator else text
    offset = 1 if separator else 0
    delimiter = separator[1] if separator else _delimiter(lines)
    try:
        header = next(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise _no_csv(path.name, 1 + offset, error) from None
    titles = [" ".join(title.split()).lower() for title in header]
    return Table(path.name, notes, titles, lines.partition("\n")[0].strip()[:200], lines, delimiter, offset)


def _no_csv(name: str, line: int, error: csv.Error) -> TableError:
    return TableError(f"{name}, line {line}: not a CSV ({error}): {_AS_CSV}")


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name), []
    if data.startswith(b"PK\3\4") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(f"{name} is a spreadsheet and not a CSV: {_AS_CSV}")
    if b"\0" in data:
        return _strictly(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le", name), []
    try:
        return data.decode(), []
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252", name)
    if any(ord(c) > 127 and not c.isalpha() and c not in "’´–\xa0" for c in text):  # noqa: RUF001
        raise TableError(f"{name} is not in UTF-8, and its encoding cannot be told: {_AS_CSV}")
    return text, [f"{name} is not in UTF-8 and was read as Windows-1252: if names look wrong, {_AS_CSV}."]


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise TableError(f"{name} cannot be read as a CSV ({encoding}): {_AS_CSV}") from None


def _delimiter(text: str) -> str:
    header = re.sub(r'"[^"]*"', "", text).partition("\n")[0]
    return max(_DELIMITERS, key=header.count)
