"""What the records give to the policy: the facts of each student, with what was undone left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from autograder.gradebook import models, people
from autograder.gradebook.policy import facts
from autograder.results import Status

COUNTING = Q(regrade=None) | Q(regrade__state=models.Regrade.State.KEPT)  # of gradings; see `counting`
HOLDING = Q(undoes=None, undone_by=None)  # of decisions

Works = dict[int, dict[str, facts.Work]]


class _Key(NamedTuple):
    """Whose work on what."""

    person: int
    assignment: str


def counting(regrade: int | None = None) -> Q:
    """The gradings that count, or that would if ``regrade`` were kept."""
    return COUNTING if regrade is None else COUNTING | Q(regrade=regrade)


def works(students: Collection[int] | None = None, regrade: int | None = None) -> Works:
    """By the student's row and the assignment: the facts.

    Args:
        students: rows of persons, as `people.persons` tells them. Default: all.
        regrade: the facts as they would be if this one were kept.
    """
    persons = people.persons()
    wanted = None if students is None else set(students)
    rows = None if wanted is None else _rows(wanted, persons)
    collected = _submissions(persons, rows, regrade)
    adjustments, excuses = _adjustments(persons, rows)
    extensions = _extensions(persons, rows)
    possible = points_possible(regrade)
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
    for student in wanted or ():
        result.setdefault(student, {})
    return dict(result)


def points_possible(regrade: int | None = None) -> dict[str, float]:
    """By assignment, the points of all its questions as its newest grading has them."""
    possible = {}
    for assignment in models.Submission.objects.values_list("assignment", flat=True).distinct():
        newest = (
            models.Grading.objects.filter(
                counting(regrade), submission__assignment=assignment, status=Status.GRADED.value
            )
            .order_by("-pk")
            .values_list("points", flat=True)
            .first()
        )
        possible[assignment] = sum(points for _, _, points in newest or ())
    return possible


def _rows(persons: set[int], people_of: dict[int, list[int]]) -> set[int]:
    """These rows and all that are one of them, or a group with one of them."""
    return persons | {row for row, members in people_of.items() if not persons.isdisjoint(members)}


def _of(query: QuerySet[Any], field: str, rows: set[int] | None) -> QuerySet[Any]:
    return query if rows is None else query.filter(**{f"{field}__in": rows})


def _submissions(
    persons: dict[int, list[int]], rows: set[int] | None, regrade: int | None
) -> defaultdict[_Key, list[facts.Submission]]:
    gradings = _gradings(rows, regrade)
    marks = _marks(rows)
    chosen = _chosen(persons, rows)
    found: defaultdict[_Key, list[facts.Submission]] = defaultdict(list)
    query = _of(models.Submission.objects.order_by("pk"), "student", rows)
    for pk, assignment, student, received, marked_late in query.values_list(
        "pk", "assignment", "student", "received", "marked_late"
    ):
        for person in persons.get(student, (student,)):
            key = _Key(person, assignment)
            found[key].append(
                facts.Submission(
                    id=pk,
                    received=received,
                    marked_late=marked_late,
                    chosen=chosen.get(key) == pk,
                    gradings=gradings.get(pk, ()),
                    marks=tuple(marks.get(pk, {}).values()),
                )
            )
    return found


def _gradings(rows: set[int] | None, regrade: int | None) -> dict[int, tuple[facts.Grading]]:
    """The newest grading of each submission; one that failed for a reason of ours is none."""
    query = models.Grading.objects.filter(counting(regrade)).exclude(status=Status.ERROR.value)
    newest: dict[int, tuple[int, str, list[Any]]] = {}
    query = _of(query.order_by("pk"), "submission__student", rows)
    for submission, pk, status, points in query.values_list("submission", "pk", "status", "points"):
        newest[submission] = (pk, status, points)
    return {
        submission: (
            facts.Grading(
                pk,
                tuple(facts.Question(*question) for question in points)
                if status == Status.GRADED.value
                else (),
            ),
        )
        for submission, (pk, status, points) in newest.items()
    }


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
