"""What can go wrong with a gradebook, as one sentence for the person who runs the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError

from autograder.errors import Mistake


class GradebookError(Mistake):
    """The gradebook cannot be used; the message is one sentence that says what to do."""


# What SQLite and PostgreSQL say, in lower case, and what a person should do about it.
_ADVICE = {
    # SQLite
    "is locked": "is locked by another program: wait until that has finished, or end it, and try again",
    "not a database": "is not a database: move that file away, or name another with --gradebook",
    "malformed": "is damaged: restore it from a backup, or name another with --gradebook",
    "unable to open": "cannot be opened: check that its folder exists and that you may write there",
    "readonly": "may not be written: check the permissions of the file and of its folder",
    "is full": "cannot grow because the disk is full: free some space and try again",
    "disk i/o error": "cannot be read or written: check that the disk is neither full nor damaged, and that "
    "its folder is not on a network",
    # PostgreSQL
    "resolve host": "cannot be reached, there is no such host: check the name in its URL",
    "translate host name": "cannot be reached, there is no such host: check the name in its URL",
    "connection refused": "cannot be reached: check that the server runs and listens at that host and port",
    "no route to host": "cannot be reached: check the host in its URL, the network and the firewall",
    "timeout expired": "cannot be reached: check the host in its URL, the network and the firewall",
    "no such file or directory": "cannot be reached: name the server's host in its URL, or start it here",
    "no password supplied": "refuses you without a password: write it into its URL, or into ~/.pgpass",
    "authentication failed": "refuses the name or the password: check both in its URL, or in ~/.pgpass",
    "no pg_hba.conf entry": "refuses this machine or user: ask its administrator for an entry in pg_hba.conf",
    "does not exist": "does not exist on its server: create it (`createdb`), or check the name in its URL",
    "permission denied": "may not be written by its user: as its owner, GRANT them CREATE and all rights",
    "read-only transaction": "may not be written: its server is read-only now, perhaps a replica",
    "no space left": "cannot grow because the disk of its server is full: free some space and try again",
    "lock timeout": "is locked by another program: wait until that has finished, or end it, and try again",
    "too many connections": "has no free connection now: try again later",
    "remaining connection slots": "has no free connection now: try again later",
    "server closed the connection": "was cut off: check that its server runs, and try again",
    "terminating connection": "was cut off: check that its server runs, and try again",
}


@contextmanager
def one_sentence(name: str) -> Iterator[None]:
    """Turn any database error inside the block into a `GradebookError` about the gradebook ``name``."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error)
        text = reason.lower()
        advice = next((advice for sign, advice in _ADVICE.items() if sign in text), None)
        if advice is None:
            lines = reason.strip().splitlines()
            advice = f"cannot be used ({lines[0] if lines else type(error).__name__})"
        raise GradebookError(f"The gradebook {name} {advice}.") from error
