"""The audit trail, as it is read: who did what, for whom and why, and whether it still holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people import people
from autograder.gradebook.text import storable


class Entry(msgspec.Struct, frozen=True):
    """A line of the audit trail.

    Attributes:
        number: of the event.
        action: the command, as ``adjust``.
        students: their names.
        before, after: plain data; None if there is nothing.
        undoes, undone_by: numbers of other events.
    """

    number: int
    at: datetime
    who: str
    action: str
    why: str
    assignment: str
    students: tuple[str, ...]
    before: Any
    after: Any
    undoes: int | None
    undone_by: int | None


def entries(
    book: Gradebook,
    *,
    student: int | None = None,
    assignment: str | None = None,
    since: datetime | None = None,
    last: int | None = None,
) -> list[Entry]:
    """The audit trail, the newest event at the end.

    Args:
        student: only what matters for this person; the row of the student.
        last: how many at most, the newest ones.
    """
    with book.reading():
        events = models.Event.objects.order_by("-pk")
        if student is not None:
            events = events.filter(students__in=people.rows_of({student}, people.persons())).distinct()
        if assignment is not None:
            events = events.filter(assignment=storable(assignment))
        if since is not None:
            events = events.filter(at__gte=since)
        newest = events.select_related("undone_by").prefetch_related("students")[:last]
        return [_entry(event) for event in reversed(newest)]


def _entry(event: models.Event) -> Entry:
    undone_by = getattr(event, "undone_by", None)
    return Entry(
        number=event.pk,
        at=event.at,
        who=event.who,
        action=event.action,
        why=event.why,
        assignment=event.assignment,
        students=tuple(sorted(student.name for student in event.students.all())),
        before=event.before,
        after=event.after,
        undoes=event.undoes_id,
        undone_by=undone_by and undone_by.pk,
    )
