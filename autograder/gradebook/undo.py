"""Decisions taken back: nothing is deleted, a new row says that an earlier one does not hold."""

from __future__ import annotations

from typing import Any

from autograder.gradebook import audit, models, people
from autograder.gradebook.decisions import signed
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook

DECISIONS = {model.__name__: model for model in models.Decision.__subclasses__()}


def undo(book: Gradebook, event: int, *, who: str, why: str) -> models.Event:
    """Takes back what was decided with that event.

    Args:
        event: its number in the audit trail.

    Raises:
        GradebookError: there is no such event, it was no decision, or it is undone already.
    """
    with book.writing():
        decided = undoable(event)
        taken_back = DECISIONS[decided.table]._default_manager.get(pk=decided.row)
        students = set(decided.students.values_list("pk", flat=True))
        people.touch(students)  # who is who may be another after this
        row = _counterpart(taken_back, signed(who, why))
        return audit.record(
            who,
            "undo",
            row,
            students=students,
            assignment=decided.assignment,
            before=decided.after,
            after=decided.before,
            why=row.why,
            undoes=decided,
        )


def undoable(number: int) -> models.Event:
    """The event with that number. Inside `Gradebook.reading` or `writing`.

    Raises:
        GradebookError: it cannot be undone.
    """
    event = models.Event.objects.filter(pk=number).first()
    if event is None:
        raise GradebookError(f"There is no event {number}: `autograder gradebook log` lists them.")
    if event.undoes_id is not None:
        raise GradebookError(
            f"Event {number} undoes event {event.undoes_id}, and an undo cannot be undone: decide it again."
        )
    undone_by = models.Event.objects.filter(undoes=event).first()
    if undone_by is not None:
        raise GradebookError(
            f"Event {number} is undone already, by {undone_by.who} with event {undone_by.pk}."
        )
    if event.table not in DECISIONS:
        raise GradebookError(f"Event {number} ({event.action}) is no decision that could be undone.")
    return event


def _counterpart(decision: models.Decision, signature: dict[str, Any]) -> models.Decision:
    """A row like that of the decision, which takes it back."""
    model = type(decision)
    copied = {
        field.attname: getattr(decision, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    row = model._default_manager.create(**copied | signature | {"undoes_id": decision.pk})
    for field in model._meta.many_to_many:
        getattr(row, field.name).set(getattr(decision, field.name).all())
    return row
