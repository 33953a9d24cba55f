"""Cells that raised or were stopped, and which questions suffer from them.

A question is told of a cell that is not its own in two cases, and both are true of any notebook: a name that
it uses is not there, and that cell would have defined it; or it lost points, and a cell of no question before
it was stopped, so that whatever that cell does is missing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.candidate.messages import Raised
from autograder.examiner.alignment.align import Step
from autograder.examiner.alignment.source import ALL, bound, used
from autograder.message import Message, counted, joined, listed
from autograder.results import CellTrouble, QuestionResult

TITLE_CHARACTERS = 60
UNDEFINED = re.compile(r"\bname '(\w+)' is not defined")  # as Python says it


def title(step: Step) -> str:
    """The cell's first line, to name it by."""
    line = next((line.strip() for line in step.source.splitlines() if line.strip()), "")
    return f"`{line[:TITLE_CHARACTERS]}{'…' if len(line) > TITLE_CHARACTERS else ''}`"


@dataclass(frozen=True)
class FailedCell:
    """A cell that raised, or was stopped or skipped.

    Attributes:
        place: its place among the steps.
        said: what happened, to be put behind the cell's title.
        raised: what it raised; None if it was stopped or skipped.
        hint: what that means in grading, a sentence; may be empty.
    """

    place: int
    step: Step
    said: Message | str
    raised: Raised | None = None
    hint: Message | str = ""

    @property
    def values(self) -> dict[str, Message | str]:
        """What a sentence about it names."""
        return {"title": title(self.step), "said": self.said}

    @property
    def sentence(self) -> Message | str:
        return joined([Message("The cell {title} {said}.", self.values), self.hint])

    @property
    def trouble(self) -> CellTrouble:
        return CellTrouble(title(self.step).strip("`"), self.step.question or "", self.said)

    @property
    def missing(self) -> set[str]:
        """The names that it lacked itself."""
        if self.raised is None or self.raised.type_name != "NameError":
            return set()
        return undefined(self.raised)

    @cached_property
    def lost(self) -> set[str]:
        """The names that it would have bound, had it gone on."""
        return bound(self.step.source, self.raised.line if self.raised else 0)


@dataclass
class Explained:
    """What there is to say.

    Attributes:
        questions: sentences by question.
        whole: sentences on the submission.
    """

    questions: dict[str, list[Message | str]] = field(default_factory=dict)
    whole: list[Message | str] = field(default_factory=list)


def explain(
    failed: Sequence[FailedCell],
    steps: Sequence[Step],
    results: Mapping[str, QuestionResult],
    blank: Collection[str],
    lacking: Mapping[str, Collection[str]],
) -> Explained:
    """Say which questions that lost points suffer from cells that are not their own.

    Args:
        failed: in the order in which they ran.
        blank: the questions without an answer: they suffer from nothing.
        lacking: by question, names that its public tests did not find.
    """
    explained = Explained()
    suffering: dict[int, list[str]] = {}
    ends = {name: place for place, step in enumerate(steps) for name in step.ends}
    for name, result in results.items():
        if result.score >= result.possible or name in blank:
            continue
        before = [cell for cell in failed if cell.place <= ends[name] and cell.step.question != name]
        own = [cell for cell in failed if cell.step.question == name]
        blamed = _blamed(before, own, [*steps[: ends[name] + 1]], name, lacking.get(name, ()))
        explained.questions[name] = list(blamed.values())
        for place in blamed:
            suffering.setdefault(place, []).append(name)
    for cell in failed:
        if not cell.step.question:
            explained.whole.append(_whole(cell, suffering.get(cell.place, [])))
    return explained


def _whole(cell: FailedCell, suffering: list[str]) -> Message | str:
    sentence = Message("The cell {title}, which belongs to no question, {said}.", cell.values)
    if suffering:
        sentence = counted(
            "The cell {title}, which belongs to no question, {said}; "
            "{questions} lacks what it should have done.",
            "The cell {title}, which belongs to no question, {said}; "
            "{questions} lack what it should have done.",
            len(suffering),
            {**cell.values, "questions": listed(suffering)},
        )
    return joined([sentence, cell.hint])


def _blamed(
    before: Sequence[FailedCell],
    own: Sequence[FailedCell],
    steps: Sequence[Step],
    question: str,
    not_found: Collection[str],
) -> dict[int, Message]:
    """A sentence for each cell that explains something, by its place."""
    if not before:
        return {}
    named = {name for step in steps for name in used(step.source) | bound(step.source)}
    # An error names whatever student code chose: no name is repeated that the notebook does not hold.
    lacking = ({name for cell in own for name in cell.missing} & named) | {*not_found}
    uses = {name for step in steps if step.question == question for name in used(step.source)}
    broken = {cell.place for cell in before}
    defined = {name for place, step in enumerate(steps) if place not in broken for name in bound(step.source)}
    blamed: dict[int, Message] = {}
    wanted = lacking | (uses - defined)
    for cell in reversed(before):
        names = sorted(wanted & cell.lost) or (sorted(lacking) if ALL in cell.lost else [])
        if names:
            blamed[cell.place] = counted(
                "{names} is missing: the cell {title} {said}.",
                "{names} are missing: the cell {title} {said}.",
                len(names),
                {**cell.values, "names": listed([f"`{name}`" for name in names])},
            )
            wanted = (wanted - cell.lost) | (cell.missing & named)
            lacking = lacking | (cell.missing & named)
        elif cell.raised is None and not cell.step.question:
            blamed[cell.place] = Message(
                "What the cell {title} should have done is missing: it {said}.", cell.values
            )
    return dict(sorted(blamed.items()))


def undefined(raised: Raised) -> set[str]:
    """The names that Python did not find."""
    return set(UNDEFINED.findall(raised.message))
