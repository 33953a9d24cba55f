"""The class list: from an LMS's id, or whatever a file is called, to a student."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from autograder.student import Student
from autograder.submissions.owners.names import one_line, safe


@dataclass(frozen=True)
class Person:
    """A student of the roster.

    Attributes:
        name: empty if the file has no names.
        ids: what files and platforms may know them by; the first says who it is.
        email, section, team: empty if the roster does not say.
        withdrawn: dropped out, so that nothing is expected of them.
        place: file and line, for people.
    """

    name: str
    ids: tuple[str, ...]
    email: str = ""
    section: str = ""
    team: str = ""
    withdrawn: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Roster:
    """The class.

    Attributes:
        notes: what the reader of the file should know, a sentence each.
    """

    people: Sequence[Person] = ()
    notes: Sequence[str] = ()
    _by_id: dict[str, Person] = field(default_factory=dict, init=False, repr=False, compare=False)
    _by_number: dict[str, set[Person]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for person in self.people:
            for key in person.ids:
                self._by_id[folded(key)] = person
                if digits := number(key):
                    self._by_number.setdefault(digits, set()).add(person)

    @classmethod
    def of(cls, names: Mapping[str, str]) -> Roster:
        """A roster of one id each."""
        return cls([Person(name, (key,)) for key, name in names.items()])

    def find(self, keys: Iterable[str]) -> Person | None:
        """Who has the first of ``keys`` that the roster knows; upper and lower case are the same.

        A number is known without its leading zeros too, since Excel removes them.
        """
        for key in keys:
            if person := self._by_id.get(folded(key)):
                return person
            people = self._by_number.get(number(key), set())
            if len(people) == 1:
                return next(iter(people))
        return None

    def student(self, student: Student) -> Student:
        """Who that is by the roster; the same if it does not say.

        A group is made of its members as the roster knows them.
        """
        if student.members:
            members = tuple(map(self.student, student.members))
            return msgspec.structs.replace(student, members=members)
        person = self.find(student.known_as)
        if person is None:
            return student
        key = one_line(person.ids[0])
        return Student(key, safe(person.name or key), safe(key), student.platform, student.known_as)

    def has(self, key: str) -> bool:
        """Whether it has exactly this id."""
        return folded(key) in self._by_id


def folded(text: str) -> str:
    """Text as it compares equal: macOS writes an accent as a character of its own."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def number(key: str) -> str:
    """A number without leading zeros; empty for anything else."""
    key = key.strip()
    return key.lstrip("0") or "0" if key.isascii() and key.isdigit() else ""
