"""Whose each result is, by what the gradebook was told of the class before or since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from autograder.results import GradingResult
from autograder.student import Student
from autograder.submissions.owners.roster import Roster, folded

BY_NAME = "name:"  # begins the id of a student of whom an older version kept only the name


def named_only(name: str) -> Student:
    """A student as an older version kept them."""
    return Student(f"{BY_NAME}{name}", name, known_as=(name,))


def newest(results: Iterable[GradingResult], roster: Roster) -> list[GradingResult]:
    """The newest result of each student in each assignment, by assignment and name.

    Args:
        results: the newest last.
    """
    latest: dict[tuple[str, str], GradingResult] = {}
    for result in results:
        student = by_roster(result.student, roster)
        key = (result.assignment, student.id)
        latest.pop(key, None)
        latest[key] = msgspec.structs.replace(result, student=student)
    namesakes = Counter(
        (result.assignment, folded(result.student.name))
        for result in latest.values()
        if not _is_by_name(result.student)
    )
    # A student of whom only the name is known was graded again since, if exactly one of that name was.
    current = [
        result
        for result in latest.values()
        if not _is_by_name(result.student) or namesakes[result.assignment, folded(result.student.name)] != 1
    ]
    return sorted(current, key=lambda result: (result.assignment, result.student.name, result.student.id))


def _is_by_name(student: Student) -> bool:
    return student.id.startswith(BY_NAME)


def by_roster(student: Student, roster: Roster) -> Student:
    """Who that is; an older version kept the roster's name."""
    if not _is_by_name(student):
        return roster.student(student)
    people = [
        person
        for person in roster.people
        if student.name in (person.name, f"{person.name} ({person.ids[0]})")
    ]
    if len(people) != 1:
        return roster.student(student)
    return roster.student(msgspec.structs.replace(student, known_as=people[0].ids))
