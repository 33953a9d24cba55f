"""How a check fails: with a sentence for the student, and a share of the points if one is earned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SHORT: ContextVar[list[CheckError] | None] = ContextVar("_SHORT", default=None)


class CheckError(AssertionError):
    """A check's verdict; its text is written for the student.

    Attributes:
        share: of the test case's points that is still earned.
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
    """Collects the checks of a test case that earn a share of its points, instead of ending it there."""
    short: list[CheckError] = []
    token = _SHORT.set(short)
    try:
        yield short
    finally:
        _SHORT.reset(token)
