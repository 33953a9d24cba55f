"""A gradebook of an older version becomes one of this version, whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db.migrations.recorder import MigrationRecorder

from autograder.gradebook.database import legacy, schema
from autograder.gradebook.database.database import Database
from autograder.gradebook.database.schema import State
from autograder.gradebook.decisions import audit
from autograder.gradebook.errors import GradebookError


class Migration(NamedTuple):
    """What was done.

    Attributes:
        backup: SQLite's file as it was; None for PostgreSQL.
        brought_over: from the tables of version 0.1 or 0.2, which stay as they are.
    """

    backup: Path | None
    brought_over: legacy.Counts | None


def migrate(database: Database, who: str, backed_up: bool = False) -> Migration | None:
    """Brings the gradebook up to this version, after a backup; None: it is of this version.

    Args:
        who: whose command it is.
        backed_up: there is a backup of the PostgreSQL database, which only its administrator can make.

    Raises:
        GradebookError: there is no gradebook, the backup is missing or cannot be made, or a row that an older
            version wrote cannot be read.
    """
    nothing = GradebookError(f"There is no gradebook {database.name} yet: `autograder grade` makes it.")
    if database.file and not database.file.exists():
        raise nothing
    with schema.changing(database):
        state = schema.state(database)
        if state is State.EMPTY:
            raise nothing
        if state is State.CURRENT:
            return None
        if state is State.BEHIND and not database.is_sqlite and not backed_up:
            raise GradebookError(
                f"The tables of the gradebook {database.name} are about to be changed: make a backup of that "
                "database with pg_dump, and run this again with --backed-up."
            )
        backup = back_up(database)
        schema.make()
        counts = legacy.bring_over(database, who) if state is State.OLD else None
        row = MigrationRecorder.Migration.objects.latest("pk")
        audit.record(who, "migrate", row, after=counts._asdict() if counts else None)
    return Migration(backup, counts)


def back_up(database: Database) -> Path | None:
    """A copy of SQLite's file beside it, whole or not at all; None for PostgreSQL.

    Raises:
        GradebookError: the copy cannot be made.
    """
    if database.file is None:
        return None
    copy = database.file.with_name(f"{database.file.name}.{datetime.now():%Y%m%d-%H%M%S}.backup")
    draft = copy.with_name(f"{copy.name}.part")
    try:
        with closing(sqlite3.connect(database.file)) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
        draft.replace(copy)
    except (sqlite3.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        raise GradebookError(
            f"The backup {copy} cannot be written ({error}): free some space, or check the permissions."
        ) from error
    return copy
