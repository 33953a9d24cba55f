"""Which databases are taken for a gradebook."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import databases
import pytest
from django.core.management import call_command

from autograder.gradebook.database.database import Database
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook


def complaint(url: str) -> str:
    with pytest.raises(GradebookError) as caught:
        Gradebook(url)
    return str(caught.value)


def test_a_newer_gradebook_is_refused(url: str) -> None:
    databases.execute(
        url,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('gradebook', '9999_later', '2030-01-01')",
    )
    sentence = complaint(url)
    assert "written by a newer autograder (its tables have 9999_later)" in sentence
    assert "update autograder, or name another gradebook with --gradebook" in sentence


def test_a_database_of_another_program_is_refused_and_left_alone(new_url: str, tmp_path: Path) -> None:
    if new_url.startswith("sqlite"):
        new_url = f"sqlite:///{tmp_path}/other.db"
    databases.execute(new_url, "CREATE TABLE recipes (name TEXT)")
    assert "belongs to another program: name another with --gradebook" in complaint(new_url)
    assert databases.execute(new_url, "SELECT count(*) FROM recipes") == [(0,)]
    with pytest.raises(Exception, match="gradebook_student"):
        databases.execute(new_url, "SELECT * FROM gradebook_student")


def test_a_gradebook_is_opened_again_as_it_is(new_url: str) -> None:
    Gradebook(new_url).close()
    count = "SELECT count(*) FROM django_migrations"
    first = databases.execute(new_url, count)
    Gradebook(new_url).close()
    assert databases.execute(new_url, count) == first


def test_the_migrations_make_the_tables_of_the_models() -> None:
    with closing(Database("sqlite://")) as database, database.unwrapped():
        call_command("makemigrations", "gradebook", check_changes=True, dry_run=True, verbosity=0)
