"""The databases of tests: a PostgreSQL server of their own, and statements of SQL from outside."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

PASSWORD = "Geheim1"
NUMBERS = itertools.count()


class Server:
    """A cluster of its own, which root may not run.

    Args:
        bin: the folder of PostgreSQL's programs.
        folder: for its data.
    """

    def __init__(self, bin: Path, folder: Path) -> None:
        self.port = free_port()
        self._bin = bin
        self._folder = folder
        self._user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.getuid() == 0 else {}
        password = folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        options = ["-U", "grader", f"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
        self._run("initdb", "-D", str(folder / "data"), *options)

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def url(self, user: str = f"grader:{PASSWORD}", database: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """The URL of a database that nobody else uses.

        Args:
            template: the database that it is a copy of; nobody may be connected to that one.
        """
        name = f"test{next(NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(database=name)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """`new_database`, which is gone afterwards: hundreds of them would fill the disk."""
        url = self.new_database(template)
        yield url
        self.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        execute(self.url(database=database), statement)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._bin / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            extra_groups=[] if self._user else None,
            **self._user,
        )


@contextmanager
def running(bin: Path) -> Iterator[Server]:
    """A server that runs inside the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "nobody")
        server = Server(bin, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What a statement of SQL gives in the database at ``url``, as another program would run it."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            return file.execute(statement).fetchall()
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def load(url: str, script: Path) -> None:
    """Runs a script that SQLite wrote; what PostgreSQL calls otherwise is called so there."""
    text = script.read_text(encoding="utf-8")
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as database:
            database.executescript(text)
    else:
        execute(url, "SET TIME ZONE 'UTC';" + text.replace("DATETIME", "TIMESTAMP WITH TIME ZONE"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
