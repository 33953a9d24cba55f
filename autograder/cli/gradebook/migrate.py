"""`autograder gradebook migrate`: a gradebook of an older version is brought over."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.common import Url, find_course, gradebook_url, say
from autograder.cli.errors import plain_errors
from autograder.cli.gradebook.common import By, records


@records.command()
def migrate(
    by: By,
    gradebook: Url = None,
    backed_up: Annotated[
        bool, typer.Option("--backed-up", help="There is a backup of the PostgreSQL database.")
    ] = False,
) -> None:
    """Bring a gradebook of an older autograder over to this one, after a backup."""
    with plain_errors():
        from contextlib import closing

        from autograder.gradebook.database import migration
        from autograder.gradebook.database.database import Database

        with closing(Database(gradebook_url(find_course(), gradebook))) as database:
            done = migration.migrate(database, by, backed_up)
            name = database.name
    if done is None:
        say(f"The gradebook {name} is of this version: there is nothing to do.")
        return
    if done.brought_over:
        gradings, people = done.brought_over
        say(f"Brought over {gradings} gradings and {people} people of the roster.")
    else:
        say(f"The tables of the gradebook {name} are of this version now.")
    if done.backup:
        say(f"As it was before, it is kept in {done.backup}.")
    elif done.brought_over:
        say("The tables grading_results and people are still there as they were: they are the backup.")
