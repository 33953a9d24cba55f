"""The policies that grades were computed with: what counts of ``grading.yml``, kept when it changes."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.text import storable


def document(course: Course) -> str:
    """What grades are computed from in ``grading.yml``, as JSON; the order of its keys counts too."""
    tables = {
        name: {
            "weight": config.weight,
            "bonus": config.bonus,
            "deadline": config.deadline and config.deadline.isoformat(),
        }
        for name, config in course.assignments.items()
    }
    late = course.late and course.late.model_dump(mode="json", exclude_defaults=True)
    grades = course.grades.model_dump(mode="json", exclude_defaults=True)
    policy = {"timezone": course.timezone, "late": late, "grades": grades, "assignments": tables}
    return storable(msgspec.json.encode(policy).decode())


def digest(course: Course) -> str:
    """SHA-256 of the policy, in hex."""
    return hashlib.sha256(document(course).encode()).hexdigest()


def keep(book: Gradebook, course: Course, now: datetime) -> None:
    """Keeps that grades are computed with this course's policy from now on, if they were not before."""
    current = digest(course)
    with book.reading():
        if _newest() == current:
            return
    with book.writing():
        if _newest() != current:
            models.Policy.objects.create(since=now, digest=current, document=document(course))


def previous(book: Gradebook, course: Course) -> Course | None:
    """The course with the last policy that was used and is not this one; None: there was no other."""
    with book.reading():
        row = models.Policy.objects.exclude(digest=digest(course)).order_by("-pk").first()
    return None if row is None else course_of(row.document, course.course)


def course_of(document: str, title: str) -> Course:
    """A course with that policy and nothing else."""
    policy = msgspec.json.decode(document)
    tables = {name: {"title": name, **table} for name, table in policy["assignments"].items()}
    return Course.model_validate({"course": title, **policy, "assignments": tables})


def _newest() -> str | None:
    return models.Policy.objects.order_by("-pk").values_list("digest", flat=True).first()
