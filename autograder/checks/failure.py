"""How a check fails: with a sentence for the student, and a share of the points if one is earned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from autograder.message import Message, joined

_SHORT: ContextVar[list[CheckError] | None] = ContextVar("_SHORT", default=None)


class CheckError(AssertionError):
    """A check's verdict; ``message`` is written for the student.

    Attributes:
        share: of the test case's points that is still earned.
    """

    share = 0.0

    def __init__(self, message: Message | str) -> None:
        super().__init__(str(message))
        self.message = message


def error(expected: Message | str, actual: Message | str, hint: str) -> CheckError:
    return CheckError(joined([but_got(expected, actual), hint]))


def but_got(expected: Message | str, actual: Message | str) -> Message:
    return Message("Expected {expected}, but got {actual}.", {"expected": expected, "actual": actual})


def fail(expected: Message | str, actual: Message | str, hint: str, share: float = 0.0) -> None:
    failure, short = error(expected, actual, hint), _SHORT.get()
    failure.share = share
    if not share or short is None:
        raise failure
    short.append(failure)


@contextmanager
def shortfalls() -> Iterator[list[CheckError]]:
    """Collects the checks of a test case that earn a share of its points, instead of ending it there."""
    short: list[CheckError] = []
    token = _SHORT.set(short)
    try:
        yield short
    finally:
        _SHORT.reset(token)
