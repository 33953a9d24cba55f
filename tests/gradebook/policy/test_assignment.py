"""The grade of one assignment, by its lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from histories import FIRST, course_of, graded

from autograder.gradebook.policy import AssignmentGrade, grade, sentence
from autograder.gradebook.policy.facts import (
    Adjustment,
    Excuse,
    Extension,
    Grading,
    Mark,
    Question,
    Submission,
    Work,
)

DAY = timedelta(days=1)
DUE = {"hw1": {"deadline": FIRST.isoformat()}}
END = FIRST + 30 * DAY
PENALTY = {"penalty_per_day": 0.1, "at_most": 0.5}


def given(
    late: dict[str, Any] | None = None, now: datetime = END, due: dict[str, Any] = DUE, **facts: Any
) -> AssignmentGrade:
    return grade([Work(assignment="hw1", **facts)], course_of(due, late), now).assignments["hw1"]


def said(found: AssignmentGrade) -> list[str]:
    return [sentence(line) for line in found.lines]


def extension(number: int, until: datetime) -> Extension:
    return Extension(id=number, until=until, why=f"reason {number}", who="Ana")


def adjustment(points: float, submission: int | None = None) -> Adjustment:
    return Adjustment(id=1, points=points, why="question 3 was ambiguous", who="Ana", submission=submission)


def test_all_that_makes_up_a_score() -> None:
    questions = (Question("q1", 14.5, 18), Question("q8", None, 4), Question("q9", None, 2))
    submission = Submission(
        id=7,
        received=FIRST + 2 * DAY,
        gradings=(Grading(5, questions), Grading(4, (Question("q1", 1, 18),))),
        marks=(Mark(6, "q8", 3),),
    )
    found = given(PENALTY, submissions=(submission,), adjustments=(adjustment(1),))
    assert said(found) == [
        "submission 7 counts, of 1: the latest",
        "automatic 14.5 of 18",
        "written answers 3 of 4",
        "not marked yet: q9 (2 points)",
        "adjustment +1, 'question 3 was ambiguous', by Ana",
        "2 days late: −20 %",  # noqa: RUF001
        "score 14.8 of 22: 67.2727 %",
    ]
    assert found.percent == Fraction(148, 220) * 100


def test_an_adjustment_of_a_submission_that_does_not_count_changes_nothing() -> None:
    submissions = (graded(1, 5), graded(2, 6))
    assert given(submissions=submissions, adjustments=(adjustment(3, submission=1),)).percent == 60
    assert given(submissions=submissions, adjustments=(adjustment(3, submission=2),)).percent == 90


def test_a_score_can_be_above_what_is_possible_and_never_below_zero() -> None:
    assert given(submissions=(graded(1, 10),), adjustments=(adjustment(2),)).percent == 120
    assert given(submissions=(graded(1, 1),), adjustments=(adjustment(-2),)).percent == 0


def test_the_extension_that_ends_last_holds_by_the_clocks_of_the_course() -> None:
    late = (graded(1, 10, received=FIRST + 2 * DAY),)
    extensions = (extension(1, FIRST + DAY), extension(2, FIRST - DAY), extension(3, FIRST + DAY / 2))
    found = given(PENALTY, submissions=late, extensions=extensions)
    assert said(found)[0] == "extended until 2027-10-30 23:59 WEST, 'reason 1', by Ana"
    # 24 hours after the extended deadline it is 22:59, since the clocks went back: the first late day
    assert found.percent == 90
    hours = given({"penalty_per_hour": 0.01}, submissions=late, extensions=extensions)
    assert "24 hours late: −24 %" in said(hours)  # noqa: RUF001


def test_an_extension_before_the_deadline_is_none() -> None:
    late = (graded(1, 10, received=FIRST + DAY),)
    found = given(PENALTY, submissions=late, extensions=(extension(1, FIRST - DAY),))
    assert found == given(PENALTY, submissions=late)


def test_days_are_days_of_the_calendar_where_the_course_is() -> None:
    # from Saturday 23:59 to Sunday 23:59 the clocks go back, so this day has 25 hours
    due = {"hw1": {"deadline": "2027-10-30 23:59"}}
    last = datetime(2027, 10, 31, 23, 59, tzinfo=UTC)
    for received, percent in ((last, 90), (last + timedelta(seconds=1), 80)):
        assert given(PENALTY, due=due, submissions=(graded(1, 10, received=received),)).percent == percent


def test_missing_work_counts_zero_after_its_deadline_and_not_before() -> None:
    assert said(given(now=FIRST)) == ["nothing handed in yet, due 2027-10-29 23:59 WEST"]
    assert given(now=FIRST).percent is None
    over = given(now=FIRST + timedelta(seconds=1), possible=20)
    assert said(over)[-1] == "score 0 of 20: 0 %"
    assert over.percent == 0
    later = given(now=FIRST + DAY, extensions=(extension(1, FIRST + 2 * DAY),))
    assert later.percent is None


def test_missing_work_without_a_deadline_never_counts() -> None:
    assert said(given(due={"hw1": {}})) == ["nothing handed in, no deadline"]


def test_a_person_can_give_points_for_missing_work() -> None:
    found = given(possible=20, adjustments=(adjustment(15),))
    assert found.percent == 75
    assert said(found)[0] == "missing, due 2027-10-29 23:59 WEST: 0 of 20"


def test_excused_work_does_not_count_whatever_was_handed_in() -> None:
    excuse = Excuse(id=1, why="ill", who="Ana")
    found = given(submissions=(graded(1, 10),), excuses=(excuse,))
    assert (said(found), found.percent) == (["excused, 'ill', by Ana"], None)


def test_what_could_not_be_read_is_zero_of_the_assignments_points() -> None:
    found = given(possible=18, submissions=(Submission(id=1, gradings=(Grading(1),)),))
    assert found.percent == 0
    assert said(found)[1:] == ["submission 1 could not be read: 0 of 18", "score 0 of 18: 0 %"]


def test_work_that_only_people_mark_has_no_score_until_one_did() -> None:
    assert given(submissions=(graded(1, None, 4),)).percent is None
    assert given(submissions=(graded(1, None, 4, marks=(Mark(1, "q1", 3),)),)).percent == 75


@pytest.mark.parametrize("late", [None, PENALTY, {"late_days": 2}])
def test_an_unknown_time_costs_nothing_and_is_said_if_the_platform_calls_it_late(
    late: dict[str, Any] | None,
) -> None:
    found = given(late, submissions=(graded(1, 10, marked_late=True),))
    assert found.percent == 100
    assert "submission 1 is late for the platform, its time is not known: no penalty" in said(found)


def test_without_a_policy_of_lateness_it_is_said_and_costs_nothing() -> None:
    found = given(submissions=(graded(1, 10, received=FIRST + DAY / 2),))
    assert found.percent == 100
    assert "1 day late: no penalty" in said(found)
