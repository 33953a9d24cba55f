"""Grades many submissions of one assignment with worker processes on this machine.

The main process holds no student's work but the notebook it is just sending: a worker has one job at a time.
A worker that dies is replaced and its submission tried once more; one that is silent for too long is killed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import selectors
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.assignment import Assignment
from autograder.course import AssignmentConfig
from autograder.engine import outcome
from autograder.engine.messages import Failed, Finished, FromWorker, Job, Ready, Setup, Started
from autograder.engine.process import WorkerProcess, stop
from autograder.results import GradingResult
from autograder.submissions import Submission, Unreadable

# -P keeps the current folder out of the import path: a student's numpy.py there must not become ours.
COMMAND = (sys.executable, "-P", "-m", "autograder.engine.worker")
TRIES = 2
FAILED_STARTS = 2
TICK = 1.0  # seconds between looks at the watchdog


class EngineError(Exception):
    """No worker can be started; the text is one sentence that says what to do."""


class Progress(msgspec.Struct, frozen=True):
    """What a worker does now; no student: nothing; no question: it begins.

    Attributes:
        worker: counted from 0.
    """

    worker: int
    student: str = ""
    question: str = ""


@dataclass
class _Task:
    submission: Submission
    tries: int = 0


@dataclass
class _Slot:
    """A place for a worker, which outlives the worker in it."""

    number: int
    process: WorkerProcess
    ready: bool = False
    task: _Task | None = None
    heard: float = field(default_factory=time.monotonic)


def grade(
    assignment: Assignment,
    config: AssignmentConfig,
    submissions: Iterable[Submission],
    sandbox_kind: str,
    jobs: int | None,
    on_event: Callable[[Progress], None],
    *,
    log: Path,
    command: Sequence[str] = COMMAND,
    patience: float | None = None,
) -> Generator[GradingResult]:
    """Yields one result per submission, in the order in which they are finished.

    Close the iterator to stop early (``contextlib.closing``): that ends every worker and what it started.

    Args:
        jobs: how many workers; as many as cores where not given.
        log: file that the workers' own output is appended to.
        patience: seconds that a worker may be silent.

    Raises:
        EngineError: no worker can be started.
    """
    setup = Setup(assignment, config, sandbox_kind)
    budgets = sum(config.budget_for(question.name).time for question in assignment.questions)
    log.parent.mkdir(parents=True, exist_ok=True)
    # A question may take its budget for its cells, again for its tests, and all budgets for each replay.
    patience = patience or 4 * budgets + 120
    pool = _Pool(setup, submissions, jobs or cores(), on_event, log, command, patience)
    with contextlib.closing(pool):
        yield from pool.run()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Pool:
    def __init__(
        self,
        setup: Setup,
        submissions: Iterable[Submission],
        jobs: int,
        on_event: Callable[[Progress], None],
        log: Path,
        command: Sequence[str],
        patience: float,
    ) -> None:
        self._setup = setup
        self._waiting = deque(_Task(submission) for submission in submissions)
        self._jobs = jobs
        self._on_event = on_event
        self._log = log
        self._command = command
        self._patience = patience
        self._slots: dict[int, _Slot] = {}
        self._failed_starts = 0

    def run(self) -> Iterator[GradingResult]:
        while self._waiting or any(slot.task for slot in self._slots.values()):
            self._staff()
            yield from self._hand_out()
            for slot in self._listen():
                yield from self._hear(slot)
            for slot in list(self._slots.values()):
                yield from self._watch(slot)

    def close(self) -> None:
        stop([slot.process for slot in self._slots.values()])

    def _staff(self) -> None:
        """Starts workers while there is more to do than there are workers without a task."""
        free = sum(slot.task is None for slot in self._slots.values())
        while free < len(self._waiting) and len(self._slots) < self._jobs:
            number = next(number for number in itertools.count() if number not in self._slots)
            slot = self._slots[number] = _Slot(number, WorkerProcess(self._command, self._log))
            slot.process.send(self._setup)
            free += 1

    def _hand_out(self) -> Iterator[GradingResult]:
        """Gives a submission to each worker that has none."""
        for slot in self._slots.values():
            while slot.ready and slot.task is None and self._waiting:
                task = self._waiting.popleft()
                try:
                    data = task.submission.read()
                except Unreadable as reason:
                    yield outcome.unreadable(self._setup.assignment, task.submission, str(reason))
                    continue
                slot.task, slot.heard = task, time.monotonic()
                self._on_event(Progress(slot.number, task.submission.student))
                slot.process.send(Job(task.submission.student, data))

    def _listen(self) -> list[_Slot]:
        """The slots whose worker has said something, or is gone; waits for at most a tick."""
        with selectors.DefaultSelector() as selector:
            for slot in self._slots.values():
                writes = selectors.EVENT_WRITE if slot.process.has_more_to_send else 0
                selector.register(slot.process, selectors.EVENT_READ | writes, slot)
            heard = []
            for key, events in selector.select(TICK):
                if events & selectors.EVENT_WRITE:
                    key.data.process.flush()
                if events & selectors.EVENT_READ:
                    heard.append(key.data)
            return heard

    def _hear(self, slot: _Slot) -> Iterator[GradingResult]:
        """Takes in what a worker said."""
        reason = "its process was killed"
        for message in slot.process.receive():
            slot.heard = time.monotonic()
            match message:
                case Ready():
                    slot.ready, self._failed_starts = True, 0
                case Started(question) if slot.task:
                    self._on_event(Progress(slot.number, slot.task.submission.student, question))
                case Finished(result) if slot.task:
                    yield outcome.complete(result, self._setup.assignment, slot.task.submission)
                    slot.task = None
                    self._on_event(Progress(slot.number))
                case Failed(reason):
                    slot.process.gone = True
                case _:
                    slot.process.gone, reason = True, f"it sent {_name(message)} out of turn"
        if slot.process.gone:
            yield from self._replace(slot, reason)

    def _replace(self, slot: _Slot, reason: str, again: bool = True) -> Iterator[GradingResult]:
        """Removes a worker; its submission waits for another one, or has been tried often enough."""
        del self._slots[slot.number]
        stop([slot.process], grace=2.0)  # the others wait meanwhile
        task = slot.task
        if task is None:
            if not slot.ready:
                self._start_failed(reason)
            return
        self._on_event(Progress(slot.number))
        task.tries += 1
        if again and task.tries < TRIES:
            self._waiting.appendleft(task)
            return
        times = "twice" if task.tries > 1 else "once"
        yield outcome.failed(
            self._setup.assignment,
            task.submission,
            f"The grader failed on this notebook {times} ({reason}); it is tried again in the next run.",
        )

    def _start_failed(self, reason: str) -> None:
        self._failed_starts += 1
        if self._failed_starts < FAILED_STARTS:
            return
        if not self._slots:
            raise EngineError(f"No grading process can start ({reason}); see {self._log}.")
        self._jobs, self._failed_starts = len(self._slots), 0  # go on with the workers that there are

    def _watch(self, slot: _Slot) -> Iterator[GradingResult]:
        """Kills a worker that has been silent for too long."""
        silent = time.monotonic() - slot.heard
        if silent > self._patience and (slot.task or not slot.ready):
            yield from self._replace(slot, f"nothing was heard of it for {silent:.0f} s", again=False)


def _name(message: FromWorker) -> str:
    return type(message).__name__.lower()
