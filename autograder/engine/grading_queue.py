"""Which submissions of a class have to be graded, and in which order."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.engine import ungraded
from autograder.engine.earlier import Earlier
from autograder.engine.events import Event, Graded, Queued
from autograder.engine.reference import Reference
from autograder.errors import Unreadable
from autograder.submissions.submission import Opened, Submission


class GradingQueue:
    """Opens one submission after the other, and says of each whether it has to be graded.

    Attributes:
        events: what came of those that need no grading.
    """

    def __init__(
        self, title: str, submissions: Sequence[Submission], earlier: Earlier, reference: Reference
    ) -> None:
        self.events: deque[Event] = deque()
        self._title = title
        self._submissions = _longest_first(submissions, earlier.seconds)
        self._earlier = earlier
        self._reference = reference

    def waiting(self) -> Iterator[Submission | Opened]:
        """Those that have to be graded; the reference comes first if it has not passed yet."""
        is_first = True
        for number, submission in enumerate(self._submissions):
            try:
                opened = self._earlier.timed(submission.open(self._given))
            except Unreadable as reason:
                result = ungraded.unreadable(self._earlier.assignment, submission, reason.message)
                self.events.append(Graded(result))
                continue
            self._earlier.keep(opened)
            if earlier_result := self._earlier.reusable(opened):
                self.events.append(Graded(earlier_result, reused=True))
                continue
            if is_first:
                self.events.append(self._queued(number))
                if not self._reference.passed:
                    yield self._reference.submission()
            is_first = False
            yield opened

    @property
    def _given(self) -> Path | None:
        folder = self._earlier.assignment.given_folder
        return Path(folder) if folder else None

    def _queued(self, number: int) -> Queued:
        left = self._submissions[number:]
        students = (submission.student.id for submission in left)
        durations = {student: self._earlier.seconds.get(student, 0.0) for student in students}
        expected = {student: seconds for student, seconds in durations.items() if seconds}
        return Queued(self._title, len(left), expected)


def _longest_first(submissions: Sequence[Submission], before: Mapping[str, float]) -> list[Submission]:
    """By the time that each student's last grading took, so that no core waits at the end for one long job.

    A student without one may take as long as the median of the others.
    """
    durations = {student: seconds for student, seconds in before.items() if seconds}
    usual = statistics.median(durations.values()) if durations else 0.0
    return sorted(submissions, key=lambda submission: -durations.get(submission.student.id, usual))
