"""grades.csv and course.csv as a spreadsheet and a script read them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from autograder.gradebook.grades.grades import CourseGrade, Part
from autograder.gradebook.grades.totals import HandIn, Outcome, Person, Row
from autograder.report.grades_csv import GRADE, WHO, write_course_csv, write_grades_csv
from autograder.results import Status

CONTRACT = ["student", "assignment", "score", "possible", "percent", "status", "submitted_at", "late_penalty"]
WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
QUESTIONS = {"q2": 1.5, "q1": 1.0, "q3": None}
PART = Part(
    points=3.15, possible=3.0, automatic=2.5, automatic_possible=3.0, adjustment=1.0, late=0.1, submission=7
)


def hand_in(questions: dict[str, float | None] = QUESTIONS) -> HandIn:
    outcome = Outcome(9, Status.GRADED, "tests", 2.5, 3.0, questions)
    return HandIn(7, 1, WHEN, False, "", [], "", outcome)


WORK = hand_in()


def row(
    name: str = "anna",
    assignment: str = "attention",
    part: Part = PART,
    work: HandIn | None = WORK,
    is_withdrawn: bool = False,
) -> Row:
    grade = CourseGrade({assignment: part}, "105.0", "A")
    return Row(Person(1, name, name, f"{name}@uni", "S1", True, is_withdrawn, grade), assignment, part, work)


def written(rows: list[Row], folder: Path, tests: dict[str, str] | None = None) -> list[list[str]]:
    path = folder / "grades.csv"
    write_grades_csv(rows, path, tests)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def cells(one: Row, folder: Path) -> dict[str, str]:
    head, line = written([one], folder)
    return dict(zip(head, line, strict=True))


def test_one_assignment_has_a_column_per_question_in_the_notebooks_order(tmp_path: Path) -> None:
    head, anna = written([row()], tmp_path)
    assert head == [*CONTRACT, "q2", "q1", "q3", *WHO, *GRADE]
    time = "2026-03-01T12:30:00+00:00"
    assert anna[:8] == ["anna", "attention", "2.5", "3", "83.33", "graded", time, "0.1"]
    assert anna[8:11] == ["1.5", "1", ""]


def test_the_last_columns_add_up_to_the_grade(tmp_path: Path) -> None:
    anna = cells(row(), tmp_path)
    grade = {name: anna[name] for name in GRADE}
    assert grade == {
        "automatic": "2.5",
        "written": "",
        "adjustment": "1",
        "late": "-0.35",
        "final": "3.15",
        "final_possible": "3",
        "total": "105.0",
        "letter": "A",
    }


def test_points_below_zero_are_zero_and_nothing_is_lost_for_lateness(tmp_path: Path) -> None:
    part = msgspec.structs.replace(PART, points=0.0, adjustment=-4.0)
    line = cells(row(part=part), tmp_path)
    assert (line["late"], line["final"]) == ("0", "0")


def test_a_mark_is_in_the_column_of_its_question(tmp_path: Path) -> None:
    part = msgspec.structs.replace(PART, points=6.0, possible=8.0, written=3.5, written_possible=5.0)
    work = hand_in({"q2": 1.5, "q1": 1.0, "q3": 3.5})
    line = cells(row(part=part, work=work), tmp_path)
    assert (line["q3"], line["written"], line["score"], line["possible"]) == ("3.5", "3.5", "2.5", "3")


def test_who_it_was_and_where_it_came_from(tmp_path: Path) -> None:
    work = msgspec.structs.replace(hand_in(), source="export/submission_7/hw.ipynb", platform="gradescope")
    line = cells(row(work=work), tmp_path)
    assert [line[name] for name in WHO] == ["anna", "gradescope", "export/submission_7", "hw.ipynb"]


def test_a_penalty_that_is_not_known_is_an_empty_cell(tmp_path: Path) -> None:
    line = cells(row(work=msgspec.structs.replace(hand_in(), received=None, marked_late=True)), tmp_path)
    assert (line["submitted_at"], line["late_penalty"]) == ("", "")
    assert line["remarks"] == "marked late by the platform, time unknown"


def test_several_assignments_name_theirs_before_the_question(tmp_path: Path) -> None:
    head, first, second = written([row(), row(assignment="rnn")], tmp_path)
    assert head[8:14] == ["attention:q2", "attention:q1", "attention:q3", "rnn:q2", "rnn:q1", "rnn:q3"]
    assert first[8:14] == ["1.5", "1", "", "", "", ""]
    assert second[8:14] == ["", "", "", "1.5", "1", ""]


def test_an_unreadable_submission_has_a_row_with_empty_questions(tmp_path: Path) -> None:
    part = Part(points=0.0, possible=3.0, submission=7)
    outcome = Outcome(9, Status.UNREADABLE, "tests")
    lost = row("boris", part=part, work=msgspec.structs.replace(hand_in(), outcome=outcome))
    head, _, boris = written([row(), lost], tmp_path)
    assert boris[:11] == ["boris", "attention", "0", "0", "0", "unreadable", boris[6], "0", "", "", ""]
    assert boris[head.index("final") : head.index("total")] == ["0", "3"]


def test_missing_work_has_a_row_without_a_status(tmp_path: Path) -> None:
    line = cells(row(part=Part(points=0.0, possible=3.0, missing=True), work=None), tmp_path)
    assert [line[name] for name in CONTRACT[2:]] == [""] * 6
    assert (line["final"], line["final_possible"], line["remarks"]) == ("0", "3", "missing")


def test_what_counts_not_yet_has_an_empty_grade(tmp_path: Path) -> None:
    waiting = msgspec.structs.replace(hand_in(), outcome=None)
    line = cells(row(part=Part(), work=waiting), tmp_path)
    assert (line["status"], line["final"], line["remarks"]) == ("", "", "not graded yet")


def test_remarks_say_what_no_number_does(tmp_path: Path) -> None:
    part = msgspec.structs.replace(PART, dropped=True, unmarked=("q3", "q4"))
    line = cells(row(part=part, is_withdrawn=True), tmp_path)
    assert line["remarks"] == "waits for marks: q3, q4; dropped from the total; withdrawn"


def test_rows_of_older_tests_say_so(tmp_path: Path) -> None:
    outcome = Outcome(8, Status.GRADED, "others", 1.0, 3.0, QUESTIONS)
    class_rows = [row(), row("old", work=msgspec.structs.replace(WORK, outcome=outcome))]
    head, new, old = written(class_rows, tmp_path)
    assert (new[head.index("remarks")], old[head.index("remarks")]) == (
        "",
        "graded with older tests (others)",
    )
    # after tests were changed and changed back, those of today are of the older grading
    _, new, old = written(class_rows, tmp_path, {"attention": "others"})
    assert (new[head.index("remarks")], old[head.index("remarks")]) == ("graded with older tests (tests)", "")


def test_without_remarks_there_is_no_column(tmp_path: Path) -> None:
    assert "remarks" not in written([row()], tmp_path)[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\x1b[0m=", "＝"])  # noqa: RUF001
def test_text_is_never_a_formula(start: str, tmp_path: Path) -> None:
    head, line = written(
        [row(f"{start}HYPERLINK(1)", f"{start}cmd", work=hand_in({f"{start}1+1": 1.0}))], tmp_path
    )
    assert line[0].startswith("'")
    assert line[1].startswith("'")
    assert head[8].startswith("'")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", '"=', '""=', "' =", '"\t@'])
@pytest.mark.parametrize("between", [";", ",", "\t", "\n", "|", '";', ";;"])
def test_no_reader_finds_a_formula(separator: str, start: str, between: str, tmp_path: Path) -> None:
    name = f"Ana{between}{start}HYPERLINK(1)"
    written([row(name, f"a{between}{start}1", part=Part())], tmp_path)
    text = (tmp_path / "grades.csv").read_text(encoding="utf-8-sig")
    found = [cell for line in csv.reader(text.splitlines(), delimiter=separator) for cell in line]
    formulas = [cell for cell in found if cell.lstrip(' \t"').startswith(("=", "+", "-", "@"))]
    assert formulas == []


def test_names_that_only_look_so_stay(tmp_path: Path) -> None:
    for name in ("O'Brien, Ana-Maria", "Ana; Ben", "a=b", "x@uni.example", "Jean-Luc | 2"):
        assert written([row(name)], tmp_path)[1][0] == name


def test_numbers_are_numbers_and_never_escaped(tmp_path: Path) -> None:
    assert float(cells(row(), tmp_path)["late"]) == -0.35


def test_names_with_quotes_newlines_and_accents_come_back(tmp_path: Path) -> None:
    name = 'Émile "le\nGrand", 東京'
    _, line = written([row(name)], tmp_path)
    assert line[0] == name
    assert (tmp_path / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")  # Excel needs it


def test_the_course_has_a_line_for_each_person(tmp_path: Path) -> None:
    parts = {"hw1": PART, "hw2": Part(excused=True), "hw3": Part()}
    people = [
        Person(1, "s1", "Ana", "ana@uni", "=S1", True, False, CourseGrade(parts, "105.0", "A")),
        Person(2, "s2", "Ben", "", "", True, True, CourseGrade(dict.fromkeys(parts, Part()), None, None)),
    ]
    rows = [Row(person, name, person.grade.parts[name], None) for name in parts for person in people]
    write_course_csv(rows, tmp_path / "course.csv")
    with (tmp_path / "course.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["id", "name", "email", "section", "hw1", "hw2", "hw3", "total", "letter", "remarks"],
            ["s1", "Ana", "ana@uni", "'=S1", "105", "", "", "105.0", "A", "excused: hw2"],
            ["s2", "Ben", "", "", "", "", "", "", "", "withdrawn"],
        ]
