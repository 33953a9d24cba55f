"""Grades many submissions on a Ray cluster, or on one that is started here.

The main process talks to Ray's client, a process of its own (``client.py``), and this to supervisors on the
cluster's nodes (``supervisors.py``). If the client is lost, another one takes its place, and what was
being graded begins anew.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path

from autograder.assignment.assignment import Assignment
from autograder.course.course import AssignmentConfig
from autograder.engine.events import PoolEvent
from autograder.engine.pool import EngineError, Pool
from autograder.engine.ray.client import GRACE
from autograder.engine.worker.messages import (
    Connect,
    Connected,
    Failed,
    Finished,
    FromClient,
    FromWorker,
    Give,
    Open,
    Said,
    Setup,
    Shut,
    ToClient,
    ToWorker,
    from_client,
)
from autograder.engine.worker.process import ProcessOfOurs
from autograder.settings import GRADING, RunMode
from autograder.submissions.submission import Opened, Submission

COMMAND = (sys.executable, "-P", "-m", "autograder.engine.ray.client")
TRIES = 3  # losses of Ray's client in a row
SPARE = 5.0  # seconds more than the client has to end by itself


def grade(
    assignment: Assignment,
    config: AssignmentConfig,
    submissions: Iterable[Submission | Opened | None],
    sandbox_kind: str,
    jobs: int | None,
    *,
    address: str = "",
    gpus: float = 0.0,
    log: Path = Path(os.devnull),
    mode: RunMode = GRADING,
) -> Generator[PoolEvent]:
    """Yields what the workers do, and one result per submission, as soon as it is there.

    Close the iterator to stop early (``contextlib.closing``): that ends every supervisor and what it started.

    Args:
        jobs: how many supervisors; as many as the cluster has cores if not given.
        address: of the cluster, as in ``ray.init``; if it is empty, one is started on this machine.
        gpus: how many a supervisor gets, or which part of one.
        log: file that what Ray's client says is appended to.
        mode: what the run is for.

    Raises:
        EngineError: Ray is not installed, there is no cluster, or no supervisor can start in it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    setup = Setup(assignment, config.settings, sandbox_kind, mode)
    with contextlib.closing(Seats(Connect(setup, address, gpus), log)) as seats:
        room = seats.connect()
        with contextlib.closing(Pool(seats, setup, submissions, jobs or room)) as pool:
            yield from pool.run()


class Seat:
    """A supervisor as its pool holds it.

    Attributes:
        unanswered: to be told again if Ray's client is lost: what it is made of, its job.
    """

    def __init__(self, number: int, send: Callable[[Give], None]) -> None:
        self.gone = False
        self.number = number
        self.inbox: list[FromWorker] = []
        self.unanswered: list[ToWorker] = []
        self._send = send

    def send(self, message: ToWorker) -> None:
        self.unanswered.append(message)
        self._send(Give(self.number, message))

    def hear(self, message: FromWorker) -> None:
        self.inbox.append(message)
        if isinstance(message, Finished):
            del self.unanswered[1:]

    def receive(self) -> list[FromWorker]:
        messages, self.inbox = self.inbox, []
        return messages


class Seats:
    """Supervisors, reached through Ray's client."""

    log = "Ray's logs on its node"

    def __init__(self, connect: Connect, log: Path) -> None:
        self._connect = connect
        self._log = log
        self._client: ProcessOfOurs[FromClient] | None = None
        self._seats: dict[int, Seat] = {}
        self._last = 0
        self._losses = 0  # since a submission was finished

    def connect(self) -> int:
        """Starts a client; for how many supervisors its cluster has room.

        Raises:
            EngineError: there is no cluster.
        """
        while self._losses < TRIES:
            self.close()
            # Ray keeps its logs where they are looked for, not in the folder that goes with the client.
            places = {"RAY_TMPDIR": os.environ.get("RAY_TMPDIR", tempfile.gettempdir())}
            self._client = ProcessOfOurs(COMMAND, self._log, from_client, places)
            self._client.send(self._connect)
            while not self._client.gone:
                for message in self._client.wait_for(None):
                    match message:
                        case Connected(room):
                            return room
                        case Failed(reason):
                            raise EngineError(reason)
            self._losses += 1
        raise EngineError(
            f"Ray's client was lost {TRIES} times in a row: see {self._log}. "
            "What is graded is kept, and the same command goes on from there."
        )

    def start(self) -> Seat:
        self._last += 1
        seat = self._seats[self._last] = Seat(self._last, self._send)
        self._send(Open(self._last))
        return seat

    def listen(self, workers: Sequence[Seat], seconds: float) -> list[Seat]:
        assert self._client is not None
        for message in self._client.wait_for(seconds):
            if isinstance(message, Said) and message.number in self._seats:  # else it was ended meanwhile
                self._seats[message.number].hear(message.message)
                self._losses = 0 if isinstance(message.message, Finished) else self._losses
        if self._client.gone:
            self._losses += 1
            self.connect()
            for seat in self._seats.values():
                self._send(Open(seat.number))
                for order in seat.unanswered:
                    self._send(Give(seat.number, order))
        return [seat for seat in workers if seat.inbox]

    def stop(self, workers: Sequence[Seat], grace: float | None = None) -> None:
        """What they started ends with them in any case; a supervisor that has the time removes its files."""
        for seat in workers:
            del self._seats[seat.number]
            self._send(Shut(seat.number, grace))

    def close(self) -> None:
        """Leave the cluster."""
        if self._client is not None:
            self._client.close()
            self._client.wait(0.0 if self._client.gone else GRACE + SPARE)
            self._client = None

    def _send(self, message: ToClient) -> None:
        assert self._client is not None
        self._client.send(message)
