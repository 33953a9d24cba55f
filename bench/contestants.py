"""What is measured: this project's examiner, the bare cells in a warm process, and the peers."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
import nbformat
from otter.test_files import ExceptionTestFile

from autograder.assignment.assignment import Assignment
from autograder.assignment.build import Build
from autograder.candidate import stubs_folder
from autograder.cli.errors import BadNews
from autograder.course.course import AssignmentConfig
from autograder.examiner.alignment.align import align
from autograder.examiner.equipment import imported
from autograder.examiner.examiner import Examiner
from autograder.notebook import parse
from autograder.results import Status
from autograder.sandbox.choice import Sandbox
from autograder.sandbox.off import PACKAGE, Off
from bench.processes import cpu_seconds

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")

NAME, STUDENT = "bench", "student"  # as nbgrader calls them

T = TypeVar("T")
Scores = dict[str, float]  # question to points


class Cost(NamedTuple):
    """Seconds of the wall clock, and of CPU in all processes together."""

    wall: float
    cpu: float


def timed(work: Callable[[], T]) -> tuple[T, Cost]:
    """What ``work`` gives and what it costs."""
    began, cpu = time.perf_counter(), cpu_seconds()
    result = work()
    return result, Cost(time.perf_counter() - began, cpu_seconds() - cpu)


def public_only(made: Build) -> Assignment:
    """The assignment with the tests that students see: those that Otter put into their notebook."""
    tests = made.released.metadata["otter"]["tests"]
    questions = [
        question if question.manual else msgspec.structs.replace(question, test_source=tests[question.name])
        for question in made.assignment.questions
    ]
    return msgspec.structs.replace(made.assignment, questions=questions)


class Ours:
    """This project's examiner. Like the others here, it raises `BadNews` where nothing can be compared."""

    def __init__(self, assignment: Assignment, config: AssignmentConfig, sandbox: Sandbox) -> None:
        self._examiner, self.start_up = timed(lambda: Examiner(assignment, config, sandbox))

    def grade(self, data: bytes) -> tuple[Scores, Cost]:
        result, cost = timed(lambda: self._examiner.grade(data))
        if result.status != Status.GRADED:
            raise BadNews(f"a known answer could not be graded: {result.message}")
        return {question.name: question.score for question in result.questions if question.tests}, cost

    def close(self) -> None:
        self._examiner.close()


class Floor:
    """A notebook's cells in a warm process, and nothing else; see ``bench.floor``."""

    def __init__(self, assignment: Assignment, work: Path) -> None:
        self._assignment = assignment
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.floor", assignment.runtime, *imported(assignment.released)],
            env=Off().environment(assignment.runtime),
            cwd=work,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._read()

    def run(self, data: bytes) -> tuple[Cost, Cost]:
        """What the cells up to the last tests cost, and the rest, which the examiner does not run."""
        parts = json.dumps(self._parts(data))
        assert self._process.stdin is not None
        self._process.stdin.write(f"{parts}\n")
        self._process.stdin.flush()
        cells, rest = json.loads(self._read())
        return Cost(*cells), Cost(*rest)

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BadNews("the process that runs the bare cells has died")
        return line

    def _parts(self, data: bytes) -> list[list[str]]:
        questions = self._assignment.questions
        tested = {question.name for question in questions if not question.manual}
        steps = align(self._assignment.released, parse(data), questions).steps
        end = 1 + max(index for index, step in enumerate(steps) if tested & set(step.ends))
        sources = [step.source for step in steps]
        return [sources[:end], sources[end:]]

    def close(self) -> None:
        self._process.communicate()


class OtterRun:
    """`otter run`, as an instructor calls it, with the public tests.

    The hidden ones need another process than the student's and cannot run there.
    """

    def __init__(self, made: Build, work: Path) -> None:
        work.mkdir()
        self._work = work
        self._zip = work / "autograder.zip"
        self._env = {**os.environ, **dict.fromkeys(THREADS, "1")}
        (work / "tests").mkdir()
        for question, source in made.released.metadata["otter"]["tests"].items():
            (work / "tests" / f"{question}.py").write_text(source, encoding="utf-8")
        data = []
        if (given := Path(made.assignment.given_folder, "data")).is_dir():
            shutil.copytree(given, work / "data")
            data = [str(path.relative_to(work)) for path in (work / "data").rglob("*") if path.is_file()]
        self._otter(
            "generate", "-t", "tests", "-o", self._zip.name, "--no-requirements", "--no-environment", *data
        )

    def grade(self, data: bytes) -> tuple[Scores, Cost]:
        (self._work / "submission.ipynb").write_bytes(data)
        (self._work / "results.json").unlink(missing_ok=True)
        command = ("run", "submission.ipynb", "-a", self._zip.name, "-o", ".", "--no-logo")
        _, cost = timed(lambda: self._otter(*command))
        tests = json.loads((self._work / "results.json").read_text(encoding="utf-8"))["tests"]
        return {test["name"]: float(test["score"]) for test in tests if "score" in test}, cost

    def _otter(self, *arguments: str) -> None:
        _call("otter", arguments, self._work, self._env)


class NbgraderAutograde:
    """`nbgrader autograde` for one student, as an instructor calls it, with the public tests as its own.

    A test cell stands behind its question's last cell and calls the test with the student's names.
    """

    def __init__(self, made: Build, work: Path) -> None:
        work.mkdir()
        self._made = made
        self._work = work
        self._env = {**os.environ, **dict.fromkeys(THREADS, "1")}
        self._env["PATH"] = (
            f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # it calls alembic and jupyter
        )
        self._env["PYTHONPATH"] = stubs_folder(str(PACKAGE.parent))  # no `grader.check`: its tests run once
        self._env["PYTHONWARNINGS"] = "ignore"  # it gives nothing for a cell that writes to standard error
        self._tests = {
            question: list(_test_cells(question, source))
            for question, source in made.released.metadata["otter"]["tests"].items()
        }
        settings = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\nc.CourseDirectory.root = "."\n'
        (work / "nbgrader_config.py").write_text(
            settings + "c.ExecutePreprocessor.timeout = 1200\n", encoding="utf-8"
        )
        self._write(work / "source" / NAME, nbformat.writes(made.notebook()).encode())
        self._nbgrader("generate_assignment", NAME)

    def grade(self, data: bytes) -> tuple[Scores, Cost]:
        self._write(self._work / "submitted" / STUDENT / NAME, data)
        shutil.rmtree(self._work / "autograded", ignore_errors=True)
        _, cost = timed(lambda: self._nbgrader("autograde", NAME, "--student", STUDENT, "--force"))
        book = sqlite3.connect(f"file:{self._work / 'gradebook.db'}?mode=ro", uri=True)
        with contextlib.closing(book):
            found = book.execute(
                "select base_cell.name, coalesce(grade.auto_score, 0) from grade"
                " join base_cell on grade.cell_id = base_cell.id"
            ).fetchall()
        scores: dict[str, float] = dict.fromkeys(self._tests, 0.0)
        for cell, score in found:
            scores[cell.rpartition("-")[0]] += score
        return scores, cost

    def _write(self, folder: Path, data: bytes) -> None:
        """The notebook with the test cells, and the assignment's data beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        questions = self._made.assignment.questions
        cells = []
        for step in align(self._made.assignment.released, parse(data), questions).steps:
            cells.append(nbformat.v4.new_code_cell(step.source))
            for question in step.ends:
                cells += self._tests.get(question, [])
        nbformat.write(notebook_of(cells), folder / f"{NAME}.ipynb")
        given = Path(self._made.assignment.given_folder, "data")
        if given.is_dir() and not (folder / "data").exists():
            shutil.copytree(given, folder / "data")

    def _nbgrader(self, *arguments: str) -> None:
        _call("nbgrader", arguments, self._work, self._env)


def _call(program: str, arguments: Sequence[str], work: Path, env: dict[str, str]) -> None:
    """Run a peer that is installed beside this Python."""
    command = [Path(sys.executable).with_name(program), *arguments]
    done = subprocess.run(command, cwd=work, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise BadNews(f"`{program} {arguments[0]}` failed: {said}")


def _test_cells(question: str, source: str) -> Iterator[nbformat.NotebookNode]:
    """A locked cell for each test case of a test file: the function without its decorator, and a call."""
    points = [case.points for case in ExceptionTestFile.from_string(source, f"{question}.py").test_cases]
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    for number, (function, worth) in enumerate(zip(functions, points, strict=True)):
        function.decorator_list = []
        names = ", ".join(argument.arg for argument in function.args.args)
        yield nbgrader_cell(
            f"{ast.unparse(function)}\n{function.name}({names})", f"{question}-{number}", worth
        )


def nbgrader_cell(
    source: str, name: str, points: float = 0.0, *, solution: bool = False
) -> nbformat.NotebookNode:
    about = {"schema_version": 3, "grade_id": name, "solution": solution, "grade": not solution}
    about |= {"locked": not solution, "task": False, **({} if solution else {"points": points})}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": about})


def notebook_of(cells: list[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """A notebook for a Python kernel."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
