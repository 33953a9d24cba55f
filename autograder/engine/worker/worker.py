"""A worker: a process of its own that holds one examiner and grades what the main process tells it.

Its standard input is the private socket to the main process. The worker moves that socket out of reach of its
own children before it does anything else, so that what an examiner starts inherits nothing of the protocol.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import NoReturn, Protocol

from autograder.candidate.zygote.descriptors import be_frugal
from autograder.engine.worker import channel
from autograder.engine.worker.messages import (
    Failed,
    Finished,
    FromWorker,
    Job,
    Ready,
    Setup,
    Started,
    ToWorker,
    encode,
    to_worker,
)
from autograder.examiner.misconceptions.transcript import Record
from autograder.results import GradingResult
from autograder.startup import collect_less_often, leave_out_address_grammars

GRACE = 5.0  # seconds that an examiner has to close its processes before the worker's group is killed


class Grades(Protocol):
    """What a worker needs of an examiner."""

    record: Record | None
    pictures: dict[str, list[bytes]]

    def grade(
        self, data: bytes, on_question: Callable[[str], None], files: Mapping[str, bytes]
    ) -> GradingResult: ...

    def close(self) -> None: ...


def open_examiner(setup: Setup) -> Grades:
    """The examiner of one assignment, its candidates in the sandbox that was asked for."""
    from autograder.examiner.examiner import Examiner
    from autograder.sandbox.choice import choose

    walls = choose(setup.sandbox, device="cuda" if setup.share else "cpu")
    return Examiner(setup.assignment, setup.settings, walls, setup.share, setup.mode)


def main(open_examiner: Callable[[Setup], Grades] = open_examiner) -> None:
    """Grades job after job until the main process closes the socket or is gone."""
    be_frugal()
    collect_less_often()
    leave_out_address_grammars()
    connection = channel.take()
    inbox: SimpleQueue[ToWorker] = SimpleQueue()
    signal.signal(signal.SIGTERM, _leave)
    channel.listen(
        connection,
        lambda line: inbox.put(to_worker(line)),
        lambda: os.kill(os.getpid(), signal.SIGTERM),
        GRACE,
    )

    def say(message: FromWorker) -> None:
        line = encode(message)
        try:
            connection.sendall(line)
        except (BrokenPipeError, ConnectionResetError):
            sys.exit("The main process is gone.")

    examiner: Grades | None = None
    try:
        setup = inbox.get()
        assert isinstance(setup, Setup), setup
        examiner = open_examiner(setup)
        say(Ready())
        while True:
            job = inbox.get()
            assert isinstance(job, Job), job
            result = examiner.grade(job.data, lambda question: say(Started(question)), job.files)
            say(Finished(result, examiner.record, examiner.pictures))
    except Exception as error:
        # An error of ours, whatever the student wrote: say so and end; the main process starts a new worker.
        traceback.print_exc()
        say(Failed(f"{type(error).__name__}: {error}"))
        sys.exit(1)
    finally:
        if examiner is not None:
            examiner.close()


def _leave(_signal: int, _frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: a second must not cut `close` short
    sys.exit(1)


if __name__ == "__main__":
    main()
