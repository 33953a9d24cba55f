"""How the memory of an examiner and of its zygote grows with the number of submissions graded."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.answers import answers
from autograder.assignment.build import build
from autograder.cli.errors import plain_errors
from autograder.course.course import Course, find, load
from autograder.examiner.examiner import Examiner
from autograder.sandbox.choice import Sandbox, choose
from bench import machine
from bench.processes import command, descendants, resident_bytes

MINI = Path(__file__).parent.parent / "tests" / "mini"
WARM = 20  # submissions after which caches are full and growth counts
MB = 1e6

Points = list[tuple[int, float, float]]  # submissions graded, MB of the examiner, MB of the zygote
console = Console()


def main(
    submissions: Annotated[
        int, typer.Option(min=2 * WARM, help="Of the tiny assignment; others get a third.")
    ] = 300,
    assignment: Annotated[str, typer.Argument(help="Its name in grading.yml.")] = "self-attention",
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade many submissions with one examiner, and print its resident memory on the way."""
    with plain_errors():
        sandbox = choose("namespaces")
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            shutil.copytree(MINI, folder, dirs_exist_ok=True)
            measured = {"mini": grow(load(Path(folder) / "grading.yml"), "mini", sandbox, submissions)}
        course, count = load(find(Path.cwd())), max(2 * WARM, submissions // 3)
        measured[assignment] = grow(course, assignment, sandbox, count)
        show(measured)
        if json_file:
            raw = {"machine": machine.describe(), "resident_mb": measured}
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def show(measured: dict[str, Points]) -> None:
    """Print what was measured, and the growth after the first submissions."""
    table = Table(title="Resident memory, MB", title_justify="left")
    for column in ("assignment", "submissions", "examiner", "its zygote"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    for name, points in measured.items():
        for number, *sizes in points:
            table.add_row(name, str(number), *(f"{size:.1f}" for size in sizes))
        (first, *before), (last, *after) = points[0], points[-1]
        growth = [(new - old) * 100 / (last - first) for old, new in zip(before, after, strict=True)]
        table.add_row(name, "growth per 100", *(f"{value:+.2f}" for value in growth), style="bold")
    console.print(table)


def grow(course: Course, name: str, sandbox: Sandbox, count: int) -> Points:
    """Grade ``count`` submissions: the reference and every catalogued answer in turn."""
    made = build(course, name)
    known = answers(course.root / "solutions" / name)
    notebooks = [made.notebook(), *(made.notebook(answer.cells) for answer in known)]
    sample = itertools.cycle([nbformat.writes(notebook).encode() for notebook in notebooks])
    examiner = Examiner(made.assignment, course.assignment(name), sandbox)
    points: Points = []
    with contextlib.closing(examiner):
        zygote = next(pid for pid in descendants() if command(pid)[0] == sys.executable)
        for number in track(range(1, count + 1), name, console=console, transient=True):
            examiner.grade(next(sample))
            if number in (WARM, count) or number % 100 == 0:
                points.append((number, resident_bytes(os.getpid()) / MB, resident_bytes(zygote) / MB))
    return points


if __name__ == "__main__":
    typer.run(main)
