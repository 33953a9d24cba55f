"""Records of a class, made through the gradebook's API, for tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student

CONTENTS = itertools.count(1)
Questions = Iterable[tuple[str, float | None, float]]  # name, points (None: a person gives them), possible


def result(
    student: Student,
    assignment: str = "hw1",
    questions: Questions = (("q1", 8, 10),),
    received: datetime | None = None,
    content: str = "",
    status: Status = Status.GRADED,
    *,
    marked_late: bool = False,
) -> GradingResult:
    """What grading a new content gave; ``content`` names one that was there before."""
    answers = [
        QuestionResult(name, Verdict.MANUAL if points is None else Verdict.PARTIAL, points or 0.0, possible)
        for name, points, possible in (questions if status is Status.GRADED else ())
    ]
    return GradingResult(
        student=student,
        assignment=assignment,
        status=status,
        questions=answers,
        score=sum(answer.score for answer in answers),
        possible=sum(answer.possible for answer in answers if answer.verdict is not Verdict.MANUAL),
        submission_hash=content or f"content {next(CONTENTS)}",
        tests_hash="tests",
        submitted_at=received,
        marked_late=marked_late,
        layers=["namespaces"],
    )


def hand_in(book: Gradebook, graded: GradingResult) -> int:
    """Records the result, and gives the number of the submission."""
    grading = book.record(graded)
    with book.reading():
        return models.Grading.objects.values_list("submission", flat=True).get(pk=grading)


def row(book: Gradebook, key: str) -> int:
    """The row of a student."""
    with book.reading():
        return models.Student.objects.get(key=key).pk


class _ForgottenError(Exception):
    """Raised so that nothing is kept."""


@contextmanager
def forgetting(book: Gradebook) -> Iterator[None]:
    """What is written inside is gone afterwards, so that many examples can share one gradebook."""
    with suppress(_ForgottenError), book.writing():
        yield
        raise _ForgottenError
