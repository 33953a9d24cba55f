"""The way of a class: from submissions to results in the gradebook, with no work done twice."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import statistics
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.course.course import AssignmentConfig, Course
from autograder.engine import local, ungraded
from autograder.engine.events import Event, Graded, Note, PoolEvent, Queued
from autograder.engine.pool import EngineError
from autograder.engine.ray import ray
from autograder.engine.reference import TITLE, Reference, located
from autograder.errors import Unreadable
from autograder.examiner.misconceptions.catalogue import complaint
from autograder.results import GradingResult, Status
from autograder.sandbox import gpus
from autograder.sandbox.choice import choose
from autograder.sandbox.gpus import Share
from autograder.submissions.submission import Opened, Submission

if TYPE_CHECKING:
    from autograder.gradebook.store import Gradebook, HandedIn


class ClassResult(msgspec.Struct, frozen=True):
    """A class, graded.

    Attributes:
        results: one per submission; by student.
        reused: how many of them the gradebook had already.
    """

    results: list[GradingResult]
    reused: int

    @classmethod
    def of(cls, events: Iterable[Event]) -> ClassResult:
        """What `grade_class` yielded."""
        graded = [event for event in events if isinstance(event, Graded)]
        results = sorted((event.result for event in graded), key=lambda result: result.student)
        return cls(results, sum(event.reused for event in graded))

    @property
    def ungraded(self) -> list[GradingResult]:
        """The results of submissions that could not be graded."""
        return [result for result in self.results if result.status is not Status.GRADED]


def grade_class(
    course: Course,
    assignment: Assignment,
    submissions: list[Submission],
    gradebook: Gradebook,
    *,
    sandbox_kind: str = "auto",
    jobs: int | None = None,
    force: bool = False,
    cluster: str | None = None,
    device: str = "auto",
) -> Generator[Event]:
    """Grades the submissions of ``assignment``; each result is recorded before it is yielded.

    What is in the gradebook when this is closed stays there, and the next call goes on after it.

    Args:
        jobs: how many submissions at a time; as many as cores where not given.
        force: grade again what the gradebook knows already.
        device: ``cpu``, ``cuda`` or ``auto``: as the assignment says, and the CPU where it does not mind.
        cluster: the address of a Ray cluster to grade on; empty: one is started; None: without Ray.

    Raises:
        SandboxError: this machine cannot give the sandbox that was asked for.
        EngineError: no grading process can start, there are too few GPUs, or the reference does not pass its
            own tests.
        GradebookError: the gradebook cannot be used.
    """
    config = course.assignment(assignment.name)
    assignment = assignment.diagnosing(course.solutions(assignment.name))
    if sentence := complaint(assignment):
        yield Note(sentence)
    on_gpus = (config.device if device == "auto" else device) == "cuda"
    assignment = assignment.on_gpus() if on_gpus else assignment
    shares = gpu_shares(config) if on_gpus and cluster is None else []
    if not cluster:  # refuses before any work is done
        choose(sandbox_kind, course.root, "cuda" if on_gpus else "cpu")
    reference = Reference(course, assignment, f"{sandbox_kind} {on_gpus}")
    known = Known(gradebook, assignment, sandbox_kind, force)
    desk = Desk(config.title, submissions, known, reference)
    if cluster is None:
        grade = partial(local.grade, log=course.error_log, shares=shares)
    else:
        gpus_each = config.gpus if on_gpus else 0.0
        grade = partial(ray.grade, address=cluster, gpus=gpus_each, log=course.error_log)
    waiting = desk.waiting()
    first = next(waiting, None)  # where there is none, no worker is needed, and no cluster
    queue = itertools.chain([first], waiting)
    started = grade(assignment, config, queue, sandbox_kind, jobs) if first else _nothing()
    with contextlib.closing(_in_order(desk, _once_it_passed(reference, started))) as events:
        for event in events:
            if isinstance(event, Graded):
                event = Graded(located(course, event.result), event.reused)
                known.record(event.result)
            yield event


class Known:
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


class Desk:
    """Opens one submission after the other, and says of each whether it has to be graded.

    Attributes:
        events: what came of those that need no grading.
    """

    def __init__(self, title: str, submissions: list[Submission], known: Known, reference: Reference) -> None:
        self.events: deque[Event] = deque()
        self._title = title
        self._submissions = _longest_first(submissions, known.newest)
        self._known = known
        self._reference = reference

    def waiting(self) -> Iterator[Submission | Opened]:
        """Those that have to be graded; the reference comes first, where it has not passed yet."""
        is_first = True
        for number, submission in enumerate(self._submissions):
            try:
                opened = self._known.timed(submission.open(self._given))
            except Unreadable as reason:
                result = ungraded.unreadable(self._known.assignment, submission, str(reason))
                self.events.append(Graded(result))
                continue
            if known := self._known.result(opened):
                self.events.append(Graded(known, reused=True))
                continue
            if is_first:
                self.events.append(self._queued(number))
                if not self._reference.passed:
                    yield self._reference.submission()
            is_first = False
            yield opened

    @property
    def _given(self) -> Path | None:
        folder = self._known.assignment.given_folder
        return Path(folder) if folder else None

    def _queued(self, number: int) -> Queued:
        left = self._submissions[number:]
        newest = self._known.newest
        known = ((one.student, newest[one.student].seconds) for one in left if one.student in newest)
        return Queued(self._title, len(left), {student: seconds for student, seconds in known if seconds})


def _in_order(desk: Desk, events: Generator[PoolEvent]) -> Generator[Event]:
    """What came of submissions that need no grading, before what the pool says next."""
    with contextlib.closing(events):
        for event in events:
            while desk.events:
                yield desk.events.popleft()
            yield event
    yield from desk.events


def _once_it_passed(reference: Reference, events: Generator[PoolEvent]) -> Generator[PoolEvent]:
    """The class's events; results that came before the reference's come after it.

    Raises:
        EngineError: the reference did not pass.
    """
    held: list[Graded] = []
    with contextlib.closing(events):
        for event in events:
            if not isinstance(event, Graded) or (reference.passed and event.result.student != TITLE):
                yield event
            elif event.result.student == TITLE:
                reference.judge(event.result)
                yield from held
            else:
                held.append(event)


def _nothing() -> Generator[PoolEvent]:
    yield from ()


def gpu_shares(config: AssignmentConfig) -> list[Share]:
    """One for each worker.

    Raises:
        EngineError: this machine has too few.
    """
    found = gpus.find()
    shares = gpus.hand_out(found, config.gpus, config.gpu_memory)
    if not shares:
        raise EngineError(
            f"{config.name} needs {config.gpus:g} GPU for each worker, and this machine shows {len(found)}:"
            " grade it where there are enough, or pass --device cpu, with which cuda in it means the CPU."
        )
    return shares


def _longest_first(submissions: list[Submission], newest: dict[str, GradingResult]) -> list[Submission]:
    """By the time that each student's last grading took, so that no core waits at the end for one long job.

    A student without one may take as long as the median of the others.
    """
    taken = {student: result.seconds for student, result in newest.items() if result.seconds}
    usual = statistics.median(taken.values()) if taken else 0.0
    return sorted(submissions, key=lambda submission: -taken.get(submission.student, usual))
