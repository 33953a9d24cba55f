"""The grades of a course: computed by the policy from the facts, and kept until one of both changes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import NamedTuple

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import facts, policies
from autograder.gradebook.people import people
from autograder.gradebook.policy import AssignmentGrade, Grade, grade, lines
from autograder.gradebook.policy.facts import Work

VERSION = 2  # of what is kept; another one is computed again
TOGETHER = 500  # students whose grades are computed and kept in one step


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one assignment gives a student.

    Attributes:
        points: the score that counts; None if the assignment does not count, or not yet.
        automatic, written: what tests and people gave, of what is possible; None if they gave nothing.
        adjustment: points that people added.
        late: share of the points that is lost.
        submission: number of the one that counts.
        dropped: it is among the lowest and does not count.
        excused: it does not count for this student.
        missing: it was due and nothing counts.
        unmarked: questions that a person still has to mark.
        grading: number of the submission's grading that counts.
        questions: what each question gave, by tests or a person; None: it waits for one.
    """

    points: float | None = None
    possible: float = 0.0
    automatic: float | None = None
    automatic_possible: float = 0.0
    written: float | None = None
    written_possible: float = 0.0
    adjustment: float = 0.0
    late: float = 0.0
    submission: int | None = None
    dropped: bool = False
    excused: bool = False
    missing: bool = False
    unmarked: tuple[str, ...] = ()
    grading: int | None = None
    questions: dict[str, float | None] = {}

    @property
    def percent(self) -> float | None:
        """None if it does not count, or not yet."""
        if self.points is None:
            return None
        return 100 * self.points / self.possible if self.possible else 0.0


class CourseGrade(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A student's grade in numbers; `explanation` gives the lines behind them.

    Attributes:
        total: in percent, as the course rounds it; None as long as nothing counts.
    """

    parts: dict[str, Part]
    total: str | None
    letter: str | None


class _Plan(NamedTuple):
    """What has to be computed.

    Attributes:
        policy: its hash.
        possible: `facts.points_possible`.
        stale: rows of the students whose kept grades do not hold.
    """

    policy: str
    possible: dict[str, float]
    stale: list[int]


def refresh(book: Gradebook, course: Course, now: datetime) -> Iterator[tuple[int, int]]:
    """Computes what does not hold any more, and yields how many of how many are done."""
    policies.keep(book, course, now)
    yield from _refresh(book, course, now, _plan(book, course, now))


def grades(book: Gradebook, course: Course, now: datetime) -> dict[int, CourseGrade]:
    """Each person's grade, by the row of the student."""
    policies.keep(book, course, now)
    return computed(book, course, now)


def computed(book: Gradebook, course: Course, now: datetime) -> dict[int, CourseGrade]:
    """`grades` with a policy that is only tried: it is not kept as one that was used."""
    plan = _plan(book, course, now)
    for _ in _refresh(book, course, now, plan):
        pass
    with book.reading():
        persons = people.persons()
        rows = models.ComputedGrade.objects.filter(policy=plan.policy).values_list("student", "document")
        decode = msgspec.msgpack.Decoder(CourseGrade).decode
        return {student: decode(document) for student, document in rows if student not in persons}


def _plan(book: Gradebook, course: Course, now: datetime) -> _Plan:
    with book.reading():
        possible = facts.points_possible()
        policy = policy_hash(course, possible)
        persons = people.persons()
        revisions = dict(models.Student.objects.values_list("pk", "revision"))
        rows = models.ComputedGrade.objects.filter(policy=policy)
        kept = {
            student: (revision, until)
            for student, revision, until in rows.values_list("student", "revision", "until")
        }
    stale = [
        student
        for student, revision in revisions.items()
        if student not in persons and not _holds(kept.get(student), revision, now)
    ]
    return _Plan(policy, possible, stale)


def _refresh(book: Gradebook, course: Course, now: datetime, plan: _Plan) -> Iterator[tuple[int, int]]:
    for start in range(0, len(plan.stale), TOGETHER):
        _compute(book, course, now, plan, plan.stale[start : start + TOGETHER])
        yield min(start + TOGETHER, len(plan.stale)), len(plan.stale)
    if plan.stale:
        _forget(book, plan.policy)


def _forget(book: Gradebook, policy: str) -> None:
    """Deletes what was computed with all policies but this and the last other one."""
    with book.writing():
        others = models.ComputedGrade.objects.exclude(policy=policy)
        last = others.order_by("-pk").values_list("policy", flat=True).first()
        others.exclude(policy=last).delete()


def some(book: Gradebook, course: Course, now: datetime, students: Collection[int]) -> dict[int, CourseGrade]:
    """The grades of these persons from the facts as they are now, also inside `Gradebook.writing`."""
    with book.reading():
        works = facts.works(students)
    return {student: numbers(grade(works[student].values(), course, now)) for student in students}


def policy_hash(course: Course, possible: Mapping[str, float]) -> str:
    """Of all that grades are computed from beside the facts of a student.

    Args:
        possible: `facts.points_possible`.
    """
    inputs = (VERSION, policies.document(course), [possible.get(name, 0.0) for name in course.assignments])
    return hashlib.sha256(msgspec.json.encode(inputs)).hexdigest()


def _holds(kept: tuple[int, datetime | None] | None, revision: int, now: datetime) -> bool:
    if kept is None:
        return False
    of_revision, until = kept
    return of_revision == revision and (until is None or now <= until)


def _compute(book: Gradebook, course: Course, now: datetime, plan: _Plan, students: Collection[int]) -> None:
    with book.reading():
        revisions = dict(models.Student.objects.filter(pk__in=students).values_list("pk", "revision"))
        works = facts.works(students, plan.possible)
    rows = [
        _row(student, revisions[student], plan.policy, works[student], course, now) for student in students
    ]
    with book.writing():
        models.ComputedGrade.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["student", "policy"],
            update_fields=["revision", "until", "document"],
        )


def _row(
    student: int, revision: int, policy: str, works: dict[str, Work], course: Course, now: datetime
) -> models.ComputedGrade:
    computed = grade(works.values(), course, now)
    dues = [
        line.due
        for part in computed.assignments.values()
        for line in part.lines
        if isinstance(line, lines.Open) and line.due
    ]
    document = msgspec.msgpack.encode(numbers(computed))
    until = min(dues).astimezone(UTC) if dues else None
    return models.ComputedGrade(
        student_id=student, revision=revision, policy=policy, until=until, document=document
    )


def numbers(computed: Grade) -> CourseGrade:
    """The numbers of a grade."""
    dropped = {line.assignment for line in computed.lines if isinstance(line, lines.Dropped)}
    parts = {name: _part(part, name in dropped) for name, part in computed.assignments.items()}
    total = None if computed.total is None else str(computed.total)
    return CourseGrade(parts, total, computed.letter)


def _part(computed: AssignmentGrade, dropped: bool) -> Part:
    values: dict[str, float | bool | tuple[str, ...]] = {}
    adjustment = Fraction(0)
    for line in computed.lines:
        match line:
            case lines.Automatic(points, possible):
                values |= {"automatic": float(points), "automatic_possible": float(possible)}
            case lines.Written(points, possible):
                values |= {"written": float(points), "written_possible": float(possible)}
            case lines.Adjusted():
                adjustment += line.points
            case lines.Late():
                values["late"] = float(line.share)
            case lines.NotMarked():
                values["unmarked"] = line.questions
            case lines.Excused():
                values["excused"] = True
            case lines.Missing():
                values["missing"] = True
            case lines.Score(points, possible):
                values |= {"points": float(points), "possible": float(possible)}
    return Part(
        submission=computed.submission,
        dropped=dropped,
        adjustment=float(adjustment),
        grading=computed.grading,
        questions=computed.questions,
        **values,  # type: ignore[arg-type]
    )
