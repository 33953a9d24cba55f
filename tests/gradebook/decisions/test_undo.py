"""Any decision can be taken back, once; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from books import hand_in, result, row
from histories import course_of

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import audit, decisions
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import CourseGrade, grades
from autograder.student import Student

NOW = datetime(2101, 11, 1, tzinfo=UTC)
ANNA, BORIS = Student("a1", "Anna"), Student("b2", "Boris")
SIGNED = {"who": "ana", "why": "ill"}
BACK = {"who": "rui", "why": "a mistake"}
AT: dict[str, Any] = {"at": datetime(2101, 10, 1, tzinfo=UTC), **SIGNED}


@pytest.fixture
def course() -> Course:
    return course_of({"hw1": {"deadline": "2101-10-28 23:59"}}, {"penalty_per_day": 0.1}, counts="chosen")


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    """Anna handed in twice, late, and a person marks a question; Boris once."""
    with Gradebook(url) as book:
        for day in (29, 30):
            received = datetime(2101, 10, day, 12, tzinfo=UTC)
            hand_in(
                book, result(ANNA, questions=[("q1", day - 24, 6), ("essay", None, 4)], received=received)
            )
        hand_in(book, result(BORIS))
        yield book


def grade(book: Gradebook, course: Course) -> CourseGrade:
    return grades(book, course, NOW)[row(book, "a1")]


def adjust(book: Gradebook, course: Course) -> models.Event:
    return decisions.adjust(book, course, "hw1", 1, [row(book, "a1"), row(book, "b2")], **SIGNED)


def excuse(book: Gradebook, course: Course) -> models.Event:
    return decisions.excuse(book, course, "hw1", [row(book, "a1")], **SIGNED)


def extend(book: Gradebook, course: Course) -> models.Event:
    return decisions.extend(book, course, "hw1", "+5d", [row(book, "a1")], **SIGNED)


def choose(book: Gradebook, course: Course) -> models.Event:
    return decisions.choose(book, course, 1, **SIGNED)


def mark(book: Gradebook, course: Course) -> models.Event:
    with book.writing():
        item = models.RubricItem.objects.create(
            **AT, assignment="hw1", question="essay", points=3, text="clear"
        )
        mark = models.Mark.objects.create(**AT, submission_id=2, question="essay", points=3)
        mark.items.add(item)
        return audit.record("ana", "mark", mark, students=[row(book, "a1")], assignment="hw1")


def merge(book: Gradebook, course: Course) -> models.Event:
    anna, boris = row(book, "a1"), row(book, "b2")
    with book.writing():
        merge = models.Merge.objects.create(**AT, duplicate_id=anna, into_id=boris)
        return audit.record("ana", "merge", merge, students=[anna])  # whom it makes another


DECISIONS = [adjust, excuse, extend, choose, mark, merge]


@pytest.mark.parametrize("decide", DECISIONS)
def test_an_undone_decision_does_not_count_and_stays_as_a_record(
    book: Gradebook, course: Course, decide: Any
) -> None:
    before = grades(book, course, NOW)
    event = decide(book, course)
    assert grades(book, course, NOW) != before
    undone = undo(book, event.pk, **BACK)
    assert grades(book, course, NOW) == before
    with book.reading():
        table = getattr(models, event.table)
        decision, counterpart = table.objects.get(pk=event.row), table.objects.get(pk=undone.row)
        assert (counterpart.undoes, counterpart.who, counterpart.why) == (decision, "rui", "a mistake")
        assert (undone.undoes, undone.action) == (event, "undo")
        assert set(undone.students.all()) == set(event.students.all())
        for field in table._meta.many_to_many:
            assert set(getattr(counterpart, field.name).all()) == set(getattr(decision, field.name).all())


def test_a_withdrawal_is_undone_unless_the_student_was_changed_again(book: Gradebook, course: Course) -> None:
    def change(field: str, value: object) -> models.Event:
        with book.writing():
            anna = models.Student.objects.get(key="a1")
            before = {field: getattr(anna, field)}
            setattr(anna, field, value)
            anna.save()
            return audit.record(
                "ana", "withdraw", anna, students=[anna.pk], before=before, after={field: value}
            )

    first, second = change("is_withdrawn", True), change("section", "B")
    third = change("section", "C")
    undo(book, first.pk, **BACK)
    with pytest.raises(GradebookError, match=f"Anna was changed again after event {second.pk}"):
        undo(book, second.pk, **BACK)
    undo(book, third.pk, **BACK)
    undo(book, second.pk, **BACK)
    with book.reading():
        assert not models.Student.objects.filter(is_withdrawn=True).exists()
        assert models.Student.objects.get(key="a1").section == ""


def test_of_two_decisions_that_hold_the_other_still_holds(book: Gradebook, course: Course) -> None:
    first, second = adjust(book, course), adjust(book, course)
    undo(book, first.pk, **BACK)
    assert grade(book, course).parts["hw1"].adjustment == 1
    undo(book, second.pk, **BACK)
    assert grade(book, course).parts["hw1"].adjustment == 0


def test_what_cannot_be_undone(book: Gradebook, course: Course) -> None:
    event = adjust(book, course)
    with pytest.raises(GradebookError, match="Give a reason with --why"):
        undo(book, event.pk, who="rui", why="")
    undone = undo(book, event.pk, **BACK)
    with book.writing():
        published = audit.record("ana", "publish", models.Student.objects.get(key="a1"))
    for number, words in (
        (event.pk, f"Event {event.pk} is undone already, by rui with event {undone.pk}."),
        (
            undone.pk,
            f"Event {undone.pk} undoes event {event.pk}, and an undo cannot be undone: decide it again.",
        ),
        (published.pk, f"Event {published.pk} (publish) is no decision that could be undone."),
        (999, "There is no event 999: `autograder gradebook log` lists them."),
        (10**30, f"There is no event {10**30}: `autograder gradebook log` lists them."),
    ):
        with pytest.raises(GradebookError) as caught:
            undo(book, number, **BACK)
        assert str(caught.value) == words


def test_of_many_that_undo_one_event_at_once_exactly_one_does(
    book: Gradebook, course: Course, url: str
) -> None:
    event, processes = adjust(book, course), 6
    barrier = Barrier(processes)

    def attempt(number: int) -> str:
        with Gradebook(url) as own:
            barrier.wait()
            try:
                undo(own, event.pk, who=f"grader {number}", why="a mistake")
            except GradebookError as error:
                return str(error)
        return ""

    with ThreadPoolExecutor(processes) as pool:
        outcomes = sorted(pool.map(attempt, range(processes)))
    assert outcomes[0] == ""
    assert all(f"Event {event.pk} is undone already, by grader" in text for text in outcomes[1:])
    with book.reading():
        assert models.Adjustment.objects.exclude(undoes=None).count() == 1
        assert models.Event.objects.filter(action="undo").count() == 1
