"""A build is kept until a file that decides a grade changes, and its hash says when grades may differ."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from autograder.assignment.build import build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.master import master
from autograder.course.course import Course, CourseError, load

Change = Callable[[str, str, str], None]


def made(course: Course) -> list[str]:
    return sorted(path.name for path in (course.root / ".autograder" / "build").glob("*"))


def test_what_the_examiner_gets(course: Course) -> None:
    assignment = build(course, "mini").assignment
    assert (assignment.name, assignment.runtime) == ("mini", "numpy")
    points = [(question.name, question.points, question.manual) for question in assignment.questions]
    assert points == [("q1", 3, False), ("q2", 2, False), ("q3", 5, True)]
    assert assignment.thresholds == {"shift": 1e-6}
    assert assignment.heldout_folder == str(course.root / "solutions" / "mini" / "heldout")
    assert assignment.given_folder == ""
    for question in assignment.questions:
        sources = [assignment.released.cells[index].source for index in question.cells]
        assert question.manual or f'grader.check("{question.name}")' in sources
    assert len(assignment.released.cells) == len(assignment.reference.cells)
    answers = [cell.source for cell in assignment.reference.cells if cell.is_answer]
    assert [answer.splitlines()[0] for answer in answers[:2]] == ["def double(x):", "def shifted(x):"]


def test_an_unchanged_assignment_is_not_built_again(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(course, "mini")
    assert len(made(course)) == 1

    def never(*args: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr(master, "assign", never)  # Otter's part takes seconds
    again = build(load(course.root / "grading.yml"), "mini")
    assert again == first
    assert made(course) == [
        path for path in made(course) if path.startswith("mini-") and path.endswith(".json")
    ]


@pytest.mark.parametrize("what", ["master", "thresholds", "heldout", "budget", "data", "helper"])
def test_what_decides_a_grade_changes_the_hash(course: Course, change: Change, what: str) -> None:
    before = build(course, "mini")
    if what == "master":
        change("master.py", "double(2) == 4", "double(3) == 6")
    elif what == "thresholds":
        (course.root / "solutions" / "mini" / "calibration.json").write_text(
            json.dumps({"thresholds": {"shift": 0.5}, "evidence": {}})
        )
    elif what == "heldout":
        np.savez(course.root / "solutions" / "mini" / "heldout" / "points.npz", x=np.ones(2))
    elif what == "data":
        data = course.root / "assignments" / "mini" / "data"
        data.mkdir(parents=True)
        (data / "points.csv").write_text("1,2")
    elif what == "helper":
        given = course.root / "assignments" / "mini"
        given.mkdir(parents=True)
        (given / "utils.py").write_text("")
    else:
        settings = course.root / "grading.yml"
        settings.write_text(settings.read_text().replace("time: 2", "time: 3"))
        course = load(settings)
    after = build(course, "mini")
    assert after.assignment.hash != before.assignment.hash
    assert (after.assignment.given_folder != "") == (what in ("data", "helper"))


@pytest.mark.parametrize("what", ["title", "answers", "prose", "released"])
def test_what_decides_no_grade_keeps_the_hash(course: Course, change: Change, what: str) -> None:
    before = build(course, "mini")
    if what == "title":
        settings = course.root / "grading.yml"
        settings.write_text(settings.read_text().replace("Three small questions", "Another title"))
        course = load(settings)
    elif what == "answers":
        change("submissions/wrong_answer/squares.py", "Your function squares.", "It squares.")
    elif what == "released":
        given = course.root / "assignments" / "mini"
        given.mkdir(parents=True)
        for name in ("mini.ipynb", "README.md", ".hidden"):
            (given / name).write_text("")
    else:
        change("calibration.json", '"shift"', ' "shift"')
    assert build(course, "mini").assignment.hash == before.assignment.hash


def test_a_course_that_was_moved_is_found_in_its_new_place(course: Course) -> None:
    build(course, "mini")
    moved = course.root.rename(course.root.parent / "elsewhere")
    assert build(load(moved / "grading.yml"), "mini").assignment.heldout_folder.startswith(str(moved))


def test_two_builds_from_scratch_are_the_same(course: Course) -> None:
    first = build(course, "mini")
    for path in (course.root / ".autograder" / "build").iterdir():
        path.unlink()
    assert build(course, "mini") == first


def test_bad_thresholds_are_told(course: Course) -> None:
    path = course.root / "solutions" / "mini" / "calibration.json"
    for text in ("{", "[]", '{"thresholds": {"a": "b"}}', '{"evidence": {}}'):
        path.write_text(text)
        with pytest.raises(
            AuthoringError, match=r"calibration.json: expected an object `thresholds` of names and"
        ):
            build(course, "mini")


def test_gpus_may_have_thresholds_of_their_own(course: Course) -> None:
    folder = course.root / "solutions" / "mini"
    before = build(course, "mini").assignment
    assert before.on_gpus().thresholds == before.thresholds
    (folder / "calibration-cuda.json").write_text('{"thresholds": {"shift": 0.5}}')
    after = build(course, "mini").assignment
    assert after.thresholds == before.thresholds
    assert after.on_gpus().thresholds == before.thresholds | {"shift": 0.5}
    assert after.hash != before.hash  # it decides grades


def test_an_assignment_that_the_course_does_not_have_is_told(course: Course) -> None:
    with pytest.raises(CourseError, match="min"):
        build(course, "minni")
