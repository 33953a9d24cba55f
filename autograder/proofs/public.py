"""Runs public tests as students do: with plain Otter, and without this package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.course import Course
from autograder.engine.reference import place
from autograder.proofs import plain_otter

SCRIPT = Path(plain_otter.__file__)
SECONDS = 1800.0  # for a whole notebook: the grading reports a reference that hangs too


class StudentRun:
    """A notebook of the assignment ``name`` that runs in a copy of the released folder, beside other work.

    Args:
        answered: it is the reference, whose public tests must pass; else they must fail without crashing.
    """

    def __init__(self, course: Course, name: str, notebook: NotebookNode, answered: bool) -> None:
        self._course = course
        self._name = name
        self._answered = answered
        self._work = tempfile.TemporaryDirectory(prefix="student-")
        folder = Path(self._work.name) / name
        released = course.root / "assignments" / name
        if released.is_dir():
            shutil.copytree(released, folder)
        folder.mkdir(exist_ok=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")
        self._findings = Path(self._work.name) / "found.json"
        self._output = Path(self._work.name) / "said"
        command = [sys.executable, "-I", "-X", "utf8", str(SCRIPT), f"{name}.ipynb", str(self._findings)]
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, "MPLBACKEND": "agg", "CUDA_VISIBLE_DEVICES": "-1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def failures(self) -> list[str]:
        """Waits for the end; a sentence for each public test that does not behave as it must."""
        try:
            self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            return [f"its public tests did not end in {SECONDS:g} s with plain Otter"]
        if not self._findings.is_file():
            output = self._output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return [f"plain Otter cannot run it ({output[-1] if output else 'it printed nothing'})"]
        failed = json.loads(self._findings.read_text(encoding="utf-8"))
        return [self._sentence(*failure) for failure in failed if self._answered or not failure[1]]

    def close(self) -> None:
        """End the run, wherever it is."""
        self._process.kill()
        self._process.wait()
        self._work.cleanup()

    def _sentence(self, question: str, case: str, message: str) -> str:
        lines = [line.strip() for line in message.splitlines() if line.strip()]
        why = lines[-1] if lines else "it says nothing"
        if not case:
            return f"the public check of {question} raises with plain Otter, as students run it: {why}"
        where = place(self._course, self._name, question, case)
        return f"the public test {where} fails with plain Otter, as students run it: {why}"
