"""Processes that grade, mark, adjust and compute grades at once lose nothing and make no grade wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course.course import Course, load
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import grades, some
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student

COURSE = """
course: Two at once
assignments:
  hw: {title: Homework, weight: 100}
"""
STUDENTS = [Student.named(f"s{number}") for number in range(3)]
TIMES = 12

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from autograder.course.course import load
from autograder.gradebook.decisions import decisions, undo
from autograder.gradebook.marking import marks
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import grades
from autograder.gradebook.marking.new_mark import NewMark
from test_concurrency import STUDENTS, TIMES, graded

what, url, file = sys.argv[1:]
course = load(Path(file))
with Gradebook(url) as book:
    with book.reading():
        students = list(models.Student.objects.order_by("key").values_list("pk", flat=True))
        submissions = list(models.Submission.objects.order_by("student__key").values_list("pk", flat=True))
    print("ready", flush=True)
    sys.stdin.readline()
    seen = {}
    for number in range(TIMES):
        place = number % len(STUDENTS)
        if what == "grade":
            book.record(graded(STUDENTS[place], float(number % 4)))
        elif what == "mark":
            mark = NewMark(
                submission=submissions[place],
                question="q2",
                points=number % 5,
                comment=str(number),
                after=seen.get(place),
            )
            marks.give(book, course, [mark], who="ta")
            with book.reading():
                seen[place] = models.Mark.objects.latest("pk").pk
        elif what == "adjust":
            event = decisions.adjust(book, course, "hw", 1.0, [students[place]], who="ana", why=f"{number}")
            if number % 2:
                undo.undo(book, event.pk, who="ana", why="a slip")
        else:
            grades(book, course, datetime.now(UTC))
"""


def graded(student: Student, score: float) -> GradingResult:
    return GradingResult(
        student=student,
        assignment="hw",
        status=Status.GRADED,
        score=score,
        possible=3.0,
        questions=[
            QuestionResult("q1", Verdict.PARTIAL, score, 3.0),
            QuestionResult("q2", Verdict.MANUAL, 0.0, 4.0, answer="It keeps the gradients."),
        ],
        submission_hash=f"content of {student.id}",
        tests_hash="tests",
    )


@pytest.fixture
def small(tmp_path: Path) -> Course:
    (tmp_path / "grading.yml").write_text(COURSE)
    return load(tmp_path / "grading.yml")


def test_who_grades_marks_adjusts_and_computes_at_once_loses_nothing(url: str, small: Course) -> None:
    with Gradebook(url) as book:
        for student in STUDENTS:
            book.record(graded(student, 1.0))
    writers = [start(what, url, small) for what in ("grade", "mark", "adjust", "compute")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    assert [run.communicate("go\n")[0] or run.returncode for run in writers] == [0] * len(writers)
    now = datetime.now(UTC)
    with Gradebook(url) as book:
        with book.reading():
            assert models.Grading.objects.count() == len(STUDENTS) + TIMES
            assert [mark.comment for mark in models.Mark.objects.order_by("pk")] == list(
                map(str, range(TIMES))
            )
            adjustments = models.Adjustment.objects.filter(undoes=None).order_by("pk")
            assert [row.why for row in adjustments] == list(map(str, range(TIMES)))
            assert models.Adjustment.objects.exclude(undoes=None).count() == TIMES // 2
            rows = dict(models.Student.objects.values_list("key", "pk"))
        computed = grades(book, small, now)
        # The last of each: grading 9 of s0, 10 of s1 and 11 of s2, and so with the marks; 2 adjustments hold.
        points = {key: computed[row].parts["hw"].points for key, row in rows.items()}
        assert points == {"s0": 1.0 + 4.0 + 2.0, "s1": 2.0 + 0.0 + 2.0, "s2": 3.0 + 1.0 + 2.0}
        for row, grade in computed.items():
            assert grade == some(book, small, now, [row])[row]


def start(what: str, url: str, course: Course) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, what, url, course.root / "grading.yml"],
        cwd=Path(__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
