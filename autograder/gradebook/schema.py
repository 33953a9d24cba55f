"""The version of a gradebook's tables: made, checked, and brought up to date after a backup."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from autograder.gradebook.database import Database
from autograder.gradebook.errors import GradebookError

APP = "gradebook"
OLD_TABLE = "grading_results"  # of versions 0.1 and 0.2


def prepare(database: Database) -> None:
    """Makes the tables of a new gradebook, and refuses one of another version.

    Raises:
        GradebookError: it is of an older version, of a newer one, or of another program.
    """
    with database.unwrapped():
        tables = _tables(database)
        if "django_migrations" in tables and f"{APP}_grading" in tables:
            missing, unknown = _differences(database)
            if unknown:
                raise GradebookError(
                    f"The gradebook {database.name} was written by a newer autograder (its tables have "
                    f"{unknown[-1]}): update autograder, or name another gradebook with --gradebook."
                )
            if missing:
                raise GradebookError(_bring_over(database))
        elif OLD_TABLE in tables:
            raise GradebookError(_bring_over(database))
        elif tables:
            raise GradebookError(
                f"The database {database.name} belongs to another program: name another with --gradebook."
            )
        else:
            make_tables(database)


def make_tables(database: Database) -> None:
    """Makes what tables are missing; of several processes that do so at once, the first does it."""
    with database.unwrapped() as connection:
        connection.disable_constraint_checking()  # SQLite asks for this outside of the transaction
        with database.writing():
            call_command("migrate", verbosity=0, interactive=False)
        connection.enable_constraint_checking()


def back_up(database: Database) -> Path | None:
    """A copy of SQLite's file beside it; None for PostgreSQL, whose administrator makes backups.

    Raises:
        GradebookError: the copy cannot be made.
    """
    if database.file is None:
        return None
    copy = database.file.with_name(f"{database.file.name}.{datetime.now():%Y%m%d-%H%M%S}.backup")
    try:
        with closing(sqlite3.connect(database.file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (sqlite3.Error, OSError) as error:
        copy.unlink(missing_ok=True)
        raise GradebookError(
            f"The backup {copy} cannot be written ({error}): free some space, or check the permissions."
        ) from error
    return copy


def is_old(database: Database) -> bool:
    """Whether version 0.1 or 0.2 wrote it, and it was not brought over yet."""
    with database.unwrapped():
        tables = _tables(database)
    return OLD_TABLE in tables and f"{APP}_grading" not in tables


def _tables(database: Database) -> set[str]:
    with database.connection.cursor() as cursor:
        return set(database.connection.introspection.table_names(cursor))


def _differences(database: Database) -> tuple[list[str], list[str]]:
    """The migrations that the database lacks, and those that this version does not know."""
    loader = MigrationLoader(database.connection, ignore_no_migrations=True)
    applied = {name for app, name in loader.applied_migrations if app == APP}
    own = {name for app, name in loader.disk_migrations if app == APP}
    return sorted(own - applied), sorted(applied - own)


def _bring_over(database: Database) -> str:
    return (
        f"The gradebook {database.name} was written by an older autograder: bring it over with "
        "`autograder gradebook migrate`, which makes a backup first."
    )
