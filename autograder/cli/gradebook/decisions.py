"""`autograder gradebook adjust`, `excuse`, `extend`, `choose` and `undo`: what people decide about grades."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import Url, find_course, open_gradebook, say
from autograder.cli.errors import UsageError, plain_errors
from autograder.cli.gradebook.common import By, records
from autograder.cli.gradebook.words import score, total
from autograder.text import clean_line

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook import models
    from autograder.gradebook.decisions.effects import Change
    from autograder.gradebook.gradebook import Gradebook

Assignment = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="The assignment.", show_default=False)]
Students = Annotated[
    list[str] | None, typer.Argument(metavar="STUDENT", help="By id, e-mail address or name.")
]
Section = Annotated[
    list[str] | None, typer.Option("--section", metavar="NAME", help="All of this section; may be repeated.")
]
Group = Annotated[
    list[str] | None, typer.Option("--group", metavar="NAME", help="All of this group; may be repeated.")
]
Why = Annotated[
    str, typer.Option("--why", metavar="REASON", help="The reason, which is kept.", show_default=False)
]


@records.command(context_settings={"ignore_unknown_options": True})  # so that -1 is a number
def adjust(
    assignment: Assignment,
    points: Annotated[str, typer.Argument(metavar="POINTS", help="To add, or to take away if negative.")],
    why: Why,
    by: By,
    student: Students = None,
    section: Section = None,
    group: Group = None,
    submission: Annotated[
        int | None, typer.Option(metavar="N", help="Only while this submission counts. Default: whichever.")
    ] = None,
    gradebook: Url = None,
) -> None:
    """Give students more points for an assignment, or fewer."""
    with plain_errors():
        from autograder.gradebook.decisions import decisions

        value = _number(points)
        whole = bool(student or section or group)
        _decide(
            gradebook,
            lambda: (
                decisions.owners(submission)
                if submission is not None and not whole
                else _rows(student, section, group)
            ),
            lambda book, course, rows: decisions.adjust(
                book, course, assignment, value, rows, who=by, why=why, submission=submission
            ),
        )


@records.command()
def excuse(
    assignment: Assignment,
    why: Why,
    by: By,
    student: Students = None,
    section: Section = None,
    group: Group = None,
    gradebook: Url = None,
) -> None:
    """Take an assignment out of the grades of students."""
    with plain_errors():
        from autograder.gradebook.decisions import decisions

        _decide(
            gradebook,
            lambda: _rows(student, section, group),
            lambda book, course, rows: decisions.excuse(book, course, assignment, rows, who=by, why=why),
        )


@records.command()
def extend(
    assignment: Assignment,
    until: Annotated[
        str,
        typer.Argument(
            metavar="UNTIL",
            help='"2027-02-03 23:59" by the course\'s clocks, or +2d or +12h after the deadline.',
        ),
    ],
    why: Why,
    by: By,
    student: Students = None,
    section: Section = None,
    group: Group = None,
    gradebook: Url = None,
) -> None:
    """Give students a later deadline."""
    with plain_errors():
        from autograder.gradebook.decisions import decisions

        _decide(
            gradebook,
            lambda: _rows(student, section, group),
            lambda book, course, rows: decisions.extend(
                book, course, assignment, until, rows, who=by, why=why
            ),
        )


@records.command()
def choose(
    submission: Annotated[int, typer.Argument(metavar="SUBMISSION", help="Its number, as in `explain`.")],
    why: Why,
    by: By,
    gradebook: Url = None,
) -> None:
    """Say which submission counts, if the course leaves that to you (`counts: chosen`)."""
    with plain_errors():
        from autograder.gradebook.decisions import decisions

        _decide(
            gradebook,
            lambda: decisions.owners(submission),
            lambda book, course, _: decisions.choose(book, course, submission, who=by, why=why),
        )


@records.command()
def undo(
    event: Annotated[int, typer.Argument(metavar="EVENT", help="Its number, as in `log`.")],
    why: Why,
    by: By,
    gradebook: Url = None,
) -> None:
    """Take a decision back. It stays in the log, and so does this."""
    with plain_errors():
        from autograder.gradebook.decisions import undo

        _decide(
            gradebook,
            lambda: undo.persons(event),
            lambda book, _, __: undo.undo(book, event, who=by, why=why),
            undone=event,
        )


def _number(points: str) -> float:
    try:
        return float(points)
    except ValueError:
        raise UsageError(f'POINTS must be a number, such as 2, 0.5 or -1, not "{points}".') from None


def _rows(students: list[str] | None, sections: list[str] | None, groups: list[str] | None) -> list[int]:
    from autograder.gradebook.people import selection

    return [row.pk for row in selection.students(students or (), sections or (), groups or ())]


def _decide(
    url: str | None,
    select: Callable[[], list[int]],
    decide: Callable[[Gradebook, Course, list[int]], models.Event],
    undone: int | None = None,
) -> None:
    """Carries out a decision, and tells what it did.

    Args:
        undone: the event that it takes back.
    """
    from autograder.gradebook.decisions.effects import carry_out

    course = find_course()
    with open_gradebook(course, url) as book:
        effect = carry_out(book, course, datetime.now(UTC), select, lambda rows: decide(book, course, rows))
    if undone is None:
        say(f"Event {effect.event}: `autograder gradebook undo {effect.event} --why REASON` takes it back.")
    else:
        say(f"Event {effect.event} took event {undone} back.")
    for change in effect.changes:
        say(_sentence(change, effect.assignment))
    if effect.students > len(effect.changes):
        say(f"… and {effect.students - len(effect.changes)} more.")


def _sentence(change: Change, assignment: str) -> str:
    """The grade of one student, before and after."""
    before, after = change.before, change.after
    pairs = [("total", total(before), total(after))]
    if assignment in after.parts:
        pairs.insert(0, (assignment, score(before.parts[assignment]), score(after.parts[assignment])))
    changes = [f"{what} {old} → {new}" if old != new else f"{what} stays {old}" for what, old, new in pairs]
    return f"{clean_line(change.student)}: {', '.join(changes)}"
