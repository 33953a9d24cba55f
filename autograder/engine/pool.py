"""Hands submissions to workers, wherever these are: each submission gets one result, however workers end.

A worker has one job at a time. One that dies is replaced and its submission tried once more; one that is
silent for too long is ended.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from autograder.engine import ungraded
from autograder.engine.events import Graded, PoolEvent, Working
from autograder.engine.worker.messages import (
    Failed,
    Finished,
    FromWorker,
    Job,
    Ready,
    Setup,
    Started,
    ToWorker,
)
from autograder.errors import Mistake, Unreadable
from autograder.sandbox.gpus import Share
from autograder.settings import time_for_all
from autograder.submissions.submission import Opened, Submission

TRIES = 2
FAILED_STARTS = 2
REPLACED_SECONDS = 2.0  # that a worker which is replaced has to end by itself: the others wait meanwhile
EXAMINER_SECONDS = 120.0  # that a worker may take beside what it waits for candidates
TICK = 1.0  # seconds between looks at the watchdog


class EngineError(Mistake):
    """No worker can be started; the text is one sentence that says what to do."""


class Worker(Protocol):
    """A worker as its pool holds it.

    Attributes:
        gone: it has ended, or said something that no worker says; nothing more will come.
    """

    gone: bool

    def send(self, message: ToWorker) -> None:
        """Take a message to it; does not wait until it is there."""
        ...

    def receive(self) -> list[FromWorker]:
        """The messages that have come by now."""
        ...


W = TypeVar("W", bound=Worker)


class Workers(Protocol[W]):
    """Where workers come from.

    Attributes:
        log: where to read what they wrote, for people.
    """

    log: str

    def start(self) -> W: ...

    def listen(self, workers: Sequence[W], seconds: float) -> list[W]:
        """Those that have said something, or are gone; waits for at most ``seconds``."""
        ...

    def stop(self, workers: Sequence[W], grace: float | None = None) -> None:
        """End them and all that they started; by force after ``grace`` seconds, if these are given."""
        ...


@dataclass
class _Task:
    opened: Opened
    tries: int = 0


@dataclass
class _Slot(Generic[W]):
    """A place for a worker, which outlives the worker in it.

    Attributes:
        began: the worker has begun with the task.
    """

    number: int
    worker: W
    ready: bool = False
    task: _Task | None = None
    began: bool = False
    heard: float = field(default_factory=time.monotonic)


class Pool(Generic[W]):
    """Grades submissions with at most ``jobs`` workers.

    Args:
        source: gives the next submission, opened or not, when a worker may be free for it; None: there is
            none now, and it is to be asked again.
        shares: of the GPUs, one for each worker; none if they compute on the CPU.
        patience: seconds that a worker may be silent; if it is 0, as long as its budgets allow.
    """

    def __init__(
        self,
        workers: Workers[W],
        setup: Setup,
        source: Iterable[Submission | Opened | None],
        jobs: int,
        shares: Sequence[Share] = (),
        patience: float = 0.0,
    ) -> None:
        self._workers = workers
        self._setup = setup
        self._source = iter(source)
        self._ended = False  # the source
        self._waiting: deque[_Task] = deque()
        self._jobs = min(jobs, len(shares)) if shares else jobs
        self._shares = shares
        self._patience = patience or _longest_silence(setup)
        self._slots: dict[int, _Slot[W]] = {}
        self._failed_starts = 0

    def run(self) -> Iterator[PoolEvent]:
        """Yields what the workers do, and one result per submission, as soon as it is there.

        Raises:
            EngineError: no worker can be started.
        """
        while True:
            yield from self._take()
            if self._ended and not self._waiting and not any(slot.task for slot in self._slots.values()):
                return
            self._staff()
            yield from self._hand_out()
            slots = {id(slot.worker): slot for slot in self._slots.values()}
            for worker in self._workers.listen([slot.worker for slot in slots.values()], TICK):
                yield from self._hear(slots[id(worker)])
            for slot in list(self._slots.values()):
                yield from self._watch(slot)

    def close(self) -> None:
        """End every worker and what it started."""
        self._workers.stop([slot.worker for slot in self._slots.values()])

    def _take(self) -> Iterator[PoolEvent]:
        """Takes as many from the source as there may be workers."""
        assignment = self._setup.assignment
        given = Path(assignment.given_folder) if assignment.given_folder else None
        while len(self._waiting) < self._jobs and not self._ended:
            try:
                submission = next(self._source)
            except StopIteration:
                self._ended = True
                return
            if submission is None:
                return
            if isinstance(submission, Opened):
                self._waiting.append(_Task(submission))
                continue
            try:
                self._waiting.append(_Task(submission.open(given)))
            except Unreadable as reason:
                yield Graded(ungraded.unreadable(assignment, submission, reason.message))

    def _staff(self) -> None:
        """Starts workers while there is more to do than there are workers without a task."""
        free = sum(slot.task is None for slot in self._slots.values())
        while free < len(self._waiting) and len(self._slots) < self._jobs:
            number = min(set(range(self._jobs)) - self._slots.keys())
            slot = self._slots[number] = _Slot(number, self._workers.start())
            share = self._shares[number] if self._shares else None
            slot.worker.send(msgspec.structs.replace(self._setup, share=share))
            free += 1

    def _hand_out(self) -> Iterator[PoolEvent]:
        """Gives a submission to each worker that has none."""
        for slot in self._slots.values():
            if slot.ready and slot.task is None and self._waiting:
                slot.task, slot.began, slot.heard = self._waiting.popleft(), False, time.monotonic()
                opened = slot.task.opened
                yield Working(slot.number, opened.submission.student)
                slot.worker.send(Job(opened.data, opened.files))

    def _hear(self, slot: _Slot[W]) -> Iterator[PoolEvent]:
        """Takes in what a worker said."""
        reason = "its process was killed"
        for message in slot.worker.receive():
            slot.heard = time.monotonic()
            match message:
                case Ready():
                    slot.ready, self._failed_starts = True, 0
                case Started(question) if slot.task:
                    slot.began = True
                    yield Working(slot.number, slot.task.opened.submission.student, question)
                case Finished(result, record, pictures) if slot.task:
                    opened = slot.task.opened
                    result = msgspec.structs.replace(result, changes=[*result.changes, *opened.remarks])
                    result = ungraded.complete(result, self._setup.assignment, opened)
                    yield Graded(result, record=record, pictures=pictures)
                    slot.task = None
                    yield Working(slot.number)
                case Failed(reason):
                    slot.worker.gone = True
                case _:
                    slot.worker.gone, reason = True, f"it sent {_name(message)} out of turn"
        if slot.worker.gone:
            yield from self._replace(slot, reason)

    def _replace(self, slot: _Slot[W], reason: str, again: bool = True) -> Iterator[PoolEvent]:
        """Removes a worker; its submission waits for another one, or has been tried often enough."""
        del self._slots[slot.number]
        self._workers.stop([slot.worker], REPLACED_SECONDS)
        task = slot.task
        if task is None:
            if not slot.ready:
                self._start_failed(reason)
            return
        yield Working(slot.number)
        task.tries += 1
        if again and task.tries < TRIES:
            self._waiting.appendleft(task)
            return
        yield Graded(ungraded.failed(self._setup.assignment, task.opened, task.tries, reason))

    def _start_failed(self, reason: str) -> None:
        self._failed_starts += 1
        if self._failed_starts < FAILED_STARTS:
            return
        if not self._slots:
            raise EngineError(f"No grading process can start ({reason}); see {self._workers.log}.")
        self._jobs, self._failed_starts = len(self._slots), 0  # go on with the workers that there are

    def _watch(self, slot: _Slot[W]) -> Iterator[PoolEvent]:
        """Ends a worker that has been silent for too long; the submission that it was at has its verdict."""
        silent = time.monotonic() - slot.heard
        if silent <= self._patience or (slot.ready and not slot.task):
            return
        if slot.task and slot.began:
            setup = self._setup
            yield Graded(ungraded.stopped(setup.assignment, slot.task.opened, setup.sandbox, silent))
            slot.task = None
            yield Working(slot.number)
        yield from self._replace(slot, f"nothing was heard of it for {silent:.0f} s", again=False)


def _longest_silence(setup: Setup) -> float:
    questions = [question.name for question in setup.assignment.questions]
    budgets = sum(setup.settings.budget_for(name).time for name in questions)
    # The tests may compute for as long on our side too, see `examiner.bounds`.
    return time_for_all(setup.settings, questions) + budgets + EXAMINER_SECONDS


def _name(message: FromWorker) -> str:
    return type(message).__name__.lower()
