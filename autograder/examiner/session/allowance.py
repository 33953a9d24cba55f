"""The time that all of a submission may take, whatever it makes the grader do again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Allowance:
    """Seconds of waiting for candidates, over all questions, replays and further candidates of a submission.

    Attributes:
        seconds: how many there are.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._spent = 0.0

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - self._spent)

    @contextmanager
    def spend(self) -> Iterator[None]:
        """What passes in the block is spent."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._spent += time.monotonic() - began
