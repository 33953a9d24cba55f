"""results/<student>.json as Gradescope reads it, and as a student sees it there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from samples import sample_class

from autograder.message import with_detail
from autograder.report.results_json import gradescope, write_results_json
from autograder.results import CellTrouble, GradingResult, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult
from autograder.student import Student

RESULT = GradingResult(
    student=Student.named("../Émile"),
    assignment="attention",
    status=Status.GRADED,
    score=2.0,
    possible=4.0,
    questions=[
        QuestionResult("q1", Verdict.PASSED, 1.0, 1.0, [CaseResult("test_shape", False, True, 1.0, 1.0)]),
        QuestionResult(
            "q2",
            Verdict.PARTIAL,
            1.0,
            3.0,
            [
                CaseResult("test_public", False, True, 1.0, 1.0),
                CaseResult(
                    "test_secret",
                    True,
                    False,
                    0.0,
                    2.0,
                    with_detail("Try \x1b[31mlonger rows.", "The \x1b[31msoftmax is wrong"),
                ),
            ],
        ),
        QuestionResult("q3", Verdict.MANUAL, 0.0, 0.0),
    ],
    changes=["The data in cell 3 was changed."],
    layers=["namespaces"],
    seconds=2.5,
    submission_hash="abc",
    tests_hash="def",
)


def by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in entries}


def test_scores_of_the_entries_add_up_to_the_score() -> None:
    for result in [RESULT, *sample_class(20)]:
        content = gradescope(result)
        assert content["score"] == pytest.approx(result.score)
        assert sum(entry.get("score", 0) for entry in content["tests"]) == pytest.approx(result.score)
        assert sum(entry.get("max_score", 0) for entry in content["tests"]) == pytest.approx(result.possible)


def test_a_hidden_test_case_stays_hidden_and_its_score_waits() -> None:
    tests = by_name(gradescope(RESULT)["tests"])
    assert tests["q2 - test_secret"]["visibility"] == "hidden"
    assert tests["q2 - test_public"]["visibility"] == "visible"
    assert tests["q2"]["visibility"] == "after_published"
    assert tests["q1"]["visibility"] == "visible"
    assert tests["q1"]["status"] == "passed"
    assert tests["q2"]["status"] == "failed"
    shown = [gradescope(RESULT)["output"]]
    shown += [entry["output"] for entry in tests.values() if entry["visibility"] != "hidden"]
    assert not [output for output in shown if "secret" in output or "softmax" in output]
    assert tests["q2"]["output"].splitlines()[0] == "Try longer rows."
    assert tests["q2 - test_secret"]["output"].endswith("The softmax is wrong")


def test_a_person_who_asks_finds_what_decided() -> None:
    content = gradescope(RESULT)
    extra = content["extra_data"]
    assert extra["verdicts"] == {"q1": "passed", "q2": "partial", "q3": "manual"}
    assert extra["layers"] == ["namespaces"]
    assert extra["changes"] == [*map(str, RESULT.changes)]
    assert (extra["submission_hash"], extra["tests_hash"]) == ("abc", "def")
    assert str(RESULT.changes[0]) in content["output"]
    assert by_name(content["tests"])["q2 - test_secret"]["output"].endswith(": The softmax is wrong")


def test_cells_that_raised_are_listed_and_a_question_for_a_person_tells_its_own() -> None:
    manual = QuestionResult("q1", Verdict.MANUAL, 0.0, 5.0, message="The cell `plot()` raised NameError.")
    trouble = CellTrouble("import \x1b[1mtorch", "", "raised ModuleNotFoundError")
    content = gradescope(msgspec.structs.replace(RESULT, questions=[manual], troubles=[trouble]))
    assert content["tests"][0]["output"] == f"A person grades this question. {manual.message}"
    assert content["extra_data"]["troubles"] == [
        {"cell": "import torch", "question": "", "said": "raised ModuleNotFoundError"}
    ]


def test_visibilities_and_statuses_are_gradescopes() -> None:
    for result in sample_class(20):
        for entry in gradescope(result)["tests"]:
            assert entry["visibility"] in {"visible", "hidden", "after_due_date", "after_published"}
            assert entry.get("status", "passed") in {"passed", "failed"}


def test_every_student_has_a_file_inside_the_folder(tmp_path: Path) -> None:
    results = [
        GradingResult(student=Student.named(name), assignment="a", status=Status.GRADED)
        for name in ["anna", "Anna", "../../anna", "Émile", "a/b", "..", "CON"]
    ]
    paths = write_results_json(results, tmp_path / "results")
    assert {path.parent for path in paths} == {tmp_path / "results"}
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == sorted(
        path.name for path in paths
    )
    assert len({path.name.casefold() for path in paths}) == len(results)
    assert "Émile.json" in {path.name for path in paths}
    students = [json.loads(path.read_text(encoding="utf-8"))["extra_data"]["student"] for path in paths]
    assert students == [result.student.name for result in results]


def test_two_assignments_of_a_student_are_two_files(tmp_path: Path) -> None:
    results = [
        GradingResult(student=Student.named("anna"), assignment="a", status=Status.GRADED),
        GradingResult(student=Student.named("anna"), assignment="b", status=Status.GRADED),
        GradingResult(
            student=Student.named("boris"), assignment="b", status=Status.UNREADABLE, message="A PDF."
        ),
    ]
    paths = write_results_json(results, tmp_path)
    assert [path.name for path in paths] == ["anna.a.json", "anna.b.json", "boris.json"]
    assert json.loads(paths[2].read_text())["output"] == "A PDF."
