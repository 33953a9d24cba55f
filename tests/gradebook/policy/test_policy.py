"""What holds for every course and every history of a student."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import histories
import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from autograder.course.course import Course
from autograder.gradebook.policy import AssignmentGrade, Grade, grade, sentence
from autograder.gradebook.policy.facts import Adjustment, Excuse, Extension, Grading, Question, Work
from autograder.gradebook.policy.lines import (
    Adjusted,
    Automatic,
    Capped,
    Dropped,
    Late,
    LeftOut,
    Letter,
    Missing,
    Rounded,
    Score,
    Total,
    Unreadable,
    Written,
)

NOW = histories.FIRST + timedelta(days=4)
END = histories.FIRST + timedelta(days=400)
nows = st.sampled_from([NOW, END])
PENALTIES = [table for table in histories.LATE if table and "late_days" not in table]


@st.composite
def cases(draw: st.DrawFn, **options: Any) -> tuple[Course, list[Work]]:
    facts = {key: options.pop(key) for key in ("excuses", "extensions") if key in options}
    course = draw(histories.courses(**options))
    return course, draw(histories.histories(course, **facts))


def only(lines: Any, kind: type) -> Any:
    return [line for line in lines if isinstance(line, kind)]


def score_by_hand(given: AssignmentGrade) -> Score | None:
    """What the lines above the score add up to."""
    points, possible = Fraction(0), Fraction(0)
    for line in only(given.lines, Automatic | Written):
        points, possible = points + line.points, possible + line.possible
    for line in only(given.lines, Adjusted):
        points += line.points
    for line in only(given.lines, Missing | Unreadable):
        possible += line.possible
    lost = sum(line.share for line in only(given.lines, Late))
    if not only(given.lines, Automatic | Written | Missing | Unreadable):
        return None
    return Score(max(Fraction(0), points) * (1 - lost), possible)


def total_by_hand(given: Grade, course: Course) -> tuple[Decimal | None, str | None]:
    """The total and its letter, from the assignments' own scores and the lines of the total."""
    percents = {name: one.percent for name, one in given.assignments.items()}
    out = {line.assignment for line in only(given.lines, Dropped | LeftOut)}
    weights = {name: Fraction(str(one.weight)) for name, one in course.assignments.items() if name not in out}
    whole = sum(weight for name, weight in weights.items() if not course.assignments[name].bonus)
    if not whole:
        return None, None
    total = sum(weight * percents[name] for name, weight in weights.items()) / whole
    (line,) = only(given.lines, Total)
    assert line.percent == total == sum(term.share * term.percent for term in line.terms)
    assert {term.assignment for term in line.terms} | out == set(percents)
    for cap in only(given.lines, Capped):
        assert total > cap.percent
        total = cap.percent
    if course.grades.cap is not None:
        assert total <= course.grades.cap
    with localcontext(prec=200):
        digits = Decimal(1).scaleb(-course.grades.decimals)
        rounded = (Decimal(total.numerator) / total.denominator).quantize(digits, ROUND_HALF_UP)
    bounds = [(bound, letter) for letter, bound in course.grades.letters.items() if bound <= rounded]
    return rounded, max(bounds)[1] if bounds else None


@given(cases(), nows)
def test_every_number_can_be_computed_from_the_lines(case: tuple[Course, list[Work]], now: datetime) -> None:
    course, facts = case
    found = grade(facts, course, now)
    for one in found.assignments.values():
        assert one.score == score_by_hand(one)
        assert only(one.lines, Score) == ([one.score] if one.score else [])
        for line in only(one.lines, Late):
            assert 0 <= line.share <= (Fraction(str(course.late.at_most)) if course.late else 0)
            assert 0 <= line.free <= line.amount
    assert (found.total, found.letter) == total_by_hand(found, course)
    assert [line.percent for line in only(found.lines, Rounded)] == (
        [] if found.total is None else [found.total]
    )
    assert [line.letter for line in only(found.lines, Letter)] == ([found.letter] if found.letter else [])
    for line in [*found.lines, *(line for one in found.assignments.values() for line in one.lines)]:
        assert "\n" not in sentence(line)


@given(cases(), nows, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(
    case: tuple[Course, list[Work]], now: datetime, chance: random.Random
) -> None:
    course, facts = case
    assert grade([shuffled(work, chance) for work in mixed(facts, chance)], course, now) == grade(
        facts, course, now
    )


def mixed(items: Any, chance: random.Random) -> list[Any]:
    return chance.sample(list(items), len(items))


def shuffled(fact: Any, chance: random.Random) -> Any:
    """The same fact with all that it holds in another order."""
    changed = {
        name: tuple(shuffled(item, chance) for item in mixed(value, chance))
        for name in fact.__struct_fields__
        if isinstance(value := getattr(fact, name), tuple)
    }
    return msgspec.structs.replace(fact, **changed)


@given(cases(), nows, histories.points)
def test_a_later_grading_is_as_if_it_were_the_only_one(
    case: tuple[Course, list[Work]], now: datetime, points: float
) -> None:
    course, facts = case
    new = Grading(1000, (Question("q1", points, 4),))

    def regraded(work: Work, *, keep: bool) -> Work:
        submissions = tuple(
            msgspec.structs.replace(one, gradings=(new, *one.gradings) if keep else (new,))
            for one in work.submissions
        )
        return msgspec.structs.replace(work, submissions=submissions)

    assert grade([regraded(work, keep=True) for work in facts], course, now) == grade(
        [regraded(work, keep=False) for work in facts], course, now
    )


def raised(work: Work, by: float) -> Work:
    """The same work with more points for each question that tests grade."""
    submissions = tuple(
        msgspec.structs.replace(
            submission,
            gradings=tuple(
                Grading(
                    one.id,
                    tuple(
                        q if q.points is None else msgspec.structs.replace(q, points=q.points + by)
                        for q in one.questions
                    ),
                )
                for one in submission.gradings
            ),
        )
        for submission in work.submissions
    )
    return msgspec.structs.replace(work, submissions=submissions)


def dropped(found: Grade) -> set[str]:
    return {line.assignment for line in only(found.lines, Dropped)}


def pool_is_at_stake(course: Course) -> bool:
    """More points can make a late submission the best one, and that takes days that others then lack."""
    return course.grades.counts == "best" and bool(course.late and course.late.late_days)


@given(cases(), nows, st.data())
def test_more_points_never_lower_the_total(
    case: tuple[Course, list[Work]], now: datetime, data: st.DataObject
) -> None:
    course, facts = case
    assume(facts and not pool_is_at_stake(course))
    place = data.draw(st.integers(0, len(facts) - 1))
    better = [raised(work, 1.0) if i == place else work for i, work in enumerate(facts)]
    before, after = grade(facts, course, now), grade(better, course, now)
    for name, one in before.assignments.items():
        assert (one.percent is None) == (after.assignments[name].percent is None)
        assert (one.percent or 0) <= (after.assignments[name].percent or 0)
    if dropped(before) == dropped(after):  # unequal weights: see test_total.py
        assert before.total is None or (after.total is not None and before.total <= after.total)


@given(cases(equal=True), nows, st.data())
def test_with_equal_weights_more_points_never_lower_the_total_whatever_is_dropped(
    case: tuple[Course, list[Work]], now: datetime, data: st.DataObject
) -> None:
    course, facts = case
    assume(facts and not pool_is_at_stake(course))
    place = data.draw(st.integers(0, len(facts) - 1))
    better = [raised(work, 1.0) if i == place else work for i, work in enumerate(facts)]
    before, after = grade(facts, course, now), grade(better, course, now)
    assert before.total is None or (after.total is not None and before.total <= after.total)


@given(cases(excuses=False), nows, st.data())
def test_an_excuse_never_gives_less_than_zero_points_would(
    case: tuple[Course, list[Work]], now: datetime, data: st.DataObject
) -> None:
    course, facts = case
    weights = {assignment.weight for assignment in course.assignments.values()}
    assume(len(weights) == 1 or not course.grades.drop_lowest)  # else a heavier one may be dropped instead
    name = data.draw(st.sampled_from(list(course.assignments)))
    others = [work for work in facts if work.assignment != name]
    blank = (histories.graded(1, 0.0, received=histories.FIRST - timedelta(days=9)),)
    zero = grade([*others, Work(assignment=name, submissions=blank)], course, now)
    excuse = Excuse(id=1, why="ill", who="ana")
    excused = grade([*others, Work(assignment=name, submissions=blank, excuses=(excuse,))], course, now)
    assert excused.assignments[name].percent is None
    assert zero.total is None or excused.total is None or excused.total >= zero.total


@given(cases(equal=True, late=PENALTIES, excuses=False), nows, st.data())
def test_an_extension_never_lowers_a_grade(
    case: tuple[Course, list[Work]], now: datetime, data: st.DataObject
) -> None:
    course, facts = case
    assume(
        facts and course.grades.counts != "latest_before_deadline"
    )  # later ones are then in time and count
    place = data.draw(st.integers(0, len(facts) - 1))
    extension = Extension(
        id=data.draw(st.sampled_from([0, 1000])), until=data.draw(histories.times), why="", who=""
    )
    work = msgspec.structs.replace(facts[place], extensions=(*facts[place].extensions, extension))
    before = grade(facts, course, now)
    after = grade([*facts[:place], work, *facts[place + 1 :]], course, now)
    for name, one in before.assignments.items():
        new = after.assignments[name]
        assert (one.percent or 0) <= (new.percent or 0) or new.percent is None
        assert new.percent is not None or not one.percent or work.adjustments
    if not any(work.adjustments for work in facts):  # points for work that is missing wait until it is due
        assert before.total is None or after.total is None or before.total <= after.total


@given(cases(extensions=False, excuses=False), nows)
def test_late_days_are_taken_in_the_order_of_the_deadlines(
    case: tuple[Course, list[Work]], now: datetime
) -> None:
    course, facts = case
    assume(course.late and course.late.late_days)
    assert course.late
    found = grade(facts, course, now)
    left = course.late.late_days or 0
    with_deadline = [(one.deadline, name) for name, one in course.assignments.items() if one.deadline]
    for _, name in sorted(with_deadline, key=lambda item: item[0].astimezone(UTC)):
        for line in only(found.assignments[name].lines, Late):
            assert line.free == min(line.amount, left)
            assert line.free == line.amount or course.late.penalty_per_day
            left -= line.free
            assert line.left == left >= 0
        assert found.assignments[name].late_days == sum(
            line.free for line in only(found.assignments[name].lines, Late)
        )
    assert sum(one.late_days for one in found.assignments.values()) <= (course.late.late_days or 0)


@given(st.lists(st.sampled_from([0.1, 0.2, 1 / 3, 2 / 3, 0.7]), min_size=1))
def test_no_error_of_floating_point_reaches_a_grade(scores: list[float]) -> None:
    work = Work(
        assignment="hw1",
        submissions=(histories.graded(1, 0.0, 1),),
        adjustments=tuple(
            Adjustment(id=place, points=score, why="", who="") for place, score in enumerate(scores)
        ),
    )
    score = grade([work], histories.course_of(), END).assignments["hw1"].score
    assert score
    assert score.points.denominator in (1, 2, 3, 5, 6, 10, 15, 30)
    assert math.isclose(score.points, math.fsum(scores))
