"""What happens while submissions are graded, for whoever shows or records it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator

import msgspec

from autograder.examiner.misconceptions.transcript import Record
from autograder.results import GradingResult
from autograder.student import Student


class Queued(msgspec.Struct, frozen=True):
    """Something has to be graded.

    Attributes:
        total: how many submissions at most: some may turn out to be graded already.
        expected: by id, the seconds that a student's submission took the last time, if there was one.
    """

    title: str
    total: int
    expected: dict[str, float]


class Working(msgspec.Struct, frozen=True):
    """What a worker does now; no student: nothing; no question: it begins.

    Attributes:
        worker: counted from 0.
    """

    worker: int
    student: Student | None = None
    question: str = ""


class Graded(msgspec.Struct, frozen=True):
    """A submission has its result.

    Attributes:
        reused: it is from an earlier run.
        record: what the submission gave, in a run that asks for it.
        pictures: what cells displayed, PNG files by question, in a run that asks for it.
    """

    result: GradingResult
    reused: bool = False
    record: Record | None = None
    pictures: dict[str, list[bytes]] = {}


class Note(msgspec.Struct, frozen=True):
    """Something that whoever started this should read."""

    sentence: str


PoolEvent = Working | Graded
Event = Queued | Note | PoolEvent


def results(
    events: Generator[PoolEvent], watch: Callable[[Working], None] = lambda working: None
) -> Generator[GradingResult]:
    """The results among ``events``, which are closed with this; ``watch`` is told of the rest."""
    with contextlib.closing(graded(events, watch)) as done:
        for event in done:
            yield event.result


def graded(
    events: Generator[PoolEvent], watch: Callable[[Working], None] = lambda working: None
) -> Generator[Graded]:
    """The events that hold a result; ``events`` are closed with this, and ``watch`` is told of the rest."""
    with contextlib.closing(events):
        for event in events:
            if isinstance(event, Graded):
                yield event
            else:
                watch(event)
