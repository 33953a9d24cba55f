"""`autograder gradebook migrate`, and what every other command says before it."""

from __future__ import annotations

from pathlib import Path

import databases
from commands import command, is_one_sentence
from places import TESTS


def test_a_gradebook_of_version_2_is_brought_over(course: Path) -> None:
    databases.load(
        f"sqlite:///{course}/.autograder/gradebook.db", TESTS / "gradebook" / "database" / "version_2.sql"
    )
    refused = command("gradebook", "show")
    assert refused.exit_code == 2
    assert is_one_sentence(refused.stderr)
    assert "bring it over with `autograder gradebook migrate --gradebook sqlite:///" in refused.stderr

    done = command("gradebook", "migrate")
    assert done.exit_code == 0, done.output
    brought, kept = done.output.splitlines()
    assert brought == "Brought over 10 gradings and 2 people of the roster."
    (backup,) = (course / ".autograder").glob("gradebook.db.*.backup")
    assert kept == f"As it was before, it is kept in {backup}."

    again = command("gradebook", "migrate")
    assert (again.exit_code, again.output.count("\n")) == (0, 1)
    assert "there is nothing to do" in again.output
    assert "Zoë Nero" in command("gradebook", "show").output


def test_without_a_gradebook_one_sentence_says_so(course: Path) -> None:
    result = command("gradebook", "migrate")
    assert result.exit_code == 2
    assert is_one_sentence(result.stderr)
    assert "`autograder grade` makes it" in result.stderr
    assert not (course / ".autograder" / "gradebook.db").exists()
