"""The parts of a master: its settings, and its questions with their solutions and tests.

Mistakes in it are reported here, with file and line, before Otter sees it.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeVar

from nbformat import NotebookNode

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.marks import ANY, MarkError, parsed, solution_lines
from autograder.assignment.master.question_settings import AssignmentSettings, QuestionSettings
from autograder.assignment.master.testcells import Case, read_case
from autograder.course.plain_yaml import PlainYamlError
from autograder.course.yaml_tables import Table, read

CELL = re.compile(r"^# %%", re.MULTILINE)  # as jupytext's percent format begins one
CONFIG = "ASSIGNMENT CONFIG"
BOUNDARIES = [CONFIG] + [
    f"{end} {block}" for end in ("BEGIN", "END") for block in ("QUESTION", "SOLUTION", "PROMPT", "TESTS")
]
CLOSE = 1e-6  # points: 0.1 + 0.2 + 0.3 is 0.6
BEGIN_WITH = "`autograder new` writes a master to begin with"
Kind = TypeVar("Kind", bound=Table)
Result = TypeVar("Result")


class Asked(NamedTuple):
    """A question in the master.

    Attributes:
        cell: the one that begins it.
        solution: the lines of its solution that students do not get, code and text.
    """

    settings: QuestionSettings
    cell: NotebookNode
    line: int
    solution: list[str]
    cases: list[Case]

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def worth(self) -> float | None:
        """The sum of its test cases' points; None if one of them has none of its own."""
        points = [case.settings.points for case in self.cases]
        return sum(each for each in points if each is not None) if None not in points else None


class Outline:
    """A master, read cell by cell.

    Args:
        path: of the master.
        name: of the assignment.

    Attributes:
        questions: in order.

    Raises:
        AuthoringError: there is a mistake in a mark, a setting or a test.
    """

    def __init__(self, notebook: NotebookNode, path: Path, name: str) -> None:
        self.questions: list[Asked] = []
        self._path = path
        self._opened: list[tuple[str, int]] = []  # blocks, with the line of each
        self._settings: AssignmentSettings | None = None
        for cell, line in zip(notebook.cells, _lines(path, len(notebook.cells)), strict=True):
            self._read(cell, line)
        self._finish(name)

    def _read(self, cell: NotebookNode, line: int) -> None:
        boundary = self._boundary(cell, line)
        if boundary == CONFIG:
            if self._settings:
                self._refuse(line, f"a second `# {CONFIG}`: one is enough")
            self._settings = self._table(AssignmentSettings, cell.source, line)
        elif boundary.startswith("BEGIN"):
            self._begin(boundary.partition(" ")[2], cell, line)
        elif boundary:
            self._end(boundary.partition(" ")[2], line)
        else:
            self._content(cell, line)

    def _boundary(self, cell: NotebookNode, line: int) -> str:
        """The mark that a raw cell is, or an empty text."""
        if cell.cell_type == "markdown" and re.search(r"^\s*```otter\s*$", cell.source, re.MULTILINE):
            self._refuse(line, "write Otter's marks into raw cells, `# %% [raw]`, not into ```otter")
        first = cell.source.partition("\n")[0].rstrip()
        if cell.cell_type == "markdown" and first.strip("# ") in BOUNDARIES:
            self._refuse(line, f"`{first}` must be in a raw cell: begin it with `# %% [raw]`")
        if cell.cell_type != "raw" or not first.startswith("#"):
            return ""
        if first[2:] in BOUNDARIES:
            return str(first[2:])
        if meant := difflib.get_close_matches(first.strip("# ").upper(), BOUNDARIES, n=1, cutoff=0.7):
            self._refuse(line, f"`{first}` is no mark of Otter's: did you mean `# {meant[0]}`?")
        return ""

    def _begin(self, block: str, cell: NotebookNode, line: int) -> None:
        inside = [outer for outer, _ in self._opened]
        if inside != ([] if block == "QUESTION" else ["QUESTION"]):
            outer, since = self._opened[-1] if self._opened else ("QUESTION", 0)
            reason = (
                f"`# END {outer}` of line {since} must come first" if self._opened
                else "`# BEGIN QUESTION` must come first"
            )  # fmt: skip
            self._refuse(line, f"`# BEGIN {block}` is in the wrong place: {reason}")
        self._opened.append((block, line))
        if block != "QUESTION":
            return
        settings = self._table(QuestionSettings, cell.source, line)
        if twin := next((asked for asked in self.questions if asked.name == settings.name), None):
            self._refuse(
                line, f"question {settings.name} is there twice, first in line {twin.line}: rename one"
            )
        self.questions.append(Asked(settings, cell, line, [], []))

    def _end(self, block: str, line: int) -> None:
        if not self._opened or self._opened[-1][0] != block:
            reason = (
                f"`# BEGIN {self._opened[-1][0]}` of line {self._opened[-1][1]} must end first"
                if self._opened
                else f"there is no `# BEGIN {block}` before it"
            )  # fmt: skip
            self._refuse(line, f"`# END {block}` is in the wrong place: {reason}")
        self._opened.pop()

    def _content(self, cell: NotebookNode, line: int) -> None:
        block = self._opened[-1][0] if self._opened else ""
        if block == "TESTS" and cell.cell_type != "code":
            self._refuse(line, "only code cells may be between `# BEGIN TESTS` and `# END TESTS`")
        elif block == "TESTS":
            case = self._at(line, lambda: read_case(cell.source, str(self._path), line + 1))
            self.questions[-1].cases.append(case)
        elif block == "SOLUTION" and cell.cell_type == "code":
            self._at(line, lambda: parsed(cell.source))
            self.questions[-1].solution.extend(self._at(line, lambda: solution_lines(cell.source)))
        elif block == "SOLUTION":
            self.questions[-1].solution.extend(cell.source.splitlines())
        elif cell.cell_type == "code" and (mark := ANY.search(cell.source)):
            number = cell.source[: mark.start()].count("\n") + 1
            self._refuse(
                line + number,
                f"`{mark[0].strip()}` is outside of a solution, where students would get all of the cell: "
                "put it between raw cells `# BEGIN SOLUTION` and `# END SOLUTION` of its question",
            )

    def _finish(self, name: str) -> None:
        if self._opened:
            block, line = self._opened[-1]
            self._refuse(line, f"`# BEGIN {block}` has no `# END {block}`")
        if not self._settings:
            self._refuse(0, f"it has no raw cell `# {CONFIG}`: {BEGIN_WITH}")
        if self._settings.name != name:
            self._refuse(0, f"its `name` must be that of its folder, {name}, got {self._settings.name}")
        if not self.questions:
            self._refuse(0, f"it has no question, a raw cell `# BEGIN QUESTION`: {BEGIN_WITH}")
        for asked in self.questions:
            self._judge(asked)
        if not any(asked.cases for asked in self.questions):
            self._refuse(
                0, f"none of its questions has a test, so that there is nothing to grade: {BEGIN_WITH}"
            )

    def _judge(self, asked: Asked) -> None:
        """Check what only the whole question shows."""
        name, points = asked.name, asked.settings.points
        before = [earlier.name for earlier in self.questions[: self.questions.index(asked)]]
        if later := [earlier for earlier in asked.settings.builds_on if earlier not in before]:
            self._refuse(asked.line, f"question {name} cannot build on {later[0]}, which is none before it")
        if asked.settings.manual:
            if asked.cases:
                self._refuse(asked.line, f"question {name} is manual and has tests: take out one of the two")
            if not isinstance(points, int | float):
                self._refuse(asked.line, f"the manual question {name} needs `points`, a number")
            return
        if not asked.cases:
            self._refuse(
                asked.line, f"question {name} has no tests and is not `manual: true`: add one of the two"
            )
        if not asked.solution:
            self._refuse(
                asked.line,
                f"question {name} has no cell between `# BEGIN SOLUTION` and `# END SOLUTION`",
            )
        if isinstance(points, list) and len(points) != len(asked.cases):
            self._refuse(
                asked.line,
                f"question {name} lists {len(points)} points for {len(asked.cases)} test cases",
            )
        if not isinstance(points, int | float):
            return
        stated = [case.settings.points for case in asked.cases if case.settings.points is not None]
        if asked.worth is not None and not math.isclose(asked.worth, points, abs_tol=CLOSE):
            self._refuse(
                asked.line,
                f"question {name} is worth {points:g} points, but its test cases {asked.worth:g}: change one "
                "of the two, or leave the question's `points` out",
            )
        if sum(stated) > points + CLOSE:
            self._refuse(
                asked.line,
                f"question {name} is worth {points:g} points, but its test cases have {sum(stated):g}: "
                "raise it",
            )

    def _table(self, kind: type[Kind], text: str, line: int) -> Kind:
        return self._at(line, lambda: read(kind, text, str(self._path), line + 1))

    def _at(self, line: int, make: Callable[[], Result]) -> Result:
        """The result of ``make`` for the cell of that line; its mistakes name the file and the line."""
        try:
            return make()
        except PlainYamlError as error:
            raise AuthoringError(str(error)) from None
        except MarkError as error:
            self._refuse(line + error.line, str(error))

    def _refuse(self, line: int, sentence: str) -> NoReturn:
        place = f"{self._path}, line {line}" if line > 0 else str(self._path)
        raise AuthoringError(f"{place}: {sentence}")


def _lines(path: Path, count: int) -> Sequence[int]:
    """The line of each cell's `# %%`; 0 for all if the text is not in that format."""
    text = path.read_text(encoding="utf-8")
    starts = [text.count("\n", 0, mark.start()) + 1 for mark in CELL.finditer(text)]
    return starts if len(starts) == count else [0] * count
