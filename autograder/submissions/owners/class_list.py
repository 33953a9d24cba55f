"""A class list in a file: a CSV of one's own, or a gradebook of a learning platform."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.submissions.owners.columns import Columns
from autograder.submissions.owners.roster import Person, Roster, folded
from autograder.submissions.table import Table, TableError, read_table
from autograder.text import clean_line, plain_text

WITHDRAWN = "withdrawn"  # in the column status; a platform's own words there say something else
_NO_STUDENT = re.compile(
    r"\s*(points possible|manual posting|muted|student, test|test student)\b", re.IGNORECASE
)
_PARTICIPANT = re.compile(r"[^\W\d_][^\d_]*?(\d+)")  # Moodle's "Participant 123", "Teilnehmer/in123"
_TEXT = re.compile(r'="(.*)"')  # how Canvas and Excel keep a spreadsheet from reading a text otherwise
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = 200  # characters of a cell that is kept


class RosterError(TableError):
    """What is wrong with a roster, in one sentence with file and line."""


def read_roster(path: Path) -> Roster:
    """Reads a table with an id or e-mail address of each student, or a gradebook of a learning platform.

    Names, sections, groups and more ids are read too; other columns are ignored.

    Raises:
        TableError: the first mistake.
    """
    table = read_table(path)
    people = _people(_rows(table))
    if not people:
        raise RosterError(f"{path.name} names no student: put each on a line below the titles")
    return Roster(people, table.notes)


def _people(rows: Iterable[Person]) -> list[Person]:
    """Each person once, with all that the rows say."""
    people: list[Person] = []
    positions: dict[str, int] = {}
    for row in rows:
        keys = [folded(key) for key in row.ids]
        earlier = next((key for key in keys if key in positions), None)
        position = len(people) if earlier is None else positions[earlier]
        if earlier is None:
            people.append(row)
        else:
            people[position] = _joined(people[position], row, row.ids[keys.index(earlier)])
        for key, folded_key in zip(row.ids, keys, strict=True):
            if positions.setdefault(folded_key, position) != position:
                raise RosterError(f'{row.place}: the id "{key}" stands there twice')
    return people


def _joined(person: Person, row: Person, key: str) -> Person:
    """What two rows say of one person; platforms write one for each piece of work."""
    for what in ("name", "section", "team"):
        before, now = getattr(person, what), getattr(row, what)
        if what == "name" and before != now:
            raise RosterError(f'{row.place}: the id "{key}" stands there twice')
        if before and now and before != now:
            what = "group" if what == "team" else what
            raise RosterError(
                f'{row.place}: the id "{key}" stands there twice, with the {what}s "{before}" and "{now}"'
            )
    return replace(
        person,
        ids=tuple({folded(key): key for key in (*person.ids, *row.ids)}.values()),
        email=person.email or row.email,
        section=person.section or row.section,
        team=person.team or row.team,
        withdrawn=person.withdrawn and row.withdrawn,
    )


def _rows(table: Table) -> Iterator[Person]:
    """What each row that is about a student says."""
    columns = Columns.of(table.header)
    if not (columns.ids or columns.emails):
        raise RosterError(
            f"{table.place}: expected the columns id and name, or a gradebook of Canvas, Moodle or "
            f"Gradescope, got {table.first_line!r}"
        )
    for place, row in table.rows():
        cells = [_plain(cell) for cell in row]
        student = " ".join(filter(None, (cells[column] for column in columns.names)))
        if not _NO_STUDENT.match(student or " ".join(cells).strip()):
            yield _person(cells, columns, student, place)


def _person(cells: Sequence[str], columns: Columns, name: str, place: str) -> Person:
    def first(positions: Sequence[int]) -> str:
        return next((cells[column] for column in positions if cells[column] not in ("", "-")), "")

    ids = tuple(_keys(cells[column] for column in (*columns.ids, *columns.emails)))
    if not ids or (columns.names and not name):
        raise RosterError(f"{place}: expected an id and a name")
    if not columns.names and _PARTICIPANT.fullmatch(ids[0]) and " " in ids[0]:
        raise RosterError(f"{place}: the worksheet is anonymous, so download it again with names")
    emails = (key for key in (first(columns.emails), *ids) if _ADDRESS.fullmatch(key))
    person = Person(
        name,
        ids,
        next(emails, ""),
        first(columns.sections),
        first(columns.teams),
        first(columns.status).casefold() == WITHDRAWN,
        place,
    )
    for text in (person.name, *person.ids, person.section, person.team):
        if len(text) > _LONGEST:
            raise RosterError(
                f'{place}: "{text[:30]}…" has {len(text)} characters, and at most {_LONGEST} are kept'
            )
    return person


def _plain(cell: str) -> str:
    """The text of a cell on one line, without what keeps a spreadsheet from computing it."""
    text = clean_line(cell)
    quoted = _TEXT.fullmatch(text)
    return quoted[1] if quoted else plain_text(text)


def _keys(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        key = cell.removeprefix("#")  # Brightspace's, against Excel
        if not key or key.casefold() in ("none", "null", "-"):
            continue
        yield key
        participant = _PARTICIPANT.fullmatch(key)
        if participant and (" " in key or "/" in key):  # and not an id such as s123
            yield participant[1]
