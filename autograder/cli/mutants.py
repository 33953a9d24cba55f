"""What the terminal shows of mutants: which ones survived, and the scores."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from autograder.proofs.mutation.score import Judgement, Score


def outcome(judgement: Judgement) -> str:
    """The outcome of a mutant, in one line."""
    mutant = judgement.mutant
    if judgement.survived:
        return f"{mutant.name}: survived: {mutant.after}"
    return f"{mutant.name}: killed by {judgement.killed_by} ({judgement.verdict})"


def survivors(scores: list[Score]) -> Table:
    """A row for each change that no test noticed, the line before above the line after."""
    table = Table("survivor", "change", show_lines=True)
    for score in scores:
        for mutant in score.survivors:
            cell = f"cell {mutant.cell}, line {mutant.line}"
            place = f"{score.assignment}, {mutant.question}\n{cell}\n{mutant.operator}"
            change = Text.assemble((f"- {mutant.before}\n", "red"), (f"+ {mutant.after}", "green"))
            table.add_row(Text(place), change)
    return table


def totals(scores: list[Score]) -> Table:
    """A row for each assignment; those that crashed are among the killed ones."""
    table = Table()
    table.add_column("assignment", overflow="fold")
    for title in ("killed", "crashed", "survived", "equivalent", "score"):
        table.add_column(title, justify="right")
    for score in scores:
        counts = (score.killed, score.crashed, len(score.survivors), score.equivalent)
        style = "green" if score.enough else "bold red"
        table.add_row(Text(score.assignment), *map(str, counts), Text(f"{score.share:.1%}", style=style))
    return table
