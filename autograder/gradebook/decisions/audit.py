"""The audit trail: who did what, to whom, and what was there before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Model

from autograder.gradebook import models
from autograder.gradebook.people import people
from autograder.gradebook.text import storable


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
    """A row that was added, already saved; the rest is as for `record`."""

    row: Model
    assignment: str
    students: Collection[int]
    before: Any
    after: Any


def record_all(who: str, action: str, changes: Sequence[Change], why: str = "") -> None:
    """`record` of each, with as many statements for thousands as for one."""
    now = datetime.now(UTC)
    events = models.Event.objects.bulk_create(
        models.Event(
            at=now,
            who=storable(who),
            action=action,
            why=storable(why),
            table=type(change.row).__name__,
            row=change.row.pk,
            assignment=change.assignment,
            before=storable(change.before),
            after=storable(change.after),
        )
        for change in changes
    )
    concerned = models.Event.students.through
    concerned.objects.bulk_create(
        concerned(event_id=event.pk, student_id=student)
        for event, change in zip(events, changes, strict=True)
        for student in change.students
    )
    people.touch({student for change in changes for student in change.students})
