"""Builds an assignment from its master, and keeps the result until one of its files changes."""

from __future__ import annotations

import hashlib
import importlib.metadata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder import notebook, runtimes
from autograder.assignment import calibration
from autograder.assignment.assignment import Assignment, Question
from autograder.assignment.calibration import Calibration
from autograder.assignment.errors import AuthoringError
from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.candidate.given import visible
from autograder.course.course import CATALOGUE, Course
from autograder.files import write_whole
from autograder.notebook import parse

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from autograder.assignment.master.outline import Asked


@dataclass(frozen=True)
class Build:
    """A built assignment, also in the form in which it is cached on disk.

    Grading reads only the first part, and imports nothing that makes notebooks.

    Attributes:
        assignment: what the examiner needs.
        text: the notebook for students, as the text of its file.
        solutions: question name to the sources of the reference's cells.
        marked: question name to the lines of its solution that students must not get.
        given: question name to the lines of solutions and hidden tests that students may read all the same.
        builds_on: question name to the earlier questions in which a slip may cost points in it, with reasons.
    """

    assignment: Assignment
    text: str
    solutions: dict[str, list[str]]
    marked: dict[str, list[str]]
    given: dict[str, list[str]]
    builds_on: dict[str, dict[str, str]]

    @cached_property
    def released(self) -> NotebookNode:
        """The notebook for students."""
        import nbformat

        return nbformat.reads(self.text, as_version=4)

    def notebook(self, answers: dict[str, list[str]] | None = None) -> NotebookNode:
        """The reference as a student would hand it in, with some questions answered by ``answers`` instead.

        Args:
            answers: question name to the sources of its cells.
        """
        from autograder.assignment.master.master import solved

        return solved(self.released, {**self.solutions, **(answers or {})})


def build(course: Course, name: str) -> Build:
    """The assignment ``name`` of ``course``; from the cache if none of its files changed.

    Raises:
        AuthoringError: there is a mistake in its master, thresholds or held-out data.
        CourseError: the course has no such assignment.
    """
    folder = course.solutions(name)
    settings = msgspec.json.encode(course.assignment(name).model_dump(mode="json", include=GRADING_KEYS))
    public = _public(course.root / "assignments" / name, name)
    key = _hash(str(folder).encode(), settings, *_files(folder), *public, *_versions())
    cache = course.workspace / "build" / f"{name}-{key[:16]}.json"
    if cache.exists():
        return msgspec.json.decode(cache.read_bytes(), type=Build)
    result = _make(course, name, folder, settings)
    write_whole(cache, msgspec.json.encode(result))
    return result


README = "README.md"  # of a released folder: for people, and decides nothing
GRADING_KEYS = {"runtime", "device", "budget", "questions"}  # of grading.yml: what can change a grade


def _make(course: Course, name: str, folder: Path, settings: bytes) -> Build:
    import nbformat

    from autograder.assignment.consistency import check_settings
    from autograder.assignment.master.master import assign, question_of, solved
    from autograder.assignment.release.first_cell import begin_with_setup

    views = assign(folder / "master.py", name)
    public = course.root / "assignments" / name
    begin_with_setup(views.released, name, [path.stem for path in public.glob("*")])
    text = nbformat.writes(views.released)
    released = parse(text.encode())
    reference = parse(nbformat.writes(solved(views.released, views.solutions)).encode())
    cells: dict[str, list[int]] = {}
    for index, cell in enumerate(released.cells):
        cells.setdefault(question_of(cell.id), []).append(index)
    limits, gpu_limits = (_limits(course.calibration(name, device)) for device in ("cpu", "cuda"))
    heldout = folder / "heldout"
    data_hash = _hash(settings, *_files(heldout), *_public(public, name))
    texts: list[Any] = [views.tests, released, reference, limits.thresholds, limits.baselines, data_hash]
    texts += [gpu_limits.thresholds] if gpu_limits.thresholds else []
    assignment = Assignment(
        name=name,
        runtime=course.assignment(name).runtime,
        released=released,
        reference=reference,
        questions=[_question(asked, cells.get(asked.name, []), views.tests) for asked in views.questions],
        thresholds=limits.thresholds,
        baselines=limits.baselines,
        gpu_thresholds=gpu_limits.thresholds,
        heldout_folder=str(heldout) if heldout.is_dir() else "",
        given_folder=str(public) if public.is_dir() else "",
        hash=_hash(msgspec.json.encode(texts, order="deterministic")),
        data_hash=data_hash,
    )
    check_settings(assignment, course.assignment(name))
    return Build(
        assignment,
        text,
        views.solutions,
        marked={asked.name: asked.solution for asked in views.questions},
        given={asked.name: asked.settings.given for asked in views.questions},
        builds_on={asked.name: asked.settings.builds_on for asked in views.questions},
    )


def _question(asked: Asked, cells: list[int], tests: dict[str, str]) -> Question:
    name = asked.name
    if asked.settings.manual:
        return Question(name, float(asked.settings.points), True, cells)  # type: ignore[arg-type]
    points = ExceptionTestFile.from_string(tests[name], name).possible
    return Question(name, round(float(points), 9), False, cells, tests[name])


def _limits(path: Path) -> Calibration:
    try:
        limits = calibration.read(path)
    except msgspec.DecodeError as error:
        raise AuthoringError(
            f"{path}: expected an object `thresholds` of names and numbers ({error})"
        ) from error
    if unknown := sorted(set(limits.baselines) - set(limits.thresholds)):
        raise AuthoringError(f"{path}: the baseline {unknown[0]!r} belongs to no threshold")
    return limits


def _files(folder: Path) -> list[bytes]:
    """Names and contents of the files in ``folder`` that decide a grade."""
    files = ((path, path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())
    deciding = ((path, name) for path, name in files if name.parts[0] not in ("submissions", CATALOGUE))
    return [part for path, name in deciding for part in (str(name).encode(), path.read_bytes())]


def _public(folder: Path, name: str) -> list[bytes]:
    """Names and contents of the files that students get beside the released notebook; ``data`` first."""
    if not folder.is_dir():
        return []
    files = (path for path in visible(folder) if path.is_file())
    names = [(path, path.relative_to(folder)) for path in files]
    beside = [
        (path, inner) for path, inner in names if inner.parts[0] not in ("data", f"{name}.ipynb", README)
    ]
    return _files(folder / "data") + [
        part for path, inner in beside for part in (str(inner).encode(), path.read_bytes())
    ]


def _versions() -> list[bytes]:
    package = Path(__file__).parent
    modules = (Path(str(module.__file__)) for module in (notebook, runtimes))
    sources = [*package.rglob("*.py"), *(package / "release" / "templates").iterdir(), *modules]
    return [
        importlib.metadata.version("otter-grader").encode(),
        *(path.read_bytes() for path in sorted(sources)),
    ]


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
