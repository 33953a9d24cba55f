"""Shell lines: what they print and how they end, what stays in the background, what installs packages."""

from __future__ import annotations

import importlib.metadata
import time

import pytest

from autograder.candidate.notebook.commands import CommandResult, run


def printed(command: str) -> tuple[str, CommandResult]:
    parts: list[str] = []
    done = run(command, parts.append)
    return "".join(parts), done


def test_output_and_errors_come_in_their_order_with_the_exit_status() -> None:
    text, done = printed("echo a; echo b >&2; echo ção; exit 3")
    assert text == "a\nb\nção\n"
    assert done == CommandResult(
        3, "The command `!echo a; echo b >&2; echo ção; exit 3` failed with exit status 3: ção"
    )
    assert printed("true") == ("", CommandResult(0))


@pytest.mark.parametrize(
    "command", ["sleep 20 &", "nohup sleep 20 > /dev/null &", "(sleep 20; echo late) & echo now"]
)
def test_what_is_left_in_the_background_costs_no_time(command: str) -> None:
    began = time.monotonic()
    _, done = printed(command)
    assert done.status == 0
    assert time.monotonic() - began < 10


def test_output_without_end_is_passed_on_as_it_comes() -> None:
    size = 0

    def count(text: str) -> None:
        nonlocal size
        size += len(text)

    assert run("head -c 3000000 /dev/zero", count).status == 0
    assert size == 3_000_000


def test_a_command_that_closes_its_output_is_waited_for() -> None:
    assert printed("exec >&- 2>&-; sleep 0.2; exit 5")[1].status == 5


@pytest.mark.parametrize(
    "command",
    [
        "pip install numpy",
        "pip3 install -q -U 'numpy>=1.20' > /dev/null 2>&1",
        "/some/python3.11 -m pip install numpy[extra]==2",
        "sudo pip install -i https://example.com numpy",
        "conda install -c conda-forge numpy",
        "uv pip install numpy &> log.txt",
    ],
)
def test_what_is_installed_already_is_said_without_trying(command: str) -> None:
    text, done = printed(command)
    assert text == f"Requirement already satisfied: numpy {importlib.metadata.version('numpy')}\n"
    assert done == CommandResult(0)


def test_what_is_not_there_cannot_be_installed() -> None:
    text, done = printed("pip install nothing-such numpy")
    assert done.status == 1
    assert done.note.startswith("`!pip install nothing-such numpy`: nothing can be installed in grading")
    assert "and nothing-such is not there; there is numpy " in done.note
    assert done.note in text
