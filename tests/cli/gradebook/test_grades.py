"""`autograder gradebook grades` and `report`: the tables of the class."""

from __future__ import annotations

import csv
import html
from pathlib import Path

import pytest
from commands import GRADING, OFF, command, hand_in, is_one_sentence, rows

from autograder.report import class_files


@pytest.fixture
def graded(course: Path) -> Path:
    """Two of a roster of three handed in, and the deadline is over."""
    text = GRADING.replace("title: Doubling", "title: Doubling\n    deadline: 2020-10-30 23:59")
    text = text.replace(
        "assignments:", "timezone: Europe/Lisbon\ngrades: {letters: {A: 90, F: 0}}\nassignments:"
    )
    (course / "grading.yml").write_text(text, encoding="utf-8")
    hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x")
    (course / "class.csv").write_text("id,name\nada,Ada\nbob,Bob\ncy,Cy\n", encoding="utf-8")
    done = command("grade", "mini", "in", "--roster", "class.csv", "--out", "out", *OFF)
    assert done.exit_code == 0, done.output
    return course


def course_csv(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "course.csv").open(encoding="utf-8-sig", newline="") as file:
        return {line["name"]: line for line in csv.DictReader(file)}


def test_the_tables_alone(graded: Path) -> None:
    done = command("gradebook", "grades", "--out", "tables")
    assert done.exit_code == 0, done.output
    assert {path.name for path in (graded / "tables").iterdir()} == {"grades.csv", "course.csv"}
    grades = rows(graded / "tables")
    assert grades == rows(graded / "out")  # as `grade` wrote them
    told = {name: (line["status"], line["final"], line["final_possible"]) for name, line in grades.items()}
    assert told == {"Ada": ("graded", "2", "2"), "Bob": ("graded", "0", "2"), "Cy": ("", "0", "2")}
    assert grades["Cy"]["remarks"] == "missing"
    totals = course_csv(graded / "tables")
    assert {name: (line["mini"], line["total"], line["letter"]) for name, line in totals.items()} == {
        "Ada": ("100", "100.0", "A"),
        "Bob": ("0", "0.0", "F"),
        "Cy": ("0", "0.0", "F"),
    }


def test_of_one_assignment_there_are_no_totals_of_the_course(graded: Path) -> None:
    text = (graded / "grading.yml").read_text(encoding="utf-8")
    (graded / "grading.yml").write_text(f"{text}\n  later: {{title: Later, weight: 1}}\n", encoding="utf-8")
    assert command("gradebook", "grades", "mini", "--out", "tables").exit_code == 0
    assert {path.name for path in (graded / "tables").iterdir()} == {"grades.csv"}
    assert command("gradebook", "grades", "--out", "all").exit_code == 0
    assert set(rows(graded / "all")) == {"Ada", "Bob", "Cy"}  # nothing of what nobody has handed in yet
    assert course_csv(graded / "all")["Ada"]["later"] == ""


def test_where_nothing_can_be_written_one_sentence_says_so(graded: Path) -> None:
    (graded / "taken").write_text("", encoding="utf-8")
    refused = command("gradebook", "grades", "--out", "taken/tables")
    assert refused.exit_code == 2
    assert is_one_sentence(refused.stderr)
    assert "name another --out" in refused.stderr


def test_the_report_of_the_course_has_the_totals(graded: Path) -> None:
    assert command("report", "--out", "all").exit_code == 0
    assert course_csv(graded / "all")["Ada"]["total"] == "100.0"
    page = html.unescape((graded / "all" / "report.html").read_text(encoding="utf-8"))
    assert "Final grades" in page
    assert "median total" in page


def test_the_report_of_a_large_course_has_nothing_else(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_files, "LARGE", 1)
    done = command("report", "--out", "all")
    assert done.exit_code == 0, done.output
    assert {path.name for path in (graded / "all").iterdir()} == {"grades.csv", "course.csv", "report.html"}
    page = html.unescape((graded / "all" / "report.html").read_text(encoding="utf-8"))
    assert "Final grades" in page
    assert "`autograder report NAME` writes the page of an assignment" in page
    assert command("report", "mini", "--out", "one").exit_code == 0
    assert (graded / "one" / "results" / "Ada.json").exists()
