"""The numbers that the report draws."""

from __future__ import annotations

import msgspec
import pytest

from autograder.report.html import findings
from autograder.report.summary import Misconception, misconceptions, summarise
from autograder.results import CellTrouble, GradingResult, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult
from autograder.student import Student


def answer(student: str, first: float, second: float, **changes: object) -> GradingResult:
    result = GradingResult(
        student=Student.named(student),
        assignment="a",
        status=Status.GRADED,
        score=first + second,
        possible=4.0,
        questions=[
            QuestionResult(
                "q1",
                Verdict.PASSED if first == 2 else Verdict.FAILED,
                first,
                2.0,
                [CaseResult("test_one", True, first == 2, first, 2.0)],
                seconds=1.0,
            ),
            QuestionResult(
                "q2", Verdict.PASSED if second == 2 else Verdict.PARTIAL, second, 2.0, seconds=3.0
            ),
            QuestionResult("essay", Verdict.MANUAL, 0.0, 5.0),
        ],
        sandbox="namespaces",
        layers=["namespaces"],
        seconds=4.0,
        submission_hash=student,
    )
    return msgspec.structs.replace(result, **changes)


def test_means_bins_and_failures_count_graded_work_only() -> None:
    results = [
        answer("a", 2, 2),
        answer("b", 0, 1),
        answer("c", 0, 0),
        GradingResult(student=Student.named("d"), assignment="a", status=Status.UNREADABLE),
        GradingResult(student=Student.named("e"), assignment="a", status=Status.ERROR),
    ]
    (summary,) = summarise(results)
    assert summary.statuses == {Status.GRADED: 3, Status.UNREADABLE: 1, Status.ERROR: 1}
    assert summary.bins == [1, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert summary.mean == pytest.approx(125 / 3)
    assert summary.median == 25
    assert summary.questions["q1"].mean == pytest.approx(1 / 3)
    assert summary.questions["q2"].mean == pytest.approx(0.5)
    assert summary.questions["essay"].manual
    case = summary.questions["q1"].cases["test_one"]
    assert (case.failed, case.ran, case.hidden) == (2, 3, True)
    assert summary.total_seconds == 12


def test_a_question_that_strong_and_weak_students_answer_alike_is_named() -> None:
    # q1 goes with the rest of the score in the first class and against it in the second
    with_it = [answer(f"s{n}", 2.0 * (n % 2), 1.0 + n % 2) for n in range(10)]
    against = [answer(f"s{n}", 2.0 * (n % 2), 2.0 - n % 2) for n in range(10)]
    (good,), (bad,) = summarise(with_it), summarise(against)
    assert good.questions["q1"].discrimination == pytest.approx(1)
    assert bad.questions["q1"].discrimination == pytest.approx(-1)
    assert not [f for f in findings(good) if "hardly tells" in f.sentence]
    assert [f for f in findings(bad) if f.sentence.startswith("q1 hardly tells")]
    (few,) = summarise(against[:9])
    assert few.questions["q1"].discrimination is None


def test_what_to_look_at_first_is_found() -> None:
    results = [
        answer("anna", 2, 2, submission_hash="same"),
        answer("boris", 2, 2, submission_hash="same"),
        answer("chen", 0, 0, submission_hash="blank"),
        answer("dina", 0, 0, submission_hash="blank"),
        answer("eve", 2, 0, sandbox="off", layers=[]),
        answer("finn", 2, 0, changes=["Cell 3 was changed."]),
        GradingResult(student=Student.named("gül"), assignment="a", status=Status.UNREADABLE),
        GradingResult(student=Student.named("hanna"), assignment="a", status=Status.ERROR),
    ]
    (summary,) = summarise(results)
    sentences = [finding.sentence for finding in findings(summary)]
    assert sentences == [
        "1 student: sandbox off: a grade made without walls.",
        "1 student could not be graded for a reason of ours; the next run tries again.",
        "1 student handed in a file that could not be read.",
        "The same notebook, byte for byte, came from anna and boris.",
        "1 student changed given cells.",
        "essay waits for a person to grade it: 6 students.",
    ]


def test_assignments_are_apart() -> None:
    results = [answer("a", 2, 2), answer("a", 0, 0, assignment="b"), answer("b", 2, 2)]
    assert [(s.assignment, len(s.results)) for s in summarise(results)] == [("a", 2), ("b", 1)]


def wrong(student: str, question: str, sentence: str, assignment: str = "a") -> GradingResult:
    answered = QuestionResult(question, Verdict.FAILED, 0.0, 1.0, misconception=sentence)
    return GradingResult(
        student=Student.named(student), assignment=assignment, status=Status.GRADED, questions=[answered]
    )


def test_misconceptions_are_counted_by_question_the_most_frequent_first() -> None:
    results = [
        wrong("a", "q1", "no tanh"),
        wrong("b", "q2", "no tanh"),
        wrong("c", "q2", "no \x1b[31mtanh\n"),
        wrong("d", "q2", ""),
        wrong("e", "q2", "no tanh", "b"),
        msgspec.structs.replace(wrong("f", "q1", "no tanh"), status=Status.ERROR),
    ]
    counts = [
        (Misconception("a", "q2", "no tanh"), 2),
        (Misconception("a", "q1", "no tanh"), 1),
        (Misconception("b", "q2", "no tanh"), 1),
    ]
    assert misconceptions(results) == counts
    first, _ = summarise(results)
    assert first.misconceptions == counts[:2]
    assert [first.place(known) for known, _ in counts[:2]] == [1, 2]


@pytest.mark.parametrize(("students", "shown"), [(1, False), (2, True), (10, True)])
def test_a_cell_of_no_question_that_fails_for_many_is_looked_at_first(students: int, shown: bool) -> None:
    trouble = CellTrouble("import torch", "", "raised ModuleNotFoundError: No module named 'torch' (line 1)")
    own = CellTrouble("def f(x):", "q1", "raised SyntaxError: invalid syntax")
    results = [
        answer(str(number), 1, 1, troubles=[trouble, own] if number < students else [own])
        for number in range(10)
    ]
    (summary,) = summarise(results)
    said = [finding.sentence for finding in findings(summary) if "belongs to no question" in finding.sentence]
    assert said == [
        "The cell import torch, which belongs to no question, raised ModuleNotFoundError: No module named "
        f"'torch' (line 1) for {students} of 10 students: is something missing in grading?"
    ] * int(shown)
