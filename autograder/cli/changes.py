"""A regrade in sentences and as a table: what is graded again, and what that changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from autograder.engine.versions import updates
from autograder.gradebook.grades.grades import Part
from autograder.gradebook.regrades.affected import Affected, Basis
from autograder.gradebook.regrades.changes import CaseChange, Change
from autograder.student import labels
from autograder.text import clean_line, number


def work(state: Affected, basis: Basis) -> Iterator[str]:
    """What is graded again, and why the rest is not."""
    reasons = []
    if tests := sum(newest.tests_hash != basis.tests_hash for newest in state.before):
        reasons.append(f"other tests in {tests} of {len(state.before)}")
    reasons += updates([newest.versions for newest in state.before], basis.versions)
    if count := len(state.left) + len(state.graded):
        because = f" ({'; '.join(reasons)})" if reasons else ""
        yield f"{count} of {state.considered} results may change{because}."
    else:
        yield f"None of {state.considered} results can change."
    for numbers, sentence in (
        (state.graded, "{} graded again already."),
        (state.left, "{} still to be graded."),
        (state.current, "{} made with these tests and versions anyway."),
        (
            state.unkept,
            "{} left out, as the gradebook does not keep the files: grade them with `autograder grade`.",
        ),
        (state.unopened, "{} left out, as the file could never be opened."),
        (state.superseded, "{} superseded, so that no points of it count."),
    ):
        if numbers:
            yield "  " + sentence.format(f"{len(numbers)} {'is' if len(numbers) == 1 else 'are'}")


def changes_table(changes: Sequence[Change]) -> Table:
    """A row for each student: the score before and after, and the test cases that make the difference."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("student", overflow="fold")
    for name in ("before", "after", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("through", overflow="fold")
    label = labels(change.student for change in changes)
    for change in changes:
        table.add_row(
            Text(clean_line(label[change.student.id])),
            _points(change.before),
            _points(change.after),
            f"{change.difference:+.5g}",
            Text("\n".join(map(_case, change.cases))),
        )
    return table


def _points(part: Part) -> str:
    return "" if part.points is None else f"{number(part.points)}/{number(part.possible)}"


def _case(change: CaseChange) -> str:
    before, after = ("none" if points is None else number(points) for points in (change.before, change.after))
    return f"{clean_line(f'{change.question} {change.case}')}: {before} → {after}"
