"""Results that older versions wrote are read, with all that they told the student and the instructor."""

from __future__ import annotations

from pathlib import Path

from autograder.gradebook.database.legacy import read
from autograder.gradebook.gradebook import Gradebook
from autograder.message import Message, with_detail
from autograder.results import CellTrouble, GradingResult, Metric, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult  # pytest collects names with Test
from autograder.student import Student

WRITTEN = Path(__file__).parent / "result-0.1.json"  # by version 0.1


def test_a_result_of_version_1_is_read() -> None:
    result = read(WRITTEN.read_text(encoding="utf-8"))
    (question,) = result.questions
    public, hidden = question.tests
    assert (public.message, public.full) == ("", "")
    assert str(hidden.message) == "double must work for any numbers."
    assert hidden.full == "double must work for any numbers. Expected double(x) to be 4, but got 5."
    assert hidden.metrics == [Metric("m", None, 0.5, at_least=True)]
    assert str(question.message) == "The cell `x` raised KeyError in line 1."
    assert question.full == "The cell `x` raised KeyError: 3.14 (line 1)."
    assert [(str(one.said), one.full) for one in result.troubles] == [
        ("raised KeyError in line 1", "raised KeyError: 3.14 (line 1)"),
        ("printed a traceback", "printed a traceback"),
    ]
    assert result.changes == ["The given cell “x {y}” was edited."]
    assert result.message == "The cell `y` called exit(), which was ignored."
    assert result.submitted_at == result.graded_at
    assert (result.student.name, question.verdict, result.score) == ("ana", Verdict.PARTIAL, 1.0)


def test_a_result_of_today_is_read_as_it_was_written(url: str) -> None:
    said = Message("raised {what}", {"what": with_detail("KeyError", 'KeyError: "detail":"x"')})
    case = CaseResult("t", True, False, 0, 1, with_detail("For students.", "For the instructor."))
    result = GradingResult(
        student=Student.named("ana"),
        assignment="attention",
        status=Status.GRADED,
        questions=[QuestionResult("q1", Verdict.FAILED, 0, 1, [case], said)],
        troubles=[CellTrouble("x", "q1", said)],
    )
    with Gradebook(url) as book:
        book.record(result)
        assert book.results() == [result]
