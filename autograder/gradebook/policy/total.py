"""The grade of the whole course: weights, dropped work, bonus, cap, rounding and letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from autograder.course.course import Course
from autograder.course.exact import exact, exact_sum, half_up
from autograder.gradebook.policy.assignment import AssignmentGrade, grade_assignment
from autograder.gradebook.policy.facts import Work
from autograder.gradebook.policy.lines import (
    Capped,
    CourseLine,
    Dropped,
    LeftOut,
    Letter,
    Rounded,
    Term,
    Total,
)

NEVER = datetime.max.replace(tzinfo=UTC)


class Grade(msgspec.Struct, frozen=True):
    """One student's grade.

    Attributes:
        assignments: in the order of the course.
        lines: of the total; each assignment has its own.
        total: in percent, rounded; None as long as nothing counts.
        letter: None if the course has no letters, or there is no total.
    """

    assignments: dict[str, AssignmentGrade]
    lines: tuple[CourseLine, ...]
    total: Decimal | None = None
    letter: str | None = None


def grade(facts: Iterable[Work], course: Course, now: datetime) -> Grade:
    """One student's grade in the course, as of ``now``.

    Args:
        facts: in any order, one ``Work`` at most for each assignment; an assignment that the course
            does not have is left out.
        now: with a time zone; it decides what is missing and what is not due yet.
    """
    grades = _assignments({work.assignment: work for work in facts}, course, now)
    percents = {name: part.percent for name, part in grades.items()}
    counting = _counting(percents, course)
    dropped = _lowest(counting, course)
    kept = [name for name in counting if name not in dropped]
    if not kept:
        return Grade(grades, tuple(_left_out(grades, course, set())))
    weights = tuple(course.assignments[name].weight for name in kept)
    terms = tuple(
        Term(name, config.bonus, _share(config.weight, weights), percent)
        for name, config in course.assignments.items()
        if (percent := percents[name]) is not None and (config.bonus or name in kept)
    )
    found: list[CourseLine] = [Dropped(name, counting[name], len(counting)) for name in dropped]
    found += _left_out(grades, course, {term.assignment for term in terms}.union(dropped))
    total = exact_sum(term.share * term.percent for term in terms)
    found.append(Total(terms, total))
    if course.grades.cap is not None and total > (cap := exact(course.grades.cap)):
        total = cap
        found.append(Capped(cap))
    shown = half_up(total, course.grades.decimals)
    found.append(Rounded(shown))
    letter = _letter(shown, course)
    if not letter:
        return Grade(grades, tuple(found), shown)
    return Grade(grades, (*found, letter), shown, letter.letter)


def _assignments(works: dict[str, Work], course: Course, now: datetime) -> dict[str, AssignmentGrade]:
    """Each assignment's grade. Late days are taken from the pool in the order of the course's deadlines.

    An extension changes nothing in that order.
    """
    left = course.late.late_days if course.late else None
    done: dict[str, AssignmentGrade] = {}
    for name, config in sorted(course.assignments.items(), key=lambda item: _due(item[1].deadline)):
        done[name] = grade_assignment(works.get(name) or Work(assignment=name), config, course, now, left)
        if left is not None:
            left -= done[name].late_days
    return {name: done[name] for name in course.assignments}


def _due(deadline: datetime | None) -> datetime:
    return deadline.astimezone(UTC) if deadline else NEVER


def _counting(percents: dict[str, Fraction | None], course: Course) -> dict[str, Fraction]:
    """The percentages that have a weight and are no bonus."""
    return {
        name: percent
        for name, config in course.assignments.items()
        if not config.bonus and config.weight > 0 and (percent := percents[name]) is not None
    }


def _lowest(counting: dict[str, Fraction], course: Course) -> list[str]:
    """The names to drop: those with the lowest percentage, of equal ones the heavier first; but never all."""
    most = max(0, min(course.grades.drop_lowest, len(counting) - 1))
    return sorted(counting, key=lambda name: (counting[name], -_weight(course, name)))[:most]


@lru_cache
def _share(weight: float, weights: tuple[float, ...]) -> Fraction:
    """The weight as a part of these, which most of a class have in common."""
    return exact(weight) / exact_sum(map(exact, weights))


def _left_out(grades: dict[str, AssignmentGrade], course: Course, told: set[str]) -> list[CourseLine]:
    return [LeftOut(name, _weight(course, name)) for name in grades if name not in told]


def _weight(course: Course, name: str) -> Fraction:
    return exact(course.assignments[name].weight)


def _letter(shown: Decimal, course: Course) -> Letter | None:
    bounds = ((letter, exact(bound)) for letter, bound in course.grades.letters.items())
    return next((Letter(letter, bound) for letter, bound in bounds if Fraction(shown) >= bound), None)
