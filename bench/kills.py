"""A class graded while its processes are killed at random: nothing is lost, doubled or left over."""

from __future__ import annotations

import contextlib
import csv
import ctypes
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import nbformat
import typer
from rich.console import Console
from rich.table import Table

from autograder.assignment.build import Build, build
from autograder.candidate.zygote.memory import children
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import Course, load
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.sandbox.docker import image
from bench import machine
from bench.memory import MINI
from bench.processes import command, descendants

JOBS = 2
PR_SET_CHILD_SUBREAPER = 36
CELL = (0.1, 0.6)  # seconds that a submission sleeps, so that there is somebody to kill
WHO = ("candidate", "worker", "main process")
RUN_SECONDS = 300.0
GONE_SECONDS = 20.0  # in which what a killed process started must be gone

# Question to the cell that answers it, and the points that this gets.
ANSWERS: list[tuple[dict[str, list[str]], float]] = [
    ({}, 5.0),
    ({"q1": ["def double(x):\n    return np.asarray(x) + x"]}, 5.0),
    ({"q1": ["def double(x):\n    return np.asarray(x) ** 2"]}, 3.5),
    ({"q1": ["double = None"]}, 2.0),
    ({"q1": ["1 / 0"], "q2": ["def shifted(x):\n    return 10"]}, 1.0),
]

console = Console()


class Kill(NamedTuple):
    """Who was killed in which run, how many seconds after its start."""

    run: int
    who: str
    after: float


def main(
    submissions: Annotated[int, typer.Option(min=5)] = 200,
    kills: Annotated[int, typer.Option(min=1)] = 30,
    seed: Annotated[int, typer.Option(help="Of the moments and of whom they hit.")] = 0,
    sandbox: Annotated[str, typer.Option(help="namespaces or docker.")] = "namespaces",
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade a class in runs that `kill -9` disturbs, then in one that it does not, and look what is there."""
    with plain_errors(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        adopt_orphans()
        chance = random.Random(seed)
        shutil.copytree(MINI, folder, dirs_exist_ok=True)
        course = load(Path(folder) / "grading.yml")
        made = build(course, "mini")
        start = partial(Grade, course, sandbox)
        points = hand_in(course, made, range(submissions), chance)
        began = time.monotonic()
        done: list[Kill] = []
        while len(done) < kills:
            ended = disturb(start, submissions, kills, done, chance)
            if ended and len(done) < kills:  # too early: some more were late
                points |= hand_in(course, made, range(len(points), len(points) + submissions), chance)
        last = start()
        code = last.wait(RUN_SECONDS)
        seconds = time.monotonic() - began
        results = recorded(course)
        wrong = [*look(course, results, points), *leftovers(course)]
        if code:
            wrong.append(f"the last run ended with exit status {code}: {last.last_words()}")
        show(done, len(points), seconds, wrong)
        if json_file:
            raw = {"machine": machine.describe(), "submissions": len(points), "seconds": seconds}
            json_file.write_text(
                json.dumps(raw | {"kills": done, "wrong": wrong}, indent=1), encoding="utf-8"
            )
        if wrong:
            raise BadNews("\n".join(wrong[:20]))


def adopt_orphans() -> None:
    """From now on, what loses its parent below this process becomes a child of it, so none can hide."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def hand_in(course: Course, made: Build, numbers: range, chance: random.Random) -> dict[str, float]:
    """A class on disk, every notebook another; student to the points that are right."""
    folder = course.root / "handed in"
    folder.mkdir(exist_ok=True)
    points = {}
    for number in numbers:
        student, (answers, right) = f"student-{number:03}", ANSWERS[number % len(ANSWERS)]
        notebook = made.notebook(answers)
        pause = f"import time\ntime.sleep({chance.uniform(*CELL):.3f})  # {student}"
        notebook.cells.insert(1, nbformat.v4.new_code_cell(pause))
        (folder / f"{student}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
        points[student] = right
    return points


class Grade:
    """A run of `autograder grade` on the class."""

    def __init__(self, course: Course, sandbox: str) -> None:
        self._log = course.root / "output.txt"
        temporary = course.root / "tmp"
        temporary.mkdir(exist_ok=True)
        options = ["--jobs", str(JOBS), "--sandbox", sandbox, "--out", "out"]
        with self._log.open("ab") as output:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("autograder"), "grade", "mini", "handed in", *options],
                cwd=course.root,
                env={**os.environ, "TMPDIR": str(temporary), "OMP_NUM_THREADS": "1"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.began = time.monotonic()

    def wait(self, seconds: float) -> int:
        """The exit status; a run that does not end is killed, and fails."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def last_words(self) -> str:
        return self._log.read_text(encoding="utf-8").strip().splitlines()[-1]

    def find(self, who: str) -> list[int]:
        """The processes of this run that are ``who``, by their command lines and places in the tree."""
        if who == "main process":
            return [self.process.pid]
        workers = [
            pid for pid in descendants(self.process.pid) if "autograder.engine.worker.worker" in _command(pid)
        ]
        if who == "worker":
            return workers
        started = [pid for worker in workers for pid in descendants(worker)]
        zygotes = [pid for pid in started if _is_zygote(pid)]
        # A zygote's children hold the process namespaces that candidates are process 1 of. In a container the
        # zygote is process 1, and its children are the candidates.
        holders = [holder for zygote in zygotes for holder in children(str(zygote))]
        inside = [pid for pid in map(_in_container, started) if pid]
        return [int(pid) for parent in [*holders, *inside] for pid in children(parent)]


def disturb(
    start: Callable[[], Grade], submissions: int, kills: int, done: list[Kill], chance: random.Random
) -> bool:
    """One run, with a kill now and then, each added to ``done``; whether the run came to its end.

    Everybody has their turn to be killed, in an order and at moments of ``chance``.
    """
    pause = submissions * sum(CELL) / 2 / JOBS / kills  # so that all of them fall into the time of a class
    run = done[-1].run + 1 if done else 1
    grade = start()
    while len(done) < kills:
        time.sleep(chance.uniform(0, pause))
        past = Counter(kill.who for kill in done)
        who = chance.choice([who for who in WHO if past[who] == min(past[other] for other in WHO)])
        if not kill(grade, who, chance):
            break
        done.append(Kill(run, who, round(time.monotonic() - grade.began, 3)))
        if who == WHO[-1]:
            break
    return grade.wait(RUN_SECONDS) == 0


def kill(grade: Grade, who: str, chance: random.Random) -> bool:
    """Kill one such process of the run, as soon as there is one; false where the run ends before."""
    while grade.process.poll() is None:
        found = grade.find(who)
        if found:
            victim = chance.choice(found)
            with contextlib.suppress(ProcessLookupError):
                handle = os.pidfd_open(victim)  # a number may go to another process, this cannot
                with open(handle, "rb"):  # noqa: PTH123
                    if victim in grade.find(who):
                        signal.pidfd_send_signal(handle, signal.SIGKILL)
                        return True
        time.sleep(0.005)
    return False


def _command(pid: int) -> list[str]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return command(pid)
    return []


def _in_container(pid: int) -> str:
    """The machine's number for process 1 of the container that ``pid`` started; empty where it did not."""
    words = _command(pid)
    names = [word.removeprefix("--name=") for word in words if word.startswith("--name=autograder-")]
    if words[:2] != [image.CLIENT, "run"] or not names:
        return ""
    asked = [image.CLIENT, "inspect", "--format", "{{.State.Pid}}", names[0]]
    found = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    return found if found != "0" else ""


def _is_zygote(pid: int) -> bool:
    words = _command(pid)
    return (
        "autograder.candidate.zygote.zygote" in words and words[0] != "bwrap"
    )  # which has it in its own line


# --- what must be there afterwards ---


def recorded(course: Course) -> dict[str, GradingResult]:
    """Student to the newest result in the gradebook."""
    with Gradebook(f"sqlite:///{course.root / '.autograder' / 'gradebook.db'}") as book:
        return {result.student.name: result for result in book.results("mini")}


def look(course: Course, results: dict[str, GradingResult], points: dict[str, float]) -> list[str]:
    """What is wrong with the results, one sentence each."""
    wrong = [f"{student} has no result" for student in points if student not in results]
    wrong += [f"{student} never handed in" for student in results if student not in points]
    for student, result in results.items():
        if result.status is not Status.GRADED:
            wrong.append(f"{student} is {result.status}: {result.message}")
        elif result.score != points.get(student):
            wrong.append(f"{student} has {result.score} points instead of {points.get(student)}")
    graded = Counter(student for student, status in _rows(course) if status == Status.GRADED)
    wrong += [f"{student} was graded {times} times" for student, times in graded.items() if times > 1]
    with (course.root / "out" / "grades.csv").open(encoding="utf-8-sig") as file:
        listed = Counter(row["student"] for row in csv.DictReader(file))
    if listed != Counter(list(points)):
        wrong.append(f"grades.csv has {listed.total()} rows for {len(points)} submissions")
    return wrong


def _rows(course: Course) -> list[tuple[str, str]]:
    with Gradebook(f"sqlite:///{course.root / '.autograder' / 'gradebook.db'}") as book, book.reading():
        return list(models.Grading.objects.values_list("submission__student__name", "status"))


def leftovers(course: Course) -> list[str]:
    """Processes, containers and files that outlived the runs, one sentence each."""
    end = time.monotonic() + GONE_SECONDS
    while (alive := [*reap(), *containers(course)]) and time.monotonic() < end:
        time.sleep(0.05)
    wrong = [f"{one} is left" for one in alive]
    return wrong + [f"{path} is left" for path in (course.root / "tmp").iterdir()]


def reap() -> list[str]:
    """Take leave of adopted children that have ended; what is still alive below this process."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return [f"process {pid} ({' '.join(_command(pid))})" for pid in descendants(os.getpid())]


def containers(course: Course) -> list[str]:
    """Those of the course's candidates that Docker's engine still has, where there is one."""
    if not shutil.which(image.CLIENT):
        return []
    shown = ["--no-trunc", "--filter", "name=^autograder-", "--format", "{{.Names}} {{.Mounts}}"]
    listed = subprocess.run(
        [image.CLIENT, "ps", "--all", *shown], capture_output=True, encoding="utf-8", check=False
    )
    lines = listed.stdout.splitlines()  # each mounts a folder that its run made
    return [f"container {line.split()[0]}" for line in lines if str(course.root) in line]


def show(done: list[Kill], submissions: int, seconds: float, wrong: list[str]) -> None:
    """Print who was killed when, and what came of it."""
    table = Table(title=f"kill -9 while {submissions} submissions are graded", title_justify="left")
    table.add_column("killed")
    for column in ("times", "in runs", "earliest, s", "latest, s"):
        table.add_column(column, justify="right")
    for who in WHO:
        hits = [kill for kill in done if kill.who == who]
        after = [kill.after for kill in hits]
        times = (f"{min(after):.1f}", f"{max(after):.1f}") if hits else ("", "")
        table.add_row(who, str(len(hits)), str(len({kill.run for kill in hits})), *times)
    console.print(table)
    runs = max((kill.run for kill in done), default=0) + 1
    console.print(f"{runs} runs, {len(done)} kills, {seconds:.0f} s.", highlight=False)
    console.print(f"Wrong afterwards: {len(wrong)}.", highlight=False)


if __name__ == "__main__":
    typer.run(main)
