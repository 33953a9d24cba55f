"""What known answers were told when they were graded with the catalogue, and whether that is good enough."""

from __future__ import annotations

import msgspec
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from autograder.assignment.answers import Answer

ENOUGH = 0.95  # share of the wrong answers that must be named rightly


class Named(msgspec.Struct, frozen=True):
    """What a known answer was told when it was graded with the catalogue.

    Attributes:
        told: question that lost points to the misconception that was named, empty where none was.
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
        """Its own misconception was named in some question, and no other in any; of an accepted one: none."""
        named = {misconception for misconception in self.told.values() if misconception}
        return not named if self.answer.accepted else named == {self.answer.about}

    @property
    def wrong(self) -> bool:
        """Another misconception than its own was named."""
        own = set() if self.answer.accepted else {self.answer.about}
        return bool(set(self.told.values()) - own - {""})

    @property
    def sentence(self) -> str:
        """What it was told, by question."""
        told = "; ".join(f"{question}: {text or 'nothing'}" for question, text in self.told.items())
        return f"{self.answer.name} was told {told or 'nothing: it lost no points'}"


class Tally:
    """The answers of one assignment, counted."""

    def __init__(self, assignment: str, found: list[Named]) -> None:
        wrong = [one for one in found if not one.answer.accepted]
        self.assignment = assignment
        self.wrong = len(wrong)
        self.right = sum(one.right for one in wrong)
        self.tied = sum(bool(one.tied) for one in wrong)
        self.misnamed = [one for one in wrong if one.wrong]
        self.unnamed = [one for one in wrong if not one.right and not one.wrong]
        self.losses = sum(len(one.answer.loses) for one in wrong)
        self.right_losses = sum(len(one.named_in) for one in wrong if not one.wrong)
        self.accepted = len(found) - len(wrong)
        self.accused = [one for one in found if one.answer.accepted and one.wrong]

    @property
    def holds(self) -> bool:
        """Enough wrong answers are named rightly, and no right one is named at all."""
        return self.right >= ENOUGH * self.wrong and not self.accused

    @property
    def sentences(self) -> list[str]:
        """Each answer that was not named as it should, and what it was told."""
        return [f"{self.assignment}: {one.sentence}" for one in self.accused + self.misnamed + self.unnamed]


def table(tallies: list[Tally]) -> Table:
    """A line an assignment, in at most 80 columns."""
    made = Table(
        "assignment", "named\nrightly", "wrongly", "not",
        "like\nanother", "in\nquestions", "right\nones\naccused",
        box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0),
    )  # fmt: skip
    for one in tallies:
        counts = (
            f"{one.right} of {one.wrong}", len(one.misnamed), len(one.unnamed), one.tied,
            f"{one.right_losses} of {one.losses}", f"{len(one.accused)} of {one.accepted}",
        )  # fmt: skip
        style = "" if one.holds else "bold red"
        made.add_row(one.assignment, *(Text(str(count), style=style) for count in counts))
    return made
