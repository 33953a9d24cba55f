"""`autograder gradebook log`: who did what, to whom, and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from autograder.cli.common import Url, find_course, open_gradebook, say
from autograder.cli.errors import UsageError, plain_errors
from autograder.cli.gradebook.common import records
from autograder.text import clean_line

if TYPE_CHECKING:
    from autograder.gradebook.decisions.trail import Entry

LAST = 20  # events
NAMES = 3  # students who are named in a line


@records.command()
def log(
    student: Annotated[
        str | None, typer.Argument(metavar="STUDENT", help="Only what matters for this student.")
    ] = None,
    assignment: Annotated[
        str | None, typer.Option("--assignment", metavar="NAME", help="Only what is about it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help='As 2027-02-01 or "2027-02-01 12:00".')
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many events.")] = LAST,
    gradebook: Url = None,
) -> None:
    """Show who decided what, when and why; the newest at the end."""
    with plain_errors():
        from autograder.gradebook.decisions import trail
        from autograder.gradebook.grades.explanation import clocks
        from autograder.gradebook.people import selection

        course = find_course()
        if assignment is not None:
            course.assignment(assignment)
        zone = clocks(course)
        begin = None if since is None else _moment(since, zone)
        with open_gradebook(course, gradebook) as book, book.reading():
            row = None if student is None else selection.student(student).pk
            entries = trail.entries(book, student=row, assignment=assignment, since=begin, last=last + 1)
        if not entries:
            say("Nobody decided anything of that kind.")
        if len(entries) > last:
            say(f"The last {last} events; --last N shows more.")
        for entry in entries[-last:]:
            say(_line(entry, zone))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    from autograder.course import deadlines

    try:
        return deadlines.moment(text if ":" in text else f"{text} 00:00", zone)
    except (ValueError, OverflowError):
        raise UsageError(
            f'--since needs a time, such as 2027-02-01 or "2027-02-01 12:00", not "{text}".'
        ) from None


def _line(entry: Entry, zone: ZoneInfo) -> str:
    """One event, with its number."""
    from autograder.gradebook.policy.explain import when

    line = " ".join(filter(None, [entry.action, str(entry.undoes or ""), entry.assignment]))
    if entry.students:
        line += f" for {_names(entry.students)}"
    if change := _change(entry.before, entry.after):
        line += f": {change}"
    if entry.why:
        line += f", '{entry.why}'"
    if entry.undone_by:
        line += f" (undone by {entry.undone_by})"
    time = when(entry.at.astimezone(zone))
    return "  ".join([str(entry.number), time, clean_line(entry.who), clean_line(line)])


def _names(students: tuple[str, ...]) -> str:
    more = len(students) - NAMES
    names = ", ".join(students[:NAMES])
    return f"{names} and {more} more" if more > 0 else names


def _change(before: Any, after: Any) -> str:
    """What was there and what is there now."""
    old, new = _plain(before), _plain(after)
    if old and new:
        return f"{old} → {new}"
    return f"{old} → nothing" if old else new


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return ", ".join(f"{key.replace('_', ' ')} {_plain(item)}".strip() for key, item in value.items())
        case list():
            return ", ".join(map(_plain, value))
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
    return str(value)
