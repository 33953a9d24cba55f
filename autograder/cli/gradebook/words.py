"""Grades in a few words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.text import number

if TYPE_CHECKING:
    from autograder.gradebook.grades.grades import CourseGrade, Part

NOTHING = "\N{EN DASH}"  # nothing that counts, or not yet


def score(part: Part) -> str:
    """As ``6.5 of 10``, or why there is none."""
    if part.excused:
        return "excused"
    return NOTHING if part.points is None else f"{number(part.points)} of {number(part.possible)}"


def percent(part: Part) -> str:
    """As ``65``, or why there is none; dropped work is in parentheses, ``*`` means that a mark is missing."""
    if part.excused:
        return "excused"
    if part.missing and not part.points:
        return "(missing)" if part.dropped else "missing"
    text = NOTHING if part.percent is None else number(part.percent, 1)
    text = f"({text})" if part.dropped else text
    return f"{text}*" if part.unmarked else text


def total(grade: CourseGrade) -> str:
    """As ``81.5 % B``."""
    if grade.total is None:
        return NOTHING
    return f"{grade.total} % {grade.letter}" if grade.letter else f"{grade.total} %"
