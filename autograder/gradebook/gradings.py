"""Gradings: what one run of the examiner gave, as it is kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from autograder.gradebook import models, submissions
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.people import people, recognition
from autograder.gradebook.text import storable
from autograder.message import put
from autograder.results import GradingResult, Verdict

TOGETHER = 200  # results that are read at once: a few MB


def add_result(result: GradingResult, recorded: datetime) -> models.Grading:
    """Adds what one run of the examiner gave, and what was handed in, if that is not there yet."""
    submission = submissions.row_of(
        recognition.row_of(result.student),
        result.assignment,
        result.submission_hash,
        received=result.submitted_at,
        marked_late=result.marked_late,
        source=result.source,
        remarks=[put(remark) for remark in result.remarks],
        entered=recorded,
    )
    return add_grading(submission, result, recorded)


def add_grading(
    submission: models.Submission, result: GradingResult, recorded: datetime, regrade: int | None = None
) -> models.Grading:
    """Adds what one run of the examiner gave for the submission.

    Args:
        regrade: the one that it belongs to; None: it counts from now on.
    """
    grading = models.Grading.objects.create(
        submission=submission,
        tests_hash=result.tests_hash,
        status=result.status.value,
        score=result.score,
        possible=result.possible,
        points=[
            [question.name, None if question.verdict is Verdict.MANUAL else question.score, question.possible]
            for question in result.questions
        ],
        versions=result.versions,
        walls=[result.sandbox, *result.layers] if result.layers else [],
        seconds=result.seconds,
        graded_at=result.graded_at,
        recorded=recorded,
        regrade_id=regrade,
    )
    models.GradingDocument.objects.create(grading=grading, packed=zlib.compress(_encode(result)))
    if regrade is None:
        people.touch([submission.student_id])
    return grading


def results(numbers: Sequence[int], book: str) -> Iterator[GradingResult]:
    """The whole results of these gradings, in this order.

    Args:
        book: what the gradebook is called.

    Raises:
        GradebookError: one is not readable.
    """
    decode = msgspec.json.Decoder(GradingResult).decode
    for start in range(0, len(numbers), TOGETHER):
        chosen = numbers[start : start + TOGETHER]
        packed = dict(models.GradingDocument.objects.filter(pk__in=chosen).values_list("pk", "packed"))
        for number in chosen:
            try:
                yield decode(zlib.decompress(packed[number]))
            except (msgspec.MsgspecError, zlib.error) as error:
                raise GradebookError(
                    f"Grading {number} of the gradebook {book} holds no result ({error}): "
                    "restore the gradebook from a backup."
                ) from error


def _encode(result: GradingResult) -> bytes:
    try:
        return msgspec.json.encode(result)
    except UnicodeEncodeError:  # half a character, from a file name or a student's text
        return msgspec.json.encode(storable(msgspec.to_builtins(result)))
