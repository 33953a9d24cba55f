"""What the commands of the gradebook share."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from autograder.cli.common import app

ROWS = 100  # of a table in the terminal

records = typer.Typer(
    help="The records of the course: students, marks, exceptions and grades.", no_args_is_help=True
)
app.add_typer(records, name="gradebook")


def user() -> str:
    """Who runs the command, as far as the machine knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"


By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides this.", default_factory=user)]
