"""`autograder gradebook diff`: whom the policy in grading.yml changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from autograder.cli.common import Url, console, find_course, open_gradebook, say
from autograder.cli.errors import UsageError, plain_errors
from autograder.cli.gradebook import words
from autograder.cli.gradebook.common import ROWS, records
from autograder.text import number

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook
    from autograder.gradebook.grades.comparison import Pair
    from autograder.gradebook.grades.grades import CourseGrade


@records.command()
def diff(
    earlier: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="An older grading.yml. Default: the policy used before."),
    ] = None,
    all_rows: Annotated[
        bool, typer.Option("--all", help=f"All students, not only the first {ROWS}.")
    ] = False,
    gradebook: Url = None,
) -> None:
    """Show whose grades the policy in grading.yml changes. No record is changed."""
    with plain_errors():
        from autograder.gradebook.grades.comparison import compare, means
        from autograder.gradebook.people import selection

        course = find_course()
        with open_gradebook(course, gradebook) as book:
            before = _before(book, course, earlier)
            pairs = compare(book, before, course, datetime.now(UTC))
            with book.reading():
                names = selection.names()
        changed = [pair for pair in pairs if not pair.is_same]
        places = {student: place for place, student in enumerate(names)}
        changed.sort(key=lambda pair: places[pair.student])
        if changed:
            console.print(_table(changed if all_rows else changed[:ROWS], names))
        if not all_rows and len(changed) > ROWS:
            say(f"{len(changed) - ROWS} more students: --all shows everybody.")
        say(f"The policy changes the grades of {len(changed)} of {len(pairs)} students.")
        mean = means(pairs)
        if mean.before is not None and mean.after is not None:
            say(f"Mean total: {number(mean.before)} % → {number(mean.after)} % ({mean.students} students).")


def _before(book: Gradebook, course: Course, earlier: Path | None) -> Course:
    """The course with the policy to compare with."""
    from autograder.course.course import load
    from autograder.gradebook.grades import policies

    if earlier is not None:
        return load(earlier)
    before = policies.previous(book, course)
    if before is None:
        raise UsageError(
            "No other policy was used in this gradebook: name a file to compare with, "
            "as in `git show HEAD~1:grading.yml > old.yml` and `--from old.yml`."
        )
    return before


def _table(pairs: list[Pair], names: dict[int, str]) -> Table:
    """A row for each assignment that changes, and for each total."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("student", "what"):
        table.add_column(column, overflow="fold")
    for column in ("before", "after"):
        table.add_column(column, justify="right")
    for pair in pairs:
        rows = [
            (name, *(_percent(grade, name) for grade in (pair.before, pair.after))) for name in pair.changed
        ]
        rows.append(("total", words.total(pair.before), words.total(pair.after)))
        for index, row in enumerate(rows):
            table.add_row(names[pair.student] if not index else "", *row)
    return table


def _percent(grade: CourseGrade, assignment: str) -> str:
    part = grade.parts.get(assignment)
    return "" if part is None else words.percent(part)
