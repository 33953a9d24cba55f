"""Malformed notebooks through the whole way, from files that were handed in to results."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.assignment import Assignment
from autograder.assignment.build import build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import load
from autograder.engine import ungraded
from autograder.engine.worker.messages import Finished, encode
from autograder.errors import Unreadable
from autograder.examiner.examiner import Examiner
from autograder.results import GradingResult, Status
from autograder.sandbox.choice import choose
from autograder.submissions.collection import collect
from autograder.submissions.submission import Submission
from bench import machine
from bench.memory import MINI
from tests.malformed import KINDS, ODD_TEXTS, malformed

BATCH = 500  # files in a folder that is collected at once
HANG = 120.0  # seconds; a question's budget is 2 s, so nothing may take nearly as long
WEIGHTS = [0.2 if kind in ("huge cells", "deep nesting") else 1.0 for kind in KINDS]  # those are slow
CRASH, SLOW = "crash", "hang"
ENDS = (*Status, SLOW, CRASH)

console = Console()


class End(NamedTuple):
    """What became of a notebook."""

    number: int
    kind: str
    end: str
    seconds: float
    said: str


def main(
    notebooks: Annotated[int, typer.Option(min=BATCH // 10)] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same notebooks.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade malformed notebooks of the tests' tiny assignment, and count how they end."""
    with plain_errors():
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            ends = list(grade_all(Path(folder), notebooks, seed))
        seconds = time.monotonic() - began
        show(ends, seconds)
        if json_file:
            raw = {"machine": machine.describe(), "seed": seed, "seconds": seconds, "fields": End._fields}
            json_file.write_text(json.dumps(raw | {"ends": ends}, indent=1), encoding="utf-8")
        bad = [end for end in ends if end.end in (CRASH, SLOW, Status.ERROR)]
        if bad:
            raise BadNews("\n".join(f"notebook {end.number} ({end.kind}): {end.said}" for end in bad[:20]))


def grade_all(folder: Path, count: int, seed: int) -> Iterator[End]:
    """One end for each notebook; raises where one got lost between the folder and the examiner."""
    shutil.copytree(MINI, folder / "course")
    course = load(folder / "course" / "grading.yml")
    made = build(course, "mini")
    wholes = [json.loads(nbformat.writes(one)) for one in (made.released, made.notebook())]
    with contextlib.closing(
        Examiner(made.assignment, course.assignment("mini"), choose("namespaces"))
    ) as examiner:
        batches = range(0, count, BATCH)
        for first in track(batches, "Batches of notebooks", console=console, transient=True):
            handed_in = folder / "handed in"
            handed_in.mkdir()
            kinds: dict[Path, tuple[int, str]] = {}
            for number in range(first, min(first + BATCH, count)):
                chance = random.Random(f"{seed} {number}")
                (kind,) = chance.choices(list(KINDS), WEIGHTS)
                path = handed_in / file_name(chance, number)
                path.write_bytes(malformed(kind, f"{seed} {number}", chance.choice(wholes)))
                kinds[path] = number, kind
            submissions = collect([handed_in]).submissions
            if sorted(one.path for one in submissions) != sorted(kinds):
                raise BadNews(f"of {len(kinds)} files, {len(submissions)} were collected")
            for submission in submissions:
                yield grade(examiner, made.assignment, submission, *kinds[submission.path])
            shutil.rmtree(handed_in)


def file_name(chance: random.Random, number: int) -> str:
    """As odd as a file system allows; a notebook's all the same."""
    odd = chance.choice(("", *ODD_TEXTS))
    clean = "".join(c for c in odd if c not in "/\0" and not "\ud800" <= c <= "\udfff")[:20]
    return f"s{number}{clean}.ipynb"


def grade(examiner: Examiner, assignment: Assignment, submission: Submission, number: int, kind: str) -> End:
    """Grade one submission as a worker and the main process do it together."""
    began = time.monotonic()
    faulthandler.dump_traceback_later(HANG, exit=True)
    try:
        result = _grade(examiner, assignment, submission)
        encode(Finished(result))
        end, said = str(result.status), str(result.message)
        if not 0 <= result.score <= result.possible:
            end, said = CRASH, f"{result.score} of {result.possible} points"
    except Exception:  # what must not happen: it is told, and the others go on
        end, said = CRASH, traceback.format_exc()
    finally:
        faulthandler.cancel_dump_traceback_later()
    seconds = time.monotonic() - began
    return End(number, kind, SLOW if seconds > HANG / 2 else end, seconds, said)


def _grade(examiner: Examiner, assignment: Assignment, submission: Submission) -> GradingResult:
    try:
        data = submission.read()
    except Unreadable as reason:
        return ungraded.unreadable(assignment, submission, str(reason))
    return ungraded.complete(examiner.grade(data), assignment, submission)


def show(ends: list[End], seconds: float) -> None:
    """Print how the notebooks of each kind ended."""
    table = Table(title="Malformed notebooks", title_justify="left")
    table.add_column("kind")
    for column in (*ENDS, "slowest, s"):
        table.add_column(column, justify="right")
    for kind in (*KINDS, "all"):
        these = [end for end in ends if kind in (end.kind, "all")]
        counts = Counter(end.end for end in these)
        slowest = max((end.seconds for end in these), default=0.0)
        row = (*(str(counts[end]) for end in ENDS), f"{slowest:.2f}")
        table.add_row(kind, *row, style="bold" if kind == "all" else "", end_section=kind == list(KINDS)[-1])
    console.print(table)
    console.print(f"{len(ends)} notebooks in {seconds:.0f} s.", highlight=False)


if __name__ == "__main__":
    typer.run(main)
