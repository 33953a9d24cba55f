"""A question's entry in the catalogue, made from the outputs of known answers."""

from __future__ import annotations

import msgspec

from autograder.assignment.answers import Answer
from autograder.examiner.misconceptions.catalogue import Known, Wrong
from autograder.examiner.misconceptions.comparison import match
from autograder.examiner.misconceptions.transcript import Record, Transcript, equal

Transcripts = dict[str, Transcript]  # by question


def entry(
    question: str,
    made_of: str,
    reference: Transcript,
    right: list[Record],
    wrong: list[tuple[Answer, Transcripts]],
) -> Known:
    """The question's entry.

    Args:
        right: the outputs of each right answer, and its seconds: if outputs differ, a test case is open; the
            quickest time counts, as the others may have waited for the reference.
        wrong: the answers that lose points here, and their outputs.
    """
    transcripts = [record.transcripts.get(question, {}) for record in right]
    opened = [
        case
        for case, output in reference.items()
        if not all(case in transcript and equal(output, transcript[case]) for transcript in transcripts)
    ]
    took = [record.seconds[question] for record in right if question in record.seconds]
    seconds = {case: round(min(times[case] for times in took), 4) for case in reference}
    entries = {
        answer.name: Wrong(answer.about, answer.feedback, _cells(answer, question), outputs[question])
        for answer, outputs in wrong
        if question in outputs  # not if the candidate died
    }
    return Known(made_of, reference, opened, entries, seconds)


def is_tied(known: Known, name: str) -> bool:
    """Whether another wrong answer would be named if this one were not known."""
    own_entry = known.wrong.get(name)
    if own_entry is None:
        return False
    others = {other_name: wrong for other_name, wrong in known.wrong.items() if other_name != name}
    return match(msgspec.structs.replace(known, wrong=others), own_entry.cases, own_entry.cells) is not None


def texts(cells: dict[str, list[str]]) -> dict[str, str]:
    """Question to the source of its cells together."""
    return {question: "\n".join(sources) for question, sources in cells.items()}


def _cells(answer: Answer, question: str) -> dict[str, str]:
    """The cells to compare a student's text with: the question's, or else all that the answer changes."""
    return texts({question: answer.cells[question]} if question in answer.cells else answer.cells)
