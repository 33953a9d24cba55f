"""Commands behind the walls that this machine has, and where it has none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import (
    OFF,
    PROGRAM,
    command,
    hand_in,
    is_one_sentence,
    rows,
    without_walls,
)

from autograder.candidate.walls import gpus


def test_no_weaker_walls_than_asked_for(course: Path, tmp_path: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    environment = without_walls(tmp_path)
    arguments = [*PROGRAM, "grade", "mini", "in", "--sandbox"]
    for kind in ("auto", "namespaces"):
        done = subprocess.run([*arguments, kind], env=environment, capture_output=True, text=True)
        assert done.returncode == 2
        assert is_one_sentence(done.stderr)
        assert "--sandbox off" in done.stderr


def test_a_grade_made_without_walls_is_made_again_with_them(
    course: Path, requires: Callable[[str], str]
) -> None:
    requires("bubblewrap")
    hand_in(course, "ada", "def double(x):\n    return x + x")
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    again = command("grade", "mini", "in", "--jobs", "1")
    assert again.exit_code == 0
    assert "already graded" not in again.output
    for sandbox in ("auto", "off"):
        assert "Nothing to do" in command("grade", "mini", "in", "--sandbox", sandbox).output


@pytest.mark.parametrize("more", [[], ["--single-use"]])
def test_a_class_is_graded_in_containers(
    course: Path, requires: Callable[[str], str], more: list[str]
) -> None:
    requires("docker")
    hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "ben", "def double(x):\n    return x")
    arguments = ["--out", "out", "--jobs", "1", "--sandbox", "docker", *more]
    result = command("grade", "mini", "in", *arguments)
    assert result.exit_code == 0, result.output
    assert {name: row["score"] for name, row in rows(course / "out").items()} == {"ada": "2", "ben": "0"}
    own = "own container per submission" if more else "own files per submission"
    assert own in (course / "out" / "report.html").read_text()


def test_a_container_for_each_submission_needs_containers(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    result = command("grade", "mini", "in", "--single-use", *OFF)
    assert (result.exit_code, is_one_sentence(result.stderr)) == (2, True)
    assert "--sandbox docker" in result.stderr


def test_an_assignment_that_needs_a_gpu_is_not_graded_without_one(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(
        course,
        "ada",
        "import os\nassert os.environ['CUDA_VISIBLE_DEVICES'] == '7'\ndef double(x):\n    return 2 * x",
    )
    settings = course / "grading.yml"
    settings.write_text(settings.read_text().replace("runtime: numpy", "runtime: numpy\n    device: cuda"))
    monkeypatch.setattr(gpus, "DEVICES", ())
    driver = tmp_path / "nvidia-smi"
    driver.write_text("#!/bin/sh\nexit 9\n")
    driver.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    refused = command("grade", "mini", "in", *OFF)
    assert (refused.exit_code, is_one_sentence(refused.stderr)) == (2, True)
    assert "this machine shows 0" in refused.stderr
    assert "--device cpu" in refused.stderr
    assert command("grade", "mini", "in", "--device", "cpu", "--out", "out", *OFF).exit_code == 0
    assert rows(course / "out")["ada"]["score"] == "0"
    driver.write_text("#!/bin/sh\necho '7, Pretended, 16000'\n")
    done = command("grade", "mini", "in", "--force", "--out", "out", *OFF)
    assert done.exit_code == 0, done.output
    assert rows(course / "out")["ada"]["score"] == "2"


def test_the_demo_says_which_walls_it_has(course: Path, requires: Callable[[str], str]) -> None:
    requires("bubblewrap")
    result = command("demo")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Walls around the sample notebooks: namespaces (no network, ")
    assert "without walls" not in result.output


def test_the_demo_grades_its_own_notebooks_where_there_are_no_walls(course: Path, tmp_path: Path) -> None:
    environment = without_walls(tmp_path)
    done = subprocess.run([*PROGRAM, "demo"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()[0]
    assert said.startswith("No walls around the sample notebooks, which are this project's own. ")
    assert "bwrap: No permissions to create new namespace (allow unprivileged user namespaces: " in said
    assert {row["score"] for row in rows(course / ".autograder/demo").values()} >= {"0", "2"}
    asked = [*PROGRAM, "demo", "--sandbox", "namespaces"]
    assert subprocess.run(asked, env=environment, capture_output=True).returncode == 2
