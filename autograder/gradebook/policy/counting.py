"""Which of a student's submissions for an assignment counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import NamedTuple

from autograder.course.lateness import Lateness
from autograder.course.policy import Counts
from autograder.gradebook.policy.facts import Grading, Submission

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Attempt(NamedTuple):
    """A submission that is graded and accepted."""

    submission: Submission
    grading: Grading
    late: Lateness


def choose(rule: Counts, attempts: Sequence[Attempt], percent: Callable[[Attempt], Fraction]) -> Attempt:
    """The one of ``attempts`` that counts.

    ``latest_before_deadline`` means the latest of all if none is in time, and so does ``chosen`` if none was
    chosen. Of several best ones, that with the fewest late days counts, and of these the latest.

    Args:
        percent: what an attempt would give, asked only for ``best``.
    """
    match rule:
        case "best":
            return max(attempts, key=lambda one: (percent(one), -one.late.free, order(one.submission)))
        case "latest_before_deadline":
            attempts = [one for one in attempts if not _is_late(one)] or attempts
        case "chosen":
            attempts = [one for one in attempts if one.submission.chosen] or attempts
    return max(attempts, key=lambda one: order(one.submission))


def order(submission: Submission) -> tuple[datetime, int]:
    """By time, then by id; one of unknown time is earlier than all others."""
    received = submission.received
    return (received.astimezone(UTC) if received else BEFORE_ALL, submission.id)


def _is_late(attempt: Attempt) -> bool:
    """Whether it came after the deadline; the platform decides if the time is not known."""
    submission = attempt.submission
    return submission.marked_late if submission.received is None else attempt.late.amount > 0
