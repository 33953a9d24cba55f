"""Who is who: students as rows, and people who were taken for two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import F, Q

from autograder.gradebook import models
from autograder.student import Student

GRADER = "autograder"  # who records what was handed in and graded
HOLDING = Q(undoes=None, undone_by=None)  # merges that nobody undid
FEW = 500  # rows that a query names; for more, all are read


def merged() -> dict[int, int]:
    """By the primary key of a student who is another one: who that is, in the end."""
    into = dict(models.Merge.objects.filter(HOLDING).order_by("pk").values_list("duplicate_id", "into_id"))
    return {duplicate: last(duplicate, into) for duplicate in into}


def duplicates() -> dict[str, str]:
    """By the id of a student who is another one: the id of that one."""
    into = merged()
    keys: dict[int, str] = {}
    for part in in_parts({*into, *into.values()}):
        keys.update(models.Student.objects.filter(pk__in=part).values_list("pk", "key"))
    return {keys[duplicate]: keys[person] for duplicate, person in into.items()}


def last(student: int, into: dict[int, int]) -> int:
    """Who a student is in the end, by who is merged into whom."""
    while student in into:
        student = into[student]
    return student


def persons() -> dict[int, list[int]]:
    """By the primary key of each row that is no person of its own: the people that it is.

    A duplicate is whom it was merged into, and a group is its members, each of them once.
    """
    into = merged()
    people = _members(into)
    return people | {duplicate: people.get(person, [person]) for duplicate, person in into.items()}


def rows_of(wanted: set[int], persons: dict[int, list[int]]) -> set[int]:
    """The rows of these persons, and all that are one of them, or a group with one of them.

    Args:
        persons: what the function of this name gives.
    """
    return wanted | {row for row, members in persons.items() if not wanted.isdisjoint(members)}


def touch(rows: Iterable[int]) -> None:
    """Says that what the grades of these students are computed from has changed."""
    for few in in_parts(_persons_of(set(rows))):
        models.Student.objects.filter(pk__in=few).update(revision=F("revision") + 1)


def provisional(row: int) -> list[int]:
    """The rows that only handed something in, and turned out to be this person of the roster."""
    rows = list(models.Student.objects.filter(pk=row, is_enrolled=True).values_list("pk", flat=True))
    new = rows
    while new:
        merges = models.Merge.objects.filter(HOLDING, into__in=new, duplicate__is_enrolled=False)
        new = list(merges.order_by("pk").values_list("duplicate_id", flat=True))
        rows = [*rows, *new]
    return rows[1:]


def attempts(submissions: Iterable[models.Submission]) -> dict[int, int]:
    """By the number of each submission of a person: which attempt at its assignment it was, from 1.

    Each of two who were merged had a first attempt; the person has one.
    """
    counts: Counter[str] = Counter()
    numbers = {}
    for row in sorted(submissions, key=lambda row: row.pk):
        counts[row.assignment] += 1
        numbers[row.pk] = counts[row.assignment]
    return numbers


def students(rows: Collection[int]) -> dict[int, Student]:
    """The students of these rows, whoever they were merged into."""
    into = merged()
    wanted = {into.get(row, row) for row in rows}
    members = _members(into)
    every = wanted.union(*(members.get(row, ()) for row in wanted))
    query = models.Student.objects.all()
    query = query.filter(pk__in=every) if len(every) <= FEW else query
    plain = {row.pk: _student(row) for row in query if row.pk in every}
    whole = {
        row: Student(
            student.id,
            student.name,
            student.tag,
            student.platform,
            student.known_as,
            tuple(plain[member] for member in members[row]),
        )
        if row in members and row in wanted
        else student
        for row, student in plain.items()
    }
    return {row: whole[into.get(row, row)] for row in rows}


def _members(into: dict[int, int]) -> dict[int, list[int]]:
    """By the row of each group, the people in it, each once."""
    members: defaultdict[int, dict[int, None]] = defaultdict(dict)
    rows = models.Student.members.through.objects.order_by("pk")
    for group, member in rows.values_list("from_student_id", "to_student_id"):
        members[group][into.get(member, member)] = None
    return {group: list(persons) for group, persons in members.items()}


def _persons_of(rows: set[int]) -> set[int]:
    """The people that these rows are, in the end."""
    if len(rows) > FEW:
        people = persons()
        return {person for row in rows for person in people.get(row, [row])}
    found: set[int] = set()
    through = models.Student.members.through.objects
    while rows:
        into = dict(
            models.Merge.objects.filter(HOLDING, duplicate__in=rows).values_list("duplicate_id", "into_id")
        )
        rest = rows - into.keys()
        members = through.filter(from_student_id__in=rest).values_list("from_student_id", "to_student_id")
        groups = set(members)
        found |= rest - {group for group, _ in groups}
        rows = {*into.values(), *(member for _, member in groups)} - found
    return found


def in_parts(rows: Iterable[int]) -> Iterator[list[int]]:
    """The rows, as many at a time as a query names."""
    every = sorted(rows)
    return (every[start : start + FEW] for start in range(0, len(every), FEW))


def _student(row: models.Student) -> Student:
    return Student(
        row.key, row.name, row.tag or (row.key if row.is_enrolled else ""), row.platform, tuple(row.ids)
    )
