"""Limits of the examiner's own work on what a candidate gave: whoever exceeds them loses, and nobody else.

The time is the processor's, of this process: a busy machine takes none of it, nor does waiting for a
candidate. It is watched in the main thread only, where Python lets signals in; a worker's tests run there, on
a Ray cluster too. One call that never comes back to Python is ended with its worker by the engine.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from autograder.examiner.session.session import MIB
from autograder.message import Message

CPU_SECONDS = 10.0  # beside the question's own budget of time
LEAST_MEMORY = 1024 * MIB  # if the question's own budget is smaller
AGAIN = 1.0  # seconds until what goes on all the same is interrupted once more
# In the middle of a conversation nothing is interrupted: what was asked next would get the wrong answer.
CONVERSATIONS = frozenset(
    {("autograder.examiner.session.session", "_ask"), ("autograder.sandbox.zygote", "")}
)
_STATUS = Path("/proc/self/status")


class TooMuch(Exception):  # noqa: N818 - a property of what was answered
    """The tests of a question reached a limit; ``message`` is for the student."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Bounds:
    """What the tests of one question may use together.

    Args:
        seconds: of the question's budget.
        memory: bytes of the question's budget.
    """

    def __init__(self, seconds: float = 0.0, memory: int = 0) -> None:
        self._seconds = CPU_SECONDS + seconds
        self._memory = max(LEAST_MEMORY, memory)
        self._spent = False
        self._inside = False

    @contextlib.contextmanager
    def question(self) -> Iterator[None]:
        """Within, the processor's time is counted."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = signal.signal(signal.SIGPROF, self._interrupt)
        signal.setitimer(signal.ITIMER_PROF, self._seconds, AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, previous)

    @contextlib.contextmanager
    def case(self) -> Iterator[None]:
        """Within, a test case runs.

        Raises:
            TooMuch: it, or those before it, reached a limit; whatever else it raised goes on.
        """
        with _limited_data(self._memory):
            try:
                self._inside = True
                self._check()
                yield
                self._check()
            except MemoryError:
                raise TooMuch(
                    Message(
                        "What your code gave is too large to be tested: "
                        "its tests need more than {mebibytes:,.0f} MiB of memory.",
                        {"mebibytes": self._memory / MIB},
                    )
                ) from None
            except Exception:
                self._check()
                raise
            finally:
                self._inside = False

    def _check(self) -> None:
        if self._spent:
            raise TooMuch(
                Message(
                    "What your code gave is too large to be tested: "
                    "its tests need more than {seconds:g} seconds of computing.",
                    {"seconds": self._seconds},
                )
            )

    def _interrupt(self, _number: int, frame: FrameType | None) -> None:
        self._spent = True
        while frame is not None:
            module = frame.f_globals.get("__name__")
            if {(module, frame.f_code.co_name), (module, "")} & CONVERSATIONS:
                return
            frame = frame.f_back
        if self._inside:
            self._check()


@contextlib.contextmanager
def _limited_data(extra: int) -> Iterator[None]:
    """Within, this process may have so many bytes more than it has now, if the kernel counts them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = _data()
    limit = used + extra
    if not used or any(0 <= existing < limit for existing in (soft, hard)):  # a stricter one holds already
        yield
        return
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data() -> int:
    """Bytes that count for the limit; 0 if this system does not tell."""
    try:
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)
