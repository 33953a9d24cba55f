"""What the records give to the policy: the facts of each student, with what was undone left out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from autograder.gradebook import models
from autograder.gradebook.database.packed_rows import in_utc, packed_rows
from autograder.gradebook.people import people
from autograder.gradebook.policy import facts
from autograder.results import Status

COUNTING = Q(regrade=None) | Q(regrade__state=models.Regrade.State.KEPT)  # of gradings; see `counting`
HOLDING = Q(undoes=None, undone_by=None)  # of decisions

Works = dict[int, dict[str, facts.Work]]


class _SubmissionRow(msgspec.Struct, array_like=True):
    pk: int
    assignment: str
    received: datetime | None
    marked_late: bool | int  # SQLite has no other


class _GradingRow(msgspec.Struct, array_like=True):
    submission: int
    pk: int
    status: str
    points: str


class _Key(NamedTuple):
    """Whose work on what."""

    person: int
    assignment: str


def counting(regrade: int | None = None) -> Q:
    """The gradings that count, or that would if ``regrade`` were kept."""
    return COUNTING if regrade is None else COUNTING | Q(regrade=regrade)


def works(
    students: Collection[int] | None = None,
    possible: Mapping[str, float] | None = None,
    regrade: int | None = None,
) -> Works:
    """By the student's row and the assignment: the facts; of all assignments that were handed in by anybody.

    Args:
        students: rows of persons, as `people.persons` tells them. Default: all.
        possible: `points_possible`, if it is known already.
        regrade: the facts as they would be if this one were kept.
    """
    persons = people.persons()
    wanted = None if students is None else set(students)
    rows = None if wanted is None else people.rows_of(wanted, persons)
    collected = _submissions(persons, rows, regrade)
    adjustments, excuses = _adjustments(persons, rows)
    extensions = _extensions(persons, rows)
    possible = points_possible(regrade) if possible is None else possible
    result: defaultdict[int, dict[str, facts.Work]] = defaultdict(dict)
    for key in {*collected, *adjustments, *excuses, *extensions}:
        if wanted is None or key.person in wanted:
            result[key.person][key.assignment] = facts.Work(
                assignment=key.assignment,
                possible=possible.get(key.assignment, 0.0),
                submissions=tuple(collected.get(key, ())),
                adjustments=tuple(adjustments.get(key, ())),
                excuses=tuple(excuses.get(key, ())),
                extensions=tuple(extensions.get(key, ())),
            )
    if wanted is None:
        wanted = set(models.Student.objects.values_list("pk", flat=True)).difference(persons)
    for student in wanted:
        of_student = result[student]
        for assignment, points in possible.items():
            if assignment not in of_student:
                of_student[assignment] = facts.Work(assignment=assignment, possible=points)
    return dict(result)


def points_possible(regrade: int | None = None) -> dict[str, float]:
    """By assignment, the points of all its questions as its newest grading has them."""
    assignments = models.Submission.objects.values_list("assignment", flat=True).distinct()
    return {
        assignment: sum(points for _, _, points in newest_points(assignment, regrade))
        for assignment in assignments
    }


def newest_points(assignment: str, regrade: int | None = None) -> list[Any]:
    """`models.Grading.points` of an assignment's newest grading; nothing if none is graded yet."""
    gradings = models.Grading.objects.filter(
        counting(regrade), submission__assignment=assignment, status=Status.GRADED.value
    )
    return gradings.order_by("-pk").values_list("points", flat=True).first() or []


def _of(query: QuerySet[Any], field: str, rows: set[int] | None) -> QuerySet[Any]:
    return query if rows is None else query.filter(**{f"{field}__in": rows})


def _submissions(
    persons: dict[int, list[int]], rows: set[int] | None, regrade: int | None
) -> defaultdict[_Key, list[facts.Submission]]:
    gradings = _gradings(rows, regrade)
    marks = _marks(rows)
    chosen = _chosen(persons, rows)
    collected: defaultdict[_Key, list[facts.Submission]] = defaultdict(list)
    query = _of(models.Submission.objects.all(), "student", rows)
    columns = ("pk", "assignment", "received", "marked_late")
    for student, submissions in packed_rows(query, "student", columns, _SubmissionRow):
        for person in persons.get(student, (student,)):
            for row in submissions:
                key = _Key(person, row.assignment)
                collected[key].append(
                    facts.Submission(
                        id=row.pk,
                        received=in_utc(row.received),
                        marked_late=bool(row.marked_late),
                        chosen=chosen.get(key) == row.pk,
                        gradings=gradings.get(row.pk, ()),
                        marks=tuple(marks[row.pk].values()) if row.pk in marks else (),
                    )
                )
    return collected


def _gradings(rows: set[int] | None, regrade: int | None) -> dict[int, tuple[facts.Grading]]:
    """The newest grading of each submission; one that failed for a reason of ours is none."""
    query = models.Grading.objects.filter(counting(regrade)).exclude(status=Status.ERROR.value)
    query = _of(query, "submission__student", rows)
    columns = ("submission", "pk", "status", Cast("points", TextField()))
    newest: dict[int, tuple[facts.Grading]] = {}
    for _, gradings in packed_rows(query, "submission__student", columns, _GradingRow):
        for row in gradings:
            earlier = newest.get(row.submission)
            if earlier is None or earlier[0].id < row.pk:
                questions = _questions(row.points) if row.status == Status.GRADED.value else ()
                newest[row.submission] = (facts.Grading(row.pk, questions),)
    return newest


@lru_cache(maxsize=65536)
def _questions(points: str) -> tuple[facts.Question, ...]:
    """The points of a grading, of which a class has many alike."""
    return tuple(facts.Question(*question) for question in json.loads(points))


def _marks(rows: set[int] | None) -> defaultdict[int, dict[str, facts.Mark]]:
    """By submission and question, the newest mark."""
    query = _of(models.Mark.objects.filter(HOLDING).order_by("pk"), "submission__student", rows)
    marks: defaultdict[int, dict[str, facts.Mark]] = defaultdict(dict)
    for submission, pk, question, points in query.values_list("submission", "pk", "question", "points"):
        marks[submission][question] = facts.Mark(pk, question, points)
    return marks


def _chosen(persons: dict[int, list[int]], rows: set[int] | None) -> dict[_Key, int]:
    """The submission that was chosen last."""
    query = _of(models.Choice.objects.filter(HOLDING).order_by("pk"), "submission__student", rows)
    return {
        _Key(person, assignment): submission
        for submission, assignment, student in query.values_list(
            "submission", "submission__assignment", "submission__student"
        )
        for person in persons.get(student, (student,))
    }


def _adjustments(
    persons: dict[int, list[int]], rows: set[int] | None
) -> tuple[defaultdict[_Key, list[facts.Adjustment]], defaultdict[_Key, list[facts.Excuse]]]:
    adjustments: defaultdict[_Key, list[facts.Adjustment]] = defaultdict(list)
    excuses: defaultdict[_Key, list[facts.Excuse]] = defaultdict(list)
    fields = ("points", "submission")
    for key, pk, why, who, (points, submission) in _decisions(models.Adjustment, fields, persons, rows):
        if points is None:
            excuses[key].append(facts.Excuse(id=pk, why=why, who=who))
        else:
            adjustments[key].append(
                facts.Adjustment(id=pk, points=points, why=why, who=who, submission=submission)
            )
    return adjustments, excuses


def _extensions(
    persons: dict[int, list[int]], rows: set[int] | None
) -> defaultdict[_Key, list[facts.Extension]]:
    extensions: defaultdict[_Key, list[facts.Extension]] = defaultdict(list)
    for key, pk, why, who, (until,) in _decisions(models.Extension, ("until",), persons, rows):
        extensions[key].append(facts.Extension(id=pk, until=until, why=why, who=who))
    return extensions


def _decisions(
    model: type[Model], fields: tuple[str, ...], persons: dict[int, list[int]], rows: set[int] | None
) -> list[tuple[_Key, int, str, str, tuple[Any, ...]]]:
    """The decisions that hold, once for each person whom they are about."""
    query = _of(model._default_manager.filter(HOLDING).order_by("pk"), "students", rows)
    decisions = [
        (_Key(person, assignment), pk, why, who, tuple(values))
        for assignment, student, pk, why, who, *values in query.values_list(
            "assignment", "students", "pk", "why", "who", *fields
        )
        for person in persons.get(student, (student,))
    ]
    return list(dict.fromkeys(decisions))  # a person may be meant twice, after a merge
