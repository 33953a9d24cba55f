"""How long the gradebook's commands take for a large course, and how much memory."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from autograder.cli.errors import BadNews, plain_errors
from autograder.gradebook.gradebook import Gradebook
from bench import gradebooks, machine

PROGRAM = Path(sys.executable).with_name("autograder")
STUDENT = "s00042"
COMMANDS = {
    "show": ["gradebook", "show"],
    "explain, the course": ["gradebook", "explain", STUDENT],
    "explain, one assignment": ["gradebook", "explain", STUDENT, "hw01"],
    "grades": ["gradebook", "grades", "--out", "grades"],
    "log": ["gradebook", "log"],
    "diff": ["gradebook", "diff"],
    "adjust": ["gradebook", "adjust", "hw01", "+1", STUDENT, "--why", "a test was ambiguous"],
    "roster export": ["gradebook", "roster", "export", "roster.csv"],
    "marks export": f"gradebook marks export hw01 {gradebooks.ESSAY} --out marks --no-plots --force".split(),
    "marks import": ["gradebook", "marks", "import", "filled.csv"],
    "report of the course": ["report", "--out", "report"],
}

Figures = dict[str, Any]
console = Console()


def main(
    students: Annotated[int, typer.Option(min=100)] = 10_000,
    assignments: Annotated[int, typer.Option(min=1, max=52)] = 10,
    attempts: Annotated[int, typer.Option(min=1, help="Hand-ins of a student for an assignment.")] = 3,
    gradebook: Annotated[
        str | None, typer.Option(metavar="URL", help="An empty database. Default: a new file of SQLite.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="A command's name in the table. Default: all.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Fill a gradebook, and run each command after the policy changed (cold) and once more (warm)."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder)
        url = gradebook or f"sqlite:///{root / 'gradebook.db'}"
        gradebooks.write_course(root, assignments)
        began = time.monotonic()
        # In a process of its own: a command that this one starts counts our peak memory as its own.
        filling = get_context("spawn").Process(
            target=_fill, args=(url, root, students, assignments, attempts)
        )
        filling.start()
        filling.join()
        if filling.exitcode:
            raise BadNews("the gradebook could not be filled")
        filled = time.monotonic() - began
        console.print(
            f"{students} students, {assignments} assignments, {attempts} hand-ins: filled in {filled:.0f} s"
        )
        figures: Figures = {"machine": machine.describe(), "commands": {}}
        for number, (name, arguments) in enumerate(COMMANDS.items(), 1):
            if (only and name not in only) or not _is_there(root, arguments):
                continue
            if name == "marks import":
                _fill_in(root / "marks" / f"hw01-{gradebooks.ESSAY}.csv", root / "filled.csv")
            gradebooks.write_course(root, assignments, weight=10.0 + number)
            cold, warm = (_run(root, url, arguments) for _ in range(2))
            figures["commands"][name] = {"cold": cold, "warm": warm}
            console.print(f"{name}: {cold['seconds']:.1f} s, then {warm['seconds']:.1f} s")
        figures["files"] = {
            str(path.relative_to(root)): path.stat().st_size for path in root.glob("*/*.*") if path.is_file()
        }
        show(figures)
        if json_file:
            json_file.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _fill(url: str, root: Path, students: int, assignments: int, attempts: int) -> None:
    with Gradebook(url, root / "files") as book:
        gradebooks.fill(book, students, assignments, attempts)


def _is_there(root: Path, arguments: list[str]) -> bool:
    words = [word for word in arguments[:3] if word.isalpha()]
    return not subprocess.run([PROGRAM, *words, "--help"], cwd=root, capture_output=True).returncode


def _fill_in(exported: Path, filled: Path) -> None:
    """Gives points to all answers of a sheet."""
    with exported.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with filled.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"points": "2.5", "comment": "Say what happens without it."} for row in rows)


def _run(root: Path, url: str, arguments: list[str]) -> dict[str, float]:
    """Seconds and peak memory of a command, in bytes."""
    with (root / "output").open("w+b") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            [PROGRAM, *arguments, "--gradebook", url],
            cwd=root,
            stdout=output,
            stderr=output,
            env={**os.environ, "COLUMNS": "200"},
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise BadNews(f"{' '.join(arguments)} failed: {output.read().decode()[-500:]}")
    return {"seconds": seconds, "processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * 1024}


def show(figures: Figures) -> None:
    """Print a table."""
    table = Table("command", "cold, s", "warm, s", "peak memory, MiB", title="A large gradebook")
    for name, runs in figures["commands"].items():
        memory = max(run["memory"] for run in runs.values()) / 2**20
        table.add_row(
            name, f"{runs['cold']['seconds']:.1f}", f"{runs['warm']['seconds']:.1f}", f"{memory:.0f}"
        )
    console.print(table)
    for name, size in figures["files"].items():
        console.print(f"{name}: {size / 2**20:.1f} MiB", highlight=False)


if __name__ == "__main__":
    typer.run(main)
