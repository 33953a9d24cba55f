"""A process that the main process started and talks to, without blocking; it ends and leaves nothing."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from autograder.engine.worker.messages import FromWorker, ToClient, ToWorker, encode, from_worker
from autograder.sandbox.docker import leftovers

CHUNK = 1 << 20
GRACE = 8.0  # seconds; longer than the worker's own, so that it can end by itself


M = TypeVar("M")


class ProcessOfOurs(Generic[M]):
    """One process. All its temporary files are in a folder of its own, which goes when it does.

    Args:
        read: makes a message of a line; raises ``msgspec.DecodeError``.

    Attributes:
        gone: it has closed its socket, or said something that none says; nothing more will come.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        read: Callable[[bytes], M],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.gone = False
        self._read = read
        self._folder = leftovers.make_folder()
        self._inbox = bytearray()
        self._outbox = bytearray()
        self._channel, child_end = socket.socketpair()
        self._channel.setblocking(False)
        # A session of its own: Ctrl-C in the terminal reaches only the main process, which stops its workers.
        with child_end, log.open("ab") as output:
            self._process = subprocess.Popen[bytes](
                list(command),
                stdin=child_end.fileno(),
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={**os.environ, **(environment or {}), "TMPDIR": str(self._folder)},
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        return self._channel.fileno()

    @property
    def has_more_to_send(self) -> bool:
        return bool(self._outbox)

    def send(self, message: ToWorker | ToClient) -> None:
        """Queues the message; what does not go at once goes with ``flush``."""
        self._outbox += encode(message)
        self.flush()

    def flush(self) -> None:
        try:
            while self._outbox:
                del self._outbox[: self._channel.send(self._outbox[:CHUNK])]
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            self._outbox.clear()  # what it said last may still be there to read, so `receive` decides

    def receive(self) -> list[M]:
        """The messages that have come by now; sets ``gone`` at the end of the stream and at a broken line."""
        try:
            chunk = self._channel.recv(CHUNK)
        except BlockingIOError:
            return []
        except ConnectionResetError:
            chunk = b""
        self.gone = not chunk
        self._inbox += chunk
        messages: list[M] = []
        if b"\n" in chunk:
            *lines, rest = bytes(self._inbox).split(b"\n")
            self._inbox = bytearray(rest)
            for line in lines:
                try:
                    messages.append(self._read(line))
                except (msgspec.DecodeError, UnicodeDecodeError):
                    self.gone = True
                    break
        return messages

    def wait_for(self, seconds: float | None) -> list[M]:
        """The messages that come within so many seconds; waits for no more than the first."""
        writes = selectors.EVENT_WRITE if self.has_more_to_send else 0
        with selectors.PollSelector() as selector:
            selector.register(self, selectors.EVENT_READ | writes)
            ready = selector.select(seconds)
        if writes and any(events & selectors.EVENT_WRITE for _, events in ready):
            self.flush()
        return self.receive() if any(events & selectors.EVENT_READ for _, events in ready) else []

    def close(self) -> None:
        """Asks the process to end: it takes the end of its input as an order."""
        self._channel.close()

    def wait(self, grace: float) -> None:
        """Waits for its end, which is forced after ``grace`` seconds, and sweeps up."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        # What is left of its process group keeps the number from being given to anybody else.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        leftovers.sweep(self._folder)


class WorkerProcess(ProcessOfOurs[FromWorker]):
    """One worker."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        super().__init__(command, log, from_worker)


def stop(workers: Sequence[WorkerProcess], grace: float = GRACE) -> None:
    """Ends the workers and all that runs in their process groups; by force after ``grace`` seconds."""
    for worker in workers:
        worker.close()
    end = time.monotonic() + grace
    for worker in workers:
        worker.wait(max(0.0, end - time.monotonic()))
