"""`autograder gradebook grades`: the tables of the class."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.common import Assignments, Url, find_course, names_of, open_gradebook, say
from autograder.cli.errors import UsageError, plain_errors
from autograder.cli.gradebook.common import records


@records.command()
def grades(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the tables.")],
    assignments: Assignments = None,
    gradebook: Url = None,
) -> None:
    """Write grades.csv, and course.csv with the totals if no assignment is named."""
    with plain_errors():
        from autograder.report.class_files import write_tables

        course = find_course()
        names = names_of(course, assignments)
        with open_gradebook(course, gradebook) as book:
            try:
                rows = write_tables(course, book, names if assignments else None, out)
            except OSError as error:
                raise UsageError(
                    f"The tables cannot be written to {out} ({error.strerror}): name another --out."
                ) from error
        say(f"{len({row.person.row for row in rows})} students: {out / 'grades.csv'}")
        if not assignments:
            say(f"Totals: {out / 'course.csv'}")
