"""What is known of one student's work on one assignment: what the records give to the policy.

Only what holds is given: neither what was undone nor a mark that another one superseded. An id is a
number that grows, so that of two facts the later has the higher one.
"""

from __future__ import annotations

from datetime import datetime

import msgspec


class Question(msgspec.Struct, frozen=True):
    """What a grading says about one question; its ``points`` are None if a person marks it."""

    name: str
    points: float | None
    possible: float


class Grading(msgspec.Struct, frozen=True):
    """One run of the examiner; without questions, the submission could not be read."""

    id: int
    questions: tuple[Question, ...] = ()


class Mark(msgspec.Struct, frozen=True):
    """What a person gave for one question of one submission."""

    id: int
    question: str
    points: float


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-in.

    Attributes:
        received: with a time zone; None if it is not known.
        marked_late: whether the platform calls it late.
        chosen: whether it was chosen as the one that counts.
    """

    id: int
    received: datetime | None = None
    marked_late: bool = False
    chosen: bool = False
    gradings: tuple[Grading, ...] = ()
    marks: tuple[Mark, ...] = ()


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """More or fewer points, by a person: for one submission, or for whichever counts."""

    id: int
    points: float
    why: str
    who: str
    submission: int | None = None


class Excuse(msgspec.Struct, frozen=True, kw_only=True):
    """The student need not do this assignment."""

    id: int
    why: str
    who: str


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A later deadline; ``until`` has a time zone."""

    id: int
    until: datetime
    why: str
    who: str


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """All facts of one student for one assignment, in any order.

    Attributes:
        possible: the assignment's points, which count if no grading tells them.
    """

    assignment: str
    possible: float = 0.0
    submissions: tuple[Submission, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    extensions: tuple[Extension, ...] = ()
