"""Courses and random histories of a student, for tests of the policy of grades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from autograder.course.course import Course
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

FIRST = datetime(2027, 10, 29, 22, 59, tzinfo=UTC)  # the clocks of Lisbon change two nights later
NAMES = ["hw1", "hw2", "hw3", "hw4"]
MANUAL = "essay"
LATE: list[dict[str, Any] | None] = [
    None,
    {"penalty_per_day": 0.1, "at_most": 0.25, "grace_minutes": 15},
    {"penalty_per_hour": 0.03, "at_most": 0.5},
    {"late_days": 3},
    {"late_days": 2, "penalty_per_day": 0.2, "at_most": 0.7},
]


def course_of(
    assignments: dict[str, dict[str, Any]] | None = None,
    late: dict[str, Any] | None = None,
    **grades: Any,
) -> Course:
    """A course in Lisbon; an assignment has the weight 1 and no deadline if it does not say otherwise."""
    tables = {
        name: {"title": name, "weight": 1, **table} for name, table in (assignments or {"hw1": {}}).items()
    }
    table = {"course": "C", "timezone": "Europe/Lisbon", "assignments": tables, "grades": grades}
    return Course.model_validate(table | ({"late": late} if late else {}))


def graded(
    number: int, points: float | None = 8, possible: float = 10, received: datetime | None = None, **more: Any
) -> Submission:
    """A submission with one question; a person marks it if ``points`` is None."""
    questions = (Question("q1", points, possible),)
    return Submission(id=number, received=received, gradings=(Grading(number, questions),), **more)


@st.composite
def courses(draw: st.DrawFn, late: list[dict[str, Any] | None] = LATE, **fixed: Any) -> Course:
    """A course whose policy does not contradict itself; ``fixed`` are keys of ``grades``."""
    count = draw(st.integers(1, len(NAMES)))
    weights = st.just(1) if fixed.pop("equal", False) else st.sampled_from([0, 1, 2.5, 0.1])
    tables = {name: {"weight": draw(weights), "bonus": draw(st.booleans())} for name in NAMES[:count]}
    tables["hw1"] |= {"weight": 1, "bonus": False}
    for place, table in enumerate(tables.values()):
        if draw(st.integers(0, 4)):
            table["deadline"] = (FIRST + timedelta(days=draw(st.integers(0, 3)) + place)).isoformat()
    most = sum(table["weight"] > 0 and not table["bonus"] for table in tables.values()) - 1
    grades = {
        "counts": draw(st.sampled_from(["latest", "best", "latest_before_deadline", "chosen"])),
        "drop_lowest": draw(st.integers(0, most)),
        "decimals": draw(st.integers(0, 3)),
        "letters": draw(st.sampled_from([{}, {"A": 90, "B": 62.5, "F": 0}])),
    }
    if draw(st.booleans()):
        grades["cap"] = draw(st.sampled_from([100, 110.5]))
    return course_of(tables, draw(st.sampled_from(late)), **(grades | fixed))


points = st.integers(0, 12).map(lambda thirds: thirds / 3) | st.sampled_from([0.1, 0.2, 3.7])
times = st.timedeltas(timedelta(days=-2), timedelta(days=8)).map(lambda after: FIRST + after)


@st.composite
def works(draw: st.DrawFn, name: str, *, excuses: bool = True, extensions: bool = True) -> Work:
    """Random facts for one assignment; ids grow over all of them."""
    ids = iter(draw(st.permutations(range(100, 140))))

    def gradings() -> tuple[Grading, ...]:
        return tuple(
            Grading(next(ids), draw(st.sampled_from([(), _questions(draw), _questions(draw)])))
            for _ in range(draw(st.integers(0, 2)))
        )

    submissions = tuple(
        Submission(
            id=next(ids),
            received=draw(st.none() | times),
            marked_late=draw(st.booleans()),
            chosen=draw(st.booleans()),
            gradings=gradings(),
            marks=tuple(Mark(next(ids), MANUAL, draw(points)) for _ in range(draw(st.integers(0, 1)))),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    known = [None, *(submission.id for submission in submissions)]
    return Work(
        assignment=name,
        possible=draw(st.sampled_from([0.0, 8.0])),
        submissions=submissions,
        adjustments=tuple(
            Adjustment(
                id=next(ids),
                points=draw(st.sampled_from([-1.0, 0.5, 2.0])),
                why="ambiguous",
                who="ana",
                submission=draw(st.sampled_from(known)),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        excuses=(Excuse(id=next(ids), why="ill", who="ana"),) if excuses and draw(_rarely) else (),
        extensions=tuple(
            Extension(id=next(ids), until=draw(times), why="ill", who="ana")
            for _ in range(draw(st.integers(0, 2)) if extensions else 0)
        ),
    )


@st.composite
def histories(draw: st.DrawFn, course: Course, **options: bool) -> list[Work]:
    """A student's facts: of some assignments of a course."""
    return [draw(works(name, **options)) for name in course.assignments if draw(st.integers(0, 5))]


_rarely = st.integers(0, 5).map(lambda drawn: drawn == 0)


def _questions(draw: st.DrawFn) -> tuple[Question, ...]:
    questions = [Question("q1", draw(points), 4), Question("q2", draw(points), 4), Question(MANUAL, None, 4)]
    return tuple(draw(st.lists(st.sampled_from(questions), min_size=1, unique_by=lambda one: one.name)))
