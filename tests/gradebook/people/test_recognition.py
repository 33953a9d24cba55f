"""Hand-ins meet a roster: who is recognized, and who is left for a person to tell."""

from __future__ import annotations

from datetime import UTC, datetime

from books import hand_in, result, row

from autograder.gradebook import models
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people.roster import unmatched
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster


def owners(book: Gradebook) -> dict[str, int]:
    """By the id of each person: how many results are theirs."""
    counts: dict[str, int] = {}
    for graded in book.results():
        counts[graded.student.id] = counts.get(graded.student.id, 0) + 1
    return counts


def test_of_two_of_one_name_neither_is_the_one_whom_the_roster_has(url: str) -> None:
    first = Student("moodle:7", "asilva", platform="moodle", known_as=("7", "asilva"))
    second = Student("moodle:8", "asilva", platform="moodle", known_as=("8", "asilva"))
    with Gradebook(url) as book:
        hand_in(book, result(first))
        hand_in(book, result(second))
        assert unmatched(book) == []  # without a roster nobody is missing in it
        book.enrol(Roster([Person("Ana Silva", ("asilva",))]))
        assert owners(book) == {"moodle:7": 1, "moodle:8": 1}
        assert [(one.key, one.platform) for one in unmatched(book)] == [
            ("moodle:7", "moodle"),
            ("moodle:8", "moodle"),
        ]
        book.enrol(Roster([Person("Ana Silva", ("asilva", "8"))]))  # now the roster tells
        assert owners(book) == {"moodle:7": 1, "asilva": 1}


def test_one_name_on_two_platforms_is_one_person(url: str) -> None:
    with Gradebook(url) as book:
        for platform in ("moodle", "nbgrader"):
            student = Student(f"{platform}:x", "asilva", platform=platform, known_as=("x1", "asilva"))
            hand_in(book, result(student, f"on {platform}"))
        book.enrol(Roster([Person("Ana Silva", ("asilva",))]))
        assert owners(book) == {"asilva": 2}


def test_ids_of_several_platforms_and_files_are_one_person(url: str) -> None:
    students = [
        Student("moodle:1022", "Ana S.", platform="moodle", known_as=("1022", "Ana S.")),
        Student("canvas:55", "silvaana", platform="canvas", known_as=("55", "silvaana")),
        Student("gradescope:0012345", "Ana", platform="gradescope", known_as=("0012345", "ana@uni.example")),
        Student("path:hw/ana", "ana", known_as=("ana",)),
        Student("path:hw/ana (1)", "ana", known_as=("ana (1)", "ana")),
        Student("path:hw/ana_final", "ana_final", known_as=("ana_final",)),  # nobody knows that name
    ]
    with Gradebook(url) as book:
        for number, student in enumerate(students):
            hand_in(book, result(student, f"hw{number}"))
        enrolment = book.enrol(Roster([Person("Ana Silva", ("12345", "1022", "55", "ana"))]))
        assert enrolment.recognized == 5
        assert owners(book) == {"12345": 5, "path:hw/ana_final": 1}
        [stranger] = unmatched(book)
        assert (stranger.key, stranger.assignment, stranger.platform) == ("path:hw/ana_final", "hw5", "")


def test_a_member_of_a_group_who_is_not_in_the_roster_is_listed(url: str) -> None:
    ana, cy = Student("gradescope:s1", "Ana", "", "gradescope", ("s1",)), Student("gradescope:s9", "Cy")
    group = Student("gradescope:s1+s9", "Ana, Cy", "", "gradescope", members=(ana, cy))
    with Gradebook(url) as book:
        number = hand_in(book, result(group))
        book.enrol(Roster([Person("Ana Silva", ("s1",))]))
        [stranger] = unmatched(book)
        assert (stranger.submission, stranger.key, stranger.name) == (number, "gradescope:s9", "Cy")


def test_what_a_person_undid_is_not_done_again(url: str) -> None:
    roster = Roster([Person("Ana Silva", ("s1", "ana"))])
    with Gradebook(url) as book:
        hand_in(book, result(Student("path:hw/ana", "ana", known_as=("ana",))))
        assert book.enrol(roster).recognized == 1
        with book.reading():
            event = models.Event.objects.get(action="merge").pk
        undo(book, event, who="maria", why="another Ana")
        assert book.enrol(roster).recognized == 0
        assert [stranger.key for stranger in unmatched(book)] == ["path:hw/ana"]


def test_what_was_graded_before_the_roster_is_not_there_twice(url: str) -> None:
    """The same files again, now of somebody whom the roster knows: the marks stay with the submission."""
    before, content = Student("path:hw/ana", "ana", known_as=("ana",)), "the same"
    with Gradebook(url) as book:
        first = hand_in(book, result(before, content=content))
        book.enrol(Roster([Person("Ana Silva", ("s1", "ana"))]))
        after = book.roster().student(before)
        assert after.id == "s1"
        assert book.lookup(content, "tests", after) is not None
        assert hand_in(book, result(after, content=content)) == first
        second = hand_in(book, result(after, received=datetime(2027, 1, 1, tzinfo=UTC)))
        with book.reading():
            attempts = dict(models.Submission.objects.values_list("pk", "attempt"))
        assert attempts == {first: 1, second: 2}
        assert row(book, "s1") != row(book, "path:hw/ana")
