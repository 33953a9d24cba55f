"""What is said of a row beside its numbers."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from autograder.report.grades_csv import write_grades_csv
from autograder.report.html import write_report
from autograder.report.notes import mixture, newest_tests
from autograder.report.results_json import write_results_json
from autograder.results import GradingResult, Status
from autograder.student import Student


def graded(student: str, tests: str, hour: int = 1, **more: object) -> GradingResult:
    at = datetime(2027, 2, 1, hour, tzinfo=UTC)
    known = {"score": 1.0, "possible": 1.0, "tests_hash": tests, "graded_at": at}
    return GradingResult(
        student=Student.named(student), assignment="a", status=Status.GRADED, **{**known, **more}
    )  # type: ignore[arg-type]


def rows(
    folder: Path, results: list[GradingResult], tests: dict[str, str] | None = None
) -> list[dict[str, str]]:
    write_grades_csv(results, folder / "grades.csv", lambda result: None, tests)
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_of_older_tests_say_so(tmp_path: Path) -> None:
    results = [graded("ana", "new", 2), graded("ben", "old", 1)]
    assert newest_tests(results) == {"a": "new"}
    assert [row["remarks"] for row in rows(tmp_path, results)] == ["", "graded with older tests (old)"]
    [sentence] = mixture(results, newest_tests(results))
    assert sentence == "a: 1 of 2 grades are of older tests (ben): `autograder regrade a` grades these again."


def test_the_tests_of_today_may_be_those_of_an_older_grading(tmp_path: Path) -> None:
    """After tests were changed and changed back."""
    results = [graded("ana", "new", 2), graded("ben", "old", 1)]
    assert [row["remarks"] for row in rows(tmp_path, results, {"a": "old"})] == [
        "graded with older tests (new)",
        "",
    ]


def test_one_version_needs_no_remark(tmp_path: Path) -> None:
    lost = GradingResult(
        student=Student.named("c"),
        assignment="a",
        status=Status.UNREADABLE,
        tests_hash="old",
        message="a PDF",
    )
    results = [graded("ana", "new"), graded("ben", "new"), lost]
    assert "remarks" not in rows(tmp_path, results)[0]
    assert mixture(results, newest_tests(results)) == []


def test_late_at_an_unknown_time(tmp_path: Path) -> None:
    late = graded("ana", "new", marked_late=True)
    [row] = rows(tmp_path, [late])
    assert (row["submitted_at"], row["late_penalty"]) == ("", "")
    assert row["remarks"] == "marked late by the platform, time unknown"
    known = graded("ana", "new", marked_late=True, submitted_at=datetime(2027, 2, 1, tzinfo=UTC))
    assert "remarks" not in rows(tmp_path, [known])[0]


def test_the_report_says_both(tmp_path: Path) -> None:
    results = [graded("ana", "new", 2, marked_late=True), graded("ben", "old", 1)]
    write_report(results, tmp_path / "report.html", "C")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for said in (
        "1 of 2 grades are of older tests",
        "time unknown",
        "marked late by the platform",
        "older than today",
    ):
        assert said in text


def test_only_stale_files_of_ours_go(tmp_path: Path) -> None:
    write_results_json([graded("ana", "new"), graded("gone", "new")], tmp_path)
    other = GradingResult(student=Student.named("zoe"), assignment="b", status=Status.GRADED)
    write_results_json([other], tmp_path)
    (tmp_path / "mine.json").write_text('{"extra_data": {"assignment": "a"}}', encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    write_results_json([graded("ana", "new")], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"ana.json", "zoe.json", "mine.json", "broken.json"}
