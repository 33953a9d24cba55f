"""A conversation with one candidate: cells to run, things to do with its objects, a deadline over all."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Mapping
from typing import Any

from autograder.candidate.channel import Channel
from autograder.candidate.messages import (
    NOTE_LIMIT,
    NOTES,
    OUTPUT_LIMIT,
    Do,
    Done,
    Put,
    Raised,
    Ran,
    Reply,
    Request,
    Run,
    read_reply,
)
from autograder.candidate.wire import Foreign, Handle, Tensor, WireError, pack, unpack
from autograder.examiner.session.allowance import Allowance
from autograder.examiner.session.pictures import pictures
from autograder.message import Message, in_full, put, with_detail
from autograder.sandbox.zygote import CandidateProcess

MIB = 2**20
TRACEBACK = "Traceback (most recent call last)"
GRACE_SECONDS = 2.0  # between the interrupt of a cell over its budget and the end of its process
REASON_CHARACTERS = 300  # of why a frame cannot be read: it may quote the frame
ENDED = Message("it ended the Python process")
UNREADABLE = Message("what it answered could not be read")


class SessionError(Exception):
    """The candidate can no longer be asked.

    Attributes:
        told: why; ``who`` says whose candidate it is.
    """

    who = "your code"

    def __init__(self, told: Message | str) -> None:
        super().__init__(put(in_full(told)))
        self.told = told


class OverBudget(SessionError):  # noqa: N818
    """The question's time is used up."""


class OverMemory(SessionError):  # noqa: N818
    """The candidate and what it started used more memory than the question may."""


class CandidateDied(SessionError):  # noqa: N818
    """The candidate's process is gone; ``signal`` is what ended it, 0 if none did."""

    def __init__(self, told: Message | str, signal: int = 0) -> None:
        super().__init__(told)
        self.signal = signal


class StudentError(Exception):
    """The student's code raised; the text says what."""

    def __init__(self, raised: Raised, who: str = "your code") -> None:
        super().__init__(f"{who} raised {describe(raised)}")
        self.who = who
        self.raised = raised


def describe(raised: Raised) -> str:
    """What was raised, in one line's words."""
    place = f" ({raised.trace})" if raised.trace else ""
    message = raised.message
    if TRACEBACK in message:  # of another process, told by this one: what was raised there comes last
        message = next((line for line in reversed(message.splitlines()) if line.strip()), "")
        message = message.removeprefix(f"{raised.type_name}: ")
    text = f": {message}" if message else ""
    return f"{raised.type_name}{text}{place}"


class Session:
    """Asks one candidate, one request at a time.

    After ``OverBudget`` the candidate may have survived (``alive``) and a new budget may be started; after
    ``CandidateDied`` it is gone, and every further request raises at once.

    Attributes:
        allowance: of the submission as a whole; each wait is taken from it.
    """

    def __init__(self, process: CandidateProcess) -> None:
        self.who = "your code"  # whose exceptions come from here
        self._process = process
        self._channel: Channel = process.channel
        self._memory: float = math.inf
        self._budget = math.inf
        self._deadline = math.inf
        self._failure: SessionError | None = None
        self.allowance = Allowance(math.inf)
        self.alive = True
        self.released: list[int] = []

    def start_budget(self, seconds: float, memory: int | None = None) -> None:
        """From now on, everything asked for together may take ``seconds``, and ``memory`` bytes if given."""
        if memory is not None and memory != self._memory and self.alive:
            self._memory = memory
            self._process.limit_memory(memory)
        self._budget = seconds
        self._deadline = time.monotonic() + seconds
        if self.alive:
            self._failure = None

    @property
    def failure(self) -> SessionError | None:
        """Why the last budget ended early, if it did."""
        return self._failure

    def run(self, source: str, seed: int) -> Ran:
        """Run a cell.

        Raises:
            SessionError: it did not end in time, or the candidate died.
        """
        return self._run(Run(source, seed))[0]

    def show(self, source: str, seed: int) -> tuple[Ran, list[bytes]]:
        """`run`, and the pictures that the cell displayed, each checked to be a PNG."""
        ran, payload = self._run(Run(source, seed, shows=True))
        return ran, pictures(ran.pictures, payload)

    def _run(self, request: Run) -> tuple[Ran, memoryview]:
        nothing = memoryview(b"")
        try:
            reply, payload = self._ask(request, [])
        except WireError:  # too large; nothing of it was sent
            return Ran(Raised("ValueError", "the cell is too large to be run", ""), "", False), nothing
        if isinstance(reply, Raised):  # the shell itself could not run it, for example after an interrupt
            return Ran(reply.cut(), "", False), nothing
        if not isinstance(reply, Ran):
            raise self._broken("it answered something else than what was asked")
        notes = [note[:NOTE_LIMIT] for note in reply.notes[:NOTES]]
        raised = reply.raised.cut() if reply.raised else None
        output = reply.output[-OUTPUT_LIMIT:]
        sizes = reply.pictures if request.shows else []
        return Ran(raised, output, reply.called_exit, reply.used_cuda, notes, sizes), payload

    def put(self, files: Mapping[str, bytes]) -> None:
        """Lay files into the candidate's folder, before its first cell.

        Raises:
            StudentError: one cannot be written.
            SessionError: the candidate died.
        """
        request = Put([(name, len(content)) for name, content in files.items()])
        reply, _ = self._ask(request, [memoryview(content) for content in files.values() if content])
        if isinstance(reply, Raised):
            raise StudentError(reply.cut(), self.who)

    def do(self, verb: str, operands: tuple[Any, ...], foreign: Foreign, revive: Any) -> Any:
        """Do one thing to an object; see ``messages.Do``.

        Raises:
            StudentError: the student's code raised.
            SessionError: it did not end in time, or the candidate died.
            WireError: an operand cannot cross the wire.
        """
        tree, parts = pack(operands, foreign)
        released, self.released = self.released, []
        reply, payload = self._ask(Do(verb, tree, released), parts)
        if isinstance(reply, Raised):
            raise StudentError(reply.cut(), self.who)
        if not isinstance(reply, Done):
            raise self._broken("it answered something else than what was asked")
        try:
            return unpack(reply.value, payload, revive)
        except WireError as error:
            raise self._broken(str(error)) from error

    def _ask(self, request: Request, parts: list[memoryview]) -> tuple[Reply, memoryview]:
        if self._failure is not None:
            raise self._failure
        if not self.allowance.left:
            raise self._fail(OverBudget(self._why_over()))
        deadline = min(self._deadline, time.monotonic() + self.allowance.left)
        try:
            with self.allowance.spend():
                self._channel.send(request, parts, deadline)
                return self._read(deadline)
        except TimeoutError:
            raise self._over_budget() from None
        except MemoryError:  # of ours, in the middle of a frame
            raise self._broken("it is too large") from None
        except (EOFError, OSError):
            raise self._died() from None

    def _read(self, deadline: float) -> tuple[Reply, memoryview]:
        try:
            head, payload = self._channel.receive(deadline)
            return read_reply(head), payload
        except WireError as error:
            raise self._broken(str(error)) from error

    def _over_budget(self) -> SessionError:
        """Interrupt the candidate; if it does not yield, end it."""
        self._process.interrupt()
        try:
            self._read(time.monotonic() + GRACE_SECONDS)
        except (TimeoutError, EOFError, OSError, SessionError):
            self.close()
        return self._fail(OverBudget(self._why_over()))

    def _why_over(self) -> Message:
        if not self.allowance.left:
            return Message(
                "all questions together used up the {seconds:g} seconds of a submission",
                {"seconds": self.allowance.seconds},
            )
        return Message("it used up its budget of {seconds:g} seconds", {"seconds": self._budget})

    def _died(self) -> SessionError:
        self.alive = False
        ended = self._process.end(patience=GRACE_SECONDS)
        if ended.over_memory:
            return self._fail(OverMemory(_over_memory(ended.over_memory / MIB, self._memory / MIB)))
        if ended.was_killed:
            cut = Message("it cut the connection to the grader")
            return self._fail(CandidateDied(with_detail(ENDED, cut)))
        if ended.status < 0:
            return self._fail(CandidateDied(with_detail(ENDED, _by_signal(-ended.status)), -ended.status))
        status = Message("it ended the Python process with exit status {status}", {"status": ended.status})
        return self._fail(CandidateDied(with_detail(ENDED, status)))

    def _broken(self, reason: str) -> SessionError:
        self.close()
        full = Message("what it answered could not be read: {reason}", {"reason": reason[:REASON_CHARACTERS]})
        return self._fail(CandidateDied(with_detail(UNREADABLE, full)))

    def _fail(self, failure: SessionError) -> SessionError:
        failure.who = self.who
        self._failure = failure
        return failure

    def close(self) -> None:
        """End the candidate."""
        self.alive = False
        self._process.end()

    @property
    def peak_memory(self) -> int:
        """Bytes; known once the session is closed."""
        return self._process.ended.peak_memory if self._process.ended else 0


def _over_memory(used: float, budget: float) -> Message | str:
    return with_detail(
        Message(
            "with all that it started, it used more memory than its budget of {budget:.0f} MiB",
            {"budget": budget},
        ),
        Message(
            "it used {used:.0f} MiB of memory with all that it started; its budget is {budget:.0f} MiB",
            {"used": used, "budget": budget},
        ),
    )


def _by_signal(number: int) -> Message:
    if number == signal.SIGBUS:
        return Message(
            "signal {signal} ended the Python process, which mostly means that /dev/shm is full: "
            "it holds as much as the budget of memory",
            {"signal": number},
        )
    return Message("signal {signal} ended the Python process", {"signal": number})


def tensor_of(value: object) -> Tensor | Handle | None:
    """A torch or TensorFlow tensor made by a test, as it crosses the wire; None if ``value`` is none."""
    framework = type(value).__module__.partition(".")[0]
    if framework in ("torch", "tensorflow") and hasattr(value, "numpy"):
        array = value.detach().cpu().numpy() if hasattr(value, "detach") else value.numpy()
        return Tensor(framework, array)
    return None
