"""The class list: from an LMS's id, or whatever a file is called, to a student's name."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path


class RosterError(ValueError):
    """What is wrong with a roster, in one sentence with file and line."""


def read_roster(path: Path) -> dict[str, str]:
    """Reads a CSV with the columns ``id`` and ``name``; other columns are ignored.

    Raises:
        RosterError: the first mistake.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise RosterError(f"there is no roster at {path.absolute()}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RosterError(f"{path.name} cannot be read as a CSV in UTF-8 ({error})") from None
    header = text.partition("\n")[0]
    reader = csv.DictReader(
        text.splitlines(), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
    if not {"id", "name"} <= set(reader.fieldnames):
        raise RosterError(f"{path.name}, line 1: expected the columns id and name, got {header.strip()!r}")
    names: dict[str, str] = {}
    for row in reader:
        key, name = (row["id"] or "").strip(), (row["name"] or "").strip()
        if not key and not name:
            continue
        if not key or not name:
            raise RosterError(f"{path.name}, line {reader.line_num}: expected an id and a name")
        if folded(key) in names:
            raise RosterError(f'{path.name}, line {reader.line_num}: the id "{key}" stands there twice')
        names[folded(key)] = name
    return names


def look_up(roster: Mapping[str, str], keys: Iterable[str]) -> str | None:
    """The name for the first key that the roster has; upper and lower case are the same."""
    return next((roster[folded(key)] for key in keys if folded(key) in roster), None)


def folded(text: str) -> str:
    """Text as it compares equal: macOS writes an accent as a character of its own."""
    return unicodedata.normalize("NFC", text).strip().casefold()
