"""What naming misconceptions adds to the grading of submissions that lose points."""

from __future__ import annotations

import json
import statistics
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.answers import answers
from autograder.assignment.readiness import ready
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import Course, find, load
from autograder.examiner.examiner import Examiner
from autograder.sandbox.choice import choose
from autograder.settings import RunMode
from bench import machine

console = Console()
Pairs = list[tuple[str, float, float]]


def main(
    names: Annotated[list[str], typer.Argument(metavar="ASSIGNMENT...")],
    every: Annotated[int, typer.Option(min=1, help="Take only every so many wrong answers.")] = 1,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade each wrong answer without and with the catalogue, one after the other, in the sandbox."""
    with plain_errors():
        course = load(find(Path.cwd()))
        found = {name: graded(course, name, every) for name in names}
        show(found)
        if json_file:
            raw = {
                "machine": machine.describe(),
                "fields": ["answer", "seconds without", "seconds with"],
                "found": found,
            }
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def graded(course: Course, name: str, every: int) -> Pairs:
    """Wrong answers, each with the seconds that its grading takes without and with the catalogue."""
    made = ready(course, name)
    modes = [RunMode(), RunMode(catalogue=str(course.catalogue(name)))]
    config = course.assignment(name)
    wrong = [answer for answer in answers(course.solutions(name)) if not answer.accepted]
    wrong = wrong[::every]
    found = []
    with ExitStack() as opened:
        plain, naming = (
            opened.enter_context(closing(Examiner(made.assignment, config, choose("namespaces"), mode=mode)))
            for mode in modes
        )
        for examiner in (plain, naming):  # a reference process is started once for all
            examiner.grade(nbformat.writes(made.notebook()).encode())
        for answer in track(wrong, name, console=console, transient=True):
            data = nbformat.writes(made.notebook(answer.cells)).encode()
            without, with_it = plain.grade(data), naming.grade(data)
            if without.score != with_it.score:
                raise BadNews(f"{answer.name} of {name} got other points with the catalogue")
            found.append((answer.name, without.seconds, with_it.seconds))
    return found


def show(found: dict[str, Pairs]) -> None:
    table = Table(title="Wrong answers, medians of the seconds that grading takes", title_justify="left")
    for column in ("assignment", "answers", "without the catalogue", "with it", "added", "largest added"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    for name, pairs in found.items():
        added = [with_it - without for _, without, with_it in pairs]
        medians = (
            statistics.median(seconds[1] for seconds in pairs),
            statistics.median(seconds[2] for seconds in pairs),
            statistics.median(added),
            max(added),
        )
        table.add_row(name, str(len(pairs)), *(f"{number:.2f}" for number in medians))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
