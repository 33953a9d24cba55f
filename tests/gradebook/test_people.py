"""Results of one student stay together, and those of two stay apart, whatever they were graded from."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.students import named_only, newest
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster

VERSION_1 = Path(__file__).with_name("version_1.sql")


def graded(student: Student, score: float, assignment: str = "a") -> GradingResult:
    return GradingResult(student=student, assignment=assignment, status=Status.GRADED, score=score)


def scores(results: list[GradingResult]) -> list[tuple[str, str, float]]:
    return [(result.student.id, result.student.name, result.score) for result in results]


@pytest.fixture
def old(tmp_path: Path) -> str:
    """The URL of a gradebook that version 1 wrote."""
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        database.executescript(VERSION_1.read_text(encoding="utf-8"))
    database.close()
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


def test_a_gradebook_of_version_1_is_read(old: str) -> None:
    with Gradebook(old) as book:
        assert scores(book.results("mini")) == [
            ("name:Ana Silva", "Ana Silva", 5.0),
            ("name:Ben Ode", "Ben Ode", 3.5),
            ("name:Cleo", "Cleo", 2.0),
            ("name:Dee", "Dee", 0.0),
            ("name:Zoë Nero", "Zoë Nero", 3.0),
        ]
        [told] = book.times("mini").values()
        assert told.student == named_only("Zoë Nero")
        assert told.submitted_at is not None
        assert told.submitted_at.isoformat() == "2026-10-11T04:20:33.123456+00:00"
    Gradebook(old).close()  # with the tables of today


def test_who_was_graded_by_version_1_is_not_there_twice(old: str) -> None:
    with Gradebook(old) as book:
        book.record(graded(Student("moodle:1012", "Ben Ode", known_as=("1012",)), 4.0, "mini"))
        assert [(name, score) for _, name, score in scores(book.results("mini"))] == [
            ("Ana Silva", 5.0),
            ("Ben Ode", 4.0),
            ("Cleo", 2.0),
            ("Dee", 0.0),
            ("Zoë Nero", 3.0),
        ]
        book.enrol(Roster([Person("Ana Silva", ("s1", "1011")), Person("Ben Ode", ("s2", "1012"))]))
        assert scores(book.results("mini"))[:2] == [("s1", "Ana Silva", 5.0), ("s2", "Ben Ode", 4.0)]


def test_of_two_who_are_called_like_an_old_row_none_takes_it() -> None:
    ana, other = Student("moodle:1", "Ana"), Student("moodle:2", "Ana")
    results = [graded(named_only("Ana"), 1.0), graded(ana, 2.0), graded(other, 3.0)]
    assert [result.score for result in newest(results, Roster())] == [2.0, 3.0, 1.0]


def test_a_roster_brings_platforms_and_renamed_files_together_for_good(tmp_path: Path) -> None:
    moodle = Student("moodle:1022", "Ana S.", known_as=("1022", "Ana S."))
    place = Student("path:hw3/ana", "ana", known_as=("ana",))
    other = Student("path:hw3/ben", "ben", known_as=("ben",))
    with Gradebook(f"sqlite:///{tmp_path / 'g.db'}") as book:
        for student, score in ((place, 1.0), (moodle, 2.0), (other, 3.0)):
            book.record(graded(student, score))
        assert len(book.results()) == 3
        book.enrol(Roster([Person("Ana Silva", ("s1", "1022", "ana"))]))
        book.enrol(Roster([Person("Zoë", ("s9",))]))  # another roster makes nobody unknown
        assert scores(book.results()) == [("s1", "Ana Silva", 2.0), ("path:hw3/ben", "ben", 3.0)]
        book.enrol(Roster([Person("Ana Silva Ode", ("s1", "1022", "ana"))]))
        assert scores(book.results())[0] == ("s1", "Ana Silva Ode", 2.0)
        assert [person.ids for person in book.roster().people] == [("s1", "1022", "ana"), ("s9",)]
