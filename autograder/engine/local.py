"""Grades many submissions of one assignment with worker processes on this machine.

The main process holds no student's work but the notebook it is just sending.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import sys
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

from autograder.assignment.assignment import Assignment
from autograder.course.course import AssignmentConfig
from autograder.engine.events import PoolEvent
from autograder.engine.pool import Pool
from autograder.engine.worker.messages import Setup
from autograder.engine.worker.process import GRACE, WorkerProcess, stop
from autograder.sandbox import groups
from autograder.sandbox.gpus import Share
from autograder.settings import GRADING, RunMode
from autograder.submissions.submission import Opened, Submission

# -P keeps the current folder out of the import path: a student's numpy.py there must not become ours.
COMMAND = (sys.executable, "-P", "-m", "autograder.engine.worker.worker")


def grade(
    assignment: Assignment,
    config: AssignmentConfig,
    submissions: Iterable[Submission | Opened | None],
    sandbox_kind: str,
    jobs: int | None,
    *,
    log: Path,
    shares: Sequence[Share] = (),
    command: Sequence[str] = COMMAND,
    patience: float = 0.0,
    mode: RunMode = GRADING,
) -> Generator[PoolEvent]:
    """Yields what the workers do, and one result per submission, as soon as it is there.

    Close the iterator to stop early (``contextlib.closing``): that ends every worker and what it started.

    Args:
        submissions: taken when a worker is free; None: there is none now, ask again.
        jobs: how many workers; as many as cores if not given.
        log: file that the workers' own output is appended to.
        shares: of the GPUs, one for each worker; none if they compute on the CPU.
        patience: seconds that a worker may be silent; if it is 0, as long as its budgets allow.
        mode: what the run is for.

    Raises:
        EngineError: no worker can be started.
    """
    groups.prepare()
    log.parent.mkdir(parents=True, exist_ok=True)
    setup = Setup(assignment, config.settings, sandbox_kind, mode)
    workers = Processes(command, log)
    with contextlib.closing(Pool(workers, setup, submissions, jobs or cores(), shares, patience)) as pool:
        yield from pool.run()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """Workers as processes of this machine."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self.log = str(log)
        self._command = command
        self._path = log

    def start(self) -> WorkerProcess:
        return WorkerProcess(self._command, self._path)

    def listen(self, workers: Sequence[WorkerProcess], seconds: float) -> list[WorkerProcess]:
        with selectors.PollSelector() as selector:  # a candidate may use up its user's watches of epoll
            for worker in workers:
                writes = selectors.EVENT_WRITE if worker.has_more_to_send else 0
                selector.register(worker, selectors.EVENT_READ | writes)
            readable = []
            for key, events in selector.select(seconds):
                assert isinstance(key.fileobj, WorkerProcess)
                if events & selectors.EVENT_WRITE:
                    key.fileobj.flush()
                if events & selectors.EVENT_READ:
                    readable.append(key.fileobj)
            return readable

    def stop(self, workers: Sequence[WorkerProcess], grace: float | None = None) -> None:
        stop(workers, GRACE if grace is None else grace)
