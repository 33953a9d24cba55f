"""Whose a grade is: in one command or in several, by a platform, a place or a roster."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.assignment.build import build
from autograder.cli import app
from autograder.course.course import Course

RIGHT: dict[str, list[str]] = {}
WRONG = {"q1": ["def double(x):\n    return x + 3"]}
FULL, LESS = 5.0, 2.0
MOODLE = "Ana Silva_{}_assignsubmission_file_/hw.ipynb"

Grade = Callable[..., dict[str, tuple[str, float]]]


@pytest.fixture
def lay(course: Course) -> Callable[[Mapping[str, dict[str, list[str]]]], None]:
    """Writes notebooks with answers into the course's folder."""
    made = build(course, "mini")

    def lay(files: Mapping[str, dict[str, list[str]]]) -> None:
        for name, answers in files.items():
            path = course.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(made.notebook(answers), path)

    return lay


@pytest.fixture
def grade(course: Course, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """Runs `autograder grade` and gives the class's grades: id to name and points."""
    monkeypatch.chdir(course.root)

    def grade(*what: str, says: str = "") -> dict[str, tuple[str, float]]:
        result = CliRunner().invoke(
            app, ["grade", "mini", *what, "--out", "out", "--sandbox", "off", "--jobs", "1"]
        )
        assert result.exit_code == 0, result.output
        assert says in " ".join(result.output.split())
        with Path("out/grades.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["status"]]  # who handed something in
        stems = {path.stem for path in Path("out/results").iterdir()}
        assert stems == {row["student"] for row in rows}
        return {row["student_id"]: (row["student"], float(row["score"])) for row in rows}

    return grade


def test_two_of_one_name_and_two_ids_stay_two_in_any_number_of_commands(lay: Callable, grade: Grade) -> None:
    lay({f"both/{MOODLE.format(1011)}": RIGHT, f"both/{MOODLE.format(1022)}": WRONG})
    lay({f"one/{MOODLE.format(1022)}": RIGHT})
    ana, other = "Ana Silva (1011)", "Ana Silva (1022)"
    assert grade("both", says=ana) == {"moodle:1011": (ana, FULL), "moodle:1022": (other, LESS)}
    assert grade("one") == {"moodle:1011": (ana, FULL), "moodle:1022": (other, FULL)}


def test_a_name_of_the_work_makes_nobody_the_same(lay: Callable, grade: Grade) -> None:
    lay(
        {"late1/dee/hw.ipynb": RIGHT, "late2/eve/hw.ipynb": WRONG, "c/ana.ipynb": RIGHT, "d/ana.ipynb": WRONG}
    )
    weak = "Known only by the place of the files: dee. What is graded at that place later counts for the same"
    assert grade("late1/dee/hw.ipynb", says=weak) == {"path:late1/dee": ("dee", FULL)}
    assert grade("late2/eve/hw.ipynb") == {"path:late1/dee": ("dee", FULL), "path:late2/eve": ("eve", LESS)}
    assert len(grade("c")) == 3
    grade("d", says="Graded from several places under one name: ana.")
    assert grade("d", "c")["path:c/ana"] == ("ana (c)", FULL)  # the same as when it was graded alone
    assert grade("d")["path:d/ana"] == ("ana (d)", LESS)


def test_a_roster_says_who_is_who_then_and_later(lay: Callable, grade: Grade, course: Course) -> None:
    lay({f"one/{MOODLE.format(1022)}": WRONG, "two/asilva.ipynb": RIGHT, "two/zoe.ipynb": RIGHT})
    assert len(grade("one")) == 1
    (course.root / "roster.csv").write_text(
        "id,name,email,username\nmm01,Ana Silva,1022,asilva\nmm02,Zoë,z,y\n"
    )
    assert grade("two", "--roster", "roster.csv", says="Not in the roster: zoe.") == {
        "mm01": ("Ana Silva", FULL),
        "path:two/zoe": ("zoe", FULL),
    }
    lay({f"one/{MOODLE.format(1022)}": RIGHT, f"one/{MOODLE.format(1023)}": RIGHT})
    assert grade("one")["mm01"] == ("Ana Silva (mm01)", FULL)  # the gradebook remembers; 1023 is another Ana


def test_a_group_is_one_submission_and_each_of_its_students_has_the_grade(
    lay: Callable, grade: Grade, course: Course
) -> None:
    lay({"export/submission_7/hw.ipynb": WRONG})
    people = "".join(
        f"  - :name: {name}\n    :sid: {sid}\n    :email: {sid}@example.org\n"
        for name, sid in (("Ana", "s1"), ("Ben", "s2"))
    )
    metadata = f"submission_7:\n  :submitters:\n{people}  :created_at: 2026-10-11 04:20:33 Z\n"
    (course.root / "export" / "submission_metadata.yml").write_text(metadata)
    runner = CliRunner().invoke(app, ["grade", "mini", "export", "--out", "out", "--sandbox", "off"])
    assert runner.exit_code == 0, runner.output
    with Path("out/grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student_id"], row["student"], row["score"], row["file"]) for row in rows] == [
        ("gradescope:s1", "Ana", "2", "hw.ipynb"),
        ("gradescope:s2", "Ben", "2", "hw.ipynb"),
    ]
    (path,) = Path("out/results").iterdir()
    extra = json.loads(path.read_text())["extra_data"]
    assert path.stem == "Ana, Ben"
    assert [member["student_id"] for member in extra["members"]] == ["gradescope:s1", "gradescope:s2"]
    assert (extra["student_id"], extra["platform"]) == ("gradescope:s1+s2", "gradescope")
