"""Containers beside namespaces: the same sample class, the verdicts compared, what each way costs."""

from __future__ import annotations

import contextlib
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.build import build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import Course, find, load
from autograder.examiner.examiner import Examiner
from autograder.proofs.demo import sample_class
from autograder.results import GradingResult, QuestionResult
from autograder.sandbox.choice import choose
from autograder.submissions.collection import collect
from autograder.submissions.submission import Submission
from bench import machine

WAYS = ("namespaces", "docker", "single-use")
Graded = list[tuple[GradingResult, float]]  # with the seconds from one submission to the next
console = Console()


def main(
    assignments: Annotated[list[str] | None, typer.Argument(help="All where none is named.")] = None,
    submissions: Annotated[int, typer.Option(min=2, help="The first of each class.")] = 100,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade the sample class of each assignment, one submission after the other, in each way."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = load(find(Path.cwd()))
        for way in WAYS:
            choose(way)  # what is missing is told before anything starts
        names = assignments or list(course.assignments)
        classes = sample_class(course, names, Path(folder))
        found = {}
        for name, paths in classes.items():
            handed_in = [one for one in collect(paths).submissions if not one.problem][:submissions]
            found[name] = {way: graded(course, name, handed_in, way) for way in WAYS}
        show(found)
        if json_file:
            raw = {
                "machine": machine.describe(),
                "seconds": {
                    name: {way: [seconds for _, seconds in results] for way, results in ways.items()}
                    for name, ways in found.items()
                },
            }
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")
        differing = [name for name, ways in found.items() if len(set(map(verdicts, ways.values()))) > 1]
        if differing:
            raise BadNews(f"The verdicts differ in {', '.join(differing)}.")
        console.print("The verdicts are the same in all ways, byte for byte.")


def graded(course: Course, name: str, handed_in: list[Submission], way: str) -> Graded:
    """The class in one way; the first submission is graded once before, so that all is warm."""
    assignment = build(course, name).assignment
    results = []
    with contextlib.closing(Examiner(assignment, course.assignment(name), choose(way))) as examiner:
        examiner.grade(handed_in[0].read())
        for one in track(handed_in, f"{name}, {way}", console=console, transient=True):
            began = time.perf_counter()
            result = examiner.grade(one.read())
            results.append((result, time.perf_counter() - began))
    return results


def verdicts(results: Graded) -> bytes:
    return msgspec.json.encode([verdict(one) for one, _ in results])


def verdict(one: GradingResult) -> tuple[object, ...]:
    """All that decides a grade; tests' messages hold numbers that are drawn anew in each grading."""
    return one.student.name, one.status, one.score, one.changes, one.message, *map(_verdict, one.questions)


def _verdict(question: QuestionResult) -> tuple[object, ...]:
    return question.name, question.verdict, question.score, [test.passed for test in question.tests]


def show(found: dict[str, dict[str, Graded]]) -> None:
    table = Table(title="Seconds for a submission, medians; and what a container adds", title_justify="left")
    for column in ("assignment", "submissions", *WAYS, "docker adds", "single use adds"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    for name, ways in found.items():
        seconds = {way: [seconds for _, seconds in results] for way, results in ways.items()}
        first = seconds[WAYS[0]]
        added = [[b - a for a, b in zip(first, seconds[way], strict=True)] for way in WAYS[1:]]
        medians = map(statistics.median, [*seconds.values(), *added])
        table.add_row(name, str(len(first)), *(f"{median:.2f}" for median in medians))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
