"""Results of one student stay together, and those of two stay apart, whatever they were graded from."""

from __future__ import annotations

from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster


def graded(student: Student, score: float, assignment: str = "a") -> GradingResult:
    return GradingResult(student=student, assignment=assignment, status=Status.GRADED, score=score)


def scores(results: list[GradingResult]) -> list[tuple[str, str, float]]:
    return [(result.student.id, result.student.name, result.score) for result in results]


def named_only(name: str) -> Student:
    """A student as version 0.1 kept them."""
    return Student(f"name:{name}", name, known_as=(name,))


def test_whose_name_alone_is_known_is_the_only_student_of_that_name(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded(named_only("Ben Ode"), 3.5))
        book.record(graded(named_only("Cleo"), 2.0))
        book.record(graded(Student("moodle:1012", "Ben Ode", known_as=("1012",)), 4.0))
        assert scores(book.results()) == [("moodle:1012", "Ben Ode", 4.0), ("name:Cleo", "Cleo", 2.0)]


def test_of_two_who_are_called_like_an_old_row_none_takes_it(url: str) -> None:
    ana, other = Student("moodle:1", "Ana"), Student("moodle:2", "Ana")
    with Gradebook(url) as book:
        for student, score in ((named_only("Ana"), 1.0), (ana, 2.0), (other, 3.0)):
            book.record(graded(student, score))
        assert [result.score for result in book.results()] == [2.0, 3.0, 1.0]


def test_a_roster_brings_platforms_and_renamed_files_together_for_good(url: str) -> None:
    moodle = Student("moodle:1022", "Ana S.", known_as=("1022", "Ana S."))
    place = Student("path:hw3/ana", "ana", known_as=("ana",))
    other = Student("path:hw3/ben", "ben", known_as=("ben",))
    with Gradebook(url) as book:
        for student, score in ((place, 1.0), (moodle, 2.0), (other, 3.0)):
            book.record(graded(student, score))
        assert len(book.results()) == 3
        book.enrol(Roster([Person("Ana Silva", ("s1", "1022", "ana"))]))
        book.enrol(Roster([Person("Zoë", ("s9",))]))  # another roster makes nobody unknown
        assert scores(book.results()) == [("s1", "Ana Silva", 2.0), ("path:hw3/ben", "ben", 3.0)]
        book.enrol(Roster([Person("Ana Silva Ode", ("s1", "1022", "ana"))]))
        assert scores(book.results())[0] == ("s1", "Ana Silva Ode", 2.0)
        assert [person.ids for person in book.roster().people] == [("s1", "1022", "ana"), ("s9",)]


def test_a_group_keeps_its_members_in_their_order(url: str) -> None:
    members = tuple(Student(f"gradescope:{name}", name) for name in ("zoe", "ana", "mia", "ben"))
    with Gradebook(url) as book:
        book.record(graded(members[1], 1.0))
        book.record(graded(Student("gradescope:all", "all", members=members), 2.0))
        (team,) = (result.student for result in book.results() if result.student.members)
        assert team.members == members
