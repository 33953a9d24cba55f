"""What a candidate saves because its zygote has imported things: from the fork to the end of its imports."""

from __future__ import annotations

import contextlib
import json
import statistics
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.readiness import ready
from autograder.candidate.zygote.equipment import Equipment
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import find, load
from autograder.examiner.equipment import equipment
from autograder.examiner.session.session import Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote
from bench import machine

MEMORY = 4 << 30
WAYS = ("numpy only", "frameworks", "all that the notebook imports")

console = Console()


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Candidates of each kind.")] = 5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Import what each notebook imports, in candidates whose zygotes hold more and more of it."""
    with plain_errors():
        course = load(find(Path.cwd()))
        measured = {}
        for name in track(course.assignments, "Importing", console=console, transient=True):
            full = equipment(ready(course, name).assignment, course.assignment(name))
            ways = (Equipment("numpy"), msgspec.structs.replace(full, modules=[]), full)
            measured[name] = dict(
                zip(WAYS, (imports(way, full.modules, rounds) for way in ways), strict=True)
            )
        table = Table(title="Seconds from the fork to the end of a notebook's imports", title_justify="left")
        for column in ("zygote holds", *WAYS, "its start, once"):
            table.add_column(column, justify="right" if table.columns else "left")
        for name, taken in measured.items():
            medians = [f"{statistics.median(seconds[1:]):.3f}" for seconds in taken.values()]
            table.add_row(name, *medians, f"{taken[WAYS[-1]][0]:.1f}")
        console.print(table)
        if json_file:
            json_file.write_text(
                json.dumps({"machine": machine.describe(), "seconds": measured}, indent=1), encoding="utf-8"
            )


def imports(holds: Equipment, modules: list[str], rounds: int) -> list[float]:
    """Seconds for the start of a zygote, and then for each of its candidates."""
    began = time.perf_counter()
    zygote = Zygote(choose("namespaces"), holds)
    taken = [time.perf_counter() - began]
    with contextlib.closing(zygote):
        for _ in range(rounds):
            began = time.perf_counter()
            with contextlib.closing(Session(zygote.fork(MEMORY))) as session:
                session.start_budget(300)
                if raised := session.run(f"import {', '.join(modules)}", seed=0).raised:
                    raise BadNews(f"{', '.join(modules)} cannot be imported: {raised.message}")
                taken.append(time.perf_counter() - began)
    return taken


if __name__ == "__main__":
    typer.run(main)
