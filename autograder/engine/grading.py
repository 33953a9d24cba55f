"""The way of a class: from submissions to results in the gradebook, with no work done twice."""

from __future__ import annotations

import contextlib
import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console

from autograder.assignment.assignment import Assignment
from autograder.cli.progress import display, line
from autograder.course.course import AssignmentConfig, Course
from autograder.engine import local, ungraded
from autograder.engine.pool import EngineError
from autograder.engine.ray import ray
from autograder.engine.reference import TITLE, Reference, located
from autograder.errors import Unreadable
from autograder.examiner.misconceptions.catalogue import complaint
from autograder.report.verdicts import has_no_walls
from autograder.results import GradingResult, Status
from autograder.sandbox import gpus
from autograder.sandbox.choice import choose
from autograder.sandbox.gpus import Share
from autograder.submissions.submission import Submission

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

    @property
    def ungraded(self) -> list[GradingResult]:
        """The results of submissions that could not be graded."""
        return [result for result in self.results if result.status is not Status.GRADED]


def grade_class(
    course: Course,
    assignment: Assignment,
    submissions: list[Submission],
    gradebook: Gradebook,
    console: Console,
    *,
    sandbox_kind: str = "auto",
    jobs: int | None = None,
    force: bool = False,
    cluster: str | None = None,
    device: str = "auto",
) -> ClassResult:
    """Grades the submissions of ``assignment`` and records each result as soon as it is there.

    What is in the gradebook when this is cut off stays there, and the next call goes on after it.

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
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    on_gpus = (config.device if device == "auto" else device) == "cuda"
    assignment = assignment.on_gpus() if on_gpus else assignment
    shares = gpu_shares(config) if on_gpus and cluster is None else []
    if not cluster:  # refuses before any work is done
        choose(sandbox_kind, course.root, "cuda" if on_gpus else "cpu")
    submissions = _timed(submissions, gradebook, assignment.name)
    newest = {result.student: result for result in gradebook.results(assignment.name)}

    def record(result: GradingResult) -> None:
        if not _same(newest.get(result.student), result):
            gradebook.record(result)
        done.append(result)

    done: list[GradingResult] = []
    waiting: list[Submission] = []
    for submission in submissions:
        known = _known(assignment, submission, gradebook, sandbox_kind, force)
        if known is None:
            waiting.append(submission)
        else:
            record(known)
    reused = sum(result.submission_hash != "" for result in done)  # what cannot be opened has none
    if waiting:
        reference = Reference(course, assignment, f"{sandbox_kind} {on_gpus}")
        class_size = len(waiting)
        waiting = _longest_first(waiting, newest)
        if not reference.passed:
            waiting.insert(0, reference.submission())
        if cluster is None:
            grade = partial(local.grade, log=course.error_log, shares=shares)
        else:
            grade = partial(
                ray.grade, address=cluster, gpus=config.gpus if on_gpus else 0.0, log=course.error_log
            )
        with (
            display(console, config.title, class_size, _taken(waiting, newest)) as shown,
            contextlib.closing(
                grade(assignment, config, waiting, sandbox_kind, jobs, shown.event)
            ) as results,
        ):
            for result in _once_it_passed(reference, results):
                record(located(course, result))
                shown.finished(line(result), result.status is not Status.GRADED)
    return ClassResult(sorted(done, key=lambda result: result.student), reused)


def _once_it_passed(reference: Reference, results: Iterable[GradingResult]) -> Iterator[GradingResult]:
    """The class's results, those that came before the reference's after it.

    Raises:
        EngineError: the reference did not pass.
    """
    held: list[GradingResult] = []
    for result in results:
        if result.student == TITLE:
            reference.judge(result)
            yield from held
        elif reference.passed:
            yield result
        else:
            held.append(result)


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


def _known(
    assignment: Assignment, submission: Submission, gradebook: Gradebook, sandbox_kind: str, force: bool
) -> GradingResult | None:
    """What can be said of a submission without grading it, or None."""
    try:
        known = gradebook.lookup(submission.hash, assignment.hash, submission.student)
    except Unreadable as reason:
        return ungraded.unreadable(assignment, submission, str(reason))
    if known is None or force:
        return None
    if has_no_walls(known) and sandbox_kind != "off":
        return None  # graded without walls once; now walls are asked for
    return msgspec.structs.replace(
        known,
        submitted_at=submission.submitted_at,
        marked_late=submission.marked_late,
        source=submission.source,
        remarks=list(submission.remarks),
    )


def _timed(submissions: list[Submission], gradebook: Gradebook, assignment: str) -> list[Submission]:
    """Those whose time nothing tells now get the one that was told when this content was graded before."""
    if all(submission.submitted_at for submission in submissions):
        return submissions
    times = gradebook.times(assignment)
    return [_with_time(submission, times) for submission in submissions] if times else submissions


def _with_time(submission: Submission, times: Mapping[tuple[str, str], HandedIn]) -> Submission:
    if submission.submitted_at:
        return submission
    try:
        known = times.get((submission.student, submission.hash))
    except Unreadable:
        return submission
    if known is None:
        return submission
    late = known.marked_late or submission.marked_late
    return dataclasses.replace(submission, submitted_at=known.submitted_at, marked_late=late)


def _taken(waiting: list[Submission], newest: dict[str, GradingResult]) -> dict[str, float]:
    """The seconds that the last grading of those who wait took, where there was one."""
    known = ((one.student, newest[one.student].seconds) for one in waiting if one.student in newest)
    return {student: seconds for student, seconds in known if seconds}


def _longest_first(submissions: list[Submission], newest: dict[str, GradingResult]) -> list[Submission]:
    """By the time that each student's last grading took, so that no core waits at the end for one long job.

    A student without one may take as long as the median of the others.
    """
    taken = {student: result.seconds for student, result in newest.items() if result.seconds}
    usual = statistics.median(taken.values()) if taken else 0.0
    return sorted(submissions, key=lambda submission: -taken.get(submission.student, usual))


def _same(old: GradingResult | None, new: GradingResult) -> bool:
    """Whether ``new`` says nothing that the gradebook's newest result of this student does not say."""
    if old is None:
        return False
    return msgspec.structs.replace(old, graded_at=None) == msgspec.structs.replace(new, graded_at=None)
