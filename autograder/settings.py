"""How an assignment's candidates are run: what `grading.yml` says of it, as an examiner and a worker need it.

Plain data, because a worker has nothing else to do with the file and what reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec


class Budget(Protocol):
    """What a question may use: wall-clock ``time`` in seconds, ``memory`` in MiB."""

    @property
    def time(self) -> float: ...

    @property
    def memory(self) -> float: ...


class Running(Protocol):
    """What an examiner asks of an assignment's settings.

    Attributes:
        accelerate_from: Keras trainings of so many steps or more are compiled; 0: Keras goes its own way.
    """

    @property
    def accelerate_from(self) -> int: ...

    def budget_for(self, question: str) -> Budget: ...


def time_for_all(config: Running, questions: Iterable[str]) -> float:
    """Seconds that a submission may take as a whole, whatever it makes the grader do again.

    Each question's budget counts for its cells and again for its tests; the cells before the first question
    have one too.
    """
    return config.budget_for("").time + 2 * sum(config.budget_for(name).time for name in questions)


class PlainBudget(msgspec.Struct, frozen=True):
    """A ``Budget``."""

    time: float
    memory: float


class RunMode(msgspec.Struct, frozen=True):
    """What a run is for; as it is here, it grades and names no misconception.

    Attributes:
        catalogue: absolute path of the assignment's `diagnosis.json`, which decides no grade; empty: none.
        calibrating: thresholds let everything pass, and what is compared with them is noted.
        transcribing: each result comes with a record of what the submission gave, for the catalogue.
        showing: questions. Nothing is tested; the result comes with the pictures that their cells display.
    """

    catalogue: str = ""
    calibrating: bool = False
    transcribing: bool = False
    showing: tuple[str, ...] = ()


GRADING = RunMode()


class Settings(msgspec.Struct, frozen=True):
    """What crosses to a worker.

    Attributes:
        budgets: of the questions that have one of their own.
        gpus: how many a worker gets where it computes on GPUs, or which part of one.
        gpu_memory: MiB of each of them; the same part of its memory where not given.
    """

    accelerate_from: int
    budget: PlainBudget
    budgets: dict[str, PlainBudget] = {}
    gpus: float = 1.0
    gpu_memory: int | None = None

    def budget_for(self, question: str) -> PlainBudget:
        """The question's own budget where it has one, else the assignment's."""
        return self.budgets.get(question, self.budget)
