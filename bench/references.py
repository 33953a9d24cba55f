"""What each reference costs: the time of its cells on one thread, the time with all tests, and the memory."""

from __future__ import annotations

import contextlib
import json
import statistics
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.readiness import NotReadyError, ready
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import Course, find, load
from autograder.examiner.examiner import Examiner
from autograder.results import GradingResult
from autograder.sandbox.choice import choose
from bench import machine

MIB = 2**20
console = Console()


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Times that each reference is graded.")] = 3,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade the reference of each assignment in the sandbox, one after the other."""
    with plain_errors():
        course = load(find(Path.cwd()))
        found = {name: graded(course, name, rounds) for name in course.assignments}
        show({name: results for name, results in found.items() if results})
        if json_file:
            raw = {
                "machine": machine.describe(),
                "fields": ["cell_seconds", "seconds", "peak_memory"],
                "found": {
                    name: [(one.cell_seconds, one.seconds, one.peak_memory) for one in results]
                    for name, results in found.items()
                },
            }
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def graded(course: Course, name: str, rounds: int) -> list[GradingResult]:
    """Results of the reference; none where this machine is not ready for the assignment."""
    try:
        made = ready(course, name)
    except NotReadyError as reason:
        console.print(f"Left out: {reason}", markup=False)
        return []
    data = nbformat.writes(made.notebook()).encode()
    with contextlib.closing(
        Examiner(made.assignment, course.assignment(name), choose("namespaces"))
    ) as examiner:
        results = [examiner.grade(data) for _ in track(range(rounds), name, console=console, transient=True)]
    if any(result.score < result.possible for result in results):
        raise BadNews(f"the reference of {name} did not get full marks")
    return results


def show(found: dict[str, list[GradingResult]]) -> None:
    table = Table(title="The reference solutions, medians", title_justify="left")
    for column in ("assignment", "cells, s", "with all tests, s", "peak memory, MiB"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    for name, results in found.items():
        cells, whole, memory = (
            statistics.median(numbers)
            for numbers in zip(
                *((one.cell_seconds, one.seconds, one.peak_memory) for one in results), strict=True
            )
        )
        table.add_row(name, f"{cells:.1f}", f"{whole:.1f}", f"{memory / MIB:.0f}")
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
