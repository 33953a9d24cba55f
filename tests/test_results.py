"""The record of one submission stays small, whatever it is made from."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from autograder import results
from autograder.results import CellTrouble, GradingResult, QuestionResult, Status, Verdict, bounded
from autograder.student import Student

HUGE = "\0" * (4 * 2**20)


def result(text: str, many: int) -> GradingResult:
    test = results.TestCaseResult("t", True, False, 0, 1, text)
    question = QuestionResult(text, Verdict.FAILED, 0, 1, [test] * 5, text, 1.0, text, text, text)
    return GradingResult(
        student=Student.named(text),
        assignment="a",
        status=Status.GRADED,
        questions=[question] * 5,
        changes=[text] * many,
        troubles=[CellTrouble(text, "q1", text)] * many,
        remarks=[text] * many,
        message=text,
        source=text,
        graded_at=datetime(2026, 10, 11, tzinfo=UTC),
        versions={"python": "3.11"},
    )


def test_every_text_and_every_list_of_a_result_is_bounded() -> None:
    found = bounded(result(HUGE, 20_000))
    texts = [found.student.name, found.message, found.source, *found.changes, *found.remarks]
    texts += [text for trouble in found.troubles for text in (trouble.cell, trouble.said)]
    for question in found.questions:
        texts += [question.name, question.message, question.misconception, question.feedback, question.answer]
        texts += [test.message for test in question.tests]
    assert max(len(str(text)) for text in texts) < results.ANSWER_CHARACTERS + 100
    assert len(texts) < 500
    assert str(found.changes[-1]) == "And 19,900 more of the kind."
    assert len(msgspec.json.encode(bounded(result(HUGE.replace("\0", "x"), 20_000)))) < 2 * 2**20


def test_a_bounded_result_is_bounded_no_further() -> None:
    once = bounded(result("x" * 100_000, 101))
    assert bounded(once) == once


def test_a_small_result_stays_as_it_is() -> None:
    small = result("a sentence", 100)
    assert bounded(small) == small
