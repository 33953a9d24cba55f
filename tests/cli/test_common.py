"""What all commands share: help, wrong usage, and where there is no course."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from commands import (
    GRADING,
    OFF,
    PROGRAM,
    command,
    is_one_sentence,
)


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'otter', 'numpy', 'django', 'jinja2', 'nbformat', 'pydantic', 'torch', 'tensorflow'}"
    script = f"import sys; from autograder.cli import app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "name", ["new", "grade", "demo", "release", "data", "verify", "calibrate", "report", "doctor", "image"]
)
def test_every_command_explains_itself(name: str) -> None:
    result = command(name, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grade", "minni", "grading.yml"], 'did you mean "mini"'),
        (["grade", "mini", "assignments/mini/data"], "does not exist"),
        (["grade", "mini", "empty", *OFF], "no notebook"),
        (["grade", "mini", "grading.yml", "--sandbox", "chroot"], "Invalid value"),
        (["grade", "mini", "grading.yml", "--jobs", "0"], "Invalid value"),
        (["grade", "mini", "grading.yml", "--address", "auto"], "--engine ray"),
        (["grade", "mini", "assignments", "--roster", "none.csv"], "there is no file"),
        (["grade", "mini", "assignments", "--gradebook", "nonsense"], "is not the URL of a database"),
        (["release", "minni"], 'did you mean "mini"'),
        (["verify", "minni"], 'did you mean "mini"'),
        (["verify", "mini", "--answer", "ads", *OFF], "mini has no known answer 'ads'"),
        (["data", "minni"], 'did you mean "mini"'),
    ],
)
def test_bad_usage_is_said_in_one_sentence(course: Path, arguments: list[str], words: str) -> None:
    (course / "empty").mkdir()
    result = command(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert not (course / ".autograder" / "error.log").exists()


def test_a_mistake_in_the_course_names_line_and_key(course: Path) -> None:
    (course / "grading.yml").write_text(GRADING.replace("weight: 100", "weight: much"))
    result = command("grade", "mini", "assignments")
    assert result.exit_code == 2
    assert is_one_sentence(result.stderr)
    assert 'grading.yml, line 6, key "assignments.mini.weight": expected a number' in result.stderr


def test_outside_of_a_course_one_sentence_says_so(tmp_path: Path) -> None:
    done = subprocess.run([*PROGRAM, "demo"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
