"""What people decide about grades: adjustments, excuses, extensions, and which submission counts."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from autograder.course import deadlines
from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people import people
from autograder.gradebook.policy.explain import when
from autograder.gradebook.text import storable


def adjust(
    book: Gradebook,
    course: Course,
    assignment: str,
    points: float,
    students: Collection[int],
    *,
    who: str,
    why: str,
    submission: int | None = None,
) -> models.Event:
    """Adds points, or takes some away if they are negative.

    Args:
        students: rows of persons; here and below.
        submission: that they are for; None: for whichever counts.

    Raises:
        GradebookError: nothing was written; here and below.
        CourseError: the course has no such assignment; here and below.
    """
    course.assignment(assignment)
    if not math.isfinite(points):
        raise GradebookError(f"Give the points as a number, such as 2, 0.5 or -1, not as {points}.")
    with book.writing():
        if submission is not None:
            _check(submission, assignment, students)
        row = models.Adjustment.objects.create(
            **signed(who, why), assignment=assignment, points=points, submission_id=submission
        )
        row.students.set(students)
        after = {"points": points} | ({"submission": submission} if submission else {})
        return _record("adjust", row, assignment, students, after)


def excuse(
    book: Gradebook, course: Course, assignment: str, students: Collection[int], *, who: str, why: str
) -> models.Event:
    """Takes the assignment out of the students' grades, whatever was handed in."""
    course.assignment(assignment)
    with book.writing():
        row = models.Adjustment.objects.create(**signed(who, why), assignment=assignment)
        row.students.set(students)
        return _record("excuse", row, assignment, students, {"excused": True})


def extend(
    book: Gradebook,
    course: Course,
    assignment: str,
    until: str,
    students: Collection[int],
    *,
    who: str,
    why: str,
) -> models.Event:
    """Gives the students a later deadline.

    Args:
        until: as ``2027-02-03 23:59`` by the course's clocks, with an offset as ``2027-02-03 23:59+01:00``,
            or ``+2d`` or ``+12h`` after the assignment's deadline.
    """
    deadline = course.assignment(assignment).deadline
    if deadline is None:
        raise GradebookError(
            f"{assignment} has no deadline that could be extended: write one into grading.yml first."
        )
    end = _end(until, deadline)
    with book.writing():
        row = models.Extension.objects.create(**signed(who, why), assignment=assignment, until=end)
        row.students.set(students)
        return _record("extend", row, assignment, students, {"until": when(end)})


def choose(book: Gradebook, course: Course, submission: int, *, who: str, why: str) -> models.Event:
    """Says which of a student's submissions counts, if the course leaves that to a person.

    Args:
        submission: its number.
    """
    if course.grades.counts != "chosen":
        raise GradebookError(
            f"In this course counts what grading.yml says ({course.grades.counts}): "
            "write `counts: chosen` there before you choose."
        )
    with book.writing():
        chosen = _submission(submission)
        course.assignment(chosen.assignment)
        row = models.Choice.objects.create(**signed(who, why), submission=chosen)
        return _record("choose", row, chosen.assignment, owners(submission), {"submission": submission})


def signed(who: str, why: str) -> dict[str, Any]:
    """What every decision has.

    Raises:
        GradebookError: there is no reason.
    """
    if not why.strip():
        raise GradebookError("Give a reason with --why: the student and your colleagues will read it.")
    return {"at": datetime.now(UTC), "who": storable(who), "why": storable(why.strip())}


def owners(submission: int) -> list[int]:
    """Whose work the submission is: the rows of the persons. Inside `Gradebook.reading` or `writing`.

    Raises:
        GradebookError: there is no such submission.
    """
    student = _submission(submission).student_id
    return people.persons().get(student, [student])


def _submission(number: int) -> models.Submission:
    row = models.Submission.objects.filter(pk=number).first()
    if row is None:
        raise GradebookError(
            f"There is no submission {number}: `autograder gradebook explain STUDENT` lists a student's."
        )
    return row


def _check(number: int, assignment: str, students: Collection[int]) -> None:
    """Refuses a submission for another assignment, or by others than the students."""
    submission = _submission(number)
    if submission.assignment != assignment:
        raise GradebookError(f"Submission {number} is for {submission.assignment}, not for {assignment}.")
    others = set(students).difference(owners(number))
    if others:
        names = models.Student.objects.filter(pk__in=others).order_by("name").values_list("name", flat=True)
        raise GradebookError(f"Submission {number} is not the work of {', '.join(names)}.")


def _end(until: str, deadline: datetime) -> datetime:
    """When the extension ends."""
    try:
        end = deadlines.extended(until, deadline)
        moment = end.astimezone(UTC)
    except (ValueError, OverflowError):
        raise GradebookError(
            f'"{until}" is no time: write 2027-02-03 23:59 (with the offset, as 2027-02-03 23:59+01:00, if '
            "grading.yml has no timezone), or +2d or +12h from the deadline."
        ) from None
    if moment <= deadline.astimezone(UTC):
        raise GradebookError(
            f"{when(end)} is not after the deadline, {when(deadline)}: an extension can only be later."
        )
    if moment <= datetime.now(UTC):
        raise GradebookError(f"{when(end)} is over already: extend to a time to come.")
    return end


def _record(
    action: str, row: models.Decision, assignment: str, students: Collection[int], after: dict[str, Any]
) -> models.Event:
    return audit.record(
        row.who, action, row, students=students, assignment=assignment, after=after, why=row.why
    )
