"""The catalogued attacks against `otter run`, `nbgrader autograde` and this project.

Left out is what has no counterpart in the peers (wire, zygote, kernel), what would harm this machine outside
this project's walls (bombs, hangs), and what needs torch or TensorFlow. `bench/peer_payloads` holds variants
that know the peers by name.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.cli.errors import BadNews, plain_errors
from bench import machine
from bench.peers import Nbgrader, Otter, Outcome, Peer
from tests.redteam import attacks as catalogue
from tests.redteam.attacks import Attack
from tests.redteam.target import Target, said_of

PEER_PAYLOADS = Path(__file__).parent / "peer_payloads"
CLASSES = [
    "read-tests",
    "overwrite-tests",
    "patch-judge",
    "ipython",
    "lying-objects",
    "exits",
    "pickles",
    "inflate-scores",
    "shadowing",
    "leftovers",
    "forged-results",
    "clocks",
    "mutation",
    "memoising",
    "seeds",
    "neighbours",
]
LEFT_OUT = {
    "clocks/stopped": "never ends",
    "exits/recursion": "its harm depends on the machine's stack",
    "lying-objects/endless": "never ends",
    "overwrite-tests/grader_package": "names this project's package; otter_test_files stands for it",
    "patch-judge/checks_module": "names this project's package",
    "neighbours/gradebook": "names this project's gradebook; neighbours/nbgrader_gradebook stands for it",
    "neighbours/the_reference": "the peers have no reference",
}
OURS = "this project"
GRADERS = ("Otter", "nbgrader", OURS)
Found = dict[str, dict[str, tuple[Outcome, Outcome]]]  # attack -> grader -> honest wrong answer, attack

console = Console()


def main(
    kinds: Annotated[
        list[str] | None, typer.Option("--class", help="Only of this class; repeatable.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this one, as class/slug; repeatable.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where all raw numbers go.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Where the table goes as Markdown.")] = None,
) -> None:
    """Attack three graders and compare what is gained. About 15 seconds for each attack."""
    with plain_errors():
        chosen = choose(kinds or [], only or [])[:limit]
        if not chosen:
            raise BadNews("no attack is both of this class and of this name")
        if not shutil.which("bwrap"):
            raise BadNews(
                "this needs bubblewrap: the other graders run student code without walls of their own"
            )
        found: Found = {}
        for name, outcomes in measure(chosen):
            found[name] = outcomes
            measured = [attack for attack in chosen if attack.name in found]
            if markdown:  # after each one, so that an interrupted run was not in vain
                markdown.write_text(as_markdown(measured, found), encoding="utf-8")
            if json_file:
                raw = {"machine": machine.describe(), "fields": ["honest", "attacked"], "found": found}
                json_file.write_text(json.dumps(raw, indent=1), encoding="utf-8")
        show(chosen, found)


def choose(kinds: list[str], only: list[str]) -> list[Attack]:
    """The attacks that apply, grouped by class.

    Raises:
        BadNews: there is no such class or attack.
    """
    everything = []
    for catalogue.PAYLOADS in (PEER_PAYLOADS.parents[1] / "tests" / "redteam" / "payloads", PEER_PAYLOADS):
        everything += catalogue.attacks()
    fit = [
        attack
        for kind in CLASSES
        for attack in everything
        if attack.name.partition("/")[0] == kind
        and attack.name not in LEFT_OUT
        and attack.assignment == "mini"
        and len(attack.runtimes) > 1
    ]
    unknown = (set(kinds) - set(CLASSES)) | (set(only) - {attack.name for attack in fit})
    if unknown:
        raise BadNews(f"no class or attack that applies here is called {', '.join(sorted(unknown))}")
    kept = [attack for attack in fit if not kinds or attack.name.partition("/")[0] in kinds]
    return [attack for attack in kept if not only or attack.name in only]


def measure(chosen: list[Attack]) -> Iterator[tuple[str, dict[str, tuple[Outcome, Outcome]]]]:
    """Attack by attack, grader to what the honest wrong answer got, and what the attack got."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="redteam-", dir="/var/tmp")))
        target = Target(folder, "mini", "numpy", "namespaces")
        stack.callback(target.close)
        graders: dict[str, Peer | Target] = {
            "Otter": Otter(folder / "otter", target.build),
            "nbgrader": Nbgrader(folder / "nbgrader", target.build),
            OURS: target,
        }
        right = msgspec.structs.replace(chosen[0], wrong={})
        for name, grader in graders.items():
            if (control := attacked(grader, right, honest=True)).score != 5:
                raise BadNews(f"{name} does not give the right answer full marks, but {control.score}")
        honest: dict[tuple[str, str], Outcome] = {}
        for attack in track(chosen, "Attacking", console=console, transient=True):
            found = {}
            for name, grader in graders.items():
                if not applies(attack, name):
                    continue
                wrong = (name, json.dumps(attack.wrong))
                if wrong not in honest:
                    honest[wrong] = attacked(grader, attack, honest=True)
                    if honest[wrong].score is None:
                        raise BadNews(f"{name} gave the honest wrong answer of {attack.name} no grade")
                found[name] = honest[wrong], attacked(grader, attack, honest=False)
            console.print(attack.name, {name: after for name, (_, after) in found.items()})
            yield attack.name, found


def applies(attack: Attack, grader: str) -> bool:
    """Variants made for one peer are not held against the other."""
    maker = attack.name.partition("/")[2].partition("_")[0]
    return grader == OURS or maker not in ("otter", "nbgrader") or grader.lower() == maker


def attacked(grader: Peer | Target, attack: Attack, *, honest: bool) -> Outcome:
    if isinstance(grader, Peer):
        return grader.grade(attack, honest)
    before = grader.state()
    data = attack.honest(grader.build) if honest else attack.notebook(grader.build, grader.known)
    result = grader.grade(data)
    after = grader.state()
    said = said_of(result)
    graded = result.score if result.status == "graded" else None
    reached = "HOLE" in said or bool(grader.leaked(result))
    return Outcome(graded, reached, [part for part, value in before.items() if after[part] != value])


def word(attack: Attack, pair: tuple[Outcome, Outcome] | None) -> str:
    """A cell of the table."""
    if pair is None:
        return "-"
    honest, after = pair
    assert honest.score is not None
    if after.score is None:
        words = ["no grade"]
    elif after.score > honest.score + 1e-6:
        words = [f"**gained**: {after.score:g} instead of {honest.score:g}"]
    else:
        words = ["held"]
    if after.reached and not after.changed:  # else what it reached is what it wrote
        words.append("**read the grader's data**")
    if after.changed:
        words.append("**wrote into the grader's folders**")
    return ", ".join(words) if len(words) == 1 or words[0] != "held" else ", ".join(words[1:])


def show(chosen: list[Attack], found: Found) -> None:
    table = Table(title="What wrong answers with a payload get, of 5 points", title_justify="left")
    for column in ("attack", *GRADERS):
        table.add_column(column)
    kind = ""
    for attack in chosen:
        if attack.kind != kind:
            kind = attack.kind
            table.add_section()
            table.add_row(f"[bold]{kind}[/]")
        words = [word(attack, found[attack.name].get(name)) for name in GRADERS]
        table.add_row(attack.about, *(text.replace("**", "") for text in words))
    console.print(table)
    console.print("\n".join(sums(found)))


def as_markdown(chosen: list[Attack], found: Found) -> str:
    lines = [f"| attack | {' | '.join(GRADERS)} |", "|---" * 4 + "|"]
    kind = ""
    for attack in chosen:
        if attack.kind != kind:
            kind = attack.kind
            lines.append(f"| *{kind}* | | | |")
        words = [word(attack, found[attack.name].get(name)) for name in GRADERS]
        lines.append(f"| {attack.about} | {' | '.join(words)} |")
    return "\n".join([*lines, "", *(f"- {line}" for line in sums(found)), ""])


def sums(found: Found) -> list[str]:
    """One sentence for each grader."""
    said = []
    for name in GRADERS:
        pairs = [graders[name] for graders in found.values() if name in graders]
        gained = sum((after.score or 0) > (honest.score or 0) + 1e-6 for honest, after in pairs)
        none = sum(after.score is None for _, after in pairs)
        reached = sum(after.reached and not after.changed for _, after in pairs)
        changed = sum(bool(after.changed) for _, after in pairs)
        said.append(
            f"{name}: {len(pairs)} attacks; {gained} gained points, {reached} read the grader's data, "
            f"{changed} wrote into the grader's folders, {none} left no grade."
        )
    return said


if __name__ == "__main__":
    typer.run(main)
