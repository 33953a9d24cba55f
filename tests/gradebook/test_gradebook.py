"""What an instructor relies on: nothing is graded twice, nothing is lost, errors are one clear sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime

import databases
import msgspec
import pytest

from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult  # pytest collects names with Test
from autograder.student import Student


def graded(student: str = "anna", **changes: object) -> GradingResult:
    result = GradingResult(
        student=Student.named(student),
        assignment="attention",
        status=Status.GRADED,
        score=1.5,
        possible=3.0,
        questions=[
            QuestionResult(
                "q1", Verdict.PARTIAL, 1.5, 3.0, [CaseResult("test_shape", False, True, 1.5, 1.5, "né")]
            )
        ],
        layers=["namespaces"],
        submission_hash="content-1",
        tests_hash="tests-1",
        submitted_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        source="a.zip/anna.ipynb",
    )
    return msgspec.structs.replace(result, **changes)


def test_the_second_lookup_hits_with_the_whole_result(url: str) -> None:
    with Gradebook(url) as book:
        assert book.lookup("content-1", "tests-1", Student.named("anna")) is None
        book.record(graded())
    with Gradebook(url) as book:
        assert book.lookup("content-1", "tests-1", Student.named("anna")) == graded()
        assert book.results() == [graded()]


def test_other_content_other_tests_and_empty_hashes_miss(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded())
        book.record(graded(submission_hash="", tests_hash=""))
        assert book.lookup("content-2", "tests-1", Student.named("anna")) is None
        assert book.lookup("content-1", "tests-2", Student.named("anna")) is None
        assert book.lookup("", "", Student.named("anna")) is None


@pytest.mark.parametrize(
    ("status", "hit"), [(Status.GRADED, True), (Status.UNREADABLE, True), (Status.ERROR, False)]
)
def test_our_own_errors_are_graded_again(url: str, status: Status, hit: bool) -> None:
    with Gradebook(url) as book:
        book.record(graded(status=status))
        assert (book.lookup("content-1", "tests-1", Student.named("anna")) is not None) is hit


def test_an_error_after_a_grade_does_not_hide_the_grade(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded())
        book.record(graded(status=Status.ERROR, score=0.0))
        assert book.lookup("content-1", "tests-1", Student.named("anna")) == graded()


def test_two_students_with_one_notebook_share_the_grade_and_nothing_else(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded("anna"))
        copy = book.lookup("content-1", "tests-1", Student.named("boris"))
        assert copy == graded("boris", submitted_at=None, source="")
        book.record(graded("boris", submitted_at=None))
        assert [result.student.name for result in book.results("attention")] == ["anna", "boris"]


def test_a_forced_regrade_wins_and_the_history_stays(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded(score=1.0))
        book.record(graded(score=2.0))
        book.record(graded("boris", score=0.5))
        hit = book.lookup("content-1", "tests-1", Student.named("anna"))
        assert hit is not None
        assert hit.score == 2.0
        assert [(r.student.name, r.score) for r in book.results()] == [("anna", 2.0), ("boris", 0.5)]
    history = """
        SELECT score FROM gradebook_grading grading
        JOIN gradebook_submission submission ON submission.id = grading.submission_id
        JOIN gradebook_student student ON student.id = submission.student_id
        WHERE key = 'anna' ORDER BY grading.id
    """
    assert databases.execute(url, history) == [(1.0,), (2.0,)]


def test_results_are_the_latest_of_each_assignment(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded(assignment="b"))
        book.record(graded(assignment="a"))
        book.record(graded(assignment="b", submission_hash="content-2", score=3.0))
        assert [(r.assignment, r.score) for r in book.results(None)] == [("a", 1.5), ("b", 3.0)]
        assert [(r.assignment, r.score) for r in book.results("b")] == [("b", 3.0)]
        assert book.results("c") == []


def test_text_that_utf8_cannot_hold_is_kept_readable(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded("ann\udce9", message="broken \ud800 text"))
        assert [(r.student.name, r.message) for r in book.results()] == [("ann?", "broken ? text")]
        hit = book.lookup("content-1", "tests-1", Student.named("ann\udce9"))
        assert hit is not None
        assert hit.student.name == "ann\udce9"


RECORD_AND_DIE = """
import os, signal, sys, msgspec
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student
book = Gradebook(sys.argv[1])
for number in range(int(sys.argv[2])):
    book.record(GradingResult(student=Student.named(f"s{number}"), assignment="a", status=Status.GRADED,
                              submission_hash=str(number), tests_hash="t"))
    print(number, flush=True)
    if len(sys.argv) > 3 and number == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_between_two_records_leaves_the_first(url: str) -> None:
    run = subprocess.run([sys.executable, "-c", RECORD_AND_DIE, url, "2", "0"], check=False)
    assert run.returncode == -signal.SIGKILL
    with Gradebook(url) as book:
        assert [result.student.name for result in book.results()] == ["s0"]
        book.record(graded())
        assert len(book.results()) == 2


def test_a_process_killed_at_any_moment_leaves_whole_results(url: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", RECORD_AND_DIE, url, "100000"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    seen = [process.stdout.readline() for _ in range(5)]
    process.kill()
    seen += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    said = sum(line.endswith("\n") for line in seen)
    with Gradebook(url) as book:
        kept = len(book.results())
    assert said <= kept <= said + 1


def test_several_processes_write_one_new_gradebook(new_url: str) -> None:
    command = [sys.executable, "-c", RECORD_AND_DIE.replace('f"s', 'f"{os.getpid()}-'), new_url, "10"]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    with Gradebook(new_url) as book:
        assert len(book.results()) == 40


def test_when_work_was_handed_in_is_known_as_long_as_any_grading_knew_it(url: str) -> None:
    first, later = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 2, 2, tzinfo=UTC)
    told = [
        graded("ana", submission_hash="1", submitted_at=first),
        graded("ana", submission_hash="1", submitted_at=None, marked_late=True),
        graded("ana", submission_hash="2", submitted_at=first),
        graded("ana", submission_hash="2", submitted_at=later),
        graded("ben", submission_hash="1", submitted_at=None, marked_late=True),
        graded("cleo", submission_hash="1", submitted_at=None),
    ]
    with Gradebook(url) as book:
        for result in told:
            book.record(result)
        times = book.times("attention")
        assert {key: (one.submitted_at, one.marked_late) for key, one in times.items()} == {
            ("ana", "1"): (first, False),
            ("ana", "2"): (later, False),
            ("ben", "1"): (None, True),
        }
        assert book.times("another") == {}
