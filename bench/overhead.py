"""What grading costs beyond the cells' own time, side by side with the peers on the same submissions."""

from __future__ import annotations

import contextlib
import json
import os
import re
import statistics
import tempfile
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.assignment.answers import answers
from autograder.assignment.build import Build, build
from autograder.cli.errors import BadNews, plain_errors
from autograder.course.course import AssignmentConfig, Course, find, load
from autograder.sandbox.choice import Sandbox, choose
from bench import machine
from bench.contestants import Cost, Floor, NbgraderAutograde, OtterRun, Ours, Scores, public_only

CLASS_SIZE = 30  # students over whom the start-up is spread
OURS = ("public tests", "all tests")
PEERS = {"otter run": OtterRun, "nbgrader autograde": NbgraderAutograde}
WAYS = ("cells", "rest", *OURS, *PEERS)  # rest: the cells after the last tests, which only the peers run

EPOCHS = re.compile(r"\bepochs=\d+")

Costs = dict[str, dict[str, list[Cost]]]  # submission -> way -> one cost for each round
console = Console()


def main(
    assignment: Annotated[str, typer.Argument(help="Its name in grading.yml.")] = "self-attention",
    submissions: Annotated[int, typer.Option(min=5, help="How many different ones.")] = 6,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is graded in each way.")] = 3,
    epochs: Annotated[int | None, typer.Option(min=1, help="Of every training, instead of its own.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
) -> None:
    """Grade known answers in turn with this project, Otter and nbgrader, on one core, and compare.

    Fewer epochs make trained models worse: what is compared is the time, and that the points are equal.
    """
    with plain_errors():
        sandbox = choose("namespaces")
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # all that is started below inherits it
        course = load(find(Path.cwd()))
        made = build(course, assignment)
        sample = choose_sample(course, made, submissions, epochs)
        costs, start_up = measure(made, course.assignment(assignment), sandbox, sample, rounds)
        show(assignment, costs, start_up)
        if json_file:
            raw = {"assignment": assignment, "epochs": epochs, "machine": machine.describe()}
            raw |= {"fields": Cost._fields, "start_up": start_up, "costs": costs}
            json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def choose_sample(course: Course, made: Build, count: int, epochs: int | None) -> dict[str, bytes]:
    """The reference and, evenly from the catalogue, a third accepted and the rest wrong answers."""
    known = answers(course.root / "solutions" / made.assignment.name)
    accepted = [answer for answer in known if answer.accepted][: count // 3]
    wrong = [answer for answer in known if not answer.accepted]
    wanted = count - 1 - len(accepted)
    wrong = [wrong[index * len(wrong) // wanted] for index in range(min(wanted, len(wrong)))]
    chosen = {"reference": made.notebook()}
    chosen |= {answer.name: made.notebook(answer.cells) for answer in (*accepted, *wrong)}
    if epochs:
        for notebook in chosen.values():
            shorten(notebook, epochs)
    return {name: nbformat.writes(notebook).encode() for name, notebook in chosen.items()}


def shorten(notebook: nbformat.NotebookNode, epochs: int) -> None:
    """Let every training with Keras take ``epochs``, from the same numbers in every way of grading.

    A model that is hardly trained passes a test with one seed and not with another.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code" and ".fit(" in cell.source:
            cell.source = f"keras.utils.set_random_seed(0)\n{EPOCHS.sub(f'epochs={epochs}', cell.source)}"


def measure(
    made: Build, config: AssignmentConfig, sandbox: Sandbox, sample: dict[str, bytes], rounds: int
) -> tuple[Costs, dict[str, Cost]]:
    """All costs, and what starting an examiner costs, the first submission included.

    Raises:
        BadNews: this project and a peer do not agree on the public tests.
    """
    with contextlib.ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        peers = {way: peer(made, work / way) for way, peer in PEERS.items()}
        floor = stack.enter_context(contextlib.closing(Floor(made.assignment, work)))
        public = stack.enter_context(contextlib.closing(Ours(public_only(made), config, sandbox)))
        full = stack.enter_context(contextlib.closing(Ours(made.assignment, config, sandbox)))
        warm_up = {}
        for way, ours in zip(OURS, (public, full), strict=True):
            _, first = ours.grade(sample["reference"])  # also starts the reference, if a test asks for it
            warm_up[way] = Cost(*map(sum, zip(ours.start_up, first, strict=True)))
        costs: Costs = {name: {way: [] for way in WAYS} for name in sample}
        turns = [(name, data) for _ in range(rounds) for name, data in sample.items()]
        for name, data in track(turns, "Grading in turn", console=console, transient=True):
            cost = costs[name]
            cells, rest = floor.run(data)
            cost["cells"].append(cells)
            cost["rest"].append(rest)
            ours_scores, taken = public.grade(data)
            cost["public tests"].append(taken)
            cost["all tests"].append(full.grade(data)[1])
            for way, peer in peers.items():
                scores, taken = peer.grade(data)
                cost[way].append(taken)
                _check_equal(name, ours_scores, way, scores)
    return costs, warm_up


def _check_equal(name: str, ours: Scores, peer: str, theirs: Scores) -> None:
    different = [question for question in ours if abs(ours[question] - theirs.get(question, -1)) > 1e-6]
    if different or ours.keys() != theirs.keys():
        raise BadNews(f"this project and `{peer}` give {name} different points: {ours} and {theirs}")


def show(assignment: str, costs: Costs, start_up: dict[str, Cost]) -> None:
    """Print the comparison."""
    table = Table(title=f"{assignment}: seconds on one core, medians over rounds", title_justify="left")
    table.add_column("submission")
    for column in (*WAYS, "overhead"):
        table.add_column(column, justify="right")
    for name, ways in costs.items():
        medians = [statistics.median(cost.wall for cost in ways[way]) for way in WAYS]
        overhead = statistics.median(overheads({name: ways}, "all tests"))
        table.add_row(name, *(f"{seconds:.2f}" for seconds in (*medians, overhead)))
    console.print(table)
    table = Table(title="All of them (min, median, max)", title_justify="left")
    for column in ("", *OURS, *PEERS):
        table.add_column(column, justify="right" if column else "left")
    graders = (*OURS, *PEERS)
    table.add_row("overhead, s", *(_range(overheads(costs, way)) for way in graders))
    table.add_row("CPU, s", *(_range(cpu(costs, way)) for way in graders))
    table.add_row("submissions a minute", *(_range(per_minute(costs, way)) for way in graders))
    for peer in PEERS:
        table.add_row(f"times {peer}", *(_range(ratios(costs, way, peer)) for way in OURS))
        table.add_row("... less the rest", *(_range(ratios(costs, way, peer, rest=True)) for way in OURS))
        spread = (_range(ratios(costs, way, peer, start_up[way].wall / CLASS_SIZE)) for way in OURS)
        table.add_row(f"... in a class of {CLASS_SIZE}", *spread)
    table.add_row("start-up, s", *(f"{start_up[way].wall:.1f}" for way in OURS), *["each time"] * len(PEERS))
    console.print(table)
    console.print(
        "overhead: beyond the cells' own time; rest: the cells after the last tests, which only peers run;\n"
        "start-up: of the examiner, its first submission included; `in a class` spreads it over the class."
    )


def overheads(costs: Costs, way: str) -> list[float]:
    """Seconds beyond the cells' own, for each submission and round."""
    return [
        cost.wall - cells.wall
        for ways in costs.values()
        for cost, cells in zip(ways[way], ways["cells"], strict=True)
    ]


def cpu(costs: Costs, way: str) -> list[float]:
    """Seconds of CPU, for each submission and round."""
    return [cost.cpu for ways in costs.values() for cost in ways[way]]


def totals(costs: Costs, way: str) -> list[float]:
    """For each round, the wall clock seconds that the whole sample took."""
    by_round = zip(*(ways[way] for ways in costs.values()), strict=True)
    return [sum(cost.wall for cost in round_) for round_ in by_round]


def per_minute(costs: Costs, way: str) -> list[float]:
    """For each round, submissions a minute."""
    return [60 * len(costs) / total for total in totals(costs, way)]


def ratios(costs: Costs, way: str, peer: str, extra: float = 0.0, rest: bool = False) -> list[float]:
    """For each round, how many times the throughput of ``peer`` this is.

    Args:
        extra: seconds that each submission took besides.
        rest: take off the peer's the time of the cells after the last tests.
    """
    off = totals(costs, "rest") if rest else [0.0] * len(totals(costs, way))
    rounds = zip(totals(costs, peer), off, totals(costs, way), strict=True)
    return [(theirs - less) / (ours + extra * len(costs)) for theirs, less, ours in rounds]


def _range(values: list[float]) -> str:
    digits = 2 if max(values) < 5 else 1
    return ", ".join(f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))


if __name__ == "__main__":
    typer.run(main)
