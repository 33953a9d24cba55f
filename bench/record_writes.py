"""Every kind of write to a gradebook, numbered, so that it can be told which of them are there."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import psycopg
from django.db.models import Count

from autograder.course.course import Course, load
from autograder.gradebook import models
from autograder.gradebook.database import schema
from autograder.gradebook.database.database import Database
from autograder.gradebook.database.migration import migrate
from autograder.gradebook.database.schema import State
from autograder.gradebook.decisions import decisions, undo
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import grades
from autograder.gradebook.gradings import add_grading
from autograder.gradebook.marking import marks, rubric
from autograder.gradebook.marking.new_mark import NewMark
from autograder.gradebook.regrades import regrades
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster
from autograder.submissions.submission import Submission
from bench.databases import Place

NUMBER = 10  # of writes of a kind
STUDENTS = [Student(f"s{number}", f"Student {number}", known_as=(f"s{number}",)) for number in range(6)]
DUE = datetime(2098, 9, 1, tzinfo=UTC)
WHO = "bench"
VERSION_2 = Path(__file__).parent.parent / "tests" / "gradebook" / "database" / "version_2.sql"
OLD_GRADINGS = 10  # in it


class Kind(NamedTuple):
    """A kind of write.

    Attributes:
        begin: makes what is there before.
        writes: makes writes, and yields the number of each once it is done.
        done: the numbers of those that are there whole. An assertion fails if one is there in part.
        repeats: it can be done again, and then is there once.
    """

    begin: Callable[[Place, Course], None]
    writes: Callable[[Place, Course], Iterator[int]]
    done: Callable[[Place], list[int]]
    repeats: bool = False


def write_course(root: Path) -> Course:
    """A course with an assignment for each number."""
    lines = ["course: Kills", "timezone: Europe/Lisbon", "grades: {counts: chosen}", "assignments:"]
    lines += [
        f"  {name(number)}: {{title: Homework, weight: 10, deadline: 2098-09-01 12:00}}"
        for number in range(NUMBER)
    ]
    (root / "grading.yml").write_text("\n".join(lines), encoding="utf-8")
    return load(root / "grading.yml")


def opened(place: Place) -> Gradebook:
    return Gradebook(place.url, place.folder / "files")


def fill(place: Place, course: Course) -> None:
    """A class that handed everything in, with computed grades, so that a write can make them wrong."""
    with opened(place) as book:
        book.enrol(Roster([Person(student.name, (student.id,)) for student in STUDENTS]))
        for number in range(NUMBER):
            for student in STUDENTS:
                book.record(graded(student, number, 1.0, f"first {number} of {student.id}"))
            twin = Student(f"path:twin {number}", f"Twin {number}", known_as=(f"twin {number}",))
            book.record(graded(twin, number, 3.0, f"twin {number}"))
            rows = _three(book, number)
            decisions.adjust(book, course, name(number), -0.5, rows, who=WHO, why="before")
        grades(book, course, datetime.now(UTC))


def name(number: int) -> str:
    """The assignment of a number."""
    return f"hw{number:02}"


def graded(student: Student, number: int, score: float, source: str) -> GradingResult:
    """A result with a question for the grader and one for a person."""
    return GradingResult(
        student=student,
        assignment=name(number),
        status=Status.GRADED,
        score=score,
        possible=3.0,
        questions=[
            QuestionResult("q1", Verdict.PARTIAL, score, 3.0),
            QuestionResult("q2", Verdict.MANUAL, 0.0, 4.0, answer="It keeps the gradients."),
        ],
        submission_hash=hashlib.sha256(source.encode()).hexdigest(),
        tests_hash="tests",
        source=source,
        submitted_at=DUE,
        graded_at=DUE,
    )


def numbered(
    write: Callable[[Gradebook, Course, int], object],
    done: Callable[[Gradebook], Iterable[int]],
    begin: Callable[[Place, Course], None] = fill,
) -> Kind:
    """A kind of which there are many.

    Args:
        write: makes the one of a number.
        done: as of `Kind`, inside `Gradebook.reading`.
    """

    def writes(place: Place, course: Course) -> Iterator[int]:
        with opened(place) as book:
            for number in range(NUMBER):
                write(book, course, number)
                yield number

    def are_done(place: Place) -> list[int]:
        with opened(place) as book, book.reading():
            return sorted(done(book))

    return Kind(begin, writes, are_done)


def _receive(book: Gradebook, _: Course, number: int) -> None:
    files = {"": f"notebook {number}".encode() * 1000, "data.bin": bytes([number]) * 50_000}
    submission = Submission(STUDENTS[number % 6], f"write {number}", DUE)
    book.receive(submission, name(number), hashlib.sha256(files[""]).hexdigest(), files)


def _received(book: Gradebook) -> Iterator[int]:
    rows = models.Submission.objects.filter(source__startswith="write")
    for source, files in rows.values_list("source", "files"):
        number = _number(source)
        assert book.contents is not None
        assert book.contents.read(files[""]) == f"notebook {number}".encode() * 1000, "other bytes"
        assert book.contents.read(files["data.bin"]) == bytes([number]) * 50_000, "other bytes"
        yield number


def _record(book: Gradebook, _: Course, number: int) -> None:
    book.record(graded(STUDENTS[number % 6], number, 2.5, f"write {number}"))


def _recorded(_: Gradebook) -> Iterator[int]:
    rows = models.Grading.objects.filter(submission__source__startswith="write")
    for source, document in rows.values_list("submission__source", "document"):
        assert document, f"{source} has no document"
        yield _number(source)


def _enrol(book: Gradebook, _: Course, number: int) -> None:
    """A roster of five people, of whom one has handed something in."""
    people = [Person(f"New {number}", (f"new {number} {place}",)) for place in range(4)]
    book.enrol(Roster([*people, Person(f"Twin {number}", (f"id {number}", f"twin {number}"))]), WHO)


def _enrolled(_: Gradebook) -> Iterator[int]:
    there = set(models.Student.objects.filter(is_enrolled=True).values_list("key", flat=True))
    merges = models.Merge.objects.filter(duplicate__key__startswith="path:twin")
    into = dict(merges.values_list("duplicate__key", "into__key"))
    for number in range(NUMBER):
        new = {f"id {number}", *(f"new {number} {place}" for place in range(4))}
        if there & new or f"path:twin {number}" in into:
            assert new <= there, f"half of roster {number} is there"
            assert into[f"path:twin {number}"] == f"id {number}", f"twin {number} is not recognized"
            yield number


def _mark(book: Gradebook, course: Course, number: int) -> None:
    """Marks of three students, all or none."""
    with book.reading():
        rows = models.Submission.objects.filter(assignment=name(number)).order_by("pk")
        submissions = list(rows.values_list("pk", flat=True)[:3])
    given = [
        NewMark(submission=submission, question="q2", points=place, comment=f"write {number}")
        for place, submission in enumerate(submissions)
    ]
    marks.give(book, course, given, who=WHO)


def _marked(_: Gradebook) -> Iterator[int]:
    for comment, count in Counter(models.Mark.objects.values_list("comment", flat=True)).items():
        assert count == 3, f"{count} of 3 marks are there"
        yield _number(comment)


def _add_item(book: Gradebook, course: Course, number: int) -> None:
    rubric.add(book, course, name(number), "q2", -1.0, f"write {number}", who=WHO)


def _items(_: Gradebook) -> Iterator[int]:
    yield from map(_number, models.RubricItem.objects.values_list("text", flat=True))


def _adjust(book: Gradebook, course: Course, number: int) -> None:
    rows = _three(book, number)
    decisions.adjust(book, course, name(number), 1.0, rows, who=WHO, why=f"write {number}")


def _excuse(book: Gradebook, course: Course, number: int) -> None:
    decisions.excuse(book, course, name(number), _three(book, number), who=WHO, why=f"write {number}")


def _extend(book: Gradebook, course: Course, number: int) -> None:
    rows = _three(book, number)
    decisions.extend(book, course, name(number), "+2d", rows, who=WHO, why=f"write {number}")


def _choose(book: Gradebook, course: Course, number: int) -> None:
    with book.reading():
        submission = models.Submission.objects.filter(assignment=name(number)).earliest("pk").pk
    decisions.choose(book, course, submission, who=WHO, why=f"write {number}")


def _undo(book: Gradebook, course: Course, number: int) -> None:
    """What was decided for the class before, see `fill`."""
    with book.reading():
        event = models.Event.objects.get(action="adjust", assignment=name(number), undoes=None).pk
    undo.undo(book, event, who=WHO, why=f"write {number}")


def fill_regrades(place: Place, course: Course) -> None:
    """The class with an open regrade of each assignment that has come to its end."""
    fill(place, course)
    with opened(place) as book, book.writing():
        now = datetime.now(UTC)
        for number in range(NUMBER):
            regrade = models.Regrade.objects.create(
                assignment=name(number), tests_hash="new", began=now, who=WHO
            )
            for submission in models.Submission.objects.filter(assignment=name(number)):
                result = graded(STUDENTS[0], number, 2.0, submission.source)
                result = msgspec.structs.replace(result, tests_hash="new")
                add_grading(submission, result, now, regrade.pk)


def _keep(book: Gradebook, course: Course, number: int) -> None:
    regrades.keep(book, course, name(number), WHO)


def _kept(_: Gradebook) -> Iterator[int]:
    rows = models.Regrade.objects.filter(state=models.Regrade.State.KEPT).order_by("pk")
    for row in rows:
        assert models.Event.objects.filter(table="Regrade", row=row.pk).exists(), "a regrade has no event"
        yield int(row.assignment.removeprefix("hw"))


def _three(book: Gradebook, number: int) -> list[int]:
    """Rows of students."""
    with book.reading():
        keys = [STUDENTS[(number + place) % len(STUDENTS)].id for place in range(3)]
        return list(models.Student.objects.filter(key__in=keys).values_list("pk", flat=True))


def decided(model: type[models.Adjustment | models.Extension]) -> Callable[[Gradebook], Iterator[int]]:
    """Gives what says which decisions are there, each for three students."""

    def done(_: Gradebook) -> Iterator[int]:
        rows = model._default_manager.filter(why__startswith="write").annotate(count=Count("students"))
        for why, count in rows.values_list("why", "count"):
            assert count == 3, f"{why} is for {count} of 3 students"
            yield _number(why)

    return done


def _chosen(_: Gradebook) -> Iterator[int]:
    yield from map(_number, models.Choice.objects.values_list("why", flat=True))


def _number(text: str) -> int:
    return int(text.removeprefix("write "))


def _make(place: Place, _: Course) -> Iterator[int]:
    opened(place).close()
    yield 0


def _is_made(place: Place) -> list[int]:
    with closing(Database(place.url)) as database:
        state = schema.state(database)
    assert state in (State.EMPTY, State.CURRENT), f"the new gradebook is {state}"
    return [0] if state is State.CURRENT else []


def _old(place: Place, _: Course) -> None:
    """A gradebook of version 0.2, as SQLite wrote it; what PostgreSQL calls otherwise is called so there."""
    script = VERSION_2.read_text(encoding="utf-8")
    if place.url.startswith("sqlite"):
        with closing(sqlite3.connect(place.folder / "gradebook.db")) as file:
            file.executescript(script)
    else:
        script = script.replace("DATETIME", "TIMESTAMP WITH TIME ZONE")
        with psycopg.connect(place.url, autocommit=True) as connection:
            connection.execute(script)  # type: ignore[call-overload]


def _migrate(place: Place, _: Course) -> Iterator[int]:
    with closing(Database(place.url)) as database:
        migrate(database, WHO)
    yield 0


def _is_migrated(place: Place) -> list[int]:
    with closing(Database(place.url)) as database:
        if schema.state(database) is State.OLD:
            return []
    with opened(place) as book, book.reading():
        count = models.GradingDocument.objects.count()
        assert count == OLD_GRADINGS, f"{count} of {OLD_GRADINGS} gradings were brought over"
    return [0]


KINDS = {
    "hand-in and its bytes": numbered(_receive, _received),
    "grading": numbered(_record, _recorded),
    "roster": numbered(_enrol, _enrolled),
    "marks": numbered(_mark, _marked),
    "rubric item": numbered(_add_item, _items),
    "adjustment": numbered(_adjust, decided(models.Adjustment)),
    "excuse": numbered(_excuse, decided(models.Adjustment)),
    "extension": numbered(_extend, decided(models.Extension)),
    "choice": numbered(_choose, _chosen),
    "undo": numbered(_undo, decided(models.Adjustment)),
    "regrade, kept": numbered(_keep, _kept, fill_regrades),
    "new gradebook": Kind(lambda place, course: None, _make, _is_made, repeats=True),
    "migration": Kind(_old, _migrate, _is_migrated, repeats=True),
}
