"""A large class from folder to report: throughput, memory, size of the gradebook, and grading it again."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import nbformat
import typer
from rich.console import Console
from rich.table import Table

from autograder.assignment.answers import answers
from autograder.assignment.build import build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import Course, find, load
from autograder.gradebook.gradebook import Gradebook
from autograder.report.html import write_report
from autograder.report.results_json import write_results_json
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student
from bench import machine
from bench.kills import ANSWERS
from bench.memory import MB, MINI
from bench.processes import descendants, proportional_bytes

LOOK_SECONDS = 1.0  # between two looks at the memory
EARLY = (100, 400)  # submissions graded, between which the first memory is taken
LATE = 0.97  # the share of all, after which the last one is taken
AGAIN = 1000  # submissions of a class that is graded again unchanged
WARM = 10  # results of a run after which its workers are under way

Figures = dict[str, Any]
console = Console()


def main(
    submissions: Annotated[int, typer.Option(min=2000, help="Of the tests' tiny assignment.")] = 10000,
    pairs: Annotated[int, typer.Option(min=100, help="Of self-attention, by one worker and by two.")] = 400,
    rounds: Annotated[int, typer.Option(min=1, help="How often one worker and two are compared.")] = 3,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade a class of thousands with the command line, and look at what that takes."""
    with plain_errors():
        figures: Figures = {"machine": machine.describe()}
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            root = Path(folder)
            shutil.copytree(MINI, root, dirs_exist_ok=True)
            course = load(root / "grading.yml")
            console.print(f"Grading {submissions} submissions; then {AGAIN} of them again, unchanged.")
            figures["class"] = whole_class(course, submissions)
            figures["again"] = again(course)
            console.print("Writing the report of 10,000 students and 10 questions.")
            figures["report"] = report(root / "large")
            console.print(f"Grading {pairs} submissions of self-attention, {rounds} times by one and by two.")
            figures["workers"] = [
                workers(load(find(Path.cwd())), root / "pairs", pairs) for _ in range(rounds)
            ]
        show(figures)
        if json_file:
            json_file.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def whole_class(course: Course, count: int) -> Figures:
    """Hand in and grade ``count`` notebooks, each another one."""
    made = build(course, "mini")
    folder = course.root / "handed in"
    folder.mkdir()
    expected = 0.0
    for number in range(count):
        given, points = ANSWERS[number % len(ANSWERS)]
        write(folder / f"student-{number:05}.ipynb", made.notebook(given))
        expected += points
    book = course.root / "gradebook.db"
    began = time.monotonic()
    process = grade(course, "mini", folder, book, jobs=2)
    looks = []
    try:
        while process.poll() is None:
            time.sleep(LOOK_SECONDS)
            processes = [process.pid, *descendants(process.pid)]
            looks.append((recorded(book), sum(map(proportional_bytes, processes))))
    finally:
        process.terminate()  # where we are stopped, it must not go on
    seconds = time.monotonic() - began
    with Gradebook(f"sqlite:///{book}") as gradebook:
        results = list(gradebook.results("mini"))
    score = sum(result.score for result in results)
    if process.returncode or len(results) != count or score != expected:
        raise BadNews(f"{len(results)} of {count} were graded, with {score:g} of {expected:g} points")
    ended = max(result.graded_at for result in results)
    return {
        "submissions": count,
        "seconds": seconds,
        "seconds_after_the_last_result": (datetime.now(UTC) - ended).total_seconds(),
        "memory_early": memory(looks, *EARLY),
        "memory_late": memory(looks, LATE * count, count - 1),
        "looks": looks,
        "gradebook": book.stat().st_size,
        "report": (course.root / "out" / "report.html").stat().st_size,
    }


def memory(looks: list[tuple[int, int]], first: float, last: float) -> float:
    """The median of what all processes held in memory while so many were graded, in bytes."""
    return statistics.median(size for graded, size in looks if first <= graded <= last)


def again(course: Course) -> float:
    """Seconds that the command takes for a part of the class that was graded before."""
    folder = course.root / "again"
    folder.mkdir()
    for path in sorted((course.root / "handed in").iterdir())[:AGAIN]:
        shutil.copy(path, folder)
    began = time.monotonic()
    if grade(course, "mini", folder, course.root / "gradebook.db", jobs=2).wait():
        raise BadNews("grading an unchanged class failed")
    return time.monotonic() - began


def report(folder: Path) -> Figures:
    """Seconds for each file of a report on 10,000 students and 10 questions, of random points."""
    results = random_results(random.Random(0))
    write = {
        "report.html": lambda: write_report(results, folder / "report.html", "Course"),
        "results/": lambda: write_results_json(results, folder / "results"),
    }
    seconds = {}
    for name, write_it in write.items():
        began = time.monotonic()
        write_it()
        seconds[name] = time.monotonic() - began
    return {"seconds": seconds, "bytes": (folder / "report.html").stat().st_size}


def random_results(chance: random.Random) -> list[GradingResult]:
    """A class of 10,000, each with 10 questions, 8 of 10 answers right."""
    results = []
    for number in range(10000):
        right = [chance.random() < 0.8 for _ in range(10)]
        questions = [
            QuestionResult(
                f"q{place}",
                Verdict.PASSED if passed else Verdict.FAILED,
                2.0 * passed,
                2.0,
                message="" if passed else f"Expected {chance.random():.6f}, got {chance.random():.6f}.",
            )
            for place, passed in enumerate(right, start=1)
        ]
        results.append(
            GradingResult(
                student=Student.named(f"student-{number:05}"),
                assignment="large",
                status=Status.GRADED,
                score=2.0 * sum(right),
                possible=20.0,
                questions=questions,
                graded_at=datetime.now(UTC),
            )
        )
    return results


def workers(course: Course, work: Path, count: int) -> dict[str, float]:
    """Submissions a minute by one worker and by two, on the same submissions in turn, start-up left out."""
    made = build(course, "self-attention")
    known = [{}, *(answer.cells for answer in answers(course.root / "solutions" / "self-attention"))]
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "handed in"
    folder.mkdir(parents=True)
    for number in range(count):
        write(folder / f"student-{number:05}.ipynb", made.notebook(known[number % len(known)]))
    rates = {}
    for name, jobs in {"one": 1, "two": 2}.items():
        book = work / f"{name}.db"
        if grade(course, "self-attention", folder, book, jobs).wait():
            raise BadNews("self-attention could not be graded")
        with Gradebook(f"sqlite:///{book}") as gradebook:
            times = sorted(result.graded_at for result in gradebook.results("self-attention"))
        rates[name] = 60 * (len(times) - 1 - WARM) / (times[-1] - times[WARM]).total_seconds()
    return rates


def write(path: Path, notebook: nbformat.NotebookNode) -> None:
    """The notebook with its student's name in it: no two are the same."""
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(path.stem))
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def grade(course: Course, name: str, folder: Path, book: Path, jobs: int) -> subprocess.Popen[bytes]:
    """`autograder grade`, on its way; the report comes into the folder `out` beside the gradebook."""
    options = ["--jobs", str(jobs), "--out", str(book.parent / "out"), "--gradebook", f"sqlite:///{book}"]
    return subprocess.Popen(
        [Path(sys.executable).with_name("autograder"), "grade", name, folder, *options],
        cwd=course.root,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
    )


def recorded(book: Path) -> int:
    """How many results the gradebook holds."""
    if not book.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("select count(*) from gradebook_grading").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are being made
            return 0


def show(figures: Figures) -> None:
    """Print a table."""
    whole, rates = figures["class"], [one["two"] / one["one"] for one in figures["workers"]]
    early, late = whole["memory_early"] / MB, whole["memory_late"] / MB
    count, written = whole["submissions"], figures["report"]["seconds"]
    reports = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in written.items())
    rows = {
        f"{count} tiny submissions, folder to report": f"{whole['seconds']:.0f} s",
        "... a minute": f"{60 * count / whole['seconds']:.0f}",
        "... from the last result to the end": f"{whole['seconds_after_the_last_result']:.1f} s",
        "... memory of all processes, early and late": f"{early:.0f} and {late:.0f} MB ({late - early:+.0f})",
        "... gradebook, report.html": f"{whole['gradebook'] / MB:.1f} and {whole['report'] / MB:.1f} MB",
        f"{AGAIN} of them again, unchanged": f"{figures['again']:.1f} s",
        "report of 10,000 students, 10 questions": reports,
        "two workers, times one": f"{min(rates):.2f}, {statistics.median(rates):.2f}, {max(rates):.2f}",
    }
    table = Table(title="A large class", title_justify="left", show_header=False)
    for name, value in rows.items():
        table.add_row(name, value)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
