"""A small course, graded for real: the mini assignment in every sandbox of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import nbformat
import pytest
from places import MINI

from autograder.assignment.build import Build, build
from autograder.course.course import Course, load
from autograder.examiner.examiner import Examiner
from autograder.results import GradingResult
from autograder.sandbox.choice import choose


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(MINI, root)
    return load(root / "grading.yml")


@pytest.fixture(scope="session")
def mini(course: Course) -> Build:
    return build(course, "mini")


@pytest.fixture(scope="session", params=["namespaces", "docker", "off"])
def examiner(
    request: pytest.FixtureRequest, course: Course, mini: Build, requires: Callable[[str], str]
) -> Iterator[Examiner]:
    requires(request.param)
    examiner = Examiner(mini.assignment, course.assignment("mini"), choose(request.param))
    yield examiner
    examiner.close()


@pytest.fixture
def grade(examiner: Examiner, mini: Build) -> Callable[..., GradingResult]:
    """Grades the reference with some questions answered differently, and cells added: index to source."""

    def grade(added: dict[int, str] | None = None, **answers: str) -> GradingResult:
        notebook = mini.notebook({question: [source] for question, source in answers.items()})
        for index, source in sorted((added or {}).items()):
            notebook.cells.insert(index, nbformat.v4.new_code_cell(source))
        return examiner.grade(nbformat.writes(notebook).encode())

    return grade
