"""How a check fails: in a sentence for the student, and with a share of the points where one is earned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from autograder.message import Message, joined

_SHORT: ContextVar[list[CheckError] | None] = ContextVar("_SHORT", default=None)


class CheckError(AssertionError):
    """A check's verdict; ``message`` is written for the student.

    Attributes:
        share: of the test case's points that are earned all the same.
    """

    share = 0.0

    def __init__(self, message: Message | str) -> None:
        super().__init__(str(message))
        self.message = message


def error(expected: Message | str, came: Message | str, hint: str) -> CheckError:
    return CheckError(joined([but_got(expected, came), hint]))


def but_got(expected: Message | str, came: Message | str) -> Message:
    return Message("Expected {expected}, but got {came}.", {"expected": expected, "came": came})


def fail(expected: Message | str, came: Message | str, hint: str, share: float = 0.0) -> None:
    made, short = error(expected, came, hint), _SHORT.get()
    made.share = share
    if not share or short is None:
        raise made
    short.append(made)


@contextmanager
def shortfalls() -> Iterator[list[CheckError]]:
    """Collects, of one test case, the checks that earn a share of it, instead of ending it there."""
    short: list[CheckError] = []
    token = _SHORT.set(short)
    try:
        yield short
    finally:
        _SHORT.reset(token)
