"""`autograder gradebook withdraw`, `restore`, `merge`, `unmatched`: who is in the course, and who is who."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import Url, console, find_course, open_gradebook, say
from autograder.cli.errors import plain_errors
from autograder.cli.gradebook.common import ROWS, By, records
from autograder.cli.gradebook.decisions import Why
from autograder.text import clean_line

if TYPE_CHECKING:
    from autograder.gradebook import models
    from autograder.gradebook.gradebook import Gradebook


Student = Annotated[str, typer.Argument(help="By id, e-mail address or name.", show_default=False)]


@records.command()
def withdraw(student: Student, why: Why, by: By, gradebook: Url = None) -> None:
    """Mark a student as withdrawn. All records stay."""
    with plain_errors():
        from autograder.gradebook.people import roster, selection

        _do(
            gradebook,
            lambda book: roster.withdraw(book, selection.student(student).pk, who=by, why=why),
            f"{student} has withdrawn; what was handed in and decided stays",
        )


@records.command()
def restore(
    student: Student,
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="The reason, if there is one.")] = "",
    gradebook: Url = None,
) -> None:
    """Take a student who has withdrawn into the course again."""
    with plain_errors():
        from autograder.gradebook.people import roster, selection

        _do(
            gradebook,
            lambda book: roster.restore(book, selection.student(student).pk, who=by, why=why),
            f"{student} is in the course again",
        )


@records.command()
def merge(
    student: Student,
    into: Annotated[
        str, typer.Argument(help="Who that is, by id, e-mail address or name.", show_default=False)
    ],
    why: Why,
    by: By,
    gradebook: Url = None,
) -> None:
    """Say that two students are one person: all that is STUDENT's counts for INTO."""
    with plain_errors():
        from autograder.gradebook.people import merging, selection

        _do(
            gradebook,
            lambda book: merging.merge(
                book, selection.student(student).pk, selection.student(into).pk, who=by, why=why
            ),
            f"What is {student}'s counts for {into} from now on",
        )


@records.command()
def unmatched(gradebook: Url = None) -> None:
    """List what was handed in by somebody who is not in the roster."""
    with plain_errors():
        from rich.table import Table
        from rich.text import Text

        from autograder.gradebook.people.roster import class_list
        from autograder.gradebook.people.roster import unmatched as unmatched_of

        with open_gradebook(find_course(), gradebook) as book:
            submissions = unmatched_of(book)
            has_roster = bool(submissions) or bool(class_list(book))
        if not has_roster:
            say("There is no roster yet: `autograder gradebook roster import FILE` reads one.")
            return
        if not submissions:
            say("Everything was handed in by somebody in the roster.")
            return
        table = Table("student", "name", "platform", "assignment", "from")
        for row in submissions[:ROWS]:
            cells = (row.key, row.name, row.platform or "files", row.assignment, row.source)
            table.add_row(*(Text(clean_line(cell), overflow="fold") for cell in cells))
        console.print(table)
        if len(submissions) > ROWS:
            say(f"{len(submissions) - ROWS} more.")
        say(
            "Say whose each is with `autograder gradebook merge STUDENT INTO --why REASON`, or import a "
            "roster that has the id, in a column `id` or `other id`."
        )


def _do(url: str | None, decide: Callable[[Gradebook], models.Event], done: str) -> None:
    with open_gradebook(find_course(), url) as book, book.writing():
        event = decide(book)
    say(f"{clean_line(done)}.")
    say(f"Event {event.pk}: `autograder gradebook undo {event.pk} --why REASON` takes it back.")
