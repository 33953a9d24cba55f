"""The class: who is in it, who has withdrawn, and hand-ins that are nobody's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people import people
from autograder.submissions.owners.class_list import WITHDRAWN
from autograder.submissions.owners.roster import Person, folded
from autograder.text import text_field

COLUMNS = ("id", "name", "email", "section", "group", "status")


@dataclass(frozen=True)
class Unmatched:
    """A submission of somebody who is not in the roster.

    Attributes:
        submission: its number.
        key, name, platform: of the student, or of that member of a group.
        source: where it came from.
    """

    submission: int
    assignment: str
    key: str
    name: str
    platform: str
    source: str


def class_list(book: Gradebook) -> list[Person]:
    """The people of the course by name, each with all ids that rosters had."""
    with book.reading():
        into = people.merged()
        rows = {row.pk: row for row in models.Student.objects.filter(is_enrolled=True).order_by("pk")}
    ids = {pk: [row.key, *row.ids] for pk, row in rows.items() if pk not in into}
    for pk, person in into.items():
        if pk in rows and person in ids:
            ids[person] += [rows[pk].key, *rows[pk].ids]
    persons = [_person(rows[pk], keys) for pk, keys in ids.items()]
    return sorted(persons, key=lambda person: (folded(person.name), person.ids))


def as_csv(persons: Sequence[Person]) -> str:
    """A table that a roster can be read from again, safe for spreadsheets."""
    others = max((len(_other_ids(person)) for person in persons), default=0)
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"other id {number}" for number in range(1, others + 1))])
    for person in persons:
        status = WITHDRAWN if person.withdrawn else "active"
        row = (person.ids[0], person.name, person.email, person.section, person.team, status)
        writer.writerow(map(text_field, (*row, *_other_ids(person))))
    return "\ufeff" + file.getvalue()  # without the mark Excel takes it for the locale's encoding


def withdraw(book: Gradebook, student: int, *, who: str, why: str) -> models.Event:
    """Marks a student as withdrawn; all records stay.

    Args:
        student: the row of a person.

    Raises:
        GradebookError: they have withdrawn already, or there is no reason.
    """
    return _set_standing(book, student, True, who, why)


def restore(book: Gradebook, student: int, *, who: str, why: str = "") -> models.Event:
    """Takes a student who has withdrawn into the course again.

    Raises:
        GradebookError: they have not withdrawn.
    """
    return _set_standing(book, student, False, who, why)


def unmatched(book: Gradebook) -> list[Unmatched]:
    """What was handed in by somebody who is not in the roster; nothing as long as there is no roster."""
    with book.reading():
        if not models.Student.objects.filter(is_enrolled=True).exists():
            return []
        persons = people.persons()
        enrolled = set(models.Student.objects.filter(is_enrolled=True).values_list("pk", flat=True))
        others = models.Student.objects.filter(is_enrolled=False).values_list("pk", flat=True)
        strangers = {
            row: [person for person in persons.get(row, [row]) if person not in enrolled] for row in others
        }
        strangers = {row: found for row, found in strangers.items() if found}
        names = _names({person for found in strangers.values() for person in found})
        return [
            Unmatched(pk, assignment, *names[person], source)
            for pk, assignment, student, source in _submissions(list(strangers))
            for person in strangers[student]
        ]


def _set_standing(book: Gradebook, student: int, withdrawn: bool, who: str, why: str) -> models.Event:
    with book.writing():
        row = models.Student.objects.get(pk=student)
        if row.is_withdrawn == withdrawn:
            state = "has withdrawn already" if withdrawn else "is in the course and has not withdrawn"
            raise GradebookError(f'"{row.name}" ({row.key}) {state}: there is nothing to do.')
        row.is_withdrawn = withdrawn
        row.save(update_fields=["is_withdrawn"])
        return audit.record(
            who,
            "withdraw" if withdrawn else "restore",
            row,
            students=[row.pk],
            before={"is_withdrawn": not withdrawn},
            after={"is_withdrawn": withdrawn},
            why=why,
        )


def _person(row: models.Student, ids: Sequence[str]) -> Person:
    unique = tuple({folded(key): key for key in reversed(ids)}.values())[::-1]
    return Person(row.name, unique, row.email, row.section, row.team, row.is_withdrawn)


def _other_ids(person: Person) -> list[str]:
    return [key for key in person.ids[1:] if folded(key) != folded(person.email)]


def _names(rows: set[int]) -> dict[int, tuple[str, str, str]]:
    """Id, name and platform of the students."""
    students = models.Student.objects.filter(is_enrolled=False).values_list("pk", "key", "name", "platform")
    return {pk: (key, name, platform) for pk, key, name, platform in students if pk in rows}


def _submissions(students: list[int]) -> Iterator[tuple[int, str, int, str]]:
    """Number, assignment, student and source of what these handed in."""
    for part in people.in_parts(students):
        rows = models.Submission.objects.filter(student__in=part).order_by("assignment", "pk")
        yield from rows.values_list("pk", "assignment", "student", "source")
