"""`autograder regrade`: a class graded again after a test changed, from the bytes that are kept."""

from __future__ import annotations

import csv
import importlib.metadata
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import MASTER, OFF, PROGRAM, command, hand_in, is_one_sentence, rows

RIGHT = "def double(x):\n    return x + x"
SQUARE = "def double(x):\n    return x * x"  # right for two only


@pytest.fixture
def change(course: Path) -> Callable[[str, str], None]:
    """Replaces a text of the master as it was first."""

    def change(old: str, new: str) -> None:
        assert old in MASTER
        (course / "solutions/mini/master.py").write_text(MASTER.replace(old, new))

    return change


@pytest.fixture
def graded(course: Path, change: Callable[[str, str], None]) -> Path:
    """A class that was graded; its files are gone since, and a test was found too weak."""
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", SQUARE)
    hand_in(course, "cleo", "def double(x):\n    return 1")
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    shutil.rmtree(course / "in")
    change("double(2) == 4", "double(3) == 6")
    return course


def scores(course: Path) -> dict[str, str]:
    assert command("report", "--out", "out").exit_code == 0
    return {student: row["score"] for student, row in rows(course / "out").items()}


def test_old_grades_count_until_the_regrade_is_kept(graded: Path) -> None:
    done = command("regrade", "mini", "--out", "changes.csv", *OFF)
    assert done.exit_code == 0, done.output
    assert "3 of 3 results may change (other tests in 3 of 3)." in done.output
    assert "bob 2/2 0/2 -2 q1 test_two: 2 → 0" in " ".join(done.output.split())
    assert "1 of 3 students change; mean of the class 66.67 % → 33.33 %." in done.output
    with (graded / "changes.csv").open(newline="", encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file)
    assert (row["student"], row["difference"], row["test_case"]) == ("bob", "-2", "test_two")
    assert scores(graded) == {"ada": "2", "bob": "2", "cleo": "0"}

    shown = command("regrade", "mini", "--status")
    assert "q1 test_two: 2 → 0" in shown.output
    again = command("regrade", "mini", *OFF)
    assert "to grade" not in again.output
    assert "q1 test_two: 2 → 0" in again.output

    assert command("regrade", "mini", "--keep", "--by", "eve").exit_code == 0
    assert scores(graded) == {"ada": "2", "bob": "0", "cleo": "0"}
    assert "None of 3 results can change." in command("regrade", "mini", *OFF).output
    assert command("regrade", "mini", "--drop").exit_code == 0
    assert scores(graded) == {"ada": "2", "bob": "2", "cleo": "0"}


def test_a_dropped_regrade_is_forgotten(graded: Path) -> None:
    assert command("regrade", "mini", *OFF).exit_code == 0
    assert "no grade changed" in command("regrade", "mini", "--drop").output
    refused = command("regrade", "mini", "--keep")
    assert (refused.exit_code, is_one_sentence(refused.stderr)) == (2, True)
    assert scores(graded) == {"ada": "2", "bob": "2", "cleo": "0"}


def test_only_results_of_older_tests_are_made_again(graded: Path) -> None:
    hand_in(graded, "bob", SQUARE)
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    said = command("regrade", "mini", *OFF).output
    assert "2 of 3 results may change" in said
    assert "1 is made with these tests and versions anyway." in said
    assert "Doubling: 2 to grade" in said


def test_files_beside_the_notebook_are_there_again(course: Path, change: Callable[[str, str], None]) -> None:
    path = hand_in(course, "ada", "def double(x):\n    return x * int(open('two.txt').read())")
    (course / "in" / "ada").mkdir()
    path.rename(course / "in" / "ada" / "mini.ipynb")
    (course / "in" / "ada" / "two.txt").write_text("2")
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    shutil.rmtree(course / "in")
    change("double(2) == 4", "double(3) == 6")
    assert "0 of 1 students change" in command("regrade", "mini", *OFF).output
    assert command("regrade", "mini", "--keep").exit_code == 0
    assert scores(course) == {"ada": "2"}


def test_a_test_that_could_not_decide_decides_once_it_is_mended(
    course: Path, change: Callable[[str, str], None]
) -> None:
    hand_in(course, "bob", "def double(x):\n    return x + 3")
    change('"Twice two is four."', 'f"Twice two is {weigths}."')
    assert command("grade", "mini", "in", *OFF).exit_code == 1
    change("Twice two", "Two times two")
    assert command("regrade", "mini", *OFF).exit_code == 0
    assert command("regrade", "mini", "--keep").exit_code == 0
    assert scores(course) == {"bob": "0"}


def test_nothing_is_graded_while_the_reference_fails(
    graded: Path, change: Callable[[str, str], None]
) -> None:
    change("double(2) == 4", "double(2) == 5")
    refused = command("regrade", "mini", *OFF)
    assert (refused.exit_code, is_one_sentence(refused.stderr)) == (2, True)
    kept = command("regrade", "mini", "--keep")
    assert kept.exit_code == 2
    assert "has graded nothing yet" in kept.stderr
    change("double(2) == 4", "double(3) == 6")
    assert "The tests or the versions changed again" in command("regrade", "mini", *OFF).output


def test_a_regrade_that_is_killed_goes_on_with_the_rest(
    graded: Path, change: Callable[[str, str], None]
) -> None:
    change("Twice two", "Two times two")
    waits = f"while x == 3 and not os.path.exists({str(graded / 'go')!r}):\n        time.sleep(0.1)"
    hand_in(graded, "dan", f"import os, time\ndef double(x):\n    {waits}\n    return 2 * x")
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    change("double(2) == 4", "double(3) == 6")
    with subprocess.Popen(
        [*PROGRAM, "regrade", "mini", "--sandbox", "off", "--jobs", "2"], stdout=subprocess.PIPE, text=True
    ) as grading:
        assert grading.stdout
        assert any(line.startswith("[3/4") for line in grading.stdout)  # all but dan's
        grading.kill()
    unfinished = command("regrade", "mini", "--keep")
    assert unfinished.exit_code == 2
    assert "has not come to its end, 1 of 4 wait for it" in unfinished.stderr
    assert "1 is still to be graded." in command("regrade", "mini", "--status").output
    (graded / "go").touch()
    said = command("regrade", "mini", *OFF).output
    assert "The open regrade goes on." in said
    assert "Doubling: 1 to grade" in said
    assert "1 of 4 students change" in said
    assert command("regrade", "mini", "--keep").exit_code == 0
    assert scores(graded) == {"ada": "2", "bob": "0", "cleo": "0", "dan": "2"}


def test_an_update_is_told(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada", RIGHT)
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    assert "Graded before" not in command("grade", "mini", "in", *OFF).output
    version = importlib.metadata.version
    otter = version("otter-grader")
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: "99.0" if name == "otter-grader" else version(name)
    )
    said = command("grade", "mini", "in", *OFF).output
    assert f"Graded before an update (otter-grader {otter} → 99.0 in 1 of 1)" in said
    assert "autograder regrade mini" in said
    regraded = command("regrade", "mini", *OFF).output
    assert f"1 of 1 results may change (otter-grader {otter} → 99.0 in 1 of 1)." in regraded
    assert "0 of 1 students change" in regraded


@pytest.mark.parametrize(
    "options",
    [
        ("--keep", "--drop"),
        ("--keep", "--out", "x.csv"),
        ("--out", "nowhere/x.csv"),
        ("--status",),
        ("--keep",),
        ("--drop",),
        ("--single-use",),
        ("--address", "localhost:6379"),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(course: Path, options: tuple[str, ...]) -> None:
    refused = command("regrade", "mini", *options)
    assert (refused.exit_code, is_one_sentence(refused.stderr)) == (2, True)
