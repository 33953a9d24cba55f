"""What a gradebook knows of a class, so that no work is done twice."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.results import GradingResult
from autograder.student import Student
from autograder.submissions.submission import Opened

if TYPE_CHECKING:
    from autograder.gradebook.gradebook import Gradebook, HandedIn


class Earlier(Protocol):
    """What is known of an assignment's class, and where its results go.

    Attributes:
        seconds: that each student's last grading took, by the student's id.
    """

    assignment: Assignment
    seconds: Mapping[str, float]

    def timed(self, opened: Opened) -> Opened:
        """With the time at which it was handed in, if only the gradebook knows it."""
        ...

    def keep(self, opened: Opened) -> None:
        """Keep what was handed in, before anything is done with it."""
        ...

    def reusable(self, opened: Opened) -> GradingResult | None:
        """The result of an earlier grading, if it still holds."""
        ...

    def record(self, result: GradingResult) -> None:
        """Record what a submission got."""
        ...


class EarlierResults:
    """What the gradebook knows of an assignment's class; its results count from now on.

    Attributes:
        newest: each student's newest result, by the student's id.
        seconds: as in `Earlier`.
    """

    def __init__(self, gradebook: Gradebook, assignment: Assignment, sandbox_kind: str, force: bool) -> None:
        self.newest = {result.student.id: result for result in gradebook.results(assignment.name)}
        self.seconds: Mapping[str, float] = {key: result.seconds for key, result in self.newest.items()}
        self.assignment = assignment
        self._duplicates = gradebook.duplicates()
        self._gradebook = gradebook
        self._sandbox_kind = sandbox_kind
        self._force = force

    @cached_property
    def _times(self) -> dict[tuple[str, str], list[HandedIn]]:
        """When contents were handed in, by the student's id and by the name."""
        times: defaultdict[tuple[str, str], list[HandedIn]] = defaultdict(list)
        for (_, content), handed_in in self._gradebook.times(self.assignment.name).items():
            for key in {handed_in.student.id, handed_in.student.name}:
                times[key, content].append(handed_in)
        return times

    def timed(self, opened: Opened) -> Opened:
        """With the time that an earlier grading of this content was told, if nothing tells its time now."""
        submission = opened.submission
        if submission.submitted_at or not (handed_in := self._told(submission.student, opened.hash)):
            return opened
        late = handed_in.marked_late or submission.marked_late
        submission = dataclasses.replace(submission, submitted_at=handed_in.submitted_at, marked_late=late)
        return dataclasses.replace(opened, submission=submission)

    def _told(self, student: Student, content: str) -> HandedIn | None:
        """When it was handed in: by this student, or by the only one of this name, from another place."""
        times = (
            self._times.get((self._person(student), content))
            or self._times.get((student.name, content))
            or []
        )
        return times[0] if len(times) == 1 else None

    def _person(self, student: Student) -> str:
        """The id of who that is by now."""
        return self._duplicates.get(student.id, student.id)

    def keep(self, opened: Opened) -> None:
        """Keep what was handed in, before anything is done with it."""
        files = {"": opened.data, **opened.files}
        self._gradebook.receive(opened.submission, self.assignment.name, opened.hash, files)

    def reusable(self, opened: Opened) -> GradingResult | None:
        """The result of an earlier grading, if it still holds.

        It does if the same content was graded with the same tests and came to an end (`Gradebook.lookup`),
        behind walls unless none are asked for now, and nobody wants it graded again.
        """
        submission = opened.submission
        result = self._gradebook.lookup(opened.hash, self.assignment.hash, submission.student)
        if result is None or self._force:
            return None
        if result.has_no_walls and self._sandbox_kind != "off":
            return None  # graded without walls once; now walls are asked for
        return msgspec.structs.replace(
            result,
            submitted_at=submission.submitted_at,
            marked_late=submission.marked_late,
            source=submission.source,
            remarks=list(submission.remarks),
        )

    def record(self, result: GradingResult) -> None:
        """Record it, unless it says nothing that the newest of this student does not say."""
        newest = self.newest.get(self._person(result.student))
        if newest is not None:
            newest = msgspec.structs.replace(newest, student=result.student)
        undated = msgspec.structs.replace(result, graded_at=None)
        if newest is None or msgspec.structs.replace(newest, graded_at=None) != undated:
            self._gradebook.record(result)
