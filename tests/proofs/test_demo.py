"""The sample class: every known answer in a student's notebook, and accidents that each end in a sentence."""

from __future__ import annotations

import contextlib
from pathlib import Path

import nbformat

from autograder.assignment.build import build
from autograder.course.course import Course
from autograder.engine.events import results
from autograder.engine.local import grade
from autograder.proofs.demo import quickest_first, sample_class
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.submission import Submission

KNOWN = 3  # the reference and two catalogued answers


def grades(course: Course, folder: Path) -> dict[str, GradingResult]:
    submissions = [
        Submission(Student.named(path.stem), str(path), path=path) for path in sorted(folder.glob("*.ipynb"))
    ]
    made = build(course, "mini")
    log = course.root / "error.log"
    events = grade(made.assignment, course.assignment("mini"), submissions, "off", 1, log=log)
    return {result.student.name: result for result in results(events)}


def test_the_sample_class_is_graded_as_it_should_be(course: Course, tmp_path: Path) -> None:
    target = tmp_path / "sample"
    target.mkdir()
    (target / "old.txt").write_text("of an earlier run")
    folder = sample_class(course, build(course, "mini"), target)
    assert not (target / "old.txt").exists()
    files = sorted(folder.glob("*"))
    assert len(files) == KNOWN + 5  # untouched, without ids, deleted, doubled, cut off
    assert len({path.stem for path in files}) == len(files)
    found = list(grades(course, folder).values())
    assert sorted(result.score for result in found) == [0, 0, 3, 3.5, 5, 5, 5, 5]
    (broken,) = (result for result in found if result.status != Status.GRADED)
    assert broken.status == Status.UNREADABLE
    assert "cut off" in str(broken.message)
    assert (
        sum("exit()" in str(result.message) for result in found) <= 1
    )  # a cell after the last test need not run
    assert sum(any("deleted" in str(change) for change in result.changes) for result in found) == 1
    assert sum(any("2 times" in str(change) for change in result.changes) for result in found) == 1


def test_the_same_class_each_time(course: Course, tmp_path: Path) -> None:
    contents = []
    for number in range(2):
        folder = sample_class(course, build(course, "mini"), tmp_path / str(number))
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert contents[0] == contents[1]


def test_the_notebooks_are_notebooks(course: Course, tmp_path: Path) -> None:
    folder = sample_class(course, build(course, "mini"), tmp_path / "sample")
    valid = 0
    for path in folder.iterdir():
        with contextlib.suppress(nbformat.reader.NotJSONError):
            nbformat.validate(nbformat.read(path, as_version=4))
            valid += 1
    assert valid == KNOWN + 4


def test_where_models_are_trained_the_class_is_small_and_another_accident_happens_in_each(
    course: Course, tmp_path: Path
) -> None:
    made = build(course, "mini")
    slow = course.assignment("mini").model_copy(update={"runtime": "tensorflow"})
    trained = course.model_copy(update={"assignments": {"mini": slow}})
    contents = []
    for number in range(3):
        folder = sample_class(trained, made, tmp_path / str(number), number)
        assert len(list(folder.iterdir())) == KNOWN + 3  # untouched, cut off and one accident
        contents.append(sorted(path.read_bytes() for path in folder.iterdir()))
    assert contents[0] != contents[1] != contents[2] != contents[0]


def test_what_trains_little_comes_first(course: Course) -> None:
    quick = course.assignment("mini")
    slow = quick.model_copy(update={"runtime": "tensorflow"})
    mixed = course.model_copy(update={"assignments": {"a": slow, "b": quick, "c": slow, "d": quick}})
    assert quickest_first(mixed, ["a", "b", "c", "d"]) == ["b", "d", "a", "c"]
