"""Decisions taken back: nothing is deleted, a new row says that an earlier one does not hold."""

from __future__ import annotations

from typing import Any

from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.decisions.decisions import signed
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people import people

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
        signature = signed(who, why)
        students = set(decided.students.values_list("pk", flat=True))
        people.touch(students)  # who is who may be another after this
        row = _counterpart(decided, signature) if decided.table in DECISIONS else _restored(decided)
        return audit.record(
            who,
            "undo",
            row,
            students=students,
            assignment=decided.assignment,
            before=decided.after,
            after=decided.before,
            why=signature["why"],
            undoes=decided,
        )


def persons(event: int) -> list[int]:
    """The rows of those for whom the event matters. Inside `Gradebook.reading` or `writing`.

    Raises:
        GradebookError: it cannot be undone.
    """
    of_row = people.persons()
    rows = undoable(event).students.order_by("name", "pk").values_list("pk", flat=True)
    return list(dict.fromkeys(person for row in rows for person in of_row.get(row, [row])))


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
    changed = event.table == "Student" and event.before and event.after  # a withdrawal, or a new address
    if event.table not in DECISIONS and not changed:
        raise GradebookError(f"Event {number} ({event.action}) is no decision that could be undone.")
    return event


def _counterpart(event: models.Event, signature: dict[str, Any]) -> models.Decision:
    """A row like that of the decision, which takes it back."""
    model = DECISIONS[event.table]
    decision = model._default_manager.get(pk=event.row)
    copied = {
        field.attname: getattr(decision, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    row = model._default_manager.create(**copied | signature | {"undoes_id": decision.pk})
    for field in model._meta.many_to_many:
        getattr(row, field.name).set(getattr(decision, field.name).all())
    return row


def _restored(event: models.Event) -> models.Student:
    """The student as before the event, in what it changed."""
    before, after = event.before or {}, event.after or {}
    student = models.Student.objects.get(pk=event.row)
    if any(getattr(student, field) != value for field, value in after.items()):
        raise GradebookError(
            f"{student.name} was changed again after event {event.pk}: undo the later event first."
        )
    for field, value in before.items():
        setattr(student, field, value)
    student.save(update_fields=list(before))
    return student
