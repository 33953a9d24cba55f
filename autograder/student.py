"""A student: a person, told from others by an id and not by a name."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

import msgspec


class Student(msgspec.Struct, frozen=True):
    """Who handed something in: one person, or a group that handed in together.

    Attributes:
        id: says who it is. The roster's id; without a roster a platform's, as ``moodle:1022``; without both
            the place of the folder or file, as ``path:hw3/ana``. ``submissions.owners.students`` decides.
        name: for people to read. Others may be called the same.
        tag: what to put behind the name if others are called the same.
        platform: that the hand-in came from; empty: from files.
        known_as: what a roster may know them by, the surest first.
        members: the students of a group; empty for one person.
    """

    id: str
    name: str
    tag: str = ""
    platform: str = ""
    known_as: tuple[str, ...] = ()
    members: tuple[Student, ...] = ()

    @classmethod
    def named(cls, name: str) -> Student:
        """One of whom only a name is known, which then is the id too."""
        return cls(name, name)


NOBODY = Student.named("")  # until whoever knows it says whose a result is


def labels(students: Iterable[Student]) -> dict[str, str]:
    """By id, a name that nobody else of these students has, also where upper and lower case are the same.

    It is the name; if others have that too, with the tag; if that does not help either, with the id.
    """
    by_id = {student.id: student for student in students}
    label = {student.id: student.name for student in by_id.values()}
    for addition in ("tag", "id"):
        count = Counter(map(_folded, label.values()))
        for student in by_id.values():
            if count[_folded(label[student.id])] > 1 and (more := getattr(student, addition)):
                label[student.id] = f"{student.name} ({more})"
    return label


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
