"""Regrades: begun beside the results that count, then kept or dropped."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.regrades.affected import Affected, Basis, affected, may_count
from autograder.gradebook.text import storable
from autograder.results import Status

State = models.Regrade.State


class Begun(msgspec.Struct, frozen=True):
    """What there is to do.

    Attributes:
        regrade: its number; None: no result can change.
        resumed: somebody began it earlier.
        outdated: one of other tests or versions was open, and is dropped now.
    """

    affected: Affected
    regrade: int | None = None
    resumed: bool = False
    outdated: bool = False


def begin(book: Gradebook, course: Course, assignment: str, basis: Basis, who: str) -> Begun:
    """Goes on with the open regrade of the assignment if that has this basis; otherwise begins another."""
    now = datetime.now(UTC)
    submissions = may_count(book, course, assignment, now)
    with book.writing():
        regrade = _open(assignment)
        outdated = regrade is not None and basis_of(regrade) != basis
        if regrade is not None and outdated:
            _decide(regrade, State.DROPPED, who, why="the tests or the versions changed meanwhile")
            regrade = None
        work = affected(book.contents, assignment, submissions, basis, regrade.pk if regrade else None)
        if regrade:
            return Begun(work, regrade.pk, resumed=True)
        if not work.left:
            return Begun(work, outdated=outdated)
        regrade = models.Regrade.objects.create(
            assignment=assignment,
            tests_hash=basis.tests_hash,
            versions=basis.versions,
            began=now,
            who=storable(who),
        )
        audit.record(who, "regrade", regrade, assignment=assignment, after={"state": State.OPEN.value})
        return Begun(work, regrade.pk, outdated=outdated)


def find(book: Gradebook, assignment: str) -> models.Regrade:
    """The open regrade of the assignment.

    Raises:
        GradebookError: there is none.
    """
    with book.reading():
        regrade = _open(assignment)
    if regrade is None:
        raise GradebookError(
            f"No regrade of {assignment} is open: `autograder regrade {assignment}` begins one."
        )
    return regrade


def keep(book: Gradebook, course: Course, assignment: str, who: str) -> None:
    """Lets the gradings of the open regrade count, in one transaction.

    A grading that was made after it still counts more, as the newer one.

    Raises:
        GradebookError: there is none, or it has not come to its end.
    """
    submissions = may_count(book, course, assignment, datetime.now(UTC))
    regrade = find(book, assignment)
    with book.writing():
        regrade = _still_open(regrade)
        work = affected(book.contents, assignment, submissions, basis_of(regrade), regrade.pk)
        if not regrade.gradings.exclude(status=Status.ERROR).exists():
            raise GradebookError(
                f"The regrade of {assignment} has graded nothing yet: run `autograder regrade {assignment}`."
            )
        if waiting := _waiting(work, regrade):
            raise GradebookError(
                f"The regrade of {assignment} has not come to its end, {waiting} of {work.considered} wait "
                f"for it: run `autograder regrade {assignment}` first."
            )
        _decide(regrade, State.KEPT, who)


def drop(book: Gradebook, assignment: str, who: str) -> bool:
    """Forgets the open regrade or, if none is open, the one kept last; says whether it had been kept.

    Raises:
        GradebookError: there is neither.
    """
    with book.writing():
        kept = models.Regrade.objects.filter(assignment=assignment, state=State.KEPT)
        regrade = _open(assignment) or kept.order_by("-pk").first()
        if regrade is None:
            raise GradebookError(f"There is no regrade of {assignment} that could be dropped.")
        was_kept = regrade.state == State.KEPT
        _decide(regrade, State.DROPPED, who)
        return was_kept


def basis_of(regrade: models.Regrade) -> Basis:
    """What its gradings are made with."""
    return Basis(regrade.tests_hash, regrade.versions)


def _open(assignment: str) -> models.Regrade | None:
    return models.Regrade.objects.filter(assignment=assignment, state=State.OPEN).order_by("-pk").first()


def _still_open(regrade: models.Regrade) -> models.Regrade:
    regrade.refresh_from_db()
    if regrade.state != State.OPEN:
        raise GradebookError(
            f"The regrade of {regrade.assignment} was {regrade.state} by somebody else meanwhile."
        )
    return regrade


def _waiting(work: Affected, regrade: models.Regrade) -> int:
    """How many have results from before the regrade, and none from it."""
    return sum(
        newest.regrade != regrade.pk and newest.recorded < regrade.began for newest in work.left.values()
    )


def _decide(regrade: models.Regrade, state: models.Regrade.State, who: str, why: str = "") -> None:
    before, regrade.state = regrade.state, state
    regrade.save()
    students = set(regrade.gradings.values_list("submission__student", flat=True))
    audit.record(
        who,
        "regrade",
        regrade,
        students=students,
        assignment=regrade.assignment,
        before={"state": str(before)},
        after={"state": state.value},
        why=why,
    )
