"""Databases for benchmarks that need many, each with a folder for a gradebook's files."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import NamedTuple, Protocol

import psycopg


class Place(NamedTuple):
    """Where a gradebook is."""

    url: str
    folder: Path


class Databases(Protocol):
    """A kind of database."""

    def new(self) -> Place:
        """One without tables."""

    def copy(self, place: Place) -> Place:
        """One with the same tables, to which nobody may be connected."""

    def remove(self, place: Place) -> None:
        """Removes it with its folder."""


class Files:
    """Files of SQLite below ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._numbers = itertools.count()

    def new(self) -> Place:
        folder = self._root / f"sqlite-{next(self._numbers)}"
        folder.mkdir()
        return Place(f"sqlite:///{folder}/gradebook.db", folder)

    def copy(self, place: Place) -> Place:
        new = self.new()
        shutil.copytree(place.folder, new.folder, dirs_exist_ok=True)
        return new

    def remove(self, place: Place) -> None:
        shutil.rmtree(place.folder)


class Server:
    """Databases of a PostgreSQL server.

    Args:
        url: of one of them, with a user who may make others.
        root: for the folders.
    """

    def __init__(self, url: str, root: Path) -> None:
        self._url = url
        self._root = root
        self._numbers = itertools.count()

    def new(self, template: str = "template1") -> Place:
        name = f"bench_{next(self._numbers)}"
        folder = self._root / name
        folder.mkdir()
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Place(f"{self._url.rpartition('/')[0]}/{name}", folder)

    def copy(self, place: Place) -> Place:
        new = self.new(template=place.folder.name)
        shutil.copytree(place.folder, new.folder, dirs_exist_ok=True)
        return new

    def remove(self, place: Place) -> None:
        shutil.rmtree(place.folder)
        self._execute(f"DROP DATABASE {place.folder.name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
