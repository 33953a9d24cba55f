"""The audit trail: who did what, to whom, and what was there before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from autograder.gradebook import models, people
from autograder.gradebook.text import storable

if TYPE_CHECKING:
    from autograder.gradebook.gradebook import Gradebook


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


def record(
    who: str,
    action: str,
    row: Any,
    *,
    students: Collection[int] = (),
    assignment: str = "",
    before: Any = None,
    after: Any = None,
    why: str = "",
    undoes: models.Event | None = None,
) -> models.Event:
    """Adds an event, inside `Gradebook.writing`; the grades of these students are computed again.

    Args:
        action: the command, as ``adjust``.
        row: what was added or changed, already saved.
        students: rows of the students for whom it matters.
        before: what was there, as plain data; None: nothing.
        after: what is there now.
        undoes: the event of the decision that this takes back.
    """
    event = models.Event.objects.create(
        at=datetime.now(UTC),
        who=storable(who),
        action=action,
        why=storable(why),
        table=type(row).__name__,
        row=row.pk,
        assignment=assignment,
        before=storable(before),
        after=storable(after),
        undoes=undoes,
    )
    event.students.set(students)
    people.touch(students)
    return event


class Change(NamedTuple):
    """One of many changes of one kind; the fields are those of `record`."""

    row: Any
    students: Collection[int]
    before: Any = None
    after: Any = None


def record_each(who: str, action: str, changes: Sequence[Change], why: str = "") -> None:
    """Adds an event for each change, as `record` does, in few queries however many they are."""
    at = datetime.now(UTC)
    events = models.Event.objects.bulk_create(
        [
            models.Event(
                at=at,
                who=storable(who),
                action=action,
                why=storable(why),
                table=type(change.row).__name__,
                row=change.row.pk,
                before=storable(change.before),
                after=storable(change.after),
            )
            for change in changes
        ]
    )
    through = models.Event.students.through
    through._default_manager.bulk_create(
        [
            through(event_id=event.pk, student_id=student)
            for event, change in zip(events, changes, strict=True)
            for student in change.students
        ]
    )
    people.touch({student for change in changes for student in change.students})


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
