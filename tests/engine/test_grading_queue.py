"""Which submissions wait to be graded, and what is said of the others; with a real gradebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples import ASSIGNMENT

from autograder.course.course import Course
from autograder.engine.earlier import EarlierResults
from autograder.engine.events import Graded, Queued
from autograder.engine.grading_queue import GradingQueue
from autograder.engine.reference import REFERENCE, Reference
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.submission import Opened, Submission


@pytest.fixture
def gradebook(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        yield book


def graded(student: str, content: str, seconds: float = 1.0, sandbox: str = "namespaces") -> GradingResult:
    return GradingResult(
        student=Student.named(student),
        assignment=ASSIGNMENT.name,
        status=Status.GRADED,
        submission_hash=hashlib.sha256(content.encode()).hexdigest(),
        tests_hash=ASSIGNMENT.hash,
        seconds=seconds,
        sandbox=sandbox,
        layers=[] if sandbox == "off" else [sandbox],
    )


def queue(
    course: Course, gradebook: Gradebook, handed_in: dict[str, str | None], force: bool = False
) -> GradingQueue:
    submissions = []
    for student, content in handed_in.items():
        path = course.root / f"{student}.ipynb"
        if content is not None:
            path.write_text(content)
        submissions.append(Submission(Student.named(student), str(path), path=path))
    earlier = EarlierResults(gradebook, ASSIGNMENT, "namespaces", force)
    return GradingQueue("A test", submissions, earlier, Reference(course, ASSIGNMENT, "namespaces"))


def names(waiting: GradingQueue) -> list[str]:
    submissions = (
        one.submission.student.name if isinstance(one, Opened) else one.student.name
        for one in waiting.waiting()
    )
    return list(submissions)


def test_what_was_graded_before_does_not_wait(course: Course, gradebook: Gradebook) -> None:
    gradebook.record(graded("ana", "same"))
    gradebook.record(graded("ben", "old"))
    class_ = queue(course, gradebook, {"ana": "same", "ben": "new"})
    assert names(class_) == [REFERENCE.name, "ben"]
    [ana, queued] = class_.events
    assert isinstance(ana, Graded)
    assert (ana.result.student.name, ana.reused) == ("ana", True)
    assert queued == Queued("A test", 1, {"ben": 1.0})


def test_with_force_and_without_walls_it_is_graded_again(course: Course, gradebook: Gradebook) -> None:
    gradebook.record(graded("ana", "same", sandbox="off"))
    gradebook.record(graded("ben", "same"))
    assert names(queue(course, gradebook, {"ana": "same", "ben": "same"})) == [REFERENCE.name, "ana"]
    assert names(queue(course, gradebook, {"ana": "same", "ben": "same"}, force=True)) == [
        REFERENCE.name,
        "ana",
        "ben",
    ]


def test_the_longest_come_first_and_what_cannot_be_read_waits_for_nobody(
    course: Course, gradebook: Gradebook
) -> None:
    gradebook.record(graded("ana", "old", seconds=1.0))
    gradebook.record(graded("ben", "old", seconds=9.0))
    class_ = queue(course, gradebook, {"ana": "new", "gone": None, "ben": "new"})
    assert names(class_) == [REFERENCE.name, "ben", "ana"]
    results = [event.result for event in class_.events if isinstance(event, Graded)]
    assert [(result.student.name, result.status) for result in results] == [("gone", Status.UNREADABLE)]


def test_where_nobody_waits_the_reference_does_not_either(course: Course, gradebook: Gradebook) -> None:
    gradebook.record(graded("ana", "same"))
    assert names(queue(course, gradebook, {"ana": "same"})) == []
