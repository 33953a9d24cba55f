"""`verify`, `release`, `data` and `calibrate`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from commands import (
    OFF,
    WRONG,
    command,
    hand_in,
    is_one_sentence,
)


def test_verify_passes_and_fails(course: Path) -> None:
    assert command("verify", *OFF).exit_code == 0
    answer = course / "solutions/mini/submissions/wrong_answer/adds.py"
    answer.write_text(WRONG.replace("{q1: 2}", "{q1: 1}"))
    result = command("verify", "mini", *OFF)
    assert result.exit_code == 1
    assert "q1: 0 points instead of 1" in " ".join(result.output.split())
    assert result.stderr == "1 of 3 known answers did not get the points that they should.\n"


def test_a_proof_over_nothing_does_not_pass(course: Path) -> None:
    data = course / "assignments" / "mini" / "data" / "texts.csv"
    digest = hashlib.sha256(b"text").hexdigest()
    (course / "solutions/mini/data.sha256").write_text(f"{digest}  {data.relative_to(course)}\n")
    (course / "solutions/mini/data.py").write_text("")
    for command_line in (["verify"], ["verify", "--mutants"], ["diagnose"]):
        result = command(*command_line, *OFF)
        assert result.exit_code == 1, result.output
        assert "nothing was done" in result.stderr


def test_verify_can_prove_some_answers(course: Path) -> None:
    result = command("verify", "mini", "--answer", "adds", "--answer", "reference", *OFF)
    assert result.exit_code == 0
    assert "All 2 known answers" in result.output


def test_an_assignment_whose_data_is_missing_says_how_to_make_it(course: Path) -> None:
    """Grading it is refused; a command over all assignments goes on with the others."""
    hand_in(course, "ada", "def double(x):\n    return x + x")
    data = course / "assignments" / "mini" / "data" / "texts.csv"
    digest = hashlib.sha256(b"text").hexdigest()
    manifest = f"{digest}  {data.relative_to(course)}\n"
    (course / "solutions" / "mini" / "data.sha256").write_text(manifest)
    for arguments in (["grade", "mini", "in"], ["verify", "mini"], ["demo", "mini"]):
        result = command(*arguments, *OFF)
        assert result.exit_code == 2
        assert is_one_sentence(result.stderr)
        assert "run `autograder data mini`" in result.stderr
    assert "Left out: mini needs" in command("verify", *OFF).output
    refused = command("data")
    assert refused.exit_code == 2
    assert "did not make assignments/mini/data/texts.csv" in refused.stderr
    data.parent.mkdir()
    data.write_text("text")
    assert command("data").output == "All data is there.\n"
    assert command("grade", "mini", "in", *OFF).exit_code == 0


def test_release_checks_what_is_committed(course: Path) -> None:
    assert command("release", "--check").exit_code == 0
    released = course / "assignments/mini/mini.ipynb"
    released.write_text(released.read_text().replace("Doubling", "Tripling"))
    result = command("release", "--check")
    assert result.exit_code == 1
    assert "assignments/mini/mini.ipynb differs" in result.stderr
    assert command("release").exit_code == 0
    assert command("release", "--check").exit_code == 0


def test_calibrate_without_thresholds_still_counts_what_is_caught(course: Path) -> None:
    result = command("calibrate", "mini", "--seeds", "8", *OFF)
    assert result.exit_code == 0
    assert "No test of mini compares anything with a threshold." in result.output
    assert "Every wrong answer was caught in each of its runs (answers: 1)." in result.output
    written = json.loads((course / "solutions" / "mini" / "calibration.json").read_text())
    assert written["thresholds"] == {}
    assert written["caught"] == {"adds": {"runs": 2, "missed": 0}}


def test_calibrate_names_what_is_missed(course: Path) -> None:
    answer = course / "solutions/mini/submissions/wrong_answer/adds.py"
    answer.write_text(WRONG.replace("x + 3", "x * 2"))
    result = command("calibrate", "mini", "--seeds", "8", *OFF)
    assert result.exit_code == 1
    assert result.stderr == "adds kept points that it must lose in 2 of 2 runs.\n"
