"""`autograder new` begins a course and an assignment that is complete, and overwrites nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from places import DOCS

from autograder.assignment.errors import AuthoringError
from autograder.assignment.new import FILES, made_of, new
from autograder.assignment.release.release import release
from autograder.course.course import CourseError, load
from autograder.proofs.mutation.runs import Mutation
from autograder.proofs.verify import verify

PAGE = DOCS / "instructors.md"


def test_a_new_course_verifies_and_releases_as_it_is(tmp_path: Path) -> None:
    written = new(tmp_path, "week-1")
    assert [path for path in written if not path.is_file()] == []
    course = load(tmp_path / "grading.yml")
    proofs = list(verify(course, "week-1", "off", jobs=1))
    assert {proof.answer: proof.came["q1"] for proof in proofs} == {
        "reference": 3, "untouched notebook": 0, "logarithms": 3, "overflows": 2, "columns": 0,
    }  # fmt: skip
    assert all(proof.holds for proof in proofs)
    assert str(tmp_path / "assignments" / "week-1" / "week-1.ipynb") in release(course, ["week-1"])


def test_its_tests_notice_every_small_change_of_its_reference(tmp_path: Path) -> None:
    new(tmp_path, "softmax")
    mutation = Mutation(load(tmp_path / "grading.yml"), "softmax")
    judged = list(mutation.run("off", 1))
    assert len(judged) >= 4
    assert [judgement for judgement in judged if judgement.survived] == []


SETTINGS = """
course: Networks  # with a comment
assignments:
    first:  # the first one
        title: First
        weight: 40

# about lateness
late: {penalty_per_day: 0.1}
""".lstrip()


def test_another_assignment_leaves_the_rest_of_the_course_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "grading.yml").write_text(SETTINGS)
    (tmp_path / "notes").mkdir()
    new(tmp_path / "notes", "second")
    text = (tmp_path / "grading.yml").read_text()
    assert list(load(tmp_path / "grading.yml").assignments) == ["first", "second"]
    kept = [line for line in text.splitlines() if line in SETTINGS.splitlines()]
    assert kept[-2:] == ["# about lateness", "late: {penalty_per_day: 0.1}"]
    assert "    first:  # the first one" in kept
    assert (tmp_path / "solutions" / "second" / "master.py").is_file()
    assert not (tmp_path / "notes" / "grading.yml").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    new(tmp_path, "softmax")
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(AuthoringError, match="has an assignment softmax already: choose another name"):
        new(tmp_path, "softmax")
    (tmp_path / "assignments" / "mine").mkdir(parents=True)
    with pytest.raises(AuthoringError, match="assignments/mine exists already: choose another name"):
        new(tmp_path, "mine")
    assert before == {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["", "two words", "../up", "-x", "é", ".hidden"])
def test_what_is_no_name_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(AuthoringError, match="is no name for an assignment: a name of letters, digits"):
        new(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_course_whose_assignments_are_in_braces_is_changed_by_hand(tmp_path: Path) -> None:
    (tmp_path / "grading.yml").write_text("course: C\nassignments: {a: {title: A, weight: 1}}\n")
    with pytest.raises(AuthoringError, match=r"add `b: \{title: The softmax, .*` to its table by hand"):
        new(tmp_path, "b")
    assert not (tmp_path / "solutions").exists()


def test_a_course_file_under_another_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "grading.yaml").write_text(SETTINGS)
    with pytest.raises(CourseError, match=r"grading.yaml must be called grading.yml: rename it"):
        new(tmp_path, "softmax")


def test_the_documentation_shows_what_is_written() -> None:
    shown = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for template in FILES.values():
        assert made_of(template, "softmax") in shown
