"""A large gradebook with all that a term brings, for measurements."""

from __future__ import annotations

import json
import random
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from django.db.models import Model

from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, QuestionResult, Status, TestCaseResult, Verdict
from autograder.student import Student

FIRST = datetime(2026, 9, 6, 21, 59, tzinfo=UTC)  # when the first assignment is due
ESSAY = "q6"  # which a person marks
TOGETHER = 5000  # rows of one statement
VARIANTS = 2000  # different results of an assignment, so that making them costs little
MESSAGES = (
    "Your weights sum to one over the batch; the softmax belongs on the time axis.",
    "Expected shape (4, 20, 2), got (4, 2, 20): swap the last two axes.",
    "The loss did not fall: it was 0.62 before training and 0.61 after.",
)


def write_course(root: Path, assignments: int, weight: float = 10.0) -> None:
    """The course's file; with another ``weight`` of the first assignment, all grades are computed again."""
    tables = {
        name: {
            "title": f"Homework {number}",
            "weight": 10.0 if number else weight,
            "deadline": (FIRST + timedelta(weeks=number)).strftime("%Y-%m-%d %H:%M"),
        }
        for number, name in enumerate(names(assignments))
    }
    course = {
        "course": "A large course",
        "timezone": "Europe/Lisbon",
        "late": {"grace_minutes": 15, "penalty_per_day": 0.1, "at_most": 0.5},
        "grades": {"drop_lowest": 1, "cap": 100, "letters": {"A": 90, "B": 75, "C": 60, "F": 0}},
        "assignments": tables,
    }
    (root / "grading.yml").write_text(json.dumps(course, indent=1), encoding="utf-8")  # JSON is YAML


def names(assignments: int) -> list[str]:
    """The assignments' names."""
    return [f"hw{number + 1:02}" for number in range(assignments)]


def fill(book: Gradebook, students: int, assignments: int, attempts: int) -> None:
    """Students with ``attempts`` hand-ins for each assignment, and some of all else."""
    chance = random.Random(0)
    with book.writing():
        _students(students)
    for number, name in enumerate(names(assignments)):
        with book.writing():
            _assignment(name, FIRST + timedelta(weeks=number), attempts, chance)
    with book.writing():
        _decisions(names(assignments), chance)


def _students(count: int) -> None:
    rows = [
        models.Student(
            key=f"s{number:05}",
            name=f"Student {number:05}",
            ids=[f"s{number:05}", f"s{number:05}@uni.example"],
            email=f"s{number:05}@uni.example",
            section=f"section {number % 40}",
            team=f"team {number // 4}",
            is_enrolled=True,
            is_withdrawn=number % 200 == 199,
        )
        for number in range(count)
    ]
    _add(models.Student, rows)


def _assignment(name: str, due: datetime, attempts: int, chance: random.Random) -> None:
    students = [row for row in models.Student.objects.order_by("pk") if chance.random() > 0.03]
    submissions = [
        models.Submission(
            assignment=name,
            student=student,
            received=due + timedelta(hours=12 * attempt - 30 + 20 * chance.random()),
            source=f"handed in/{student.key}/{name}.ipynb",
            attempt=attempt + 1,
            sha256=f"{student.pk:032x}{chance.getrandbits(128):032x}",
            entered=due,
        )
        for student in students
        for attempt in range(attempts)
    ]
    _add(models.Submission, submissions)
    variants = [_variant(name, chance) for _ in range(VARIANTS)]
    drawn = [chance.choice(variants) for _ in submissions]
    gradings = [
        models.Grading(
            submission=submission,
            tests_hash=result.tests_hash,
            status=result.status.value,
            score=result.score,
            possible=result.possible,
            points=points,
            versions=result.versions,
            walls=[result.sandbox, *result.layers],
            seconds=result.seconds,
            graded_at=due,
            recorded=due,
        )
        for submission, (result, points, _) in zip(submissions, drawn, strict=True)
    ]
    _add(models.Grading, gradings)
    documents = [
        models.GradingDocument(grading=grading, packed=packed)
        for grading, (_, _, packed) in zip(gradings, drawn, strict=True)
    ]
    _add(models.GradingDocument, documents)
    marks = [
        models.Mark(
            at=due,
            who="ta",
            submission=submission,
            question=ESSAY,
            points=chance.choice([2.0, 3.0, 3.5, 4.0]),
            comment="Say why the scores are divided by the root of the dimension.",
        )
        for submission in submissions
        if submission.attempt == attempts and chance.random() < 0.5
    ]
    _add(models.Mark, marks)


def _variant(name: str, chance: random.Random) -> tuple[GradingResult, list[list[object]], bytes]:
    """A result, the points in it, and it as it is kept."""
    questions = [_question(f"q{number}", chance) for number in range(1, 6)]
    questions.append(QuestionResult(ESSAY, Verdict.MANUAL, 0.0, 4.0, answer="It keeps the gradients. " * 10))
    result = GradingResult(
        student=Student.named("somebody"),
        assignment=name,
        status=Status.GRADED,
        score=sum(question.score for question in questions),
        possible=sum(question.possible for question in questions[:5]),
        questions=questions,
        sandbox="namespaces",
        layers=["namespaces", "no network", "seccomp"],
        seconds=chance.uniform(1, 20),
        cell_seconds=1.0,
        submission_hash=f"{chance.getrandbits(256):064x}",
        tests_hash=f"{name:0<64}",
        graded_at=FIRST,
        versions={"autograder": "0.3.0", "python": "3.11.9", "numpy": "2.1.0", "otter-grader": "7.0.0"},
    )
    if chance.random() < 0.01:
        result = msgspec.structs.replace(
            result, status=Status.UNREADABLE, questions=[], score=0.0, possible=0.0, message="It is a PDF."
        )
    points = [
        [one.name, None if one.verdict is Verdict.MANUAL else one.score, one.possible]
        for one in result.questions
    ]
    return result, points, zlib.compress(msgspec.json.encode(result))


def _question(name: str, chance: random.Random) -> QuestionResult:
    cases = int(name[1:]) + 1
    passed = [chance.random() < 0.75 for _ in range(cases)]
    return QuestionResult(
        name,
        Verdict.PASSED if all(passed) else Verdict.PARTIAL,
        3 * sum(passed) / cases,
        3.0,
        tests=[
            TestCaseResult(
                f"{name}_{place}",
                place > 0,
                ok,
                3 * ok / cases,
                3 / cases,
                "" if ok else chance.choice(MESSAGES),
            )
            for place, ok in enumerate(passed)
        ],
        seconds=chance.uniform(0, 3),
        answer="" if all(passed) else f"def answer(x):\n    return x @ weights[{chance.random()}]\n" * 4,
    )


def _decisions(assignments: list[str], chance: random.Random) -> None:
    """Adjustments, excuses, extensions, a few merged students and groups."""
    rows = list(models.Student.objects.order_by("pk"))
    some = {"at": FIRST, "who": "ana", "why": "a medical certificate"}
    for number in range(len(rows) // 50):
        student, assignment = chance.choice(rows), chance.choice(assignments)
        points = None if number % 4 == 0 else chance.choice([-1.0, 0.5, 2.0])
        models.Adjustment.objects.create(assignment=assignment, points=points, **some).students.add(student)
        until = FIRST + timedelta(weeks=assignments.index(assignment), days=3)
        models.Extension.objects.create(assignment=assignment, until=until, **some).students.add(student)
    for number in range(len(rows) // 200):
        pair = rows[2 * number : 2 * number + 2]
        group = models.Student.objects.create(
            key="+".join(row.key for row in pair), name=", ".join(row.name for row in pair)
        )
        group.members.set(pair)
        models.Submission.objects.filter(student=pair[0], assignment=assignments[-1]).update(student=group)
    for number in range(len(rows) // 1000):
        models.Merge.objects.create(duplicate=rows[-1 - 2 * number], into=rows[-2 - 2 * number], **some)


def _add(model: type[Model], rows: list[Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=TOGETHER)
