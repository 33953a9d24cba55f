"""grades.csv as a spreadsheet and a script read it."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from samples import sample_class

from autograder.report.grades_csv import WHO, write_grades_csv
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student

CONTRACT = ["student", "assignment", "score", "possible", "percent", "status", "submitted_at", "late_penalty"]


def graded(student: str = "anna", assignment: str = "attention") -> GradingResult:
    return GradingResult(
        student=Student.named(student),
        assignment=assignment,
        status=Status.GRADED,
        score=2.5,
        possible=3.0,
        questions=[
            QuestionResult("q2", Verdict.PARTIAL, 1.5, 2.0),
            QuestionResult("q1", Verdict.PASSED, 1.0, 1.0),
            QuestionResult("q3", Verdict.MANUAL, 0.0, 5.0),
        ],
        submitted_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    )


def written(results: list[GradingResult], folder: Path) -> list[list[str]]:
    path = folder / "grades.csv"
    write_grades_csv(results, path, lambda result: 0.25 if result.student.name == "late" else 0.0)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_one_assignment_has_a_column_per_question_in_the_notebooks_order(tmp_path: Path) -> None:
    head, anna, late = written([graded(), graded("late")], tmp_path)
    assert head == [*CONTRACT, "q2", "q1", "q3", *WHO]
    when = "2026-03-01T12:30:00+00:00"
    assert anna == [
        "anna",
        "attention",
        "2.5",
        "3",
        "83.33",
        "graded",
        when,
        "0",
        "1.5",
        "1",
        "",
        "anna",
        "",
        "",
        "",
    ]
    assert late[7] == "0.25"


def test_the_last_columns_say_who_it_was_and_where_it_came_from(tmp_path: Path) -> None:
    members = (Student("gradescope:s1", "Ana Silva"), Student("s2", "Ben Ode"))
    group = Student("gradescope:s1+s2", "Ana Silva, Ben Ode", "", "gradescope", members=members)
    result = msgspec.structs.replace(graded(), student=group, source="export/submission_7/hw.ipynb")
    _, ana, ben = written([result], tmp_path)
    assert ana[0] == "Ana Silva"
    assert ana[-4:] == ["gradescope:s1", "", "export/submission_7", "hw.ipynb"]
    assert ben[0] == "Ben Ode"
    assert (ben[1:-4], ben[-4]) == (ana[1:-4], "s2")  # the same grades


def test_a_penalty_that_is_not_known_is_an_empty_cell(tmp_path: Path) -> None:
    write_grades_csv([graded()], tmp_path / "grades.csv", lambda result: None)
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert [row["late_penalty"] for row in csv.DictReader(file)] == [""]


def test_several_assignments_name_theirs_before_the_question(tmp_path: Path) -> None:
    head, first, second = written([graded(), graded(assignment="rnn")], tmp_path)
    assert head[8:-4] == ["attention:q2", "attention:q1", "attention:q3", "rnn:q2", "rnn:q1", "rnn:q3"]
    assert first[8:-4] == ["1.5", "1", "", "", "", ""]
    assert second[8:-4] == ["", "", "", "1.5", "1", ""]


def test_an_unreadable_submission_has_a_row_with_empty_questions(tmp_path: Path) -> None:
    lost = GradingResult(
        student=Student.named("boris"), assignment="attention", status=Status.UNREADABLE, message="a PDF"
    )
    _, _, row = written([graded(), lost], tmp_path)
    assert row == [
        "boris",
        "attention",
        "0",
        "0",
        "0",
        "unreadable",
        "",
        "0",
        "",
        "",
        "",
        "boris",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\x1b[0m=", "＝"])  # noqa: RUF001
def test_text_is_never_a_formula(start: str, tmp_path: Path) -> None:
    result = msgspec.structs.replace(
        graded(f"{start}HYPERLINK(1)", f"{start}cmd"),
        questions=[QuestionResult(f"{start}1+1", Verdict.PASSED, 1.0, 1.0)],
    )
    head, row = written([result], tmp_path)
    assert row[0].startswith("'")
    assert row[1].startswith("'")
    assert head[8].startswith("'")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", '"=', '""=', "' =", '"\t@'])
@pytest.mark.parametrize("between", [";", ",", "\t", "\n", "|", '";', ";;"])
def test_no_reader_finds_a_formula(separator: str, start: str, between: str, tmp_path: Path) -> None:
    name = f"Ana{between}{start}HYPERLINK(1)"
    written([msgspec.structs.replace(graded(name), assignment=f"a{between}{start}1")], tmp_path)
    text = (tmp_path / "grades.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines(), delimiter=separator) for cell in row]
    formulas = [cell for cell in cells if cell.lstrip(' \t"').startswith(("=", "+", "-", "@"))]
    assert formulas == []


def test_names_that_only_look_so_stay(tmp_path: Path) -> None:
    for name in ("O'Brien, Ana-Maria", "Ana; Ben", "a=b", "x@uni.example", "Jean-Luc | 2"):
        assert written([graded(name)], tmp_path)[1][0] == name


def test_numbers_are_numbers_and_never_escaped(tmp_path: Path) -> None:
    result = msgspec.structs.replace(graded(), score=-1.0)
    _, row = written([result], tmp_path)
    assert float(row[2]) == -1.0


def test_names_with_quotes_newlines_and_accents_come_back(tmp_path: Path) -> None:
    name = 'Émile "le\nGrand", 東京'
    _, row = written([graded(name)], tmp_path)
    assert row[0] == name
    assert (tmp_path / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")  # Excel needs it


def test_a_whole_class_adds_up(tmp_path: Path) -> None:
    results = sample_class(30)
    head, *rows = written(results, tmp_path)
    assert len(rows) == len(results) == 60
    for row, result in zip(rows, results, strict=True):
        assert len(row) == len(head)
        assert sum(float(score) for score in row[8:-4] if score) == pytest.approx(result.score)
