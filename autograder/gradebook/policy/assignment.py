"""The grade of one assignment: the lines of what counts, and the score that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache

import msgspec

from autograder.course.course import AssignmentConfig, Course
from autograder.course.exact import exact, exact_sum
from autograder.course.lateness import IN_TIME, NO_PENALTY, Lateness, lateness
from autograder.gradebook.policy import lines
from autograder.gradebook.policy.counting import Attempt, choose, order
from autograder.gradebook.policy.facts import Extension, Question, Submission, Work
from autograder.gradebook.policy.lines import AssignmentLine, Score

ZERO = Fraction(0)


class AssignmentGrade(msgspec.Struct, frozen=True):
    """What an assignment gives.

    Attributes:
        score: None if it does not count, or not yet.
        submission: the one that counts.
        late_days: that it took from the pool.
        grading: of the submission that counts.
        questions: what each question of that gave, by tests or a person; None: it waits for one.
    """

    assignment: str
    lines: tuple[AssignmentLine, ...]
    score: Score | None = None
    submission: int | None = None
    late_days: int = 0
    grading: int | None = None
    questions: dict[str, float | None] = {}

    @property
    def percent(self) -> Fraction | None:
        """Not rounded; None if it does not count, or not yet."""
        return self.score.percent if self.score else None


def grade_assignment(
    work: Work, config: AssignmentConfig, course: Course, now: datetime, left: int | None
) -> AssignmentGrade:
    """Puts the facts of one assignment together.

    Args:
        left: late days that are left in the pool; None if the course has none.
    """
    if work.excuses:
        excuse = max(work.excuses, key=lambda one: one.id)
        return AssignmentGrade(work.assignment, (lines.Excused(excuse.why, excuse.who),))
    found: list[AssignmentLine] = []
    due = config.deadline
    if due and (extension := _furthest(work.extensions, due)):
        due = extension.until.astimezone(due.tzinfo)
        found.append(lines.Extended(due, extension.why, extension.who))

    attempts, waiting = [], []
    for submission in sorted(work.submissions, key=order):
        late = _lateness(course, due, submission, left)
        if late.refused:
            found.append(lines.Refused(submission.id, late.amount, left or 0))
        elif submission.gradings:
            grading = max(submission.gradings, key=lambda one: one.id)
            attempts.append(Attempt(submission, grading, late))
        else:
            waiting.append(submission.id)
    if waiting:
        found.append(lines.NotGraded(tuple(waiting)))
    if not attempts:
        return _without(work, due, now, found, waiting=bool(waiting))

    def percent(attempt: Attempt) -> Fraction:
        score = _score(_lines(attempt, work, left))
        return score.percent if score else Fraction(-1)

    attempt = choose(course.grades.counts, attempts, percent)
    found.append(lines.Counted(attempt.submission.id, course.grades.counts, len(attempts)))
    found += _lines(attempt, work, left)
    score = _score(found)
    return AssignmentGrade(
        work.assignment,
        (*found, score) if score else tuple(found),
        score,
        attempt.submission.id,
        attempt.late.free,
        attempt.grading.id,
        _questions(attempt),
    )


def _furthest(extensions: Iterable[Extension], deadline: datetime) -> Extension | None:
    """The extension that holds: the one that ends last, if it ends after the deadline."""
    last = max(extensions, key=lambda one: (one.until.astimezone(UTC), one.id), default=None)
    return last if last and last.until.astimezone(UTC) > deadline.astimezone(UTC) else None


def _lateness(course: Course, due: datetime | None, submission: Submission, left: int | None) -> Lateness:
    if due is None or submission.received is None:
        return IN_TIME
    return lateness(course.late or NO_PENALTY, due, submission.received, left or 0)


def _without(
    work: Work, due: datetime | None, now: datetime, found: list[AssignmentLine], *, waiting: bool
) -> AssignmentGrade:
    """The grade if no submission counts: zero after the deadline, and before it none."""
    if waiting:
        return AssignmentGrade(work.assignment, tuple(found))
    if due is None or now.astimezone(UTC) <= due.astimezone(UTC):
        return AssignmentGrade(work.assignment, (*found, lines.Open(due)))
    found += [lines.Missing(due, exact(work.possible)), *_adjusted(work, None)]
    score = _score(found)
    return AssignmentGrade(work.assignment, (*found, score) if score else tuple(found), score)


def _lines(attempt: Attempt, work: Work, left: int | None) -> list[AssignmentLine]:
    """What makes up the score of one submission."""
    submission, grading, late = attempt
    found: list[AssignmentLine] = []
    if not grading.questions:
        found.append(lines.Unreadable(submission.id, exact(work.possible)))
    if tested := _tested(grading.questions):
        found.append(tested)
    manual = {one.name: exact(one.possible) for one in grading.questions if one.points is None}
    if manual:
        found += _marked(manual, submission)
    found += _adjusted(work, submission.id)
    if late.amount:
        pool = None if left is None else left - late.free
        found.append(lines.Late(late.amount, late.hours, late.free, pool, late.share))
    elif submission.received is None and submission.marked_late:
        found.append(lines.MarkedLate(submission.id))
    return found


def _questions(attempt: Attempt) -> dict[str, float | None]:
    marks = {mark.question: mark.points for mark in sorted(attempt.submission.marks, key=lambda one: one.id)}
    return {
        one.name: marks.get(one.name) if one.points is None else one.points
        for one in attempt.grading.questions
    }


@lru_cache(maxsize=65536)
def _tested(questions: tuple[Question, ...]) -> lines.Automatic | None:
    """What the tests gave, which is the same for many of a class."""
    tested = [(exact(one.points), exact(one.possible)) for one in questions if one.points is not None]
    if not tested:
        return None
    return lines.Automatic(
        exact_sum(points for points, _ in tested), exact_sum(possible for _, possible in tested)
    )


def _marked(manual: dict[str, Fraction], submission: Submission) -> Iterator[AssignmentLine]:
    """What people gave, and what they still have to mark, of questions with these points."""
    given = {mark.question: exact(mark.points) for mark in sorted(submission.marks, key=lambda one: one.id)}
    if marked := [name for name in manual if name in given]:
        points = exact_sum(given[name] for name in marked)
        yield lines.Written(points, exact_sum(manual[name] for name in marked))
    if unmarked := [name for name in manual if name not in given]:
        yield lines.NotMarked(tuple(sorted(unmarked)), exact_sum(manual[name] for name in unmarked))


def _adjusted(work: Work, submission: int | None) -> list[AssignmentLine]:
    return [
        lines.Adjusted(exact(one.points), one.why, one.who)
        for one in sorted(work.adjustments, key=lambda one: one.id)
        if one.submission in (None, submission)
    ]


def _score(found: Iterable[AssignmentLine]) -> Score | None:
    """The score that follows from the lines; None as long as people have to mark all that is possible.

    Lateness takes a share of what tests, marks and adjustments give together, which is never below zero.
    """
    points: list[Fraction] = []
    possible: list[Fraction] = []
    share, waits = ZERO, False
    for line in found:
        match line:
            case lines.Automatic() | lines.Written():
                points.append(line.points)
                possible.append(line.possible)
            case lines.Adjusted():
                points.append(line.points)
            case lines.Unreadable() | lines.Missing():
                possible.append(line.possible)
            case lines.Late():
                share = line.share
            case lines.NotMarked():
                waits = True
    whole = exact_sum(possible)
    if waits and not whole:
        return None
    earned = max(exact_sum(points), ZERO)
    return Score(earned * (1 - share) if share else earned, whole)
