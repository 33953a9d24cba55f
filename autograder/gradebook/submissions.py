"""The rows of hand-ins: whether one is there already, or is the student's next attempt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, QuerySet

from autograder.gradebook import models
from autograder.gradebook.people import people
from autograder.gradebook.text import storable
from autograder.student import Student


def row_of(
    student: models.Student,
    assignment: str,
    sha256: str,
    *,
    received: datetime | None,
    marked_late: bool,
    source: str,
    remarks: Sequence[str],
    entered: datetime,
) -> models.Submission:
    """The row of a hand-in: the one that there is already, or the student's next attempt.

    What came before the student was known to be somebody of the roster counts too.

    It is there if it has the same content and time. If the time is not known now, the student's latest
    attempt is taken if it has this content; if it was not known before, it is known from now on.
    """
    rows = [student.pk, *people.provisional(student.pk)]
    attempts = models.Submission.objects.filter(student__in=rows, assignment=storable(assignment))
    latest = attempts.order_by("-pk").first()
    row = _same(attempts.filter(sha256=sha256).order_by("-pk"), latest, received, source)
    if row is None:
        row = models.Submission(
            student=student,
            assignment=storable(assignment),
            sha256=sha256,
            attempt=1 + (attempts.aggregate(most=Max("attempt"))["most"] or 0),
            entered=entered,
        )
    before = (row.received, row.marked_late)
    row.received = received or row.received
    if received or not row.received:  # a time counts more than the mark that it was late
        row.marked_late = marked_late or (row.marked_late and not received)
    row.source, row.remarks = storable(source) or row.source, storable(list(remarks)) or row.remarks
    is_new = row.pk is None
    row.save()
    if is_new or before != (row.received, row.marked_late):
        people.touch([student.pk])
    return row


def rows_of(student: Student) -> list[int]:
    """The rows whose hand-ins are the student's for good."""
    row = models.Student.objects.filter(key=storable(student.id)).values_list("pk", flat=True).first()
    return [] if row is None else [row, *people.provisional(row)]


def _same(
    alike: QuerySet[models.Submission],
    latest: models.Submission | None,
    received: datetime | None,
    source: str,
) -> models.Submission | None:
    """Of a student's attempts with one content, the one that is meant."""
    if received is not None:
        return alike.filter(received=received).first() or alike.filter(received=None).first()
    if latest and latest.sha256:
        return latest if latest in alike else None
    return alike.filter(source=storable(source)).first()  # could not be read, so the place tells
