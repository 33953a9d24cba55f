"""`autograder gradebook roster`: the class list, in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import Url, console, find_course, open_gradebook, say
from autograder.cli.errors import UsageError, plain_errors
from autograder.cli.gradebook.common import ROWS, By, records
from autograder.text import clean_line

if TYPE_CHECKING:
    from autograder.gradebook.people.enrolment import Change, Enrolment

NAMED = 20  # students of one kind who are named

roster = typer.Typer(help="The class list: show, import and export it.", invoke_without_command=True)
records.add_typer(roster, name="roster")


@roster.callback()
def show(
    context: typer.Context,
    section: Annotated[
        str | None, typer.Option("--section", metavar="NAME", help="Only the students of this section.")
    ] = None,
    all_rows: Annotated[
        bool, typer.Option("--all", help=f"All students, not only the first {ROWS}.")
    ] = False,
    gradebook: Url = None,
) -> None:
    """Show who is in the course, or import and export the class list."""
    if context.invoked_subcommand:
        return
    with plain_errors():
        from rich.table import Table
        from rich.text import Text

        from autograder.gradebook.people.roster import class_list

        with open_gradebook(find_course(), gradebook) as book:
            persons = class_list(book)
        if not persons:
            say("There is no roster yet: `autograder gradebook roster import FILE` reads one.")
            return
        table = Table("id", "name", "e-mail", "section", "group", "status")
        shown = [person for person in persons if section in (None, person.section)]
        if not shown:
            raise UsageError(f'Nobody is in a section "{section}": `roster` without --section shows all.')
        rows = shown if all_rows else shown[:ROWS]
        for person in rows:
            status = "withdrawn" if person.withdrawn else "active"
            cells = (person.ids[0], person.name, person.email, person.section, person.team, status)
            table.add_row(*(Text(clean_line(cell)) for cell in cells))
        console.print(table)
        if len(rows) < len(shown):
            say(f"{len(shown) - len(rows)} more: --section, --all, or `roster export FILE` shows them.")
        withdrawn = sum(person.withdrawn for person in shown)
        say(f"{len(shown) - withdrawn} active, {withdrawn} withdrawn.")


@roster.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV, or a gradebook or worksheet of Canvas, Moodle, Gradescope or Brightspace."
        ),
    ],
    by: By,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="The file is the whole class: whoever is missing has withdrawn."),
    ] = False,
    gradebook: Url = None,
) -> None:
    """Take a class list over. Nobody is removed, and all records stay."""
    with plain_errors():
        from autograder.submissions.owners.class_list import read_roster

        class_list = read_roster(file)
        with open_gradebook(find_course(), gradebook) as book:
            enrolment = book.enrol(class_list, by, is_whole=complete)
        for note in class_list.notes:
            say(note)
        for sentence in _sentences(enrolment, complete):
            say(sentence)


@roster.command()
def export(
    file: Annotated[Path, typer.Argument(help="The CSV to write; `roster import` reads it.")],
    gradebook: Url = None,
) -> None:
    """Write the class list as a CSV."""
    with plain_errors():
        from autograder.files import write_whole
        from autograder.gradebook.people.roster import as_csv, class_list

        with open_gradebook(find_course(), gradebook) as book:
            persons = class_list(book)
        if not persons:
            raise UsageError("There is no roster yet: `autograder gradebook roster import FILE` reads one.")
        try:
            write_whole(file, as_csv(persons))
        except OSError as error:
            raise UsageError(
                f"{file} cannot be written ({error.strerror}): name another file, or check the permissions."
            ) from error
        say(f"{len(persons)} students: {file}")


def _sentences(enrolment: Enrolment, complete: bool) -> list[str]:
    """What an import changed, for people."""
    changes = enrolment.changes
    sentences = _listed("New", [_name(change) for change in changes if change.before is None])
    changed = [change for change in changes if change.before is not None]
    for field, title in (("name", "Other name"), ("email", "Other e-mail address")):
        sentences += _listed(title, [_turned(change, field) for change in changed if field in change.after])
    for field, title in (("section", "Other section"), ("team", "Other group")):
        sentences += _listed(title, [_moved(change, field) for change in changed if field in change.after])
    sentences += _listed("More ids", [_name(change) for change in changed if "ids" in change.after])
    standing = [change for change in changed if "is_withdrawn" in change.after]
    sentences += _listed("Withdrawn", [_name(one) for one in standing if one.after["is_withdrawn"]])
    sentences += _listed(
        "In the course again", [_name(one) for one in standing if not one.after["is_withdrawn"]]
    )
    if not complete:
        names = [clean_line(row.name) for row in enrolment.missing]
        sentences += _listed("Not in this file, and still in the course", names)
    if enrolment.recognized:
        sentences.append(f"Had handed in already and are in the roster now: {enrolment.recognized}.")
    return sentences or ["Nothing is new in it."]


def _listed(title: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return [f"{title} ({len(names)}): {', '.join(names[:NAMED])}{more}."]


def _name(change: Change) -> str:
    return clean_line(f"{change.row.name} ({change.row.key})")


def _turned(change: Change, field: str) -> str:
    before = (change.before or {})[field]
    return clean_line(f"{before or 'none'} → {change.after[field]}")


def _moved(change: Change, field: str) -> str:
    return f"{_name(change)} {_turned(change, field)}"
