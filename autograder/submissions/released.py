"""What students were given, and how much of it a notebook holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.notebook import Cell, Notebook
from autograder.submissions.owners import titles

BELONGS = 0.25  # of the given text: less is another notebook


@dataclass(frozen=True)
class Released:
    """An assignment's folder as students got it.

    Attributes:
        files: names and relative paths of what is in it beside the notebook.
    """

    name: str
    notebook: Notebook
    files: frozenset[str] = frozenset()

    @classmethod
    def of(cls, name: str, notebook: Notebook, folder: Path) -> Released:
        """With the files that are in its ``folder``."""
        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        return cls(name, notebook, frozenset(files | {Path(file).name for file in files}))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that the assignment is called by."""
        return titles.words(self.name) | titles.words(self.notebook.assignment_name)

    def fit(self, notebook: Notebook) -> Fit:
        """How well a notebook fits."""
        cells = Counter(_text(cell) for cell in notebook.cells)
        given = [cell for cell in self.notebook.cells if not cell.is_answer]
        total = sum(len(cell.source) for cell in given)
        share = sum(len(cell.source) for cell in given if cells[_text(cell)]) / total if total else 1.0
        named = bool(notebook.assignment_name) and notebook.assignment_name == self.notebook.assignment_name
        blanks = Counter(_text(cell) for cell in self.notebook.cells if cell.is_answer)
        return Fit(named or share >= BELONGS, sum((blanks - cells).values()), share)


@dataclass(frozen=True)
class Fit:
    """How well a notebook fits an assignment.

    Attributes:
        belongs: it is this assignment's.
        answered: how many of the released blanks are no longer blank.
        share: of the given text that is in it as it was given.
    """

    belongs: bool = False
    answered: int = 0
    share: float = 0.0


def _text(cell: Cell) -> tuple[str, str]:
    return cell.kind, "\n".join(line.rstrip() for line in cell.source.splitlines()).strip()
