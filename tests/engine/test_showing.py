"""Submissions run again show what the cells of one question displayed, in every student's own order."""

from __future__ import annotations

import io
from collections.abc import Sequence

import nbformat
import pytest
from PIL import Image

from autograder.assignment.build import Build, build
from autograder.course.course import Course
from autograder.engine.events import Graded, graded
from autograder.engine.showing import show
from autograder.results import Status
from autograder.sandbox.errors import SandboxError
from autograder.student import Student
from autograder.submissions.submission import Opened, Submission

pytestmark = pytest.mark.usefixtures("workers_in_process")

SQUARE = "from PIL import Image\ndisplay(Image.new('L', (side, side)))"


@pytest.fixture
def mini(course: Course) -> Build:
    return build(course, "mini")


def opened(
    mini: Build, student: str, added: Sequence[str] = (), files: dict[str, bytes] | None = None
) -> Opened:
    """The reference with cells in the last question, which a person marks, below its answer."""
    notebook = mini.notebook({"q1": ["side = 3", SQUARE, "def double(x):\n    return 2 * x"]})
    notebook.cells[-1:-1] = map(nbformat.v4.new_code_cell, added)
    data = nbformat.writes(notebook).encode()
    return Opened(Submission(Student.named(student), student), data, files or {}, [], student)


def shown(course: Course, mini: Build, *submissions: Opened) -> dict[str, Graded]:
    events = show(course, mini.assignment, "q3", submissions, sandbox_kind="off", jobs=1)
    return {event.result.student.name: event for event in graded(events)}


def sides(event: Graded) -> list[int]:
    return [Image.open(io.BytesIO(picture)).width for picture in event.pictures.get("q3", [])]


def test_each_submission_shows_its_own_and_only_that_of_the_question(course: Course, mini: Build) -> None:
    result = shown(
        course,
        mini,
        opened(mini, "anna", [f"side = double(4)\n{SQUARE}", f"side = 5\n{SQUARE}"]),
        opened(mini, "ben"),
        Opened(Submission(Student.named("chen"), "chen"), b"no notebook", {}, [], ""),
        opened(mini, "dina", [f"side = int(open('side.txt').read())\n{SQUARE}"], {"side.txt": b"6"}),
        opened(mini, "emil", [f"side = 7\n{SQUARE}\n1 / 0", SQUARE]),
    )
    assert {name: sides(event) for name, event in result.items()} == {
        "anna": [8, 5],
        "ben": [],
        "chen": [],
        "dina": [6],
        "emil": [7, 7],
    }
    assert {name for name, event in result.items() if event.result.status is not Status.GRADED} == {"chen"}


def test_a_cell_that_comes_to_no_end_costs_nobody_else_and_no_other_cell(course: Course, mini: Build) -> None:
    endless = opened(
        mini, "anna", ["while True: pass", f"side = 2\n{SQUARE}", "import os\nos._exit(1)", SQUARE]
    )
    result = shown(course, mini, endless, opened(mini, "ben", [f"side = 9\n{SQUARE}"]))
    assert sides(result["anna"]) == [2]
    assert sides(result["ben"]) == [9]


def test_no_cell_runs_if_the_question_has_none(course: Course, mini: Build) -> None:
    event = shown(course, mini, opened(mini, "anna"))["anna"]
    assert event.result.peak_memory == 0
    assert event.result.troubles == []


def test_walls_that_are_not_there_are_refused_before_anything_runs(course: Course, mini: Build) -> None:
    with pytest.raises(SandboxError):
        show(course, mini.assignment, "q3", [], sandbox_kind="docker", device="cuda")
