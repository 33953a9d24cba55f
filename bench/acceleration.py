"""How much faster long Keras trainings end than the same cells run plainly in a warm process."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import tempfile
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.build import build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import find, load
from autograder.sandbox.choice import choose
from bench import machine
from bench.contestants import Floor, Ours

ASSIGNMENT = "fibonacci-attention"
RELEASED = "batch_size=32, epochs=30"

console = Console()


def main(
    batch_size: Annotated[int, typer.Option(min=1, help="Of both trainings.")] = 1,
    epochs: Annotated[int, typer.Option(min=1, help="Of both trainings.")] = 30,
    rounds: Annotated[int, typer.Option(min=1, help="How often each way is taken.")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade the Fibonacci reference with long trainings, on one core, in turn with its bare cells."""
    with plain_errors(), contextlib.ExitStack() as stack:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # all that is started below inherits it
        course = load(find(Path.cwd()))
        made = build(course, ASSIGNMENT)
        notebook = nbformat.writes(made.notebook())
        if notebook.count(RELEASED) != 2:
            raise BadNews(f"the reference has no two trainings with {RELEASED!r}")
        data = notebook.replace(RELEASED, f"batch_size={batch_size}, epochs={epochs}").encode()
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        floor = stack.enter_context(contextlib.closing(Floor(made.assignment, work)))
        config = course.assignment(ASSIGNMENT)
        config = config.model_copy(update={"budget": config.budget.model_copy(update={"time": 1200.0})})
        ours = {}
        for way, accelerate_from in {"compiled": config.accelerate_from, "as Keras does": 0}.items():
            settings = config.model_copy(update={"accelerate_from": accelerate_from})
            ours[way] = stack.enter_context(
                contextlib.closing(Ours(made.assignment, settings, choose("namespaces")))
            )
        seconds: dict[str, list[float]] = {"bare cells": [], **{way: [] for way in ours}}
        scores = []
        for _ in track(range(rounds), "Training in turn", console=console, transient=True):
            seconds["bare cells"].append(floor.run(data)[0].wall)
            for way, examiner in ours.items():
                score, cost = examiner.grade(data)
                seconds[way].append(cost.wall)
                scores.append(score)
        if any(score != scores[0] for score in scores):
            raise BadNews(f"the ways give different points: {scores}")
        show(seconds, f"{ASSIGNMENT}: {epochs} epochs at batch size {batch_size}, all tests")
        if json_file:
            raw = {"machine": machine.describe(), "batch_size": batch_size, "epochs": epochs}
            json_file.write_text(json.dumps({**raw, "seconds": seconds}, indent=1), encoding="utf-8")


def show(seconds: dict[str, list[float]], title: str) -> None:
    """Print medians, and how many times faster than the bare cells each way is."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in ("median, s", "times faster than the bare cells (min, median, max)"):
        table.add_column(column, justify="right")
    for way, taken in seconds.items():
        ratios = [bare / own for bare, own in zip(seconds["bare cells"], taken, strict=True)]
        told = ", ".join(f"{value:.1f}" for value in (min(ratios), statistics.median(ratios), max(ratios)))
        table.add_row(way, f"{statistics.median(taken):.1f}", told)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
