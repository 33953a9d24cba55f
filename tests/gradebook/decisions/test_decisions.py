"""Adjustments, excuses, extensions and choices: what they do to grades, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from books import hand_in, result, row
from histories import course_of

from autograder.course.course import Course, CourseError
from autograder.gradebook import models
from autograder.gradebook.decisions import decisions
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import Part, grades
from autograder.student import Student

DUE = datetime(2101, 10, 28, 22, 59, tzinfo=UTC)  # the clocks of Lisbon change two nights later
END = DUE + timedelta(days=90)
ANNA, BORIS = Student("a1", "Anna"), Student("b2", "Boris")
SIGNED = {"who": "ana", "why": "question 3 was ambiguous"}


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    with Gradebook(url) as book:
        yield book


@pytest.fixture
def course() -> Course:
    return course_of({"hw1": {"deadline": DUE.isoformat()}, "hw2": {}}, {"penalty_per_day": 0.25})


def part(book: Gradebook, course: Course, student: str = "a1", assignment: str = "hw1") -> Part:
    return grades(book, course, END)[row(book, student)].parts[assignment]


def test_an_adjustment_counts_for_each_of_its_students(book: Gradebook, course: Course) -> None:
    for student in (ANNA, BORIS):
        hand_in(book, result(student))
    rows = [row(book, "a1"), row(book, "b2")]
    decisions.adjust(book, course, "hw1", 1.5, rows, **SIGNED)
    decisions.adjust(book, course, "hw1", -2, rows[:1], **SIGNED)
    assert [part(book, course, key).points for key in ("a1", "b2")] == [7.5, 9.5]
    assert part(book, course).adjustment == -0.5


def test_an_adjustment_of_one_submission_counts_only_while_that_one_counts(
    book: Gradebook, course: Course
) -> None:
    first = hand_in(book, result(ANNA, received=DUE - timedelta(hours=2)))
    anna = row(book, "a1")
    decisions.adjust(book, course, "hw1", 1, [anna], submission=first, **SIGNED)
    assert part(book, course).points == 9
    hand_in(book, result(ANNA, received=DUE - timedelta(hours=1)))
    assert part(book, course).points == 8


def test_an_excuse_takes_an_assignment_out(book: Gradebook, course: Course) -> None:
    hand_in(book, result(ANNA))
    hand_in(book, result(ANNA, "hw2", [("q1", 10, 10)]))
    anna = row(book, "a1")
    assert grades(book, course, END)[anna].total == "90.0"
    decisions.excuse(book, course, "hw1", [anna], **SIGNED)
    assert part(book, course).excused
    assert grades(book, course, END)[anna].total == "100.0"


def test_an_extension_makes_late_work_come_in_time(book: Gradebook, course: Course) -> None:
    hand_in(book, result(ANNA, received=DUE + timedelta(days=1, hours=2)))
    anna = row(book, "a1")
    assert part(book, course).points == 4  # two started days
    decisions.extend(book, course, "hw1", "+1d", [anna], **SIGNED)
    assert part(book, course).points == 6
    decisions.extend(book, course, "hw1", "2101-10-30 23:59", [anna], **SIGNED)
    assert part(book, course).points == 8
    decisions.extend(book, course, "hw1", "+12h", [anna], **SIGNED)
    assert part(book, course).points == 8  # the later one holds


def test_missing_work_is_open_again_until_the_extension_ends(book: Gradebook, course: Course) -> None:
    hand_in(book, result(ANNA, "hw2"))
    anna = row(book, "a1")
    assert part(book, course).missing
    decisions.extend(book, course, "hw1", "+2d", [anna], **SIGNED)
    for days, missing in ((1, False), (2, False), (3, True)):
        now = DUE + timedelta(days=days)
        assert grades(book, course, now)[anna].parts["hw1"].missing is missing, days


def test_the_chosen_submission_counts(book: Gradebook) -> None:
    course = course_of(counts="chosen")
    first, _ = (hand_in(book, result(ANNA, questions=[("q1", points, 10)])) for points in (3, 9))
    assert part(book, course).points == 9
    decisions.choose(book, course, first, **SIGNED)
    assert part(book, course).points == 3


def test_a_choice_for_a_group_counts_for_its_members(book: Gradebook) -> None:
    course = course_of(counts="chosen")
    group = Student("g", "Anna, Boris", members=(ANNA, BORIS))
    first, _ = (hand_in(book, result(group, questions=[("q1", points, 10)])) for points in (3, 9))
    event = decisions.choose(book, course, first, **SIGNED)
    assert [part(book, course, key).points for key in ("a1", "b2")] == [3, 3]
    with book.reading():
        assert {student.name for student in event.students.all()} == {"Anna", "Boris"}


def test_each_decision_is_one_row_and_one_event(book: Gradebook, course: Course) -> None:
    for student in (ANNA, BORIS):
        hand_in(book, result(student))
    rows = [row(book, "a1"), row(book, "b2")]
    event = decisions.extend(book, course, "hw1", "2101-11-03 23:59", rows, **SIGNED)
    with book.reading():
        extension = models.Extension.objects.get()
        assert set(extension.students.values_list("pk", flat=True)) == set(rows)
        assert extension.until == datetime(2101, 11, 3, 23, 59, tzinfo=UTC)  # no summer time any more
        assert (extension.who, extension.why) == ("ana", "question 3 was ambiguous")
        assert models.Event.objects.get() == event
        assert (event.table, event.row, event.action) == ("Extension", extension.pk, "extend")
        assert (event.after, event.why) == ({"until": "2101-11-03 23:59 WET"}, "question 3 was ambiguous")


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2101-10-28 23:00", "2101-10-28 23:00 WEST is not after the deadline, 2101-10-28 23:59 WEST"),
        ("+0d", "is not after the deadline"),
        ("tomorrow", '"tomorrow" is no time: write 2027-02-03 23:59'),
        ("2101-11-31 10:00", "is no time"),
        ("2101-11-30", "is no time"),
        ("9999-12-31 23:59-12:00", "is no time"),
        ("-2d", "is no time"),
    ],
)
def test_a_wrong_end_of_an_extension_is_refused(
    book: Gradebook, course: Course, until: str, words: str
) -> None:
    hand_in(book, result(ANNA))
    with pytest.raises(GradebookError) as caught:
        decisions.extend(book, course, "hw1", until, [row(book, "a1")], **SIGNED)
    assert words in str(caught.value)
    assert nothing_decided(book)


def test_an_extension_that_is_over_already_is_refused(book: Gradebook) -> None:
    course = course_of({"hw1": {"deadline": "2020-10-22T23:59:00+01:00"}})
    hand_in(book, result(ANNA))
    with pytest.raises(
        GradebookError, match=r"^2020-10-26 23:59 WET is over already: extend to a time to come\.$"
    ):
        decisions.extend(book, course, "hw1", "+4d", [row(book, "a1")], **SIGNED)
    assert nothing_decided(book)


Act = Callable[[Gradebook, Course, int], models.Event]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda b, c, s: decisions.extend(b, c, "hw2", "+2d", [s], **SIGNED), "hw2 has no deadline"),
        (lambda b, c, s: decisions.adjust(b, c, "hw1", float("nan"), [s], **SIGNED), "as a number"),
        (
            lambda b, c, s: decisions.adjust(b, c, "hw1", 1, [s], who="ana", why=" "),
            "Give a reason with --why",
        ),
        (lambda b, c, s: decisions.adjust(b, c, "hw9", 1, [s], **SIGNED), 'no assignment "hw9"'),
        (lambda b, c, s: decisions.adjust(b, c, "hw1", 1, [s], submission=99, **SIGNED), "no submission 99"),
        (
            lambda b, c, s: decisions.adjust(b, c, "hw2", 1, [s], submission=1, **SIGNED),
            "is for hw1, not for hw2",
        ),
        (
            lambda b, c, s: decisions.adjust(b, c, "hw1", 1, [s, s + 1], submission=1, **SIGNED),
            "not the work of Boris",
        ),
        (lambda b, c, s: decisions.choose(b, c, 1, **SIGNED), "write `counts: chosen` there"),
        (lambda b, c, s: undo(b, 5, **SIGNED), "There is no event 5"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    book: Gradebook, course: Course, act: Act, words: str
) -> None:
    hand_in(book, result(ANNA))
    hand_in(book, result(BORIS))
    with pytest.raises((GradebookError, CourseError)) as caught:
        act(book, course, row(book, "a1"))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert nothing_decided(book)


def nothing_decided(book: Gradebook) -> bool:
    with book.reading():
        tables = (models.Adjustment, models.Extension, models.Choice, models.Event)
        return not any(table.objects.exists() for table in tables)
