"""Runs submissions again to see what they display: nothing is tested, and nothing is recorded."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from autograder.assignment.assignment import Assignment
from autograder.course.course import Course
from autograder.engine import local
from autograder.engine.events import PoolEvent
from autograder.engine.grading import gpu_shares
from autograder.sandbox.choice import choose
from autograder.settings import RunMode
from autograder.submissions.submission import Opened


def show(
    course: Course,
    assignment: Assignment,
    question: str,
    submissions: Iterable[Opened],
    *,
    sandbox_kind: str = "auto",
    jobs: int | None = None,
    device: str = "auto",
) -> Generator[PoolEvent]:
    """What workers do, and what came of each submission, with the pictures that the cells displayed.

    Only the cells up to the last one of ``question`` run; of a submission in which it has none, nothing does.

    Args:
        jobs: how many submissions at a time; as many as cores if not given.
        device: as in `engine.grading.grade_class`.

    Raises:
        SandboxError: this machine cannot give the sandbox that was asked for.
        EngineError: no worker can start, or there are too few GPUs.
    """
    config = course.assignment(assignment.name)
    on_gpus = (config.device if device == "auto" else device) == "cuda"
    choose(sandbox_kind, course.root, "cuda" if on_gpus else "cpu")  # refuses before any work is done
    return local.grade(
        assignment.on_gpus() if on_gpus else assignment,
        config,
        submissions,
        sandbox_kind,
        jobs,
        log=course.error_log,
        shares=gpu_shares(config) if on_gpus else (),
        mode=RunMode(showing=(question,)),
    )
