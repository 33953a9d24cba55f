"""What a command takes that is run for one thing alone, beside a bare ``import torch`` on the same core.

Each case is run in turn with the bare import, and their ratio is what counts: both feel how busy the machine
is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import nbformat
import typer
from rich.console import Console
from rich.table import Table

from autograder.assignment.answers import answers
from autograder.assignment.readiness import ready
from autograder.cli.errors import plain_errors
from autograder.course.course import find, load
from bench import machine

NAME = "self-attention"
WRONG = "mask_inverted"
SOFTMAX = "course: Softmax\nassignments:\n  softmax: {title: The softmax, weight: 1}\n"
COMMAND = (sys.executable, "-c", "from autograder.cli import app; app()")

console = Console()


class Case(NamedTuple):
    """A command line in a folder, and what is done before it so that it finds what it should."""

    what: str
    folder: Path
    arguments: list[str]
    before: Callable[[], None] = lambda: None


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How often each case is run.")] = 5,
    core: Annotated[int, typer.Option(help="The one core that everything runs on; -1: all.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade one notebook alone, release and verify an assignment of one question."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-cold-") as folder:
        made = cases(Path(folder))
        if core >= 0:
            os.sched_setaffinity(0, {core})
        taken: dict[str, list[tuple[float, float]]] = {case.what: [] for case in made}
        for _ in range(rounds):
            for case in made:
                bare = seconds([sys.executable, "-c", "import torch"], case.folder)
                case.before()
                taken[case.what].append((seconds([*COMMAND, *case.arguments], case.folder), bare))
        table = Table(title="Seconds, and how many times `import torch`", title_justify="left")
        for column in ("case", "median", "import torch", "ratio", "smallest", "largest"):
            table.add_column(column, justify="right" if table.columns else "left")
        for what, pairs in taken.items():
            ratios = [own / bare for own, bare in pairs]
            numbers = [*(statistics.median(each) for each in (*zip(*pairs, strict=True), ratios))]
            table.add_row(what, *(f"{number:.2f}" for number in [*numbers, min(ratios), max(ratios)]))
        console.print(table)
        if json_file:
            json_file.write_text(
                json.dumps({"machine": machine.describe(), "seconds": taken}, indent=1), encoding="utf-8"
            )


def cases(folder: Path) -> list[Case]:
    """The cases, with all that they need written below ``folder``."""
    course = load(find(Path.cwd()))
    own, softmax = folder / "course", folder / "softmax"
    for place in (f"solutions/{NAME}", f"assignments/{NAME}"):
        shutil.copytree(course.root / place, own / place)
    shutil.copy(course.root / "grading.yml", own)
    made = ready(course, NAME)
    (wrong,) = (answer for answer in answers(course.solutions(NAME)) if answer.name == WRONG)
    for what, notebook in {"right": made.notebook(), "wrong": made.notebook(wrong.cells)}.items():
        (own / what).mkdir()
        nbformat.write(notebook, own / what / "student.ipynb")
    (softmax / "solutions" / "softmax").mkdir(parents=True)
    (softmax / "grading.yml").write_text(SOFTMAX, encoding="utf-8")
    text = (course.root / "docs" / "instructors.md").read_text(encoding="utf-8")
    (master,) = (
        code for code in re.findall(r"```python\n(.*?)```", text, re.S) if "ASSIGNMENT CONFIG" in code
    )
    (softmax / "solutions" / "softmax" / "master.py").write_text(master, encoding="utf-8")

    def forget(root: Path, *kept: str) -> Callable[[], None]:
        def act() -> None:
            for path in (root / ".autograder").glob("*"):
                if path.name not in kept:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

        return act

    return [
        Case("one right notebook, nothing built", own, ["grade", NAME, "right"], forget(own)),
        Case("one right notebook", own, ["grade", NAME, "right"], forget(own, "build")),
        Case("the same again", own, ["grade", NAME, "right"]),
        Case("one wrong notebook", own, ["grade", NAME, "wrong"], forget(own, "build")),
        Case("release, nothing built", softmax, ["release", "softmax"], forget(softmax)),
        Case("verify --answer reference", softmax, ["verify", "softmax", "--answer", "reference"]),
    ]


def seconds(command: list[str], folder: Path) -> float:
    """By the clock; what the command says is shown if it fails."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return took


if __name__ == "__main__":
    typer.run(main)
