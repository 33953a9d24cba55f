"""The databases that every test of the gradebook runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import databases
import pytest
from databases import Server

from autograder.gradebook.gradebook import Gradebook


@pytest.fixture(scope="session")
def server(requires: Callable[[str], str]) -> Iterator[Server]:
    """A PostgreSQL server, for all tests of this process."""
    program = requires("postgresql")
    pytest.importorskip("psycopg")
    with databases.running(Path(program).parent) as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """The name of a database with a gradebook's tables."""
    with Gradebook(server.new_database()) as book:
        return book.name.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database. On PostgreSQL the test is skipped where there is none."""
    return str(request.param)


@pytest.fixture
def new_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where nothing is yet: for SQLite not even the folder."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/deep/er/gradebook.db"
        return
    server: Server = request.getfixturevalue("server")
    with server.database() as url:
        yield url


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A gradebook of this test, with all tables and no records."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/gradebook.db"
        Gradebook(url).close()
        yield url
        return
    server: Server = request.getfixturevalue("server")
    with server.database(template=request.getfixturevalue("template")) as url:
        yield url
