"""Which columns of a class list say what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# Columns as learning platforms call them. The first id that is there names a student.
_IDS = (
    "id", "identifier", "student id", "student_id", "studentid", "sid", "sis user id", "sis login id",
    "id number", "orgdefinedid", "username", "user name", "login id", "matrikelnummer",
    "número de identificação", "número de id",
)  # fmt: skip
_EMAILS = (
    "email", "email address", "e-mail", "mail", "e-mail-adresse", "correo electrónico",
    "dirección de correo", "endereço de email", "endereço de e-mail", "adresse de courriel",
)  # fmt: skip
_OTHER_ID = re.compile(
    r"(other|platform|canvas|moodle|gradescope|brightspace|blackboard|nbgrader|github)[ _]id( \d+)?"
)
_NAMES = (
    "name", "full name", "fullname", "student", "student name", "vollständiger name", "nome completo",
    "nombre completo", "nombre", "nom complet", "volledige naam", "imię i nazwisko", "nome",
)  # fmt: skip
_FIRST = ("first name", "firstname", "first_name", "given name", "vorname", "nombre(s)", "prénom", "imię")
_LAST = ("last name", "lastname", "last_name", "surname", "nachname", "apellido(s)", "nom", "nazwisko")
_SECTIONS = ("section", "sections", "sektion", "seção", "secção", "sección", "turma", "sekcja")
_TEAMS = (
    "group", "groups", "team", "group name", "group_name", "team name", "gruppe", "gruppen", "grupo",
    "grupos", "groupe", "groupes", "groep", "grupa", "gruppo",
)  # fmt: skip


class Columns(NamedTuple):
    """Where what is said of a student stands, in the order in which it counts."""

    ids: list[int]
    names: list[int]
    emails: list[int]
    sections: list[int]
    teams: list[int]
    status: list[int]

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        """The columns of a table with these titles, in lower case."""
        others = [i for i, title in enumerate(header) if _OTHER_ID.fullmatch(title)]
        return cls(
            [*_positions(header, _IDS), *others],
            _positions(header, _NAMES)[:1] or _positions(header, _FIRST)[:1] + _positions(header, _LAST)[:1],
            _positions(header, _EMAILS),
            _positions(header, _SECTIONS)[:1],
            _positions(header, _TEAMS)[:1],
            _positions(header, ("status",)),
        )


def _positions(header: Sequence[str], titles: Sequence[str]) -> list[int]:
    """Where those of the titles stand that are there, in their order."""
    return [header.index(title) for title in titles if title in header]
