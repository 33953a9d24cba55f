"""Who is who: students as rows, the roster, and people who were taken for two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.db.models import F

from autograder.gradebook import models
from autograder.gradebook.text import storable
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster, folded

BY_NAME = "name:"  # begins the id of a student of whom version 0.1 kept only the name
GRADER = "autograder"  # who records what was handed in and graded


def row_of(student: Student) -> models.Student:
    """The row of a student, made if it is missing. A group's members have rows too."""
    row, is_new = models.Student.objects.get_or_create(
        key=storable(student.id),
        defaults={
            "name": storable(student.name),
            "tag": storable(student.tag),
            "platform": student.platform,
            "ids": storable(list(student.known_as)),
        },
    )
    if is_new and student.members:
        row.members.set([row_of(member) for member in student.members])
    elif is_new:
        _recognize_by_name(row)
    return row


def _recognize_by_name(new: models.Student) -> None:
    """Of whom version 0.1 kept only the name is the only student of that name; nobody is if there are two."""
    persons = models.Student.objects.filter(members=None)
    name = folded(new.name)
    for old in persons.filter(key__startswith=BY_NAME).exclude(pk=new.pk):
        if folded(old.name) != name:
            continue
        others = persons.exclude(key__startswith=BY_NAME).exclude(pk__in=merged())
        namesakes = [row.pk for row in others if folded(row.name) == name]
        merge = models.Merge.objects.filter(duplicate=old, undoes=None, undone_by=None).first()
        if merge is None and len(namesakes) == 1:
            _merge(old, namesakes[0], GRADER, "the only student of that name")
        elif merge is not None and merge.who == GRADER and len(namesakes) > 1:
            touch([old.pk])
            models.Merge.objects.create(
                at=datetime.now(UTC),
                who=GRADER,
                why="another student has that name",
                duplicate=old,
                into=merge.into,
                undoes=merge,
            )
            touch([old.pk])


def enrol(roster: Roster, who: str) -> None:
    """Keeps who is who. Whoever is not in this roster and was in an earlier one stays in the course.

    What was handed in by students whom the roster knows, from wherever, is theirs from now on.
    """
    for person in roster.people:
        models.Student.objects.update_or_create(
            key=storable(person.ids[0]),
            defaults={
                "name": storable(person.name),
                "ids": storable(list(person.ids)),
                "is_enrolled": True,
            },
        )
    _recognize(who)


def _recognize(who: str) -> None:
    """Merges students who only handed something in into the people of the roster that they are."""
    roster, into = enrolled(), merged()
    others = models.Student.objects.filter(is_enrolled=False, members=None).exclude(pk__in=into)
    people = {row: person for row in others if (person := _person(row, roster))}
    by_name = Counter(person for row, person in people.items() if _only_by_name(row, roster))
    keys = dict(models.Student.objects.filter(is_enrolled=True).values_list("key", "pk"))
    for row, person in people.items():
        if by_name[person] > 1 and _only_by_name(row, roster):
            continue  # two people of one name, of whom the roster has one
        _merge(row, keys[storable(person.ids[0])], who, "the roster says so")


def _merge(duplicate: models.Student, into: int, who: str, why: str) -> None:
    models.Merge.objects.create(at=datetime.now(UTC), who=who, why=why, duplicate=duplicate, into_id=into)
    touch([duplicate.pk])


def _person(row: models.Student, roster: Roster) -> Person | None:
    """Who that is by the roster; of version 0.1 only the name is kept, with or without the id."""
    if not row.key.startswith(BY_NAME):
        return roster.find(row.ids)
    namesakes = [
        person for person in roster.people if row.name in (person.name, f"{person.name} ({person.ids[0]})")
    ]
    return namesakes[0] if len(namesakes) == 1 else None


def _only_by_name(row: models.Student, roster: Roster) -> bool:
    return bool(row.platform) and roster.find(key for key in row.ids if key != row.name) is None


def enrolled() -> Roster:
    """All people of the rosters that were read."""
    rows = models.Student.objects.filter(is_enrolled=True).order_by("pk")
    return Roster([Person(row.name, tuple(row.ids)) for row in rows])


def merged() -> dict[int, int]:
    """By the primary key of a student who is another one: who that is, in the end."""
    rows = models.Merge.objects.filter(undoes=None, undone_by=None)
    into = dict(rows.order_by("pk").values_list("duplicate_id", "into_id"))
    return {duplicate: _last(duplicate, into) for duplicate in into}


def _last(student: int, into: dict[int, int]) -> int:
    while student in into:
        student = into[student]
    return student


def persons() -> dict[int, list[int]]:
    """By the primary key of each row that is no person of its own: the people that it is.

    A duplicate is whom it was merged into, and a group is its members, each of them once.
    """
    into = merged()
    people: defaultdict[int, list[int]] = defaultdict(list)
    for group, member in models.Student.members.through.objects.order_by("pk").values_list(
        "from_student_id", "to_student_id"
    ):
        if (person := into.get(member, member)) not in people[group]:  # two members may be one person
            people[group].append(person)
    for duplicate, person in into.items():
        people[duplicate] = people.get(person, [person])
    return dict(people)


def rows_of(wanted: set[int], persons: dict[int, list[int]]) -> set[int]:
    """The rows of these persons, and all that are one of them, or a group with one of them.

    Args:
        persons: what the function of this name gives.
    """
    return wanted | {row for row, members in persons.items() if not wanted.isdisjoint(members)}


def touch(rows: Iterable[int]) -> None:
    """Says that what the grades of these students are computed from has changed."""
    people = persons()
    touched = {person for row in rows for person in people.get(row, [row])}
    models.Student.objects.filter(pk__in=touched).update(revision=F("revision") + 1)


def students(rows: Collection[int]) -> dict[int, Student]:
    """The students of these rows, whoever they were merged into."""
    into = merged()
    wanted = {into.get(row, row) for row in rows}
    members: defaultdict[int, list[int]] = defaultdict(list)
    for group, member in models.Student.members.through.objects.order_by("pk").values_list(
        "from_student_id", "to_student_id"
    ):
        if group in wanted:
            members[group].append(into.get(member, member))
    every = wanted.union(*members.values())
    plain = {row.pk: _student(row) for row in models.Student.objects.all() if row.pk in every}
    whole = {
        row: Student(
            student.id,
            student.name,
            student.tag,
            student.platform,
            student.known_as,
            tuple(plain[member] for member in members[row]),
        )
        if row in members
        else student
        for row, student in plain.items()
    }
    return {row: whole[into.get(row, row)] for row in rows}


def _student(row: models.Student) -> Student:
    return Student(
        row.key, row.name, row.tag or (row.key if row.is_enrolled else ""), row.platform, tuple(row.ids)
    )
