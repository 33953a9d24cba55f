"""What the walls cost for each submission: a candidate behind them beside one without, in turn."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.build import build
from autograder.candidate.walls import landlock, limits, namespaces, privileges, seccomp
from autograder.candidate.walls.keyring import leave_keyring
from autograder.candidate.zygote.equipment import Equipment
from autograder.candidate.zygote.zygote import IMPORTS
from autograder.cli.errors import plain_errors
from autograder.course.course import load
from autograder.examiner.examiner import Examiner
from autograder.examiner.session.session import MIB, Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote
from bench import machine
from bench.memory import MINI

WAYS = ("namespaces", "off")
WARM = 3  # rounds that do not count
MEMORY = 1024 * MIB
STEPS = ("fork and walls", "limits", "first answer", "measuring", "end", "together")
GRADING = "whole submission"  # of the tests' tiny assignment

Seconds = dict[str, list[float]]  # step -> one for each round
Costs = dict[str, dict[str, Seconds]]  # runtime -> way -> step
console = Console()


def main(
    rounds: Annotated[int, typer.Option(min=3, help="How many candidates of each kind.")] = 40,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Fork, ask and end candidates with the sandboxes `namespaces` and `off` in turn, and compare."""
    with plain_errors():
        for way in WAYS:
            choose(way)  # a machine without namespaces is told before anything starts
        costs = {runtime: candidates(runtime, rounds) for runtime in IMPORTS}
        grading = gradings(rounds)
        inside = [parts() for _ in range(rounds + WARM)][WARM:]
        show(costs, grading, inside)
        if json_file:
            raw = {"machine": machine.describe(), "candidates": costs, "grading": grading, "inside": inside}
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def candidates(runtime: str, rounds: int) -> dict[str, Seconds]:
    """What the life of a candidate that does nothing costs, step by step."""
    with contextlib.ExitStack() as stack:
        zygotes = {way: Zygote(choose(way), Equipment(runtime)) for way in WAYS}
        for zygote in zygotes.values():
            stack.callback(zygote.close)
        return in_turn({way: lambda z=zygote: life(z) for way, zygote in zygotes.items()}, rounds, runtime)


def life(zygote: Zygote) -> dict[str, float]:
    """Seconds for each of ``STEPS``, as a session has them."""
    began = time.perf_counter()
    process = zygote.fork(MEMORY)
    forked = time.perf_counter()
    session = Session(process)
    session.start_budget(60.0, MEMORY)
    limited = time.perf_counter()
    session.run("pass", seed=0)
    answered = time.perf_counter()
    process.memory()  # once a tick, and so not at all in most cells
    measured = time.perf_counter()
    session.close()
    ended = time.perf_counter()
    steps = (forked - began, limited - forked, answered - limited, measured - answered, ended - measured)
    return dict(zip(STEPS, (*steps, ended - began), strict=True))


def gradings(rounds: int) -> dict[str, Seconds]:
    """What grading the reference of the tests' tiny assignment costs, everything included."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, contextlib.ExitStack() as stack:
        shutil.copytree(MINI, folder, dirs_exist_ok=True)
        course = load(Path(folder) / "grading.yml")
        made = build(course, "mini")
        data = nbformat.writes(made.notebook()).encode()
        examiners = {way: Examiner(made.assignment, course.assignment("mini"), choose(way)) for way in WAYS}
        for examiner in examiners.values():
            stack.callback(examiner.close)

        def grade(examiner: Examiner) -> dict[str, float]:
            began = time.perf_counter()
            result = examiner.grade(data)
            assert result.score == result.possible, result
            return {GRADING: time.perf_counter() - began}

        ways = {way: lambda e=examiner: grade(e) for way, examiner in examiners.items()}
        return in_turn(ways, rounds, "mini")


def in_turn(ways: dict[str, Callable[[], dict[str, float]]], rounds: int, title: str) -> dict[str, Seconds]:
    """A B A B …: what each way gives in each round, the first ones left out."""
    found: dict[str, Seconds] = {way: {} for way in ways}
    for number in track(range(rounds + WARM), title, console=console, transient=True):
        for way, work in ways.items():
            for step, seconds in work().items():
                if number >= WARM:
                    found[way].setdefault(step, []).append(seconds)
    return found


def parts() -> dict[str, float]:
    """Seconds that each wall takes where it is raised, in a fork of this process: see ``fork``."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        holder = os.fork()
        if holder == 0:
            try:
                _raise_walls(theirs)
            finally:  # a wall that cannot be raised must not send this fork back into the table
                os._exit(1)
        _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
        began = time.perf_counter()
        namespaces.name_user(descriptors[0])
        named = time.perf_counter() - began
        os.close(descriptors[0])
        ours.sendall(b"!")
        took: dict[str, float] = json.loads(ours.recv(4096))
        os.waitpid(holder, 0)
    return {"naming the user": named, **took}


def _raise_walls(report: socket.socket) -> None:
    """In the fork: the walls one after the other, each timed; never returns."""
    took: dict[str, float] = {}
    last = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        took[name], last = now - last, now

    process = os.open("/proc/self", os.O_RDONLY | os.O_DIRECTORY)
    last = time.perf_counter()
    namespaces.enter_namespaces()
    lap("new namespaces")
    socket.send_fds(report, [b"!"], [process])
    report.recv(1)
    last = time.perf_counter()
    if child := os.fork():
        os.waitpid(child, 0)
        os._exit(0)
    namespaces.become_user()
    lap("second fork")
    namespaces.mount_private_folders([], MEMORY)
    lap("own /proc, /tmp, /dev/shm")
    limits.limit_resources(MEMORY)
    leave_keyring()
    privileges.drop_privileges()
    lap("limits, keyring, capabilities")
    if landlock.abi():
        landlock.restrict(readable=["/"], writable=["/tmp", "/dev/shm", os.devnull])
    lap("Landlock")
    seccomp.filter_system_calls()
    lap("seccomp")
    report.sendall(json.dumps(took).encode())
    os._exit(0)


def show(costs: Costs, grading: dict[str, Seconds], inside: list[dict[str, float]]) -> None:
    """Print medians, and the medians of the differences round by round."""
    table = Table(title="What the walls cost, ms (medians)", title_justify="left")
    for column in ("runtime", "step", *WAYS, "difference", "95 % of them below"):
        table.add_column(column, justify="left" if column in ("runtime", "step") else "right")
    rows = [(runtime, ways, step) for runtime, ways in costs.items() for step in STEPS]
    for runtime, ways, step in (*rows, ("mini", grading, GRADING)):
        behind, free = (ways[way][step] for way in WAYS)
        differences = [one - other for one, other in zip(behind, free, strict=True)]
        values = (*map(statistics.median, (behind, free, differences)), quantile(differences))
        total = step in (STEPS[-1], GRADING)
        table.add_row(
            runtime,
            step,
            *(f"{1000 * value:.1f}" for value in values),
            style="bold" if total else "",
            end_section=total,
        )
    console.print(table)
    table = Table(title="Each wall in a small process, ms", title_justify="left")
    table.add_column("wall")
    table.add_column("median", justify="right")
    for name in inside[0]:
        table.add_row(name, f"{1000 * statistics.median(one[name] for one in inside):.2f}")
    console.print(table)


def quantile(values: list[float]) -> float:
    """What 95 % of ``values`` lie below."""
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    typer.run(main)
