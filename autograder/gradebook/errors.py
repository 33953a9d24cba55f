"""What can go wrong with a gradebook, as one sentence for the person who runs the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError


class GradebookError(Exception):
    """The gradebook cannot be used; the message is one sentence that says what to do."""


# What SQLite says, and what a person should do about it.
_ADVICE = {
    "is locked": "is locked by another program: wait until that has finished, or end it, and try again",
    "not a database": "is not a database: move that file away, or name another with --gradebook",
    "malformed": "is damaged: restore it from a backup, or name another with --gradebook",
    "unable to open": "cannot be opened: check that its folder exists and that you may write there",
    "readonly": "may not be written: check the permissions of the file and of its folder",
    "is full": "cannot grow because the disk is full: free some space and try again",
}


@contextmanager
def one_sentence(name: str) -> Iterator[None]:
    """Turn any database error inside the block into a `GradebookError` about the gradebook ``name``."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        advice = next((advice for sign, advice in _ADVICE.items() if sign in reason), None)
        if advice is None:
            lines = reason.strip().splitlines()
            advice = f"cannot be used ({lines[0] if lines else type(error).__name__})"
        raise GradebookError(f"The gradebook {name} {advice}.") from error
