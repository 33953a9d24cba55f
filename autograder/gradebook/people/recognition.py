"""Whose a hand-in is: the row of a student, and the person of the roster who that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime

from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.people import people
from autograder.gradebook.text import storable
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster, folded

BY_NAME = "name:"  # begins the id of a student of whom version 0.1 kept only the name
WHY = "the roster says so"


def row_of(student: Student) -> models.Student:
    """The row of a student, made if it is missing. A group's members have rows too."""
    row = models.Student.objects.filter(key=storable(student.id)).first()
    if row is None:
        row = _new(student)
        row.save()
        if student.members:
            member_of = models.Student.members.through
            member_of.objects.bulk_create(  # in their order
                member_of(from_student=row, to_student=member) for member in _rows_of(student.members)
            )
        else:
            _recognize_by_name(row)
    return row


def enrolled() -> Roster:
    """All people of the rosters that were read. Nothing is expected of who is another one of them."""
    others = people.merged()
    return Roster(
        [
            Person(
                row.name,
                tuple(dict.fromkeys((row.key, *row.ids))),
                row.email,
                row.section,
                row.team,
                row.is_withdrawn or row.pk in others,
            )
            for row in models.Student.objects.filter(is_enrolled=True).order_by("pk")
        ]
    )


def recognize(who: str) -> int:
    """Merges students who only handed something in into the people of the roster that they are.

    Nobody is guessed: two students of one platform who share the only thing by which the roster knows them
    stay as they are, and so does whoever was separated from that person again.

    Returns:
        how many were merged.
    """
    roster = enrolled()
    others = models.Student.objects.filter(is_enrolled=False, members=None).order_by("pk")
    found = [(row, person) for row in others if (person := _person(row, roster))]
    claims = Counter((person.ids[0], row.platform) for row, person in found)
    rows = dict(models.Student.objects.filter(is_enrolled=True).values_list("key", "pk"))
    undone = models.Merge.objects.filter(undoes=None, undone_by__isnull=False)
    separated = set(undone.values_list("duplicate_id", "into_id"))
    into = people.merged()
    merges: list[tuple[models.Merge, Person]] = []
    for row, person in found:
        is_unclear = claims[person.ids[0], row.platform] > 1 and _is_by_name(row, roster)
        person_row = rows[person.ids[0]]
        if row.pk in into or is_unclear or (row.pk, person_row) in separated:
            continue
        if people.last(person_row, into) == row.pk:
            continue
        into[row.pk] = person_row
        merge = models.Merge(
            at=datetime.now(UTC), who=storable(who), why=WHY, duplicate=row, into_id=person_row
        )
        merges.append((merge, person))
    models.Merge.objects.bulk_create([merge for merge, _ in merges])
    changes = [
        audit.Change(
            merge,
            assignment="",
            students=(merge.duplicate_id, merge.into_id),
            before=None,
            after={"student": merge.duplicate.key, "into": person.ids[0]},
        )
        for merge, person in merges
    ]
    audit.record_all(who, "merge", changes, WHY)
    return len(merges)


def _person(row: models.Student, roster: Roster) -> Person | None:
    """Who that is by the roster; of version 0.1 only the name is kept, with or without the id."""
    if not row.key.startswith(BY_NAME):
        return roster.find((*row.ids, row.key))
    namesakes = [
        person for person in roster.people if row.name in (person.name, f"{person.name} ({person.ids[0]})")
    ]
    return namesakes[0] if len(namesakes) == 1 else None


def _recognize_by_name(new: models.Student) -> None:
    """Of whom version 0.1 kept only the name is the only student of that name; nobody is if there are two."""
    persons = models.Student.objects.filter(members=None)
    name = folded(new.name)
    for old in persons.filter(key__startswith=BY_NAME).exclude(pk=new.pk):
        if folded(old.name) != name:
            continue
        others = persons.exclude(key__startswith=BY_NAME).exclude(pk__in=people.merged())
        namesakes = [row for row in others if folded(row.name) == name]
        merge = models.Merge.objects.filter(people.HOLDING, duplicate=old).first()
        if merge is None and len(namesakes) == 1:
            _merge(old, namesakes[0], "the only student of that name")
        elif merge is not None and merge.who == people.GRADER and len(namesakes) > 1:
            people.touch([old.pk])
            _merge(old, merge.into, "another student has that name", undoes=merge)


def _merge(
    duplicate: models.Student, into: models.Student, why: str, undoes: models.Merge | None = None
) -> None:
    merge = models.Merge.objects.create(
        at=datetime.now(UTC), who=people.GRADER, why=why, duplicate=duplicate, into=into, undoes=undoes
    )
    students = (duplicate.pk, into.pk)
    event = models.Event.objects.filter(table="Merge", row=undoes.pk).first() if undoes else None
    audit.record(
        people.GRADER,
        "undo" if undoes else "merge",
        merge,
        students=students,
        after=None if undoes else _pair(duplicate, into),
        before=_pair(duplicate, into) if undoes else None,
        why=why,
        undoes=event,
    )


def _pair(duplicate: models.Student, into: models.Student) -> dict[str, str]:
    return {"student": duplicate.key, "into": into.key}


def _is_by_name(row: models.Student, roster: Roster) -> bool:
    """Whether the roster knows one of a platform's people by nothing but the name."""
    return bool(row.platform) and roster.find(key for key in row.ids if key != row.name) is None


def _rows_of(students: Collection[Student]) -> list[models.Student]:
    """The rows of these persons, in their order; those that are missing are made."""
    keys = [storable(student.id) for student in students]
    there = set(models.Student.objects.filter(key__in=keys).values_list("key", flat=True))
    missing = {key: student for key, student in zip(keys, students, strict=True) if key not in there}
    models.Student.objects.bulk_create([_new(student) for student in missing.values()])
    rows = {row.key: row for row in models.Student.objects.filter(key__in=keys)}
    return [rows[key] for key in dict.fromkeys(keys)]


def _new(student: Student) -> models.Student:
    return models.Student(
        key=storable(student.id),
        name=storable(student.name),
        tag=storable(student.tag),
        platform=student.platform,
        ids=storable(list(student.known_as)),
    )
