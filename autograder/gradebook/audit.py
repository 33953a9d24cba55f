"""The audit trail: who did what, to whom, and what was there before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from autograder.gradebook import models, people
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
