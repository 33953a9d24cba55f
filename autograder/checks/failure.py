"""How a check fails: in a sentence for the student, and with a share of the points where one is earned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SHORT: ContextVar[list[CheckError] | None] = ContextVar("_SHORT", default=None)


class CheckError(AssertionError):
    """A check's verdict; its text is written for the student.

    Attributes:
        share: of the test case's points that are earned all the same.
    """

    share = 0.0


def error(expected: str, actual: str, hint: str) -> CheckError:
    return CheckError(f"Expected {expected}, but got {actual}." + (f" {hint}" if hint else ""))


def fail(expected: str, actual: str, hint: str, share: float = 0.0) -> None:
    failure, short = error(expected, actual, hint), _SHORT.get()
    failure.share = share
    if not share or short is None:
        raise failure
    short.append(failure)


@contextmanager
def shortfalls() -> Iterator[list[CheckError]]:
    """Collects, of one test case, the checks that earn a share of it, instead of ending it there."""
    short: list[CheckError] = []
    token = _SHORT.set(short)
    try:
        yield short
    finally:
        _SHORT.reset(token)
