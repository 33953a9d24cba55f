"""What is said of a row beside its numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

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


def test_grades_of_older_tests_are_named() -> None:
    results = [graded("ana", "new", 2), graded("ben", "old", 1)]
    assert newest_tests(results) == {"a": "new"}
    [sentence] = mixture(results, newest_tests(results))
    assert sentence == "a: 1 of 2 grades are of older tests (ben): `autograder regrade a` grades these again."


def test_one_version_needs_no_remark() -> None:
    lost = GradingResult(
        student=Student.named("c"),
        assignment="a",
        status=Status.UNREADABLE,
        tests_hash="old",
        message="a PDF",
    )
    results = [graded("ana", "new"), graded("ben", "new"), lost]
    assert mixture(results, newest_tests(results)) == []


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
