"""A gradebook on a real PostgreSQL server, and what is said where it cannot be used."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student

RESULT = GradingResult(
    student=Student.named("José"),
    assignment="a",
    status=Status.GRADED,
    score=1.0,
    submission_hash="s",
    tests_hash="t",
)


class Server:
    """A cluster of its own, which no root may run."""

    def __init__(self, bin: Path, folder: Path) -> None:
        self.port = _free_port()
        self._bin = bin
        self._folder = folder
        self._user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.getuid() == 0 else {}
        password = folder / "password"
        password.write_text("Geheim1", encoding="utf-8")
        options = ["-U", "grader", f"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
        self._run("initdb", "-D", str(folder / "data"), *options)

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def url(self, user: str = "grader:Geheim1", database: str = "postgres") -> str:
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(requires: Callable[[str], str]) -> Iterator[Server]:
    program = requires("postgresql")
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "nobody")
        server = Server(Path(program).parent, folder)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


def complaint(url: str) -> str:
    with pytest.raises(GradebookError) as caught:
        Gradebook(url)
    assert "Geheim1" not in str(caught.value)  # the password
    return str(caught.value)


def test_results_are_kept_and_found(server: Server) -> None:
    with Gradebook(server.url()) as book:
        book.record(RESULT)
        assert book.lookup("s", "t", Student.named("José")) == RESULT
        assert book.results() == [RESULT]


def test_what_is_wrong_is_said_with_what_to_do(server: Server) -> None:
    assert "refuses the name or the password" in complaint(server.url("grader:wrong"))
    assert "refuses you without a password" in complaint(server.url("grader"))
    assert "does not exist on its server: create it" in complaint(server.url(database="nowhere"))
    assert "no such host" in complaint("postgresql+psycopg://u:Geheim1@nowhere.invalid/x")
    assert "check that the server runs" in complaint(
        f"postgresql+psycopg://u:Geheim1@127.0.0.1:{_free_port()}/x"
    )


def test_a_server_that_may_only_be_read(server: Server) -> None:
    engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE replica"))
        connection.execute(text("ALTER DATABASE replica SET default_transaction_read_only = on"))
    engine.dispose()
    assert "its server is read-only now" in complaint(server.url(database="replica"))


def test_a_user_without_rights(server: Server) -> None:
    engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE USER other PASSWORD 'Geheim1'"))
    engine.dispose()
    assert "GRANT them CREATE" in complaint(server.url("other:Geheim1"))


def test_a_server_that_comes_back_loses_nothing(server: Server) -> None:
    with Gradebook(server.url()) as book:
        book.record(RESULT)
        server.stop()
        with pytest.raises(GradebookError, match=r"check that (the|its) server runs"):
            book.record(RESULT)
        server.start()
        assert book.results() == [RESULT]
