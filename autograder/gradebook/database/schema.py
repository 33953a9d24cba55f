"""The version of a gradebook's tables: made, checked, and brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from autograder.gradebook.database.database import Database, sqlite_url
from autograder.gradebook.errors import GradebookError

APP = "gradebook"
OLD_TABLE = "grading_results"  # of versions 0.1 and 0.2


class State(Enum):
    """What a database is, beside a gradebook of a newer version or another program's."""

    EMPTY = auto()
    OLD = auto()  # of version 0.1 or 0.2
    BEHIND = auto()  # lacks a migration
    CURRENT = auto()


def prepare(database: Database) -> None:
    """Makes the tables of a new gradebook, and refuses one of another version.

    Raises:
        GradebookError: it is of an older version, of a newer one, or of another program.
    """
    match state(database):
        case State.EMPTY:
            with changing(database):
                make()
        case State.OLD | State.BEHIND:
            url = sqlite_url(database.file) if database.file else "URL"
            raise GradebookError(
                f"The gradebook {database.name} was written by an older autograder: bring it over with "
                f"`autograder gradebook migrate --gradebook {url}`."
            )


def state(database: Database) -> State:
    """What is in the database.

    Raises:
        GradebookError: it is of a newer version, or of another program.
    """
    with database.unwrapped():
        tables = table_names(database)
        if "django_migrations" in tables and f"{APP}_grading" in tables:
            missing, unknown = _differences(database)
            if unknown:
                raise GradebookError(
                    f"The gradebook {database.name} was written by a newer autograder (its tables have "
                    f"{unknown[-1]}): update autograder, or name another gradebook with --gradebook."
                )
            return State.BEHIND if missing else State.CURRENT
    if OLD_TABLE in tables:
        return State.OLD
    if tables:
        raise GradebookError(
            f"The database {database.name} belongs to another program: name another with --gradebook."
        )
    return State.EMPTY


@contextmanager
def changing(database: Database) -> Iterator[None]:
    """`Database.writing` for blocks that change tables."""
    with database.unwrapped() as connection:
        connection.disable_constraint_checking()  # SQLite asks for this outside of the transaction
        try:
            with database.writing():
                yield
        finally:
            connection.enable_constraint_checking()


def make() -> None:
    """Makes the tables that are missing, and changes those of an older version; inside `changing`."""
    call_command("migrate", verbosity=0, interactive=False)


def table_names(database: Database) -> set[str]:
    """The tables in the database, whoever made them; inside one of its blocks."""
    with database.connection.cursor() as cursor:
        return set(database.connection.introspection.table_names(cursor))


def _differences(database: Database) -> tuple[list[str], list[str]]:
    """The migrations that the database lacks, and those that this version does not know."""
    loader = MigrationLoader(database.connection, ignore_no_migrations=True)
    applied = {name for app, name in loader.applied_migrations if app == APP}
    own = {name for app, name in loader.disk_migrations if app == APP}
    return sorted(own - applied), sorted(applied - own)
