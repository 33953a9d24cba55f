"""The way of a class: from submissions to results in the gradebook, with no work done twice."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Generator, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.course.course import AssignmentConfig, Course
from autograder.engine import local
from autograder.engine.earlier import Earlier, EarlierResults
from autograder.engine.events import Event, Graded, Note, PoolEvent
from autograder.engine.grading_queue import GradingQueue
from autograder.engine.pool import EngineError
from autograder.engine.ray import ray
from autograder.engine.reference import REFERENCE, Reference, located
from autograder.engine.versions import updates, versions_today
from autograder.examiner.misconceptions.catalogue import complaint
from autograder.results import GradingResult, Status
from autograder.sandbox import gpus
from autograder.sandbox.choice import Sandbox, choose
from autograder.sandbox.gpus import Share
from autograder.settings import RunMode
from autograder.submissions.submission import Submission

if TYPE_CHECKING:
    from autograder.gradebook.gradebook import Gradebook


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
        results = sorted(
            (event.result for event in graded), key=lambda result: (result.student.name, result.student.id)
        )
        return cls(results, sum(event.reused for event in graded))

    @property
    def ungraded(self) -> list[GradingResult]:
        """The results of submissions that could not be graded."""
        return [result for result in self.results if result.status is not Status.GRADED]


def grade_class(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[Submission],
    gradebook: Gradebook,
    *,
    sandbox_kind: str = "auto",
    jobs: int | None = None,
    force: bool = False,
    cluster: str | None = None,
    device: str = "auto",
    earlier: Earlier | None = None,
) -> Generator[Event]:
    """Grades the submissions of ``assignment``; each result is recorded before it is yielded.

    What is in the gradebook when this is closed stays there, and the next call goes on after it.

    Args:
        jobs: how many submissions at a time; as many as cores if not given.
        force: grade again what the gradebook knows already.
        device: ``cpu``, ``cuda`` or ``auto``: as the assignment says, and the CPU if it takes any.
        cluster: the address of a Ray cluster to grade on; empty: one is started; None: without Ray.
        earlier: where results come from and go to. Default: the gradebook, and they count from now on.

    Raises:
        SandboxError: this machine cannot give the sandbox that was asked for.
        EngineError: no grading process can start, there are too few GPUs, or the reference does not pass its
            own tests.
        GradebookError: the gradebook cannot be used.
    """
    config = course.assignment(assignment.name)
    mode = RunMode(catalogue=str(course.catalogue(assignment.name)))
    if sentence := complaint(assignment, mode.catalogue):
        yield Note(sentence)
    on_gpus = computes_on(config, device) == "cuda"
    assignment = assignment.on_gpus() if on_gpus else assignment
    shares = gpu_shares(config) if on_gpus and cluster is None else []
    sandbox = sandbox_of(course, config, sandbox_kind, device, cluster)  # refuses before any work is done
    reference = Reference(course, assignment, f"{sandbox_kind} {on_gpus}")
    earlier = earlier or EarlierResults(gradebook, assignment, sandbox_kind, force)
    queue = GradingQueue(config.title, submissions, earlier, reference)
    if cluster is None:
        grade = partial(local.grade, log=course.error_log, shares=shares, mode=mode)
    else:
        gpus_each = config.gpus if on_gpus else 0.0
        grade = partial(ray.grade, address=cluster, gpus=gpus_each, log=course.error_log, mode=mode)
    waiting = queue.waiting()
    first = next(waiting, None)  # if there is none, no worker is needed, and no cluster
    all_waiting = itertools.chain([first], waiting)
    pool_events = grade(assignment, config, all_waiting, sandbox_kind, jobs) if first else _nothing()
    reused: list[Mapping[str, str]] = []
    with contextlib.closing(_in_order(queue, _once_it_passed(reference, pool_events))) as events:
        for event in events:
            if isinstance(event, Graded):
                event = Graded(located(course, event.result), event.reused)
                earlier.record(event.result)
                reused += [event.result.versions] if event.reused else []
            yield event
    if reused and (updated := updates(reused, versions_today(sandbox, assignment.runtime))):
        yield Note(
            f"Graded before an update ({'; '.join(updated)}): "
            f"`autograder regrade {assignment.name}` shows whose points that changes."
        )


def computes_on(config: AssignmentConfig, device: str) -> str:
    """``cpu`` or ``cuda``, if ``device`` was asked for."""
    wanted = config.device if device == "auto" else device
    return "cuda" if wanted == "cuda" else "cpu"


def sandbox_of(
    course: Course, config: AssignmentConfig, sandbox_kind: str, device: str, cluster: str | None
) -> Sandbox | None:
    """The walls on this machine; None if a cluster has them.

    Raises:
        SandboxError: this machine cannot give the sandbox that was asked for.
    """
    return None if cluster else choose(sandbox_kind, course.root, computes_on(config, device))


def _in_order(queue: GradingQueue, events: Generator[PoolEvent]) -> Generator[Event]:
    """What came of submissions that need no grading, before what the pool says next."""
    with contextlib.closing(events):
        for event in events:
            while queue.events:
                yield queue.events.popleft()
            yield event
    yield from queue.events


def _once_it_passed(reference: Reference, events: Generator[PoolEvent]) -> Generator[PoolEvent]:
    """The class's events; results that came before the reference's come after it.

    Raises:
        EngineError: the reference did not pass.
    """
    held: list[Graded] = []
    with contextlib.closing(events):
        for event in events:
            if not isinstance(event, Graded) or (reference.passed and event.result.student != REFERENCE):
                yield event
            elif event.result.student == REFERENCE:
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
    visible = gpus.find()
    shares = gpus.hand_out(visible, config.gpus, config.gpu_memory)
    if not shares:
        raise EngineError(
            f"{config.name} needs {config.gpus:g} GPU for each worker, and this machine shows {len(visible)}:"
            " grade it where there are enough, or pass --device cpu, with which cuda in it means the CPU."
        )
    return shares
