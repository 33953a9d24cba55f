"""Two students who were one person all along. `undo` takes a merge back."""

from __future__ import annotations

from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.decisions.decisions import signed
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people import people


def merge(book: Gradebook, student: int, into: int, *, who: str, why: str) -> models.Event:
    """From now on, what the student handed in, and what was decided for them, counts for the other one.

    Args:
        student, into: rows of students.

    Raises:
        GradebookError: they are one already, one of them is a group, or only the student is in the roster.
    """
    with book.writing():
        merged = people.merged()
        rows = models.Student.objects.in_bulk([merged.get(student, student), merged.get(into, into)])
        duplicate, person = rows[merged.get(student, student)], rows[merged.get(into, into)]
        _check(duplicate, person)
        decision = models.Merge.objects.create(**signed(who, why), duplicate=duplicate, into=person)
        return audit.record(
            decision.who,
            "merge",
            decision,
            students=[duplicate.pk, person.pk],
            after={"student": duplicate.key, "into": person.key},
            why=decision.why,
        )


def _check(duplicate: models.Student, person: models.Student) -> None:
    for row in (duplicate, person):
        if row.members.exists():
            raise GradebookError(f"{row.key} is a group that handed in together: merge its members.")
    if duplicate == person:
        raise GradebookError(f"That is one student already, {person.name} ({person.key}): name two.")
    if duplicate.is_enrolled and not person.is_enrolled:
        raise GradebookError(
            f"{duplicate.key} is in the roster and {person.key} is not: merge them the other way round, "
            f"{person.key} into {duplicate.key}."
        )
