"""`kill -9` at random moments of every kind of write to a gradebook, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from autograder.cli.errors import plain_errors
from autograder.course.course import Course
from autograder.errors import Mistake
from autograder.gradebook import models
from autograder.gradebook.database.database import Database
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import grades, some
from bench import machine
from bench.databases import Databases, Files, Place, Server
from bench.record_writes import KINDS, Kind, opened, write_course

console = Console()


class Kill(NamedTuple):
    """What one kill left.

    Attributes:
        after: seconds from the beginning of the writes.
        told: how many writes the process told that they were done.
        done: how many are there.
        wrong: what must not be, one sentence each.
    """

    database: str
    kind: str
    after: float
    told: int
    done: int
    wrong: list[str]


def main(
    kills: Annotated[int, typer.Option(min=1, help="Of each kind of write, on each database.")] = 50,
    postgresql: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Of a server whose user may make databases. Default: SQLite only."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="A kind of write in the table. Default: all.")
    ] = None,
    seed: int = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Kill a process that writes, look at what is there, and exit with 1 if anything is wrong."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder)
        course = write_course(root)
        chance = random.Random(seed)
        databases: dict[str, Databases] = {"SQLite": Files(root)}
        if postgresql:
            databases["PostgreSQL"] = Server(postgresql, root)
        done: list[Kill] = []
        for database, places in databases.items():
            templates: dict[Callable[[Place, Course], None], Place] = {}
            for kind in only or KINDS:
                begin = KINDS[kind].begin
                if begin not in templates:
                    templates[begin] = places.new()
                    begin(templates[begin], course)
                done += _kills(database, places, templates[begin], course, kind, kills, chance)
            for template in templates.values():
                places.remove(template)
        if json_file:
            figures = {"machine": machine.describe(), "kills": [kill._asdict() for kill in done]}
            json_file.write_text(json.dumps(figures, indent=1), encoding="utf-8")
        show(done)
    raise typer.Exit(any(kill.wrong for kill in done))


def _kills(
    database: str,
    places: Databases,
    template: Place,
    course: Course,
    name: str,
    count: int,
    chance: random.Random,
) -> list[Kill]:
    """Kills of a kind of write, each in a copy of the template."""
    kind = KINDS[name]
    whole = places.copy(template)
    began = time.monotonic()
    told = _killed(kind, whole, course, None)
    seconds = time.monotonic() - began
    complete, wrong = look(kind, whole, course, told)
    done = []
    if wrong or not complete:
        done.append(Kill(database, name, seconds, told, complete, wrong or ["nothing was written"]))
    places.remove(whole)
    for _ in range(count):
        place = places.copy(template)
        after = chance.uniform(0, seconds)
        told = _killed(kind, place, course, after)
        complete, wrong = look(kind, place, course, told)
        done.append(Kill(database, name, after, told, complete, wrong))
        places.remove(place)
    console.print(f"{database}, {name}: {len(done)} kills, {sum(bool(kill.wrong) for kill in done)} wrong")
    return done


def _killed(kind: Kind, place: Place, course: Course, after: float | None) -> int:
    """How many writes a process told that they were done, which is killed after so many seconds."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        try:
            for _ in kind.writes(place, course):
                os.write(writer, b".")
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writer)
    if after is not None:
        time.sleep(after)
        os.kill(process, signal.SIGKILL)
    with os.fdopen(reader, "rb") as told:
        count = len(told.read())
    _, status = os.waitpid(process, 0)
    if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
        raise RuntimeError("a process ended without being killed")
    return count


def look(kind: Kind, place: Place, course: Course, told: int) -> tuple[int, list[str]]:
    """How many writes are there, and what is wrong: one is lost, or is there twice or in part."""
    try:
        with closing(Database(place.url)) as database, database.writing():
            pass  # a server may still be at what the killed process asked for
        done = kind.done(place)
        wrong = [] if done == list(range(len(done))) else [f"the writes {done} are there"]
        if not told <= len(done) <= told + 1:
            wrong.append(f"{told} writes were told, and {len(done)} are there")
        if kind.repeats and (list(kind.writes(place, course)), kind.done(place)) != ([0], [0]):
            wrong.append("it cannot be done again")
        with opened(place) as book:
            return len(done), wrong + incomplete(book) + unexplained(book, course)
    except (AssertionError, Mistake) as error:
        return 0, [str(error)]


def incomplete(book: Gradebook) -> list[str]:
    """Rows that lack what was written with them."""
    with book.reading():
        wrong = [
            f"grading {number} has no document"
            for number in models.Grading.objects.filter(document=None).values_list("pk", flat=True)
        ]
        for model in (models.Adjustment, models.Extension):
            nobody = model._default_manager.filter(students=None).values_list("pk", flat=True)
            wrong += [f"{model.__name__} {number} is for nobody" for number in nobody]
        for model in (models.Adjustment, models.Choice, models.Extension, models.Mark, models.RubricItem):
            events = models.Event.objects.filter(table=model.__name__).values_list("row", flat=True)
            rows = model._default_manager.values_list("pk", flat=True)
            if Counter(events) != Counter(rows):
                wrong.append(f"{model.__name__} has other rows than the audit trail")
    return wrong


def unexplained(book: Gradebook, course: Course) -> list[str]:
    """Students whose grade is another one than the explanation's."""
    now = datetime.now(UTC)
    return [
        f"the grade of student {student} is not what explains it"
        for student, grade in grades(book, course, now).items()
        if grade != some(book, course, now, [student])[student]
    ]


def show(done: list[Kill]) -> None:
    """Print how many kills there were, when, and what came of them."""
    table = Table(title="kill -9 while a gradebook is written", title_justify="left")
    for column in ("database", "kind of write"):
        table.add_column(column)
    for column in ("kills", "done, not told", "after, s", "wrong"):
        table.add_column(column, justify="right")
    for database, kind in dict.fromkeys((kill.database, kill.kind) for kill in done):
        kills = [kill for kill in done if (kill.database, kill.kind) == (database, kind)]
        after = [kill.after for kill in kills]
        table.add_row(
            database,
            kind,
            str(len(kills)),
            str(sum(kill.done > kill.told for kill in kills)),
            f"{min(after):.2f} to {max(after):.2f}",
            str(sum(bool(kill.wrong) for kill in kills)),
        )
    console.print(table)
    for sentence, count in Counter(sentence for kill in done for sentence in kill.wrong).most_common(20):
        console.print(f"{count} times: {sentence}", markup=False, highlight=False)


if __name__ == "__main__":
    typer.run(main)
