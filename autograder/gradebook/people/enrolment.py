"""A roster taken into the gradebook: who is new, who is called otherwise, and who has withdrawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.people import people, recognition
from autograder.gradebook.text import storable
from autograder.submissions.owners.class_list import RosterError
from autograder.submissions.owners.roster import Person, Roster, folded, number

ACTION = "roster import"
KEPT = ("name", "ids", "email", "section", "team", "is_enrolled", "is_withdrawn")  # of what a roster says


@dataclass
class Change:
    """What a roster changed for one student.

    Attributes:
        before, after: the fields that changed; before is None for who was not enrolled.
    """

    row: models.Student
    before: dict[str, Any] | None
    after: dict[str, Any]

    def event(self) -> audit.Change:
        """What the audit trail says of it."""
        return audit.Change(self.row, "", [self.row.pk], self.before, self.after)


@dataclass(frozen=True)
class Enrolment:
    """What a roster changed.

    Attributes:
        missing: who is in the course and not in this roster.
        recognized: how many who had only handed something in are people of the roster.
    """

    changes: Sequence[Change]
    missing: Sequence[models.Student]
    recognized: int


def enrol(roster: Roster, who: str, *, is_whole: bool = False) -> Enrolment:
    """Takes a roster over, inside `Gradebook.writing`. Whoever is not in it stays in the course.

    A person of the roster is the student who has any of the ids. What the roster does not say stays. What was
    handed in by students whom the roster knows, from wherever, is theirs from now on.

    Args:
        is_whole: it is the whole class, so whoever is missing has withdrawn.

    Raises:
        RosterError: ids of one person are two students' in the gradebook, or the other way round.
    """
    register = _Register()
    rows = register.rows_of(roster.people)
    everyone = {id(row): row for row in (*register.rows.values(), *rows)}
    before = {key: _kept(row) for key, row in everyone.items()}
    present: defaultdict[int, list[bool]] = defaultdict(list)
    for row, person in zip(rows, roster.people, strict=True):
        register.update(row, person)
        present[id(register.person(row))].append(person.withdrawn)
    for key, withdrawn in present.items():
        everyone[key].is_withdrawn = all(withdrawn)
    missing = [row for row in register.active() if id(row) not in present]
    for row in missing:
        row.is_withdrawn = is_whole
    changes = [change for key, row in everyone.items() if (change := _change(row, before[key]))]
    _save([change.row for change in changes])
    audit.record_all(who, ACTION, [change.event() for change in changes])
    return Enrolment(changes, missing, recognition.recognize(who))


class _Register:
    """The persons that the gradebook has, and what a roster may know them by.

    Attributes:
        rows: by their primary key.
    """

    def __init__(self) -> None:
        self.rows = {row.pk: row for row in models.Student.objects.filter(members=None).order_by("pk")}
        self._groups = set(models.Student.objects.filter(members__isnull=False).values_list("key", flat=True))
        self._into = people.merged()
        self._enrolled = recognition.enrolled()
        self._by_id: dict[str, models.Student] = {}
        self._by_key = {folded(row.key): row for row in self.rows.values() if not row.is_enrolled}
        self._ids: defaultdict[int, set[str]] = defaultdict(set)  # by the row of the person, all forms
        for row in self.rows.values():
            if row.is_enrolled:
                for key in (row.key, *row.ids):
                    self._by_id.setdefault(folded(key), row)
                    self._ids[id(self.person(row))] |= _forms(key)

    def person(self, row: models.Student) -> models.Student:
        """Who that is in the end."""
        return self.rows[self._into[row.pk]] if row.pk in self._into else row

    def active(self) -> list[models.Student]:
        """Who is enrolled and has not withdrawn."""
        return [
            row
            for row in self.rows.values()
            if row.is_enrolled and not row.is_withdrawn and row.pk not in self._into
        ]

    def rows_of(self, persons: Sequence[Person]) -> list[models.Student]:
        """The row of each person of a roster, a new one for who is new.

        Raises:
            RosterError: it cannot be told.
        """
        rows = [self._exactly(person) for person in persons]
        taken = {id(row) for row in rows}
        numbers = [
            None if row else self._by_number(person) for row, person in zip(rows, persons, strict=True)
        ]
        counts = Counter(map(id, numbers))
        for i, row in enumerate(numbers):
            if row and id(row) not in taken and counts[id(row)] == 1:
                rows[i] = row
        owners: dict[int, Person] = {}
        result = []
        for row, person in zip(rows, persons, strict=True):
            if row is None and storable(person.ids[0]) in self._groups:
                raise RosterError(
                    f'{_place(person)}: "{person.ids[0]}" is the id of a group: name its members'
                )
            row = row or models.Student(key=storable(person.ids[0]))
            other = owners.setdefault(id(row), person)
            if other is not person:
                raise RosterError(
                    f"{_place(person)}: the gradebook knows {_named(other)} and {_named(person)} as one "
                    f"student, {row.key}: correct the ids in the file"
                )
            result.append(row)
        return result

    def update(self, row: models.Student, person: Person) -> None:
        """Writes what the roster says of a person into the row."""
        known = self._ids[id(self.person(row))]
        if person.name and not _is_turned(row.name, person.name):
            row.name = storable(person.name)
        row.name = row.name or row.key
        row.ids = [*row.ids, *(storable(key) for key in person.ids if not known & _forms(key))]
        row.email = storable(person.email) or row.email
        row.section = storable(person.section) or row.section
        row.team = storable(person.team) or row.team
        row.is_enrolled = True

    def _exactly(self, person: Person) -> models.Student | None:
        """Who has one of the ids of the person."""
        hits = {key: row for key in person.ids if (row := self._by_id.get(folded(key)))}
        if len({id(self.person(row)) for row in hits.values()}) > 1:
            first, second = list(hits)[:2]
            raise RosterError(
                f'{_place(person)}: the ids "{first}" and "{second}" are two students\' in the gradebook: '
                "merge them if they are one person, or correct the file"
            )
        if hits:
            return next(iter(hits.values()))
        row = self._by_key.get(folded(person.ids[0]))
        return self.person(row) if row else None

    def _by_number(self, person: Person) -> models.Student | None:
        """Who has one of the ids but for zeros in front, which Excel removes."""
        similar = self._enrolled.find(person.ids)
        return self._by_id[folded(similar.ids[0])] if similar else None


def _kept(row: models.Student) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT}


def _change(row: models.Student, before: dict[str, Any]) -> Change | None:
    """What is not as before, if anything."""
    now = _kept(row)
    changed = [name for name in KEPT if now[name] != before[name]]
    if not changed:
        return None
    was = {name: before[name] for name in changed} if before["is_enrolled"] else None
    return Change(row, was, {name: now[name] for name in changed})


def _save(rows: Collection[models.Student]) -> None:
    models.Student.objects.bulk_create([row for row in rows if row.pk is None])
    models.Student.objects.bulk_create(
        [row for row in rows if row.pk is not None],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=KEPT,
    )


def _forms(key: str) -> set[str]:
    """An id as it compares equal; a number also without zeros in front."""
    return {folded(key), number(key) or folded(key)}


def _is_turned(name: str, other: str) -> bool:
    """Whether both are one name, as ``Silva, Ana`` and ``Ana Silva``."""
    words, others = (sorted(folded(text).replace(",", " ").split()) for text in (name, other))
    return words == others and ("," in name) != ("," in other)


def _named(person: Person) -> str:
    return f'"{person.name or person.ids[0]}"'


def _place(person: Person) -> str:
    return person.place or "the roster"
