"""`autograder gradebook show` and `explain`: the grades of the course, and why each is what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from autograder.cli.common import Url, console, find_course, open_gradebook, say
from autograder.cli.errors import plain_errors
from autograder.cli.gradebook import words
from autograder.cli.gradebook.common import ROWS, records
from autograder.text import clean_line, number

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook.grades.grades import CourseGrade, Part


@records.command()
def show(
    assignment: Annotated[
        str | None, typer.Argument(metavar="ASSIGNMENT", help="Show what makes up its scores.")
    ] = None,
    section: Annotated[
        str | None, typer.Option("--section", metavar="NAME", help="Only the students of this section.")
    ] = None,
    all_rows: Annotated[
        bool, typer.Option("--all", help=f"All students, not only the first {ROWS}.")
    ] = False,
    gradebook: Url = None,
) -> None:
    """Show each student's grades and total."""
    with plain_errors():
        from autograder.gradebook.grades.grades import grades
        from autograder.gradebook.people import selection

        course = find_course()
        if assignment is not None:
            course.assignment(assignment)
        with open_gradebook(course, gradebook) as book:
            computed = grades(book, course, datetime.now(UTC))
            with book.reading():
                names = selection.names(section)
        shown = [(name, computed[row]) for row, name in names.items() if row in computed]
        rows = shown if all_rows else shown[:ROWS]
        console.print(_of_course(course, rows) if assignment is None else _of_assignment(assignment, rows))
        _legend([grade for _, grade in rows])
        if len(rows) < len(shown):
            say(
                f"{len(shown) - len(rows)} more students: --section shows one section, --all shows "
                "everybody, and `autograder gradebook grades` writes grades.csv."
            )


@records.command()
def explain(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="By id, e-mail address or name.")],
    assignment: Annotated[
        str | None, typer.Argument(metavar="ASSIGNMENT", help="Default: all, and the total.")
    ] = None,
    gradebook: Url = None,
) -> None:
    """Explain a student's grade: what was handed in, and the lines that make up each number."""
    with plain_errors():
        from autograder.gradebook.grades.explanation import explanation, headline
        from autograder.gradebook.people import selection

        course = find_course()
        if assignment is not None:
            course.assignment(assignment)
        with open_gradebook(course, gradebook) as book, book.reading():
            row = selection.student(student).pk
            title = headline(book, row)
            explained = explanation(book, course, datetime.now(UTC), row)
        say(title)
        for name, sentences in explained.assignments.items():
            if assignment in (None, name):
                _block(f"{name}: {clean_line(course.assignments[name].title)}", sentences)
        if assignment is None:
            _block("total", explained.total)


def _block(title: str, sentences: list[str]) -> None:
    say(title)
    for sentence in sentences:
        say(f"  {sentence}")


def _of_course(course: Course, grades: list[tuple[str, CourseGrade]]) -> Table:
    """The percentages of all assignments."""
    table = _table("student", *course.assignments, "total")
    for name, grade in grades:
        percents = [words.percent(grade.parts[assignment]) for assignment in course.assignments]
        table.add_row(name, *percents, words.total(grade))
    return table


def _of_assignment(assignment: str, grades: list[tuple[str, CourseGrade]]) -> Table:
    """What makes up the score of one assignment."""
    table = _table("student", "submission", "automatic", "written", "adjusted", "late", "score", "%")
    for name, grade in grades:
        part = grade.parts[assignment]
        table.add_row(name, *_columns(part), words.score(part), words.percent(part))
    return table


def _table(student: str, *columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(student, overflow="fold")
    for column in columns:
        table.add_column(column, justify="right", overflow="fold")
    return table


def _columns(part: Part) -> list[str]:
    written = _of(part.written, part.written_possible)
    return [
        "" if part.submission is None else str(part.submission),
        _of(part.automatic, part.automatic_possible),
        " ".join(filter(None, [written, *(f"{question}?" for question in part.unmarked)])),
        f"{part.adjustment:+g}" if part.adjustment else "",
        f"\N{MINUS SIGN}{number(100 * part.late)} %" if part.late else "",
    ]


def _of(points: float | None, possible: float) -> str:
    return "" if points is None else f"{number(points)} of {number(possible)}"


def _legend(grades: list[CourseGrade]) -> None:
    """What the signs in the table mean, if it has any."""
    parts = [part for grade in grades for part in grade.parts.values()]
    signs = [
        ("* not all is marked yet", any(part.unmarked for part in parts)),
        ("( ) dropped", any(part.dropped for part in parts)),
        (f"{words.NOTHING} nothing counts yet", any(words.percent(part) == words.NOTHING for part in parts)),
    ]
    if told := [sign for sign, is_there in signs if is_there]:
        say("   ".join(told))
