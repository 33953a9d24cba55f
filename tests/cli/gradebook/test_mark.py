"""Marking in the terminal: each mark is kept at once, and what students wrote is only shown."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from commands import PROGRAM
from marked_class import MarkedClass
from places import MINI
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook.gradebook import Gradebook


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MarkedClass]:
    (tmp_path / "grading.yml").write_bytes((MINI / "grading.yml").read_bytes())
    monkeypatch.chdir(tmp_path)
    with Gradebook(f"sqlite:///{tmp_path}/.autograder/gradebook.db") as book:
        yield MarkedClass(book)


def mark(typed: str, *options: str) -> Result:
    return CliRunner().invoke(app, ["gradebook", "mark", "mini", "q3", "--by", "ana", *options], input=typed)


def points(school: MarkedClass) -> dict[int, float]:
    return {submission: points for submission, points, *_ in school.marks()}


def test_answers_are_marked_one_after_the_other(school: MarkedClass) -> None:
    anna, ben, chen = (school.hand_in(name, f"{name} says so") for name in ("anna", "ben", "chen"))
    two, minus = school.item(2, "Says why").number, school.item(-0.5, "No sum").number
    result = mark(f"4\nWell done\n#{two} #{minus}\n\n1,5 #{minus}\n\n")
    assert result.exit_code == 0, result.output
    assert school.marks() == [
        (anna, 4, (), "Well done", "ana"),
        (ben, 1.5, (two, minus), "", "ana"),
        (chen, 1.5, (minus,), "", "ana"),
    ]
    for shown in (
        f"1 of 3: submission {anna}, anna (anna)",
        "3 of 3",
        "ben says so",
        "5 points are possible",
    ):
        assert shown in result.output
    assert "Says why" in result.output
    assert result.output.endswith("3 marks were given, and 0 of 3 answers are not marked yet.\n")


def test_skip_back_and_quit(school: MarkedClass) -> None:
    anna, ben, chen = map(school.hand_in, ("anna", "ben", "chen"))
    result = mark("s\n2\n\nb\n3\nBetter\nq\n")
    assert result.exit_code == 0
    assert school.marks() == [(ben, 2, (), "", "ana"), (ben, 3, (), "Better", "ana")]
    assert "ana gave 2 points" in result.output
    assert result.output.endswith("2 marks were given, and 2 of 3 answers are not marked yet.\n")
    assert "1 of 2: submission" in mark("q\n").output
    assert {anna, chen}.isdisjoint(points(school))


def test_all_shows_marked_answers_and_enter_keeps_the_comment(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    school.give(anna, 1, comment="So so")
    assert "submission" not in mark("").output
    mark("2\n\n", "--all")
    mark("3\n-\n", "--all")
    assert school.marks()[1:] == [(anna, 2, (), "So so", "ana"), (anna, 3, (), "", "ana")]


def test_what_is_no_mark_is_asked_for_again(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    result = mark("six\n\n1 2\n#x\n6\n\n#9\n\n5\n\n")
    assert points(school) == {anna: 5}
    assert 'The points "six" are no number' in result.output
    assert "Give the points as one number" in result.output
    assert "6 points are more than q3 has, 5." in result.output
    assert "There is no rubric item #9" in result.output


def test_names_are_hidden_if_asked_for(school: MarkedClass) -> None:
    school.hand_in("Anna Muster")
    result = mark("q\n", "--anonymous")
    assert "1 of 1" in result.output
    assert "Anna" not in result.output


def test_what_students_wrote_is_only_shown(school: MarkedClass) -> None:
    school.hand_in("[red]An\x1b[2Jna", "\x1b]0;title\x07[bold]2 < 3[/bold]\x9b2J :smile:\n\n  indented\u202e")
    output = mark("q\n").output
    assert "[bold]2 < 3[/bold] :smile:\n\n  indented" in output
    assert "[red]Anna" in output
    assert not set(output) & {"\x1b", "\x9b", "\x07", "\u202e"}


def test_a_mark_that_another_gives_meanwhile_is_shown(school: MarkedClass) -> None:
    anna = school.hand_in("anna")
    with terminal(*PROGRAM, "gradebook", "mark", "mini", "q3", "--by", "ana") as screen:
        screen.wait_for("> ")
        school.give(anna, 2, who="bob")
        screen.type("3\n\n")
        screen.wait_for("Bob gave it 2 points meanwhile")
        screen.wait_for("bob gave 2 points")
        screen.type("4\n\n")
        assert screen.ended() == 0
    assert [(points, who) for _, points, _, _, who in school.marks()] == [(2, "bob"), (4, "ana")]


@pytest.mark.parametrize(("key", "status"), [("\x03", 130), ("\x04", 0)])
def test_nothing_is_lost_if_somebody_stops(school: MarkedClass, key: str, status: int) -> None:
    anna, ben, _ = map(school.hand_in, ("anna", "ben", "chen"))
    with terminal(*PROGRAM, "gradebook", "mark", "mini", "q3", "--by", "ana") as screen:
        screen.wait_for("1 of 3")
        screen.type("2\nFine\n")
        screen.wait_for("2 of 3")
        screen.type("3\n")
        screen.wait_for("Comment")
        screen.type_until(key, "2 marks were given, and 1 of 3 answers are not marked yet.")
        assert screen.ended() == status
    assert points(school) == {anna: 2, ben: 3}


class Screen:
    """A program on a terminal of its own."""

    def __init__(self, process: subprocess.Popen[bytes], end: int) -> None:
        self._process = process
        self._end = end
        self._text = ""

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def type_until(self, key: str, text: str) -> None:
        """Again, if nothing comes of it: Python misses a Ctrl-C just before it waits for a line."""
        for _ in range(10):
            self.type(key)
            with contextlib.suppress(AssertionError):
                return self.wait_for(text, 6)
        raise AssertionError(f"no {text!r}")

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Until the program has written this, after what was waited for last."""
        deadline = time.monotonic() + seconds
        while text not in self._text:
            ready, _, _ = select.select([self._end], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"no {text!r} in {self._text!r}"
            self._text += os.read(self._end, 65536).decode(errors="replace").replace("\r\n", "\n")
        self._text = self._text.partition(text)[2]

    def ended(self) -> int:
        return self._process.wait(60)


@contextlib.contextmanager
def terminal(*program: str) -> Iterator[Screen]:
    own, other = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(
        program, stdin=other, stdout=other, stderr=other, start_new_session=True, env=environment,
        preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(other)
    try:
        yield Screen(process, own)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        os.close(own)


def _own_terminal() -> None:
    """So that its keys send signals."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
