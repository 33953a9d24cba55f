"""What the main process says to a worker, or to Ray's client, and they to it.

It is typed JSON, one object a line, on a private socket.
"""

from __future__ import annotations

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.examiner.misconceptions.transcript import Record
from autograder.results import GradingResult
from autograder.sandbox.gpus import Share
from autograder.settings import RunMode, Settings


class Setup(msgspec.Struct, frozen=True, tag="setup"):
    """The first message to a worker: what its examiner is made of.

    Attributes:
        share: of the GPUs, if it computes on some.
    """

    assignment: Assignment
    settings: Settings
    sandbox: str
    mode: RunMode = RunMode()
    share: Share | None = None


class Job(msgspec.Struct, frozen=True, tag="job"):
    """One submission to grade; the next one is sent when its result has come.

    Attributes:
        data: the notebook.
        files: what was handed in beside it, by its path from there.
    """

    data: bytes
    files: dict[str, bytes] = {}


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The examiner is ready for a job."""


class Started(msgspec.Struct, frozen=True, tag="started"):
    """The current job has come to this question."""

    question: str


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """The current job's result.

    Attributes:
        record: what the submission gave, in a run that asks for it.
        pictures: what cells displayed, PNG files by question, in a run that asks for it.
    """

    result: GradingResult
    record: Record | None = None
    pictures: dict[str, list[bytes]] = {}


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The worker gives up and ends: an error of ours; its traceback is in the log."""

    message: str


ToWorker = Setup | Job
FromWorker = Ready | Started | Finished | Failed


class Connect(msgspec.Struct, frozen=True, tag="connect"):
    """The first message to Ray's client.

    Attributes:
        address: of the cluster; empty: one is started.
        gpus: that each supervisor gets.
    """

    setup: Setup
    address: str
    gpus: float


class Open(msgspec.Struct, frozen=True, tag="open"):
    """Start the supervisor with this number."""

    number: int


class Give(msgspec.Struct, frozen=True, tag="give"):
    """A message for a supervisor."""

    number: int
    message: ToWorker


class Shut(msgspec.Struct, frozen=True, tag="shut"):
    """End a supervisor, by force after ``grace`` seconds."""

    number: int
    grace: float | None = None


class Connected(msgspec.Struct, frozen=True, tag="connected"):
    """The client is in the cluster, which has room for so many supervisors."""

    room: int


class Said(msgspec.Struct, frozen=True, tag="said"):
    """A message from a supervisor."""

    number: int
    message: FromWorker


ToClient = Connect | Open | Give | Shut
FromClient = Connected | Said | Failed


def encode(message: ToWorker | FromWorker | ToClient | FromClient) -> bytes:
    """The message as a line, its end included."""
    return msgspec.json.encode(message) + b"\n"


def to_worker(line: bytes) -> ToWorker:
    """Reads a line that a worker received; raises ``msgspec.DecodeError``."""
    return _to_worker.decode(line)


def from_worker(line: bytes) -> FromWorker:
    """Reads a line that a worker sent; raises ``msgspec.DecodeError``."""
    return _from_worker.decode(line)


def to_client(line: bytes) -> ToClient:
    """Reads a line that Ray's client received; raises ``msgspec.DecodeError``."""
    return _to_client.decode(line)


def from_client(line: bytes) -> FromClient:
    """Reads a line that Ray's client sent; raises ``msgspec.DecodeError``."""
    return _from_client.decode(line)


_to_worker: msgspec.json.Decoder[ToWorker] = msgspec.json.Decoder(ToWorker)
_from_worker: msgspec.json.Decoder[FromWorker] = msgspec.json.Decoder(FromWorker)
_to_client: msgspec.json.Decoder[ToClient] = msgspec.json.Decoder(ToClient)
_from_client: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)
