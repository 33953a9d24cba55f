"""The class list: from an LMS's id, or whatever a file is called, to a student's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.student import Student
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.table import Table, TableError, read_table

# Columns that hold an id, as learning platforms call them; the first one that is there names a student.
_IDS = (
    "id", "identifier", "student id", "student_id", "studentid", "sid", "sis user id", "sis login id",
    "id number", "orgdefinedid", "username", "user name", "login id", "email", "email address", "e-mail",
    "mail",
    "e-mail-adresse", "matrikelnummer", "número de identificação", "número de id", "correo electrónico",
    "dirección de correo", "endereço de email", "endereço de e-mail", "adresse de courriel",
)  # fmt: skip
_NAMES = (
    "name", "full name", "fullname", "student", "student name", "vollständiger name", "nome completo",
    "nombre completo", "nombre", "nom complet", "volledige naam", "imię i nazwisko", "nome",
)  # fmt: skip
_FIRST = ("first name", "firstname", "first_name", "given name", "vorname", "nombre(s)", "prénom", "imię")
_LAST = ("last name", "lastname", "last_name", "surname", "nachname", "apellido(s)", "nom", "nazwisko")
_NO_STUDENT = re.compile(
    r"\s*(points possible|manual posting|muted|student, test|test student)\b", re.IGNORECASE
)
_PARTICIPANT = re.compile(r"[^\W\d_][^\d_]*?(\d+)")  # Moodle's "Participant 123", "Teilnehmer/in123"


class RosterError(TableError):
    """What is wrong with a roster, in one sentence with file and line."""


@dataclass(frozen=True)
class Person:
    """A student of the roster; the first of the ids says who it is."""

    name: str
    ids: tuple[str, ...]


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
                if number := _number(key):
                    self._by_number.setdefault(number, set()).add(person)

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
            people = self._by_number.get(_number(key), set())
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
        return Student(key, safe(person.name), safe(key), student.platform, student.known_as)

    def has(self, key: str) -> bool:
        """Whether it has exactly this id."""
        return folded(key) in self._by_id


def read_roster(path: Path) -> Roster:
    """Reads a table with the columns ``id`` and ``name``, or a gradebook of a learning platform.

    Any of comma, semicolon and tab may separate the columns; other columns are ignored.

    Raises:
        TableError: the first mistake.
    """
    table = read_table(path)
    people: dict[str, Person] = {}
    for place, name, ids in _people(table):
        if not name or not ids:
            raise RosterError(f"{place}: expected an id and a name")
        for key in ids:
            person = people.setdefault(folded(key), Person(name, ids))
            if person.name != name:
                raise RosterError(f'{place}: the id "{key}" stands there twice')
    return Roster(list(dict.fromkeys(people.values())), table.notes)


def _people(table: Table) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, name and ids of each row that is about a student."""
    ids, names = _columns(table.header)
    if not ids or not names:
        raise RosterError(
            f"{table.place}: expected the columns id and name, or a gradebook of Canvas, Moodle or "
            f"Gradescope, got {table.first_line!r}"
        )
    for place, row in table.rows():
        student = " ".join(filter(None, (_one_line(row[column]) for column in names)))
        if not _NO_STUDENT.match(student or " ".join(row).strip()):
            yield place, student, tuple(_keys(row[column] for column in ids))


def _columns(header: list[str]) -> tuple[list[int], list[int]]:
    """Where the ids are, in the order of ``_IDS``, and the name, in one column or two."""
    ids = [header.index(title) for title in _IDS if title in header]
    for title in _NAMES:
        if title in header:
            return ids, [header.index(title)]
    first = [header.index(title) for title in _FIRST if title in header][:1]
    last = [header.index(title) for title in _LAST if title in header][:1]
    return ids, first + last


def _keys(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        key = _one_line(cell).removeprefix("#")  # Brightspace's, against Excel
        if not key or key.casefold() in ("none", "null", "-"):
            continue
        yield key
        participant = _PARTICIPANT.fullmatch(key)
        if participant and (" " in key or "/" in key):  # and not an id such as s123
            yield participant[1]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def folded(text: str) -> str:
    """Text as it compares equal: macOS writes an accent as a character of its own."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def _number(key: str) -> str:
    """A number without leading zeros; empty for anything else."""
    key = key.strip()
    return key.lstrip("0") or "0" if key.isascii() and key.isdigit() else ""
