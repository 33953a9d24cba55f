"""The whole sample class graded on this machine, in containers and on a Ray cluster: the same verdicts?"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.build import build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import find, load
from autograder.engine import local
from autograder.engine.events import PoolEvent, results
from autograder.engine.ray import ray
from autograder.proofs.demo import sample_class
from autograder.results import GradingResult
from autograder.submissions.collection import collect
from autograder.submissions.submission import Submission
from bench import machine
from bench.containers import verdict

Grade = Callable[..., Generator[PoolEvent]]
console = Console()


def main(
    assignments: Annotated[list[str] | None, typer.Argument(help="All where none is named.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Workers.")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade the sample class of each assignment in each way, and compare all that decides grades."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = load(find(Path.cwd()))
        alone: Grade = partial(local.grade, log=Path(folder) / "error.log")
        ways = {
            "local": (alone, "namespaces"),
            "docker": (alone, "docker"),
            "ray": (ray.grade, "namespaces"),
        }
        seconds: dict[str, dict[str, float]] = {}
        differing = []
        classes = sample_class(course, assignments or list(course.assignments), Path(folder))
        for name, paths in classes.items():
            handed_in = [one for one in collect(paths).submissions if not one.problem]
            assignment, seconds[name], found = build(course, name).assignment, {}, {}
            for way, (grade, sandbox) in ways.items():
                began = time.perf_counter()
                graded = results(grade(assignment, course.assignment(name), handed_in, sandbox, jobs))
                found[way] = _verdicts(graded, handed_in, f"{name}, {way}")
                seconds[name][way] = time.perf_counter() - began
            differing += _differing(name, found)
        show(seconds)
        if json_file:
            raw = {"machine": machine.describe(), "jobs": jobs, "seconds": seconds, "differing": differing}
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")
        if differing:
            raise BadNews("\n".join(differing))
        console.print("The verdicts are the same in all ways, byte for byte.")


def _verdicts(results: Generator[GradingResult], handed_in: list[Submission], label: str) -> dict[str, bytes]:
    """Student to all that decides the grade."""
    with contextlib.closing(results):
        told = track(results, label, total=len(handed_in), console=console, transient=True)
        found = {result.student.name: msgspec.json.encode(verdict(result)) for result in told}
    if len(found) != len(handed_in):
        raise BadNews(f"{label}: {len(found)} results for {len(handed_in)} submissions")
    return found


def _differing(name: str, found: dict[str, dict[str, bytes]]) -> list[str]:
    """A sentence for each submission that is not judged alike in all ways."""
    return [
        f"{name}, {student}: {[ways[student].decode() for ways in found.values()]}"
        for student in found["local"]
        if len({ways[student] for ways in found.values()}) > 1
    ]


def show(seconds: dict[str, dict[str, float]]) -> None:
    """Print how long each class took in each way, the start included."""
    table = Table(title="Seconds for the class", title_justify="left")
    table.add_column("assignment")
    for way in next(iter(seconds.values())):
        table.add_column(way, justify="right")
    for name, ways in seconds.items():
        table.add_row(name, *(f"{taken:.0f}" for taken in ways.values()))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
