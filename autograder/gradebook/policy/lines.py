"""The lines that explain a grade. They are data: each number of the grade can be computed from them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import msgspec

from autograder.course.policy import Counts


class Counted(msgspec.Struct, frozen=True, tag=True):
    """Which of how many graded submissions counts, by which rule."""

    submission: int
    rule: Counts
    of: int


class Automatic(msgspec.Struct, frozen=True, tag=True):
    """What the tests gave."""

    points: Fraction
    possible: Fraction


class Written(msgspec.Struct, frozen=True, tag=True):
    """What people gave for the questions that they have marked."""

    points: Fraction
    possible: Fraction


class NotMarked(msgspec.Struct, frozen=True, tag=True):
    """Questions that nobody has marked yet; their points are not among the possible ones."""

    questions: tuple[str, ...]
    possible: Fraction


class Unreadable(msgspec.Struct, frozen=True, tag=True):
    """The submission could not be read: no point of the assignment's."""

    submission: int
    possible: Fraction


class Adjusted(msgspec.Struct, frozen=True, tag=True):
    """A change of points by a person."""

    points: Fraction
    why: str
    who: str


class Excused(msgspec.Struct, frozen=True, tag=True):
    """The assignment does not count for this student."""

    why: str
    who: str


class Extended(msgspec.Struct, frozen=True, tag=True):
    """The deadline that holds for this student."""

    until: datetime
    why: str
    who: str


class Late(msgspec.Struct, frozen=True, tag=True):
    """Started days or hours after the deadline, free ones among them, and the share that is lost.

    Attributes:
        left: late days in the pool after this; None without a pool.
    """

    amount: int
    hours: bool
    free: int
    left: int | None
    share: Fraction


class MarkedLate(msgspec.Struct, frozen=True, tag=True):
    """The platform calls the submission late, but its time is not known: nothing is lost."""

    submission: int


class Refused(msgspec.Struct, frozen=True, tag=True):
    """A submission needs more late days than are left, so it does not count."""

    submission: int
    days: int
    left: int


class Missing(msgspec.Struct, frozen=True, tag=True):
    """There is no submission that counts, and the deadline is over."""

    due: datetime
    possible: Fraction


class Open(msgspec.Struct, frozen=True, tag=True):
    """Nothing was handed in yet, and it is not due; without a deadline it never is."""

    due: datetime | None


class NotGraded(msgspec.Struct, frozen=True, tag=True):
    """Submissions that were not graded yet, so that they cannot count."""

    submissions: tuple[int, ...]


class Score(msgspec.Struct, frozen=True, tag=True):
    """The points that count."""

    points: Fraction
    possible: Fraction

    @property
    def percent(self) -> Fraction:
        """Not rounded; 0 if nothing is possible."""
        return 100 * self.points / self.possible if self.possible else Fraction(0)


class Dropped(msgspec.Struct, frozen=True, tag=True):
    """An assignment that does not count since it is among the lowest."""

    assignment: str
    percent: Fraction
    of: int


class LeftOut(msgspec.Struct, frozen=True, tag=True):
    """An assignment that does not count, or not yet: its own lines tell why, or its weight is 0."""

    assignment: str
    weight: Fraction


class Term(msgspec.Struct, frozen=True):
    """What one assignment adds to the total: ``share`` of its percentage.

    Attributes:
        share: its weight as a part of the weights of all that count and are no bonus.
    """

    assignment: str
    bonus: bool
    share: Fraction
    percent: Fraction


class Total(msgspec.Struct, frozen=True, tag=True):
    """The sum of the terms, not rounded."""

    terms: tuple[Term, ...]
    percent: Fraction


class Capped(msgspec.Struct, frozen=True, tag=True):
    """The total is more than the course allows."""

    percent: Fraction


class Rounded(msgspec.Struct, frozen=True, tag=True):
    """The total as it is shown; a half is rounded up."""

    percent: Decimal


class Letter(msgspec.Struct, frozen=True, tag=True):
    """The letter, and the lowest rounded total that gives it."""

    letter: str
    at_least: Fraction


AssignmentLine: TypeAlias = (
    Counted | Automatic | Written | NotMarked | Unreadable | Adjusted | Excused | Extended | Late | MarkedLate
    | Refused | Missing | Open | NotGraded | Score
)  # fmt: skip
CourseLine: TypeAlias = Dropped | LeftOut | Total | Capped | Rounded | Letter
Line: TypeAlias = AssignmentLine | CourseLine
