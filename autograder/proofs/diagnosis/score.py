"""What known answers were told when they were graded with the catalogue, and whether it is good enough."""

from __future__ import annotations

import msgspec
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from autograder.assignment.answers import Answer

ENOUGH = 0.95  # share of the wrong answers that must be named rightly


class Diagnosed(msgspec.Struct, frozen=True):
    """What a known answer was told when it was graded with the catalogue.

    Attributes:
        told: question that lost points to the misconception that was named; empty if none was.
        tied: questions in which another would be named if this answer were not known: the outputs are equal.
    """

    answer: Answer
    told: dict[str, str]
    tied: list[str]

    @property
    def named_in(self) -> list[str]:
        """The questions in which a misconception was named."""
        return [question for question, misconception in self.told.items() if misconception]

    @property
    def right(self) -> bool:
        """Only its own misconception was named; for an accepted answer, none."""
        named = {misconception for misconception in self.told.values() if misconception}
        return not named if self.answer.accepted else named == {self.answer.about}

    @property
    def wrong(self) -> bool:
        """Another misconception than its own was named."""
        expected = set() if self.answer.accepted else {self.answer.about}
        return bool(set(self.told.values()) - expected - {""})

    @property
    def sentence(self) -> str:
        """What it was told, by question."""
        sentences = "; ".join(f"{question}: {text or 'nothing'}" for question, text in self.told.items())
        return f"{self.answer.name} was told {sentences or 'nothing: it lost no points'}"


class Tally:
    """The answers of one assignment, counted."""

    def __init__(self, assignment: str, diagnosed: list[Diagnosed]) -> None:
        wrong = [outcome for outcome in diagnosed if not outcome.answer.accepted]
        self.assignment = assignment
        self.wrong = len(wrong)
        self.right = sum(outcome.right for outcome in wrong)
        self.tied = sum(bool(outcome.tied) for outcome in wrong)
        self.misnamed = [outcome for outcome in wrong if outcome.wrong]
        self.unnamed = [outcome for outcome in wrong if not outcome.right and not outcome.wrong]
        self.losses = sum(len(outcome.answer.loses) for outcome in wrong)
        self.right_losses = sum(len(outcome.named_in) for outcome in wrong if not outcome.wrong)
        self.accepted = len(diagnosed) - len(wrong)
        self.accused = [outcome for outcome in diagnosed if outcome.answer.accepted and outcome.wrong]

    @property
    def holds(self) -> bool:
        """Enough wrong answers are diagnosed correctly, and no right answer is diagnosed at all."""
        return self.right >= ENOUGH * self.wrong and not self.accused

    @property
    def sentences(self) -> list[str]:
        """Each answer that was not diagnosed correctly, and what it was told."""
        return [
            f"{self.assignment}: {outcome.sentence}"
            for outcome in self.accused + self.misnamed + self.unnamed
        ]


def table(tallies: list[Tally]) -> Table:
    """A line an assignment, in at most 80 columns."""
    table_ = Table(
        "assignment", "named\nrightly", "wrongly", "not",
        "like\nanother", "in\nquestions", "right\nones\naccused",
        box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0),
    )  # fmt: skip
    for tally in tallies:
        counts = (
            f"{tally.right} of {tally.wrong}", len(tally.misnamed), len(tally.unnamed), tally.tied,
            f"{tally.right_losses} of {tally.losses}", f"{len(tally.accused)} of {tally.accepted}",
        )  # fmt: skip
        style = "" if tally.holds else "bold red"
        table_.add_row(tally.assignment, *(Text(str(count), style=style) for count in counts))
    return table_
