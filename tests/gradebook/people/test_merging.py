"""Two who were one person, and two again: what was handed in and decided goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from books import forgetting, hand_in, result, row
from histories import course_of
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import decisions
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import facts
from autograder.gradebook.grades.grades import CourseGrade, grades, numbers
from autograder.gradebook.people import people
from autograder.gradebook.people.merging import merge
from autograder.gradebook.policy import grade
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster

NOW = datetime(2101, 10, 1, 12, tzinfo=UTC)
SIGNED = {"who": "maria", "why": "one person"}
STUDENTS = [Student(f"s{number}", f"Student {number}") for number in range(4)]


@pytest.fixture
def course() -> Course:
    return course_of({"hw1": {"deadline": (NOW + timedelta(days=9)).isoformat()}}, None)


def counting(book: Gradebook, course: Course) -> dict[str, CourseGrade]:
    """By the id of each person: the grade as it is kept, which is the one that facts give."""
    computed = grades(book, course, NOW)
    with book.reading():
        keys = dict(models.Student.objects.values_list("pk", "key"))
        works = facts.works(list(computed))
    for person, kept in computed.items():
        assert kept == numbers(grade(works[person].values(), course, NOW))
    return {keys[person]: kept for person, kept in computed.items()}


def test_all_that_both_have_counts_for_one_and_for_two_again(url: str, course: Course) -> None:
    with Gradebook(url) as book:
        first = hand_in(book, result(STUDENTS[0], questions=[("q1", 4, 10)], received=NOW))
        later = NOW + timedelta(hours=1)
        second = hand_in(book, result(STUDENTS[1], questions=[("q1", 7, 10)], received=later))
        one, other = row(book, "s0"), row(book, "s1")
        decisions.adjust(book, course, "hw1", 2.0, [one], who="maria", why="ill")
        decisions.extend(book, course, "hw1", "+2d", [other], who="maria", why="ill")
        before = counting(book, course)
        assert {key: kept.parts["hw1"].points for key, kept in before.items()} == {"s0": 6.0, "s1": 7.0}
        event = merge(book, one, other, **SIGNED)
        together = counting(book, course)
        assert {key: kept.parts["hw1"].points for key, kept in together.items()} == {"s1": 9.0}
        assert together["s1"].parts["hw1"].submission == second
        with book.reading():
            [works] = facts.works().values()
            numbers = people.attempts(models.Submission.objects.all())
        assert len(works["hw1"].adjustments) == len(works["hw1"].extensions) == 1
        assert numbers == {first: 1, second: 2}
        assert [graded.student.id for graded in book.results()] == ["s1"]
        assert book.duplicates() == {"s0": "s1"}
        undo(book, event.pk, **SIGNED)
        assert counting(book, course) == before
        assert [graded.student.id for graded in book.results()] == ["s0", "s1"]


def test_what_cannot_be_merged(url: str) -> None:
    group = Student("s0+s1", "both", members=tuple(STUDENTS[:2]))
    with Gradebook(url) as book:
        for student in (*STUDENTS[:3], group):
            hand_in(book, result(student))
        book.enrol(Roster([Person("Student 2", ("s2",))]))
        zero, one, two, both = (row(book, key) for key in ("s0", "s1", "s2", "s0+s1"))
        merge(book, zero, one, **SIGNED)
        for pair, said in (
            ((zero, zero), "one student already"),
            ((one, zero), "one student already"),  # a circle
            ((both, two), "is a group that handed in together"),
            ((one, both), "is a group that handed in together"),
            ((two, one), "the other way round, s1 into s2"),
        ):
            with pytest.raises(GradebookError, match=said) as caught:
                merge(book, *pair, **SIGNED)
            assert "\n" not in str(caught.value)
        with pytest.raises(GradebookError, match="Give a reason"):
            merge(book, one, two, who="maria", why=" ")
        with book.reading():
            assert models.Merge.objects.count() == models.Event.objects.filter(action="merge").count() == 1
        merge(book, zero, two, **SIGNED)  # s0 is s1, so s1 is s2 now
        assert {graded.student.id for graded in book.results()} == {"s2", "s0+s1"}
        [members] = [graded.student.members for graded in book.results() if graded.student.members]
        assert [member.id for member in members] == ["s2"]  # once


class Term:
    """Random hand-ins, merges and undos, and who is who by hand."""

    def __init__(self, book: Gradebook) -> None:
        self.book = book
        self.into: dict[str, str] = {}
        self.events: list[tuple[int, str]] = []
        self.handed_in: dict[str, list[int]] = {student.id: [] for student in STUDENTS}
        self.now = NOW
        for student in STUDENTS:
            self.hand_in(student)

    def person(self, key: str) -> str:
        return self.person(self.into[key]) if key in self.into else key

    def hand_in(self, student: Student, *_: Student) -> None:
        self.now += timedelta(minutes=1)
        number = hand_in(self.book, result(student, received=self.now))
        self.handed_in[student.id].append(number)

    def merge(self, student: Student, into: Student) -> None:
        duplicate, person = self.person(student.id), self.person(into.id)
        rows = [row(self.book, one.id) for one in (student, into)]
        if duplicate == person:
            with pytest.raises(GradebookError, match="one student already"):
                merge(self.book, *rows, **SIGNED)
            return
        self.events.append((merge(self.book, *rows, **SIGNED).pk, duplicate))
        self.into[duplicate] = person

    def undo(self, place: int) -> None:
        if self.events:
            event, duplicate = self.events.pop(place % len(self.events))
            undo(self.book, event, **SIGNED)
            del self.into[duplicate]

    def check(self, course: Course) -> None:
        expected: dict[str, list[int]] = {}
        for key, submissions in self.handed_in.items():
            expected.setdefault(self.person(key), []).extend(submissions)
        with self.book.reading():
            keys = dict(models.Student.objects.values_list("pk", "key"))
            works = {keys[person]: work["hw1"].submissions for person, work in facts.works().items()}
            every = {key: models.Submission.objects.filter(pk__in=mine) for key, mine in expected.items()}
            attempts = {key: people.attempts(rows) for key, rows in every.items()}
        assert {key: {one.id for one in mine} for key, mine in works.items()} == {
            key: set(mine) for key, mine in expected.items()
        }
        assert attempts == {
            key: {number: place for place, number in enumerate(sorted(mine), 1)}
            for key, mine in expected.items()
        }
        counted = {key: kept.parts["hw1"].submission for key, kept in counting(self.book, course).items()}
        assert counted == {key: max(mine) for key, mine in expected.items()}  # the latest


students = st.sampled_from(STUDENTS)
acts: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    st.tuples(st.sampled_from(["hand_in", "merge", "merge"]), students, students),
    st.tuples(st.just("undo"), st.integers(0, 9)),
)


@pytest.fixture(scope="module")
def book() -> Iterator[Gradebook]:
    with Gradebook("sqlite://:memory:") as book:
        yield book


@settings(max_examples=15)
@given(st.lists(acts, max_size=12))
def test_after_an_undo_all_is_as_before(book: Gradebook, random_acts: list[tuple[Any, ...]]) -> None:
    course = course_of({"hw1": {"deadline": (NOW + timedelta(days=9)).isoformat()}}, None)
    with forgetting(book):
        term = Term(book)
        for name, *arguments in random_acts:
            getattr(term, name)(*arguments)
            term.check(course)
        while term.events:
            term.undo(0)
        assert not term.into
        term.check(course)
