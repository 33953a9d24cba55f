"""The sheet: answers to a question as a CSV, which graders fill in with a spreadsheet and give back."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec

from autograder.course.course import Course
from autograder.files import write_whole
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marking.answers import Answer, Given
from autograder.gradebook.marking.marks import give
from autograder.gradebook.marking.new_mark import Conflict, NewMark, total
from autograder.gradebook.marking.rubric import Item
from autograder.gradebook.marking.written import items_of, number_of, points_of
from autograder.submissions.table import Table, TableError, read_table
from autograder.text import clean_line, plain_text, text_field

COLUMNS = (
    "submission", "assignment", "question", "student_id", "student", "section", "answer", "plots", "possible",
    "present", "points", "items", "comment", "mark",
)  # fmt: skip


class SheetConflictsError(GradebookError):
    """Rows that cannot be imported; nothing was.

    Attributes:
        conflicts: one sentence each, with file and line.
    """

    def __init__(self, name: str, conflicts: list[str]) -> None:
        rows = "a row has a conflict" if len(conflicts) == 1 else f"{len(conflicts)} rows have conflicts"
        super().__init__(
            f"Nothing of {name} was imported, since {rows}: mend that, or leave such rows out with "
            "--skip-conflicts."
        )
        self.conflicts = conflicts


class Imported(msgspec.Struct, frozen=True):
    """What became of a sheet.

    Attributes:
        given: how many marks were written.
        unchanged: how many rows say what is there already.
        conflicts: of rows that were left out, one sentence each, with file and line.
        notes: what whoever reads it should know, one sentence each.
    """

    given: int
    unchanged: int
    conflicts: list[str]
    notes: list[str]


def write_sheet(
    answers: Collection[Answer],
    texts: Mapping[int, str],
    plots: Mapping[int, str],
    rubric: Mapping[int, Item],
    path: Path,
) -> None:
    """Writes one row for each answer, in UTF-8 with its mark.

    Args:
        texts, plots: by submission.
        rubric: with the items that marks name.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for answer in answers:
        writer.writerow(
            [
                answer.submission,
                *map(text_field, (answer.assignment, answer.question)),
                *map(text_field, (answer.student_id, answer.name, answer.section)),
                text_field(texts.get(answer.submission, "")),
                text_field(plots.get(answer.submission, "")),
                _digits(answer.possible),
                *(_cells(answer.mark, answer.possible, rubric) if answer.mark else [""] * 5),
            ]
        )
    write_whole(path, "\ufeff" + file.getvalue())


def read_sheet(
    book: Gradebook, course: Course, path: Path, *, who: str, skip_conflicts: bool = False
) -> Imported:
    """Gives the marks of a sheet, in one transaction. Columns may be in any order, and be missing.

    Args:
        skip_conflicts: leave out rows with conflicts. Default: import all rows or none.

    Raises:
        SheetConflictsError: some rows cannot be imported.
        TableError: it is no such sheet.
    """
    table = read_table(path)
    rows = list(_rows(table))
    with book.writing():
        marks = [row for row in rows if row.mark]
        outcome = give(book, course, [row.mark for row in marks if row.mark], who=who, skip_conflicts=True)
        told = {marks[place].place: conflict for place, conflict in outcome.conflicts.items()}
        problems = [(row.place, row.problem or told.get(row.place, "")) for row in rows]
        conflicts = [f"{place}: {problem}" for place, problem in problems if problem]
        if conflicts and not skip_conflicts:
            raise SheetConflictsError(table.name, conflicts)
    return Imported(outcome.given, outcome.unchanged, conflicts, [*table.notes, *_notes(rows)])


class _Row(NamedTuple):
    """A row of a sheet.

    Attributes:
        place: where it is, for people.
        mark: None if the row holds none.
        problem: why the row cannot be read; else empty.
        comments: it has a comment and no mark.
        marked: it was made from a mark and holds none any more.
    """

    place: str
    mark: NewMark | None = None
    problem: str = ""
    comments: bool = False
    marked: bool = False


def _rows(table: Table) -> Iterator[_Row]:
    missing = [title for title in ("submission", "question") if title not in table.header]
    if missing or not {"points", "items"} & set(table.header):
        raise TableError(
            f"{table.place}: expected the columns submission, question, points and items of "
            f"`autograder gradebook marks export`, got {table.first_line!r}"
        )
    for place, row in table.rows():
        cells = {title: cell.strip() for title, cell in zip(table.header, row, strict=True)}
        place = f"{place}, submission {clean_line(cells['submission'])[:20] or '?'}"
        try:
            mark = _mark(cells)
        except (Conflict, ValueError) as conflict:
            yield _Row(place, problem=str(conflict))
        else:
            is_empty = mark is None
            comments, marked = bool(cells.get("comment")), bool(cells.get("mark"))
            yield _Row(place, mark, "", is_empty and comments and not marked, is_empty and marked)


def _mark(cells: Mapping[str, str]) -> NewMark | None:
    """The mark of a row; None if it has neither points nor items.

    Raises:
        Conflict, ValueError: a cell cannot be read.
    """
    points, items = cells.get("points", ""), cells.get("items", "")
    if not points and not items:
        return None
    return NewMark(
        submission=_number(cells["submission"], "submission"),
        question=clean_line(plain_text(cells["question"])),
        assignment=clean_line(plain_text(cells.get("assignment", ""))),
        points=points_of(points) if points else None,
        items=items_of(items) if "items" in cells else None,
        comment=plain_text(cells["comment"]) if "comment" in cells else None,
        after=_number(cells["mark"], "mark") if cells.get("mark") else None,
    )


def _number(text: str, title: str) -> int:
    try:
        return number_of(text)
    except ValueError:
        word = clean_line(text)[:50]
        raise Conflict(f'"{word}" is no {title} number: leave that column as it was exported.') from None


def _notes(rows: Collection[_Row]) -> Iterator[str]:
    if places := [row.place for row in rows if row.comments]:
        yield f"{len(places)} comments without points or items were not kept; the first is {places[0]}."
    if places := [row.place for row in rows if row.marked]:
        yield f"{len(places)} marks stay although their rows are empty; the first is {places[0]}."


def _cells(mark: Given, possible: float, rubric: Mapping[int, Item]) -> list[str]:
    """The cells from ``present`` on. Points that follow from the items are left to them."""
    follows = bool(mark.items) and mark.points == total(
        (rubric[item].points for item in mark.items), possible
    )
    points = _digits(mark.points)
    items = " ".join(f"#{item}" for item in mark.items)
    return [points, "" if follows else points, items, text_field(mark.comment), str(mark.number)]


def _digits(points: float) -> str:
    """All of them, and no exponent."""
    text = format(Decimal(repr(points)), "f")
    return text.removesuffix(".0")
