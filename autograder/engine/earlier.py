"""What a gradebook knows of a class, so that no work is done twice."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.results import GradingResult
from autograder.submissions.submission import Opened

if TYPE_CHECKING:
    from autograder.gradebook.store import Gradebook, HandedIn


class EarlierResults:
    """What the gradebook knows of an assignment's class.

    Attributes:
        newest: each student's newest result.
    """

    def __init__(self, gradebook: Gradebook, assignment: Assignment, sandbox_kind: str, force: bool) -> None:
        self.newest = {result.student: result for result in gradebook.results(assignment.name)}
        self.assignment = assignment
        self._gradebook = gradebook
        self._sandbox_kind = sandbox_kind
        self._force = force

    @cached_property
    def _times(self) -> dict[tuple[str, str], HandedIn]:
        return dict(self._gradebook.times(self.assignment.name))

    def timed(self, opened: Opened) -> Opened:
        """If nothing tells its time now, the one that was told when this content was graded before."""
        submission = opened.submission
        if submission.submitted_at or not (told := self._times.get((submission.student, opened.hash))):
            return opened
        late = told.marked_late or submission.marked_late
        submission = dataclasses.replace(submission, submitted_at=told.submitted_at, marked_late=late)
        return dataclasses.replace(opened, submission=submission)

    def result(self, opened: Opened) -> GradingResult | None:
        """That of an earlier grading, if it holds."""
        submission = opened.submission
        found = self._gradebook.lookup(opened.hash, self.assignment.hash, submission.student)
        if found is None or self._force:
            return None
        if found.has_no_walls and self._sandbox_kind != "off":
            return None  # graded without walls once; now walls are asked for
        return msgspec.structs.replace(
            found,
            submitted_at=submission.submitted_at,
            marked_late=submission.marked_late,
            source=submission.source,
            remarks=list(submission.remarks),
        )

    def record(self, result: GradingResult) -> None:
        """Record it, unless it says nothing that the newest of this student does not say."""
        old = self.newest.get(result.student)
        undated = msgspec.structs.replace(result, graded_at=None)
        if old is None or msgspec.structs.replace(old, graded_at=None) != undated:
            self._gradebook.record(result)
