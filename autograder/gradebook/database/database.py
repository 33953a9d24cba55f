"""The database of a gradebook: SQLite or PostgreSQL by URL, through Django."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS, load_backend

from autograder.gradebook.errors import GradebookError, one_sentence

LOCK_SECONDS = 30  # how long to wait for another process that writes
WRITERS = 0x6772616465  # number of the lock in PostgreSQL that one writer holds
KINDS = "write sqlite:///FILE or postgresql://USER@HOST/NAME"
SQLITE = {
    "timeout": LOCK_SECONDS,
    "transaction_mode": "IMMEDIATE",  # a writer waits at the beginning, and never in the middle
    # Readers never wait for the writer, and a commit survives a crash of the machine.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
}


def sqlite_url(path: Path) -> str:
    """The URL of a file, whatever characters its path has."""
    return f"sqlite:///{quote(str(path))}"


class Database:
    """A database at a URL. Django's ``default`` is this one inside `reading` and `writing`.

    Several processes may use one database, and a `Database` may be carried over a fork between two uses.

    Raises:
        GradebookError: the URL is of no database that can be used.
    """

    def __init__(self, url: str) -> None:
        self._settings = _settings(url)
        self.is_sqlite = "sqlite" in self._settings["ENGINE"]
        self.file = _file(self._settings) if self.is_sqlite else None
        self.name = _name(self._settings)
        self._lock = threading.RLock()
        self._depth = 0
        self._process = os.getpid()
        with one_sentence(self.name):
            try:
                wrapper = load_backend(self._settings["ENGINE"]).DatabaseWrapper
            except ImproperlyConfigured as error:
                raise GradebookError(
                    "PostgreSQL needs the Python package psycopg with its library: "
                    "pip install 'autograder[postgresql]'."
                ) from error
        self.connection: BaseDatabaseWrapper = wrapper(self._settings, DEFAULT_DB_ALIAS)
        self.connection.inc_thread_sharing()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Queries inside see the database as it is at the first of them, whoever writes meanwhile."""
        with self._used():
            mode = getattr(self.connection, "transaction_mode", None)
            if self.is_sqlite:
                self.connection.ensure_connection()
                self.connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
            try:
                is_outermost = not self.connection.in_atomic_block
                with transaction.atomic():
                    if not self.is_sqlite and is_outermost:
                        self._execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    yield
            finally:
                if self.is_sqlite:
                    self.connection.transaction_mode = mode or "IMMEDIATE"  # type: ignore[attr-defined]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written inside is kept together or not at all; one process at a time is inside."""
        with self._used():
            is_outermost = not self.connection.in_atomic_block
            with transaction.atomic():
                if not self.is_sqlite and is_outermost:
                    self._execute(f"SELECT pg_advisory_xact_lock({WRITERS})")
                yield

    @contextmanager
    def unwrapped(self) -> Iterator[BaseDatabaseWrapper]:
        """The connection without a transaction, as migrations need it."""
        with self._used():
            yield self.connection

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self.connection.close()

    @contextmanager
    def _used(self) -> Iterator[None]:
        with self._lock, one_sentence(self.name):
            before = getattr(connections._connections, DEFAULT_DB_ALIAS, None)  # type: ignore[attr-defined]
            connections[DEFAULT_DB_ALIAS] = self.connection
            if not self._depth:
                self._leave_to_parent()
                self.connection.close_if_unusable_or_obsolete()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self.is_sqlite and not self._depth:
                    # SQLite forbids to carry an open file over a fork.
                    self.connection.close()
                if before is None:
                    del connections[DEFAULT_DB_ALIAS]
                else:
                    connections[DEFAULT_DB_ALIAS] = before

    def _leave_to_parent(self) -> None:
        """After a fork, the open connection is the parent's, who goes on with it."""
        if self._process != os.getpid():
            self._process = os.getpid()
            if not self.is_sqlite:
                self.connection.connection = None

    def _execute(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)


def _settings(url: str) -> dict[str, Any]:
    """Django's settings for the database at ``url``."""
    plain = url.replace("postgresql+psycopg:", "postgresql:", 1)  # as version 0.2 wrote it
    try:
        parsed: dict[str, Any] = dict(
            dj_database_url.parse(plain, conn_max_age=None, conn_health_checks=True)
        )
    except dj_database_url.ParseError:
        raise GradebookError(
            "The URL of the gradebook cannot be read: check its port, and write characters of the password "
            f"that are neither letters nor digits as %XX; {KINDS}."
        ) from None
    except dj_database_url.UnknownSchemeError:
        scheme, separator, _ = url.partition("://")
        if not separator:
            raise GradebookError(f"{url!r} is not the URL of a database: {KINDS}.") from None
        raise GradebookError(
            f"The database {scheme} cannot be used, there is no such kind: {KINDS}."
        ) from None
    options = parsed.setdefault("OPTIONS", {})
    if parsed["ENGINE"].endswith("sqlite3"):
        options.update(SQLITE)
    elif parsed["ENGINE"].endswith("postgresql"):
        options["options"] = f"{options.get('options', '')} -c lock_timeout={LOCK_SECONDS}s".strip()
    else:
        raise GradebookError(
            f"The database {url.partition('://')[0]} cannot be used, there is no such kind: {KINDS}."
        )
    return {
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "TIME_ZONE": None,
        "TEST": {},
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        **parsed,
    }


def _name(parsed: dict[str, Any]) -> str:
    """What people call it; never with the password."""
    if "sqlite" in parsed["ENGINE"]:
        return str(parsed["NAME"])
    user = f"{parsed['USER']}@" if parsed["USER"] else ""
    port = f":{parsed['PORT']}" if parsed["PORT"] else ""
    return f"postgresql://{user}{parsed['HOST']}{port}/{parsed['NAME']}"


def _file(parsed: dict[str, Any]) -> Path | None:
    """The file of SQLite, in a folder that is made if it is missing; None: in memory."""
    if parsed["NAME"] in ("", ":memory:"):
        return None
    path = Path(parsed["NAME"])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradebookError(
            f"The folder of the gradebook {path} cannot be made ({error.strerror}): "
            "check that you may write there, or name another with --gradebook."
        ) from error
    return path
