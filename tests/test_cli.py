"""The commands on a small course of their own, with real workers and candidates (numpy; sandbox off)."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import typer
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from autograder.assignment.assignment import Assignment
from autograder.candidate.walls import gpus
from autograder.cli import app, errors
from autograder.course.course import Course
from autograder.engine import grading
from autograder.engine.events import Event

MASTER = """
# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: mini
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests: {ok_format: false}

# %% [markdown]
# # Doubling

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# Write `double`.

# %% [raw]
# # BEGIN SOLUTION

# %%
def double(x):
    # BEGIN SOLUTION NO PROMPT
    return x * 2
    # END SOLUTION
    \"\"\" # BEGIN PROMPT
    return ...
    \"\"\" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_two(double):
    assert double(2) == 4, "Twice two is four."

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
""".lstrip()
WRONG = """
# ---
# misconception: Doubling is adding two.
# loses: {q1: 2}
# feedback: Doubling multiplies.
# ---
# %% question="q1"
def double(x):
    return x + 3
""".lstrip()
GRADING = """
course: Arithmetic
assignments:
  mini:
    title: Doubling
    weight: 100
    runtime: numpy
    budget: {time: 120}
"""
OFF = ("--sandbox", "off", "--jobs", "1")
PROGRAM = (sys.executable, "-c", "from autograder.cli import app; app()")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is built and released once."""
    root = tmp_path_factory.mktemp("course")
    wrong = root / "solutions" / "mini" / "submissions" / "wrong_answer"
    wrong.mkdir(parents=True)
    (wrong / "adds.py").write_text(WRONG)
    (root / "solutions" / "mini" / "master.py").write_text(MASTER)
    (root / "grading.yml").write_text(GRADING)
    subprocess.run([*PROGRAM, "release"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    return root


@pytest.fixture
def course(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the course, as the current folder."""
    root = tmp_path / "course"
    shutil.copytree(built, root)
    monkeypatch.chdir(root)
    return root


def hand_in(course: Path, student: str, answer: str) -> Path:
    notebook = nbformat.read(course / "assignments/mini/mini.ipynb", as_version=4)
    for cell in notebook.cells:
        if "otter_answer_cell" in cell.metadata.get("tags", []):
            cell.source = answer
    path = course / "in" / f"{student}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def rows(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def is_one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'otter', 'numpy', 'sqlalchemy', 'jinja2', 'nbformat', 'pydantic', 'torch', 'tensorflow'}"
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


def test_a_class_is_graded_once(course: Path) -> None:
    hand_in(course, "Zoë Ó Néill", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x")
    first = command("grade", "mini", "in", "--out", "out", *OFF)
    assert first.exit_code == 0, first.output
    assert (course / "out" / "report.html").exists()
    assert json.loads((course / "out" / "results" / "bob.json").read_text())["tests"]
    grades = rows(course / "out")
    assert {name: row["score"] for name, row in grades.items()} == {"Zoë Ó Néill": "2", "bob": "0"}
    assert list(grades["bob"])[-1] == "q1"

    second = command("grade", "mini", "in", "--out", "again", *OFF)
    assert second.exit_code == 0
    assert "Nothing to do: all 2 were already graded" in second.output
    assert rows(course / "again") == grades

    hand_in(course, "cleo", "def double(x):\n    return 2 * x")
    assert "2 of 3 were already graded" in command("grade", "mini", "in", *OFF).output
    assert "already graded" not in command("grade", "mini", "in/cleo.ipynb", "--force", *OFF).output


def test_a_file_that_cannot_be_opened_is_told_and_was_not_graded_before(course: Path) -> None:
    hand_in(course, "bob", "def double(x):\n    return x + x")
    (course / "in" / "damaged.zip").write_bytes(b"PK")
    first = command("grade", "mini", "in", *OFF)
    assert "1 of 2 submissions could not be graded" in first.output
    assert "already graded" not in first.output
    assert "1 of 2 were already graded" in command("grade", "mini", "in", *OFF).output


def test_who_took_longest_goes_first_the_next_time(course: Path) -> None:
    slow = "import time\ntime.sleep(1)\ndef double(x):\n    return 2 * x"
    for student in ("ada", "bob", "cleo"):
        hand_in(course, student, slow if student == "cleo" else "def double(x):\n    return x + x")
    first = command("grade", "mini", "in", *OFF).output
    assert first.index("ada") < first.index("bob") < first.index("cleo")
    again = command("grade", "mini", "in", "--force", *OFF).output
    assert again.index("cleo") < min(again.index("ada"), again.index("bob"))


def test_the_report_is_written_again_from_the_gradebook(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    assert command("grade", "mini", "in", "--gradebook", "sqlite:///other.db", *OFF).exit_code == 0
    assert command("report", "--out", "out", "--gradebook", "sqlite:///other.db").exit_code == 0
    assert rows(course / "out")["ada"]["score"] == "2"
    empty = command("report", "--out", "out")
    assert empty.exit_code == 2
    assert is_one_sentence(empty.stderr)


def test_students_read_their_own_language(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return y")
    said = "{} NameError: name 'y' is not defined (line 2 of double)."
    file = course / "out" / "results" / "ada.json"
    assert command("grade", "mini", "in", "--out", "out", "--language", "pt", *OFF).exit_code == 0
    assert said.format("O seu código levantou") in file.read_text(encoding="utf-8")
    assert command("report", "--out", "out").exit_code == 0
    assert said.format("Your code raised") in file.read_text(encoding="utf-8")
    (course / "grading.yml").write_text(f"language: pl\n{GRADING}")
    assert command("report", "--out", "out").exit_code == 0
    assert said.format("Twój kod zgłosił") in file.read_text(encoding="utf-8")
    for wrong in (command("report", "--language", "xx"), command("grade", "mini", "in", "--language", "xx")):
        assert wrong.exit_code == 2
        assert is_one_sentence(wrong.stderr)


def test_a_part_of_the_class_leaves_the_whole_class_in_the_files(course: Path) -> None:
    ada = hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x + 3")
    folder = course / ".autograder" / "grades" / "mini"
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    part = command("grade", "mini", str(ada), *OFF)
    assert {name: row["score"] for name, row in rows(folder).items()} == {"ada": "2", "bob": "0"}
    assert {path.name for path in (folder / "results").iterdir()} == {"ada.json", "bob.json"}
    assert "The files hold the whole class of 2, of whom 1 was graded in earlier runs." in part.stdout

    master = course / "solutions" / "mini" / "master.py"
    master.write_text(
        master.read_text(encoding="utf-8").replace("Twice two", "Two times two"), encoding="utf-8"
    )
    mixed = command("grade", "mini", str(ada), *OFF)
    older = "mini: 1 of 2 grades are of older tests (bob): grade these submissions again."
    assert older in mixed.stdout
    found = rows(folder)
    assert found["ada"]["remarks"] == ""
    assert found["bob"]["remarks"].startswith("graded with older tests (")
    assert older in (folder / "report.html").read_text(encoding="utf-8")

    before = {name: (folder / name).read_bytes() for name in ("grades.csv", "results/bob.json")}
    shutil.rmtree(folder)
    again = command("report")
    assert older in again.stdout
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_the_place_of_the_files_is_tried_before_the_class_is_graded(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    (course / "taken").write_text("", encoding="utf-8")
    refused = command("grade", "mini", "in", "--out", "taken/out", *OFF)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("The report cannot be written to taken/out (")
    assert not (course / ".autograder" / "gradebook.db").exists()


def test_a_known_time_of_submission_is_never_lost(course: Path) -> None:
    late = "late: {penalty_per_day: 0.1}\ntimezone: Europe/Lisbon\nassignments:"
    deadline = "title: Doubling\n    deadline: 2027-10-30 23:59"
    text = GRADING.replace("assignments:", late).replace("title: Doubling", deadline)
    (course / "grading.yml").write_text(text, encoding="utf-8")
    plain = hand_in(course, "ada", "def double(x):\n    return x + x")
    folder = course / "submitted" / "ada" / "mini"
    folder.mkdir(parents=True)
    shutil.copy(plain, folder / "mini.ipynb")
    (folder / "timestamp.txt").write_text("2027-10-31 23:59:00.000001 Europe/Lisbon", encoding="utf-8")

    def told(*arguments: str) -> tuple[str, str]:
        assert command("grade", "mini", *arguments, "--out", "out", *OFF).exit_code == 0
        ada = rows(course / "out")["ada"]
        return ada["submitted_at"], ada["late_penalty"]

    known = ("2027-10-31T23:59:00.000001+00:00", "0.2")
    assert told("submitted") == known
    assert told("in") == known
    assert told("in", "--force") == known
    hand_in(course, "ada", "def double(x):\n    return 2 * x")  # nothing tells when this came
    assert told("in") == ("", "")
    shutil.copy(folder / "mini.ipynb", plain)
    assert told("in") == known


def test_what_cannot_be_read_costs_nobody_else(course: Path) -> None:
    whole = hand_in(course, "ada", "def double(x):\n    return x + x").read_bytes()
    (course / "in" / "bob.ipynb").write_bytes(whole[: len(whole) // 2])
    (course / "in" / "cleo.ipynb").write_bytes(b"")
    for _ in range(2):  # nothing changes where nothing is left to do
        result = command("grade", "mini", "in", "--out", "out", *OFF)
        assert result.exit_code == 1
        assert result.stderr == "2 of 3 submissions could not be graded.\n"
        statuses = {name: row["status"] for name, row in rows(course / "out").items()}
        assert statuses == {"ada": "graded", "bob": "unreadable", "cleo": "unreadable"}


def test_a_class_as_it_is_handed_in(course: Path) -> None:
    right = hand_in(course, "x", "def double(x):\n    return 2 * x").read_bytes()
    blank = (course / "assignments/mini/mini.ipynb").read_bytes()
    files = {
        "ana/mini.ipynb": blank,
        "ana/mini-Copy1.ipynb": right,
        "ben/solution.py": b"print(1)",
        "cy/work.json": right,
        "roster.csv": "id;name\r\nana;José\r\nben;Ben\r\nzoe;Zoë\r\n".encode("cp1252"),
    }
    for name, data in files.items():
        (course / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (course / "class" / name).write_bytes(data)
    result = command("grade", "mini", "class", "--roster", "class/roster.csv", "--out", "out", *OFF)
    assert result.exit_code == 1
    grades = rows(course / "out")
    assert {name: (row["score"], row["status"]) for name, row in grades.items()} == {
        "José": ("2", "graded"),
        "Ben": ("0", "unreadable"),
        "cy": ("2", "graded"),
    }
    said = " ".join(result.output.split())
    for sentence in (
        "In the roster and handed in nothing: Zoë.",
        "Not in the roster: cy.",
        "was read as Windows-1252",
        "Not taken for anybody's work: roster.csv.",
    ):
        assert sentence in said
    page = (course / "out" / "report.html").read_text(encoding="utf-8")
    assert "In the roster and handed in nothing: Zoë." in page
    told = json.loads((course / "out" / "results" / "José.json").read_text(encoding="utf-8"))["output"]
    assert (
        "mini-Copy1.ipynb counts because most questions are answered in it; not graded: mini.ipynb." in told
    )
    again = command("grade", "mini", "class", "--out", "again", *OFF)  # from the gradebook, by other names
    assert "mini-Copy1.ipynb counts" in (course / "again" / "results" / "ana.json").read_text(
        encoding="utf-8"
    )
    assert again.exit_code == 1


def test_a_folder_with_nobodys_work_is_refused(course: Path) -> None:
    (course / "class" / "empty").mkdir(parents=True)
    (course / "class" / "roster.csv").write_text("id,name\n")
    (course / "class" / "empty").rmdir()
    result = command("grade", "mini", "class", *OFF)
    assert result.exit_code == 2
    assert is_one_sentence(result.output)
    assert "Nothing in class looks like a student's work" in result.output
    assert "roster.csv" in result.output


def test_a_student_may_hand_in_an_older_version_again(course: Path) -> None:
    right, wrong = "def double(x):\n    return x + x", "def double(x):\n    return x"
    for answer, score in ((right, "2"), (wrong, "0"), (right, "2")):
        hand_in(course, "ada", answer)
        assert command("grade", "mini", "in", *OFF).exit_code == 0
        assert command("report", "--out", "out").exit_code == 0
        assert rows(course / "out")["ada"]["score"] == score


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grade", "minni", "grading.yml"], 'did you mean "mini"'),
        (["grade", "mini", "assignments/mini/data"], "does not exist"),
        (["grade", "mini", "empty", *OFF], "no notebook"),
        (["grade", "mini", "grading.yml", "--sandbox", "chroot"], "Invalid value"),
        (["grade", "mini", "grading.yml", "--jobs", "0"], "Invalid value"),
        (["grade", "mini", "grading.yml", "--address", "auto"], "--engine ray"),
        (["grade", "mini", "assignments", "--roster", "none.csv"], "there is no roster"),
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


def without_walls(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine whose bubblewrap may make no namespaces, without Docker."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    return {**os.environ, "PATH": str(tmp_path)}


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


def test_a_container_for_each_submission_needs_containers(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    result = command("grade", "mini", "in", "--single-use", *OFF)
    assert (result.exit_code, is_one_sentence(result.stderr)) == (2, True)
    assert "--sandbox docker" in result.stderr


def test_verify_passes_and_fails(course: Path) -> None:
    assert command("verify", *OFF).exit_code == 0
    answer = course / "solutions/mini/submissions/wrong_answer/adds.py"
    answer.write_text(WRONG.replace("{q1: 2}", "{q1: 1}"))
    result = command("verify", "mini", *OFF)
    assert result.exit_code == 1
    assert "q1: 0 points instead of 1" in " ".join(result.output.split())
    assert result.stderr == "1 of 3 known answers did not get the points that they must get.\n"


def test_nobody_is_graded_where_the_reference_fails_its_own_tests(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    master = course / "solutions/mini/master.py"
    master.write_text(MASTER.replace("== 4, ", "== fuor, "))
    refused = command("grade", "mini", "in", "--out", "out", *OFF)
    assert (refused.exit_code, is_one_sentence(refused.stderr)) == (2, True)
    line = 1 + MASTER.splitlines().index("def test_two(double):")
    assert f"test_two of q1 (solutions/mini/master.py, line {line})" in refused.stderr.replace("\n", " ")
    assert "name 'fuor' is not defined" in refused.stderr
    assert "autograder verify mini" in refused.stderr
    assert not (course / "out/grades.csv").exists()
    master.write_text(MASTER)
    assert command("grade", "mini", "in", "--out", "out", *OFF).exit_code == 0
    assert len([*(course / ".autograder/reference").iterdir()]) == 1  # that it passed
    assert rows(course / "out").keys() == {"ada"}


def test_a_mistake_in_a_test_that_only_wrong_answers_reach_costs_no_point(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x + 3")
    master = course / "solutions/mini/master.py"
    master.write_text(MASTER.replace('"Twice two is four."', 'f"Twice two is {weigths}."'))
    done = command("grade", "mini", "in", "--out", "out", *OFF)
    assert (done.exit_code, done.stderr) == (1, "1 of 2 submissions could not be graded.\n")
    found = rows(course / "out")
    assert (found["ada"]["status"], found["ada"]["score"]) == ("graded", "2")
    assert found["bob"]["status"] == "error"
    report = html.unescape((course / "out/report.html").read_text())
    assert "No point is lost: a test of this assignment has a mistake" in report
    line = 1 + MASTER.splitlines().index("def test_two(double):")
    assert f"test_two of q1 (solutions/mini/master.py, line {line}): NameError: name 'weigths' is" in report
    student = (course / "out/results/bob.json").read_text()
    assert "for a reason that is not yours" in student
    assert "test_two" not in student  # it may be hidden


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


def test_the_demo_grades_a_sample_class(course: Path) -> None:
    result = command("demo", *OFF)
    assert result.exit_code == 0, result.output
    folder = course / ".autograder" / "demo"
    assert f"Report: {folder / 'report.html'}" in result.output
    assert "unreadable" in {row["status"] for row in rows(folder).values()}
    assert {row["score"] for row in rows(folder).values() if row["status"] == "graded"} == {"0", "2"}
    begin, grading, first = map(result.output.index, ("Report, written anew", "to grade", "has 1 of 1"))
    assert begin < grading < first
    again = command("demo", *OFF)
    assert "Nothing to do: all" in again.output
    assert "to grade" not in again.output


def test_the_demo_writes_its_report_after_each_assignment(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who stops it in the second one has the first, and the next run does not grade that again."""
    text = (course / "grading.yml").read_text(encoding="utf-8")
    (course / "grading.yml").write_text(f"{text}  other: {{title: O, weight: 1}}\n", encoding="utf-8")
    shutil.copytree(course / "solutions" / "mini", course / "solutions" / "other")
    master = course / "solutions" / "other" / "master.py"
    master.write_text(
        master.read_text(encoding="utf-8").replace("name: mini", "name: other"), encoding="utf-8"
    )
    grade_class = grading.grade_class

    def stopped(course: Course, assignment: Assignment, *args: Any, **kwargs: Any) -> Generator[Event]:
        if assignment.name == "other":
            raise KeyboardInterrupt
        return grade_class(course, assignment, *args, **kwargs)

    monkeypatch.setattr(grading, "grade_class", stopped)
    assert command("demo", *OFF).exit_code == 130
    folder = course / ".autograder" / "demo"
    assert {row["assignment"] for row in rows(folder).values()} == {"mini"}
    monkeypatch.undo()
    monkeypatch.chdir(course)
    result = command("demo", *OFF)
    assert result.exit_code == 0, result.output
    assert "has 1 of 2" in result.output
    assert " were already graded" in result.output
    assert "in earlier runs" not in result.output


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


def test_the_doctor_names_what_is_here() -> None:
    result = command("doctor")
    assert result.exit_code == 0
    for word in ("Python", "cores", "memory", "NumPy", "PyTorch", "NVIDIA", "Docker"):
        assert word in result.output


def test_a_mistake_of_ours_goes_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(errors, "console", Console(file=sys.stderr))
    with pytest.raises(typer.Exit) as stopped, errors.plain_errors():
        raise ZeroDivisionError("hidden detail")
    assert stopped.value.exit_code == 1
    said = capsys.readouterr().err
    assert is_one_sentence(said)
    assert "ZeroDivisionError" in said
    assert "error.log" in said
    assert "hidden detail" in (tmp_path / ".autograder" / "error.log").read_text()


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "import time\ntime.sleep(100)")
    grading = subprocess.Popen(
        [*PROGRAM, "grade", "mini", "in", *OFF], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert grading.stdout is not None
    for line in grading.stdout:
        if "ada: 2 of 2" in line:
            break
    time.sleep(0.5)
    grading.send_signal(signal.SIGINT)
    _, said = grading.communicate(timeout=30)
    assert grading.returncode == 130
    assert is_one_sentence(said)
    assert said.startswith("Stopped;")
    hand_in(course, "bob", "def double(x):\n    return x")
    assert "1 of 2 were already graded" in command("grade", "mini", "in", *OFF).output


def test_calibrate_without_thresholds_still_counts_what_is_caught(course: Path) -> None:
    result = command("calibrate", "mini", "--seeds", "8", *OFF)
    assert result.exit_code == 0
    assert "No test of mini compares anything with a threshold." in result.output
    assert "Every wrong answer was caught in every one of its runs (answers: 1)." in result.output
    written = json.loads((course / "solutions" / "mini" / "calibration.json").read_text())
    assert written["thresholds"] == {}
    assert written["caught"] == {"adds": {"runs": 2, "missed": 0}}


def test_calibrate_names_what_is_missed(course: Path) -> None:
    answer = course / "solutions/mini/submissions/wrong_answer/adds.py"
    answer.write_text(WRONG.replace("x + 3", "x * 2"))
    result = command("calibrate", "mini", "--seeds", "8", *OFF)
    assert result.exit_code == 1
    assert result.stderr == "adds kept points that it must lose in 2 of 2 runs.\n"
