"""The engine on a Ray cluster of this machine beside the local one, on submissions that keep a core busy."""

from __future__ import annotations

import contextlib
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.table import Table

from autograder.assignment.build import Build, build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import Budget, load
from autograder.engine import local
from autograder.engine.events import PoolEvent, results
from autograder.engine.ray import ray
from autograder.student import Student
from autograder.submissions.submission import Submission
from bench import machine
from bench.memory import MINI

BUSY = "import time\nend = time.process_time() + {seconds}\nwhile time.process_time() < end: pass\n"
Engine = Callable[[], Generator[PoolEvent]]
console = Console()


def main(
    submissions: Annotated[int, typer.Option(min=4, help="In a class.")] = 12,
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU time that each one takes.")] = 5.0,
    jobs: Annotated[int, typer.Option(min=1, help="Workers.")] = 2,
    rounds: Annotated[int, typer.Option(min=1, help="Times that each engine grades the class.")] = 3,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade a class with each engine in turn, the time to start it included and apart."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        shutil.copytree(MINI, Path(folder) / "course")
        course = load(Path(folder) / "course" / "grading.yml")
        made = build(course, "mini")
        config = course.assignment("mini").model_copy(
            update={"budget": Budget(time=10 * seconds + 60, memory=1024)}
        )
        handed_in = written(made, Path(folder), submissions, seconds)
        log = Path(folder) / "error.log"
        arguments = (made.assignment, config, handed_in, "namespaces", jobs)
        engines: dict[str, Engine] = {
            "local": partial(local.grade, *arguments, log=log),
            "ray": partial(ray.grade, *arguments),
        }
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
        for _ in range(rounds):
            for name, engine in engines.items():
                took[name].append(timed(engine, submissions))
        show(took)
        if json_file:
            json_file.write_text(
                json.dumps({"machine": machine.describe(), "took": took}, indent=1), encoding="utf-8"
            )


def written(made: Build, folder: Path, count: int, seconds: float) -> list[Submission]:
    found = []
    for number in range(count):
        path = folder / f"s{number}.ipynb"
        busy = BUSY.format(seconds=seconds) + f"# {number}\n"
        nbformat.write(made.notebook({"q1": [busy + made.solutions["q1"][0]]}), path)
        found.append(Submission(Student.named(path.stem), str(path), path=path))
    return found


def timed(engine: Engine, count: int) -> tuple[float, float]:
    """Seconds in all, and from the first result to the last."""
    began = time.perf_counter()
    moments = []
    with contextlib.closing(results(engine())) as graded:
        for result in graded:
            if result.score < result.possible:
                raise BadNews(f"{result.student.name} should have full marks: {result.message}")
            moments.append(time.perf_counter())
    assert len(moments) == count
    return time.perf_counter() - began, moments[-1] - moments[0]


def show(took: dict[str, list[tuple[float, float]]]) -> None:
    table = Table(
        "engine", "in all, s", "from first result to last, s", title="Medians", title_justify="left"
    )
    medians = {
        name: [statistics.median(numbers) for numbers in zip(*times, strict=True)]
        for name, times in took.items()
    }
    for name, numbers in medians.items():
        table.add_row(name, *(f"{number:.1f}" for number in numbers))
    ratios = (b / a for a, b in zip(medians["local"], medians["ray"], strict=True))
    table.add_row("ray / local", *(f"{ratio:.3f}" for ratio in ratios))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
