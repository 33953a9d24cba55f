"""The rows of the class: what counts, what is shown where nothing does, and of whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import histories
import pytest

from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import totals
from autograder.gradebook.grades.totals import Row, class_rows
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster

DUE = datetime(2027, 2, 1, 23, 59, tzinfo=UTC)
NOW = DUE + timedelta(days=30)
COURSE = histories.course_of(
    {"hw1": {"deadline": DUE.isoformat()}, "hw2": {"weight": 3}},
    late={"penalty_per_day": 0.1},
    counts="best",
    letters={"A": 80, "F": 0},
)
ANA, BEN = Student("s1", "Ana"), Student("s2", "Ben")


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    with Gradebook(url) as book:
        yield book


def record(
    book: Gradebook,
    student: Student,
    points: float,
    days: float = -1,
    status: Status = Status.GRADED,
    assignment: str = "hw1",
    content: str = "",
) -> int:
    """Records a hand-in of so many points of 8, so many days after the deadline; q2 waits for a person."""
    questions = [
        QuestionResult("q1", Verdict.PARTIAL, points, 8.0),
        QuestionResult("q2", Verdict.MANUAL, 0.0, 4.0),
    ]
    is_graded = status is Status.GRADED
    return book.record(
        GradingResult(
            student=student,
            assignment=assignment,
            status=status,
            score=points if is_graded else 0.0,
            possible=8.0 if is_graded else 0.0,
            questions=questions if is_graded else [],
            submission_hash=content or f"{student.id} {points} {days}",
            tests_hash="tests",
            submitted_at=DUE + timedelta(days=days),
            source=f"in/{student.name}.ipynb",
            remarks=["of two files"],
        )
    )


def rows(book: Gradebook, *assignments: str) -> dict[str, Row]:
    return {row.person.id: row for row in class_rows(book, COURSE, NOW, assignments or ("hw1",))}


def test_the_submission_that_counts_is_shown_and_not_the_newest(book: Gradebook) -> None:
    record(book, ANA, 6)
    record(book, ANA, 7, days=2.5)  # three days late, so 4.9 points
    ana = rows(book)["s1"]
    assert ana.hand_in is not None
    assert ana.hand_in.outcome is not None
    assert (ana.hand_in.outcome.score, ana.hand_in.outcome.possible) == (6, 8)
    assert ana.hand_in.received == DUE - timedelta(days=1)
    assert (ana.hand_in.source, ana.hand_in.remarks) == ("in/Ana.ipynb", ("of two files",))
    assert ana.hand_in.outcome.tests == "tests"
    assert (ana.part.points, ana.part.possible, ana.part.late, ana.part.unmarked) == (6, 8, 0, ("q2",))
    [result] = totals.results(book, [ana])
    assert (result.score, result.student.name) == (6, "Ana")


def test_the_newest_grading_of_a_submission_counts(book: Gradebook) -> None:
    record(book, ANA, 6, content="same")
    record(book, ANA, 3, content="same")
    record(book, ANA, 0, content="same", status=Status.ERROR)  # ours, so it takes nothing away
    ana = rows(book)["s1"]
    assert ana.hand_in is not None
    assert ana.hand_in.outcome is not None
    assert (ana.hand_in.outcome.status, ana.part.points) == (Status.GRADED, 3)


def test_a_mark_is_among_the_questions(book: Gradebook) -> None:
    grading = record(book, ANA, 6)
    with book.writing():
        submission = models.Submission.objects.get(gradings=grading)
        mark = models.Mark.objects.create(
            at=NOW, who="ben", submission=submission, question="q2", points=3.5, comment="short"
        )
        audit.record("ben", "mark", mark, students=[submission.student_id])
    ana = rows(book)["s1"]
    assert ana.hand_in is not None
    assert ana.hand_in.outcome is not None
    assert ana.hand_in.outcome.questions == {"q1": 6, "q2": 3.5}
    assert (ana.part.written, ana.part.points, ana.part.possible) == (3.5, 9.5, 12)


@pytest.mark.parametrize("status", [Status.ERROR, Status.UNREADABLE])
def test_what_failed_is_shown_with_its_status(book: Gradebook, status: Status) -> None:
    record(book, ANA, 0, status=status)
    ana = rows(book)["s1"]
    assert ana.hand_in is not None
    assert ana.hand_in.outcome is not None
    assert ana.hand_in.outcome.status is status
    assert ana.part.points == (0 if status is Status.UNREADABLE else None)


def test_who_is_on_the_roster_has_a_row(book: Gradebook) -> None:
    book.enrol(Roster([Person("Ana", ("s1",)), Person("Ben", ("s2",))]))
    record(book, ANA, 8)
    record(book, Student("x", "Zoë"), 4, assignment="hw2")
    assert set(rows(book)) == {"s1", "s2"}
    ben = rows(book)["s2"]
    assert (ben.hand_in, ben.part.missing, ben.part.points, ben.part.possible) == (None, True, 0, 12)
    assert (ben.person.grade.total, ben.person.grade.letter) == ("0.0", "F")
    assert set(rows(book, "hw2")) == {"s1", "s2", "x"}


def test_excused_work_is_shown_and_does_not_count(book: Gradebook) -> None:
    record(book, ANA, 2)
    record(book, ANA, 8, assignment="hw2")
    with book.writing():
        student = models.Student.objects.get(key="s1")
        excuse = models.Adjustment.objects.create(at=NOW, who="ben", why="ill", assignment="hw1", points=None)
        excuse.students.add(student)
        audit.record("ben", "excuse", excuse, students=[student.pk], assignment="hw1")
    ana = rows(book)["s1"]
    assert ana.hand_in is not None
    assert ana.hand_in.outcome is not None
    assert ana.hand_in.outcome.score == 2
    assert (ana.part.excused, ana.part.points, ana.person.grade.total) == (True, None, "100.0")


def test_each_member_of_a_group_has_its_hand_in(book: Gradebook) -> None:
    record(book, Student("s1+s2", "Ana, Ben", "", "gradescope", members=(ANA, BEN)), 5)
    shown = rows(book)
    assert set(shown) == {"s1", "s2"}
    assert {row.hand_in.platform for row in shown.values() if row.hand_in} == {"gradescope"}
    assert {row.part.points for row in shown.values()} == {5}
    [result] = totals.results(book, shown.values())
    assert result.student.name == "Ana, Ben"


def test_two_of_one_name_are_told_apart_and_who_withdrew_is_named(book: Gradebook) -> None:
    book.enrol(Roster([Person("Ana", ("s1",)), Person("Ana", ("s2",))]))
    with book.writing():
        models.Student.objects.filter(key="s2").update(is_withdrawn=True, section="B", email="a@uni")
    shown = rows(book)
    assert [shown["s1"].person.name, shown["s2"].person.name] == ["Ana (s1)", "Ana (s2)"]
    assert [shown["s1"].person.is_withdrawn, shown["s2"].person.is_withdrawn] == [False, True]
    assert (shown["s2"].person.section, shown["s2"].person.email) == ("B", "a@uni")
