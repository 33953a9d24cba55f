"""The gradebooks of versions 0.1 and 0.2: one table of results, read and brought over into today's tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from autograder.gradebook.database import schema
from autograder.gradebook.database.database import Database
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradings import add_result
from autograder.gradebook.people import enrolment, recognition
from autograder.message import with_detail
from autograder.results import GradingResult
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster

BROUGHT_OVER = 3  # a version of the old tables that no old autograder knows, so that it refuses them
TOGETHER = 500  # rows in memory


class Counts(NamedTuple):
    """How much was brought over."""

    gradings: int
    people: int


def bring_over(database: Database, who: str) -> Counts:
    """Adds what the old tables hold to today's, inside `Database.writing`. The old tables stay as they are.

    Args:
        who: whose command it is.

    Raises:
        GradebookError: a row holds no result.
    """
    roster = _roster(database)
    enrolment.enrol(roster, who)  # first, so that a name in a hand-in becomes no id of the roster
    gradings = 0
    for recorded, result in _results(database):
        add_result(result, recorded)
        gradings += 1
    recognition.recognize(who)
    _rows(database, f"UPDATE autograder_schema SET version = {BROUGHT_OVER}")
    return Counts(gradings, len(roster.people))


def _results(database: Database) -> Iterator[tuple[datetime, GradingResult]]:
    """When each result was recorded, and the result; the oldest first."""
    last = -1
    query = (
        f"SELECT id, recorded_at, result FROM {schema.OLD_TABLE} WHERE id > %s ORDER BY id LIMIT {TOGETHER}"
    )
    while rows := _rows(database, query, last):
        for row, recorded, text in rows:
            try:
                yield _time(recorded), read(text)
            except (msgspec.MsgspecError, ValueError) as error:
                raise GradebookError(
                    f"Row {row} of the table {schema.OLD_TABLE} in the gradebook {database.name} "
                    f"holds no result ({error}): delete that row, and grade the submission again."
                ) from error
        last = rows[-1][0]


def _roster(database: Database) -> Roster:
    """All people that the gradebook was told of; the newest row of an id counts. Version 0.1 kept none."""
    if "people" not in schema.table_names(database):
        return Roster()
    rows = _rows(database, "SELECT id, name, ids FROM people ORDER BY number")
    persons = {key: Person(name, tuple(msgspec.json.decode(ids, type=list[str]))) for key, name, ids in rows}
    return Roster(list(persons.values()))


def _rows(database: Database, statement: str, *values: Any) -> list[Any]:
    with database.connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _time(recorded: datetime | str) -> datetime:
    """SQLite holds a text in UTC."""
    time = datetime.fromisoformat(recorded) if isinstance(recorded, str) else recorded
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def read(text: str) -> GradingResult:
    """A result as an old gradebook holds it; version 0.1 wrote a name for the student, and details."""
    if not text.startswith('{"student":"'):
        return msgspec.json.decode(text, type=GradingResult)
    fields = _with_details(msgspec.json.decode(text, type=dict[str, Any]))
    name = fields["student"]
    student = msgspec.to_builtins(Student(f"{recognition.BY_NAME}{name}", name, known_as=(name,)))
    return msgspec.convert(fields | {"student": student}, type=GradingResult)


def _with_details(value: Any) -> Any:
    """A plain value with each ``detail``, the instructor's text, in the message that it was beside."""
    if isinstance(value, list):
        return [_with_details(item) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {name: _with_details(item) for name, item in value.items()}
    if fields.get("detail"):
        text = "said" if "said" in fields else "message"
        fields[text] = msgspec.to_builtins(with_detail(fields.get(text, ""), fields.pop("detail")))
    return fields
