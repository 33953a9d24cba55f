"""What the catalogue says of a question, made from what known answers gave."""

from __future__ import annotations

import msgspec

from autograder.assignment.answers import Answer
from autograder.examiner.misconceptions.catalogue import Known, Wrong
from autograder.examiner.misconceptions.diagnosis import match
from autograder.examiner.misconceptions.transcript import Record, Transcript, equal

Heard = dict[str, Transcript]  # by question


def entry(
    question: str,
    made_of: str,
    reference: Transcript,
    right: list[Record],
    wrong: list[tuple[Answer, Heard]],
) -> Known:
    """The question's entry.

    Args:
        right: what each right answer gave, and how long it took: where they differ, a test case is open, and
            the quickest counts, as the others may have waited for the reference.
        wrong: the answers that lose points here, and what they gave.
    """
    others = [record.transcripts.get(question, {}) for record in right]
    opened = [
        case
        for case, said in reference.items()
        if not all(case in other and equal(said, other[case]) for other in others)
    ]
    took = [record.seconds[question] for record in right if question in record.seconds]
    seconds = {case: round(min(times[case] for times in took), 4) for case in reference}
    entries = {
        answer.name: Wrong(answer.about, answer.feedback, _cells(answer, question), heard[question])
        for answer, heard in wrong
        if question in heard  # not where the candidate died
    }
    return Known(made_of, reference, opened, entries, seconds)


def is_tied(known: Known, name: str) -> bool:
    """Whether another wrong answer would be named if this one were not known."""
    own = known.wrong.get(name)
    if own is None:
        return False
    others = {other: wrong for other, wrong in known.wrong.items() if other != name}
    return match(msgspec.structs.replace(known, wrong=others), own.cases, own.cells) is not None


def texts(cells: dict[str, list[str]]) -> dict[str, str]:
    """Question to the source of its cells together."""
    return {question: "\n".join(sources) for question, sources in cells.items()}


def _cells(answer: Answer, question: str) -> dict[str, str]:
    """The cells to compare a student's text with: those of the question, else all that the answer changes."""
    return texts({question: answer.cells[question]} if question in answer.cells else answer.cells)
