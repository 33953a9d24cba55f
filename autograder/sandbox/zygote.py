"""The grader's side of a zygote: start it behind an outer wall; fork, interrupt and end candidates."""

from __future__ import annotations

import contextlib
import signal
import socket
import tempfile
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.candidate.channel import Channel
from autograder.candidate.zygote.descriptors import send
from autograder.candidate.zygote.protocol import (
    END_OF_ANSWER,
    ORDER_BYTES,
    Answer,
    Ended,
    Fork,
    Forked,
    Kill,
    Limit,
    Measure,
    Measured,
    Started,
    Wait,
    read_answer,
)
from autograder.errors import Fault
from autograder.sandbox.groups import Group, make_group

if TYPE_CHECKING:
    from autograder.candidate.zygote.equipment import Equipment
    from autograder.sandbox.choice import Sandbox

START_SECONDS = 300.0
ANSWER_SECONDS = 60.0


class ZygoteError(Fault):
    """The zygote is gone or could not carry out an order; the text has its message."""


class Zygote:
    """A running zygote.

    Attributes:
        versions: of the packages that student code runs with.
    """

    def __init__(self, sandbox: Sandbox, equipment: Equipment) -> None:
        self._forks: list[OrderedFork] = []  # ordered, and not answered yet
        self._heard = b""  # answers, and parts of one, that were not read yet
        self._in_groups = sandbox.needs_groups
        self._groups: set[Group] = set()
        with contextlib.ExitStack() as undo:
            self._log = undo.enter_context(tempfile.TemporaryFile())
            self._launch = sandbox.start(equipment, self._log)
            undo.callback(self._launch.end)
            self._control = self._launch.control
            self._control.settimeout(START_SECONDS)
            started = self._answer()
            if not isinstance(started, Started):
                raise ZygoteError(f"the sandbox could not start: {started}")
            self.versions = started.versions
            undo.pop_all()  # from here on, close is in charge
        self._control.settimeout(ANSWER_SECONDS)

    def fork(self, memory: int) -> CandidateProcess:
        """A new candidate that may use ``memory`` bytes.

        Raises:
            ZygoteError: no candidate could be made.
        """
        return self.fork_ahead(memory).candidate()

    def fork_ahead(self, memory: int) -> OrderedFork:
        """Order a candidate that may use ``memory`` bytes, without waiting for it.

        Raises:
            ZygoteError: the zygote is gone.
        """
        wire, candidate_end = socket.socketpair()
        with candidate_end, contextlib.ExitStack() as undo:
            undo.callback(wire.close)
            group = make_group(memory) if self._in_groups else None
            if group:
                self._groups.add(group)
            self._send(Fork(memory), [candidate_end.fileno(), *([group.entrance] if group else ())])
            undo.pop_all()
        fork = OrderedFork(self, wire, group)
        self._forks.append(fork)
        return fork

    def await_forks(self) -> None:
        """Read the answers to orders that nobody waited for: they come before any other answer."""
        while self._forks:
            self._forks[0].answer = self._answer()
            del self._forks[0]

    def limit(self, pid: int, memory: int) -> None:
        """Let the candidate ``pid`` use ``memory`` bytes from now on."""
        self._order(Limit(pid, memory))

    def measure(self, pid: int) -> int:
        """Bytes that the candidate ``pid`` and all its processes use now."""
        answer = self._order(Measure(pid))
        return answer.memory if isinstance(answer, Measured) else 0

    def send_signal(self, pid: int, number: signal.Signals) -> None:
        self._order(Kill(pid, number))

    def wait(self, pid: int, patience: float) -> Ended:
        """End the candidate ``pid`` after at most ``patience`` seconds.

        Raises:
            ZygoteError: it could not be ended.
        """
        answer = self._order(Wait(pid, patience))
        if not isinstance(answer, Ended):
            raise ZygoteError(f"the sandbox could not end a candidate: {getattr(answer, 'reason', answer)}")
        return answer

    def _order(self, order: Any) -> Answer:
        self.await_forks()
        self._send(order)
        return self._answer()

    def _send(self, order: Any, descriptors: Sequence[int] = ()) -> None:
        try:
            send(self._control, msgspec.json.encode(order), descriptors)
        except OSError as error:
            raise ZygoteError(f"the sandbox has died: {error}. {self._last_words()}") from error

    def _answer(self) -> Answer:
        while END_OF_ANSWER not in self._heard:
            try:
                part = self._control.recv(ORDER_BYTES)
            except OSError as error:
                raise ZygoteError(f"the sandbox does not answer: {error}. {self._last_words()}") from error
            if not part:
                raise ZygoteError(f"the sandbox could not start, or died. {self._last_words()}")
            self._heard += part
        first, _, self._heard = self._heard.partition(END_OF_ANSWER)
        answer: Answer = read_answer(first)
        return answer

    def _last_words(self) -> str:
        self._log.seek(0)
        log = self._log.read().decode(errors="replace").splitlines()
        advice = ("Run 'docker", "See 'docker")  # the last thing that it says, whatever went wrong
        lines = [line for line in log if line.strip() and not line.startswith(advice)]
        return f"Its last words: {lines[-1]}" if lines else "It said nothing."

    def leave(self, group: Group) -> None:
        """Give up the control group of a candidate that has ended."""
        self._groups.remove(group)
        group.close()

    def close(self) -> None:
        """End the zygote and everything behind its wall."""
        self._launch.end()
        for group in list(self._groups):
            self.leave(group)
        self._log.close()


class OrderedFork:
    """A candidate that was ordered.

    Attributes:
        answer: the zygote's, once it was read.
    """

    def __init__(self, zygote: Zygote, wire: socket.socket, group: Group | None) -> None:
        self.answer: Answer | None = None
        self._group = group
        self._zygote = zygote
        self._wire = wire

    def candidate(self) -> CandidateProcess:
        """The candidate; to be called once.

        Raises:
            ZygoteError: it could not be made.
        """
        with contextlib.ExitStack() as undo:
            undo.callback(self._wire.close)
            self._zygote.await_forks()
            if not isinstance(self.answer, Forked):
                reason = getattr(self.answer, "reason", self.answer)
                raise ZygoteError(f"the sandbox could not start a candidate: {reason}")
            undo.pop_all()
        return CandidateProcess(self._zygote, self.answer.pid, Channel(self._wire), self._group)


class CandidateProcess:
    """A forked candidate: the wire to it, and the power to end it.

    Attributes:
        on_end: called once it has ended.
    """

    def __init__(self, zygote: Zygote, pid: int, channel: Channel, group: Group | None = None) -> None:
        self._group = group
        self._zygote = zygote
        self._pid = pid
        self.channel = channel
        self.ended: Ended | None = None
        self.on_end: Callable[[], None] = lambda: None

    def limit_memory(self, memory: int) -> None:
        """Limit the process to ``memory`` bytes; the method ``memory`` also counts what it starts."""
        self._zygote.limit(self._pid, memory)

    def memory(self) -> int:
        """Bytes that the candidate and all that it started use now."""
        return self._zygote.measure(self._pid)

    def interrupt(self) -> None:
        """What Jupyter's stop button does."""
        self._zygote.send_signal(self._pid, signal.SIGINT)

    def end(self, patience: float = 0.0) -> Ended:
        """End the candidate with everything that it started, and say how it ended; may be called twice.

        Args:
            patience: seconds to let it end by itself, if it seems to be dying already.
        """
        if self.ended is None:
            self.channel.close()
            try:
                self.ended = self._zygote.wait(self._pid, patience)
                if self._group:
                    over = self.ended.over_memory or self._group.over_memory()
                    self.ended = msgspec.structs.replace(self.ended, over_memory=over)
                    self._zygote.leave(self._group)
            finally:
                self.on_end()
        return self.ended
