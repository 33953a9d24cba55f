"""Marks: the newest counts, two graders never overwrite each other, and what cannot be given is said why."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from marked_class import MarkedClass

from autograder.gradebook import models
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marking import rubric
from autograder.gradebook.marking.answers import answers
from autograder.gradebook.marking.marks import MarkConflictsError, give
from autograder.gradebook.marking.new_mark import COMMENT_CHARACTERS, NewMark
from autograder.results import Status
from autograder.student import Student


@pytest.fixture
def school(url: str) -> Iterator[MarkedClass]:
    with Gradebook(url) as book:
        yield MarkedClass(book)


def test_a_mark_counts_and_the_newest_replaces_it(school: MarkedClass) -> None:
    anna, _ = school.hand_in("anna"), school.hand_in("ben")
    assert school.written() == {"anna": None, "ben": None}
    assert school.give(anna, 2.5, comment=" Half of it. ").given == 1
    assert school.written() == {"anna": 2.5, "ben": None}
    first = answers(school.book, school.course, "mini", "q3")[anna].mark
    assert first
    assert (first.points, first.comment, first.who) == (2.5, "Half of it.", "ana")
    school.give(anna, 4, who="bob", after=first.number)
    assert school.written()["anna"] == 4
    assert [mark[1:2] + mark[4:] for mark in school.marks()] == [(2.5, "ana"), (4, "bob")]


def test_the_mark_before_counts_again_once_the_newest_is_undone(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    school.give(anna, 1)
    school.give(anna, 2)
    with school.book.reading():
        newest = models.Event.objects.filter(action="mark").latest("pk").pk
    undo(school.book, newest, who="bob", why="a slip")
    assert school.written()["anna"] == 1
    mark = answers(school.book, school.course, "mini", "q3")[anna].mark
    assert mark
    assert mark.points == 1


def test_what_says_nothing_new_is_not_written(school: MarkedClass) -> None:
    anna, item = school.hand_in("anna"), school.item(2).number
    school.give(anna, items=(item,), comment="So so")
    again = school.give(anna, 2, items=(item, item), comment="So so\n", who="bob")
    assert (again.given, again.unchanged) == (0, 1)
    assert len(school.marks()) == 1


@pytest.mark.parametrize(
    ("points", "total"),
    [([2, 0.5], 2.5), ([0.1, 0.2], 0.3), ([5, -1], 4), ([-1], 0), ([4, 3], 5), ([0], 0), ([1 / 3] * 3, 1)],
)
def test_items_give_their_sum_within_what_is_possible(
    school: MarkedClass, points: list[float], total: float
) -> None:
    anna = school.hand_in("anna")
    items = tuple(school.item(each).number for each in points)
    school.give(anna, items=items)
    assert school.marks() == [(anna, pytest.approx(total, abs=1e-12), items, "", "ana")]


def test_points_count_more_than_items(school: MarkedClass) -> None:
    anna, item = school.hand_in("anna"), school.item(-1).number
    school.give(anna, 4.5, items=(item,))
    assert school.marks() == [(anna, 4.5, (item,), "", "ana")]


def test_a_retired_item_stays_in_the_marks_that_name_it(school: MarkedClass) -> None:
    anna, ben, item = school.hand_in("anna"), school.hand_in("ben"), school.item(2).number
    school.give(anna, items=(item,))
    rubric.retire(school.book, item, who="ana", why="double")
    assert school.written()["anna"] == 2
    assert school.give(anna, items=(item,), comment="more").given == 1
    with pytest.raises(MarkConflictsError, match=f"^The rubric item #{item} is retired: choose another\\.$"):
        school.give(ben, items=(item,))


CONFLICTS = {
    "5.5 points are more than q3 has, 5.": {"points": 5.5},
    "-0.5 points are below zero: only rubric items may be.": {"points": -0.5},
    "nan is no number of points.": {"points": float("nan")},
    "inf is no number of points.": {"points": float("inf")},
    "a mark needs points or rubric items.": {},
    "there is no rubric item #99 for q3: `autograder gradebook rubric list` lists them.": {"items": (99,)},
    "tests grade q1, so nobody can mark it.": {"points": 1, "question": "q1"},
    "it has no question q9.": {"points": 1, "question": "q9"},
    "there is no such submission.": {"points": 1, "submission": 999},
    "it is for mini and not for maxi.": {"points": 1, "assignment": "maxi"},
    "the comment has 10,001 characters: shorten it to 10,000 at most.": {
        "points": 1,
        "comment": "x" * (COMMENT_CHARACTERS + 1),
    },
}


@pytest.mark.parametrize(("said", "mark"), CONFLICTS.items())
def test_what_cannot_be_given_is_said_why(school: MarkedClass, said: str, mark: dict[str, object]) -> None:
    anna = school.hand_in("anna")
    with pytest.raises(MarkConflictsError) as caught:
        school.give(**{"submission": anna} | mark)  # type: ignore[arg-type]
    assert caught.value.conflicts == {0: said}
    assert str(caught.value) == said[0].upper() + said[1:]
    assert school.marks() == []


def test_an_item_of_another_question_is_none(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    with school.book.writing():
        other = models.RubricItem.objects.create(
            at=datetime.now(UTC), who="ana", assignment="mini", question="q4", points=1, text="x"
        )
    with pytest.raises(MarkConflictsError, match=f"no rubric item #{other.pk} for q3"):
        school.give(anna, items=(other.pk,))


def test_a_submission_that_was_superseded_is_told_with_the_one_that_counts(school: MarkedClass) -> None:
    early = school.hand_in("anna")
    late = school.hand_in("anna")
    with pytest.raises(MarkConflictsError) as caught:
        school.give(early, 3)
    assert str(caught.value) == (f"It does not count any more, submission {late} of anna does: export again.")
    assert school.give(late, 3).given == 1


def test_a_submission_that_cannot_be_read_or_failed_cannot_be_marked(school: MarkedClass) -> None:
    unreadable, failed = (
        school.hand_in("anna", status=Status.UNREADABLE),
        school.hand_in("ben", status=Status.ERROR),
    )
    with pytest.raises(MarkConflictsError, match="could not be read"):
        school.give(unreadable, 1)
    with pytest.raises(MarkConflictsError, match="not graded yet"):
        school.give(failed, 1)


def test_nobody_overwrites_what_another_has_marked_meanwhile(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    school.give(anna, 3, who="ana")
    with pytest.raises(MarkConflictsError, match=r"^Ana gave it 3 points meanwhile: export again\.$"):
        school.give(anna, 4, who="bob")
    school.give(anna, 3.5, who="ana")  # one's own mark may be corrected from an older sheet
    assert [points for _, points, *_ in school.marks()] == [3, 3.5]


def test_a_mark_that_was_not_changed_since_it_was_seen_overwrites_nothing(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    school.give(anna, 3, who="ana")
    seen = answers(school.book, school.course, "mini", "q3")[anna].mark
    assert seen
    school.give(anna, 4, who="bob", after=seen.number)
    assert school.give(anna, 3, who="ana", after=seen.number).unchanged == 1
    assert school.written()["anna"] == 4


def test_of_two_who_mark_at_once_the_second_is_told(school: MarkedClass, url: str) -> None:
    anna = school.hand_in("anna")
    told = []
    barrier = threading.Barrier(2)

    def mark(who: str) -> None:
        with Gradebook(url) as book:
            new = NewMark(submission=anna, question="q3", points=len(who))
            barrier.wait()
            try:
                give(book, school.course, [new], who=who)
            except MarkConflictsError as error:
                told.append(str(error))

    threads = [threading.Thread(target=mark, args=(who,)) for who in ("al", "bea")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(school.marks()) == 1
    assert len(told) == 1
    assert "meanwhile" in told[0]


def test_all_or_none_unless_conflicts_are_skipped(school: MarkedClass) -> None:
    anna, ben, chen = map(school.hand_in, ("anna", "ben", "chen"))
    marks = [
        NewMark(submission=number, question="q3", points=points)
        for number, points in ((anna, 1), (ben, 9), (chen, 2), (anna, 3))
    ]
    with pytest.raises(MarkConflictsError) as caught:
        give(school.book, school.course, marks, who="ana")
    assert [*caught.value.conflicts] == [0, 1, 3]
    assert caught.value.conflicts[3] == "there are 2 marks for it here: leave one of them."
    assert str(caught.value).endswith("leave one of them. There are 2 more conflicts.")
    assert school.marks() == []
    outcome = give(school.book, school.course, marks, who="ana", skip_conflicts=True)
    assert (outcome.given, outcome.unchanged, [*outcome.conflicts]) == (1, 0, [0, 1, 3])
    assert [(submission, points) for submission, points, *_ in school.marks()] == [(chen, 2)]


def test_a_group_has_one_answer_and_its_mark_counts_for_all(school: MarkedClass) -> None:
    anna, ben = Student("1", "Anna"), Student("2", "Ben")
    number = school.hand_in(Student("group", "Anna and Ben", members=(anna, ben)))
    found = answers(school.book, school.course, "mini", "q3")
    assert [(answer.student_id, answer.name) for answer in found.values()] == [("1, 2", "Anna, Ben")]
    school.give(number, 4)
    assert school.written() == {"Anna": 4, "Ben": 4}


def test_each_mark_is_an_event_with_what_was_there_before(school: MarkedClass) -> None:
    anna, item = school.hand_in("anna"), school.item(2).number
    school.give(anna, 1)
    school.give(anna, items=(item,), comment="Good")
    with school.book.reading():
        first, second = models.Event.objects.filter(action="mark").order_by("pk")
        assert [student.name for student in second.students.all()] == ["anna"]
        marks = [*models.Mark.objects.order_by("pk").values_list("pk", flat=True)]
    assert (first.table, second.table, [first.row, second.row]) == ("Mark", "Mark", marks)
    assert (first.who, first.assignment, first.before) == ("ana", "mini", None)
    assert second.before == first.after
    assert second.after == {
        "submission": anna,
        "question": "q3",
        "points": 2,
        "items": [item],
        "comment": "Good",
    }


def test_a_grader_with_a_name_that_no_database_holds(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    school.give(anna, 1, who="a\0\ud800", comment="b\0\ud800\x1b[31mred")
    assert school.marks() == [(anna, 1, (), "b\ufffdred", "a\ufffd?")]
