"""A rubric on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from autograder.text import clean_line, number

if TYPE_CHECKING:
    from autograder.gradebook.marking.rubric import Item


def rubric_table(items: Iterable[Item]) -> Table:
    """One row for each item."""
    table = Table("item", "points", "text", "note")
    for item in items:
        text = clean_line(item.text) + (" (retired)" if item.is_retired else "")
        points = f"{'+' if item.points > 0 else ''}{number(item.points, 5)}"
        table.add_row(*map(Text, (f"#{item.number}", points, text, clean_line(item.note))))
    return table
