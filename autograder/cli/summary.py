"""The class as a table in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.report.looks import LOOKS, STATUS_STYLES, WITHOUT_WALLS
from autograder.report.summary import misconceptions
from autograder.results import GradingResult, Status
from autograder.text import clean_line, duration, number

NARROW = 60  # columns of a terminal: below, a table would cut every word
_BAR = 12  # columns
_FREQUENT = 3  # misconceptions


def print_summary(results: Sequence[GradingResult], console: Console) -> None:
    """Print the table of the class, a legend of its signs, and a line of totals."""
    if not results:
        console.print("Nothing was graded.")
        return
    if console.width < NARROW:
        for result in results:
            console.print(_lines(result))
    else:
        console.print(class_table(results))
    verdicts = {question.verdict for result in results for question in result.questions}
    legend = Text("  ").join(
        Text.assemble((look.sign, look.style), f" {look.word}")
        for verdict, look in LOOKS.items()
        if verdict in verdicts
    )
    if legend:
        console.print(legend)
    console.print(_totals(results))
    for line in _misconceptions(results):
        console.print(line)
    if count := sum(result.has_no_walls for result in results):
        console.print(Text(f"Sandbox {WITHOUT_WALLS}: {count} of {len(results)}.", style="bold red"))


def class_table(results: Sequence[GradingResult]) -> Table:
    """A row per result: student, assignment, a bar, percent, a sign per question, status.

    All text of students is shown as it is: no markup, no control characters.
    """
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("assignment", overflow="fold")
    table.add_column("score", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column("questions", no_wrap=True)
    table.add_column("status", overflow="fold")
    for result in results:
        graded = result.status is Status.GRADED
        table.add_row(
            Text(clean_line(result.student.name)),
            Text(clean_line(result.assignment)),
            _bar(result) if graded else Text("–", style="dim"),  # noqa: RUF001
            Text(number(result.percent, 0) if graded else ""),
            _signs(result),
            _status(result),
        )
    return table


def _lines(result: GradingResult) -> Text:
    """A result on a terminal too narrow for a table: the student, and below it the content of a row."""
    student = Text(clean_line(result.student.name), style="bold")
    if result.status is not Status.GRADED:
        return Text("\n  ").join([student, _status(result)])
    points = f"{number(result.score)}/{number(result.possible)}, {number(result.percent, 0)} %  "
    lines = [student, Text.assemble(points, _signs(result))]
    if str(result.message) or result.remarks:
        lines.append(_status(result))
    return Text("\n  ").join(lines)


def _signs(result: GradingResult) -> Text:
    return Text.assemble(
        *((LOOKS[question.verdict].sign, LOOKS[question.verdict].style) for question in result.questions)
    )


def _bar(result: GradingResult) -> Text:
    share = min(max(result.percent / 100, 0.0), 1.0)
    full = int(share * _BAR)  # rounded down: only full marks fill the bar
    points = f" {number(result.score)}/{number(result.possible)}"
    return Text.assemble(("█" * full, "cyan"), ("░" * (_BAR - full), "dim"), points)


def _status(result: GradingResult) -> Text:
    text = Text(result.status.value, style=STATUS_STYLES[result.status])
    if remarks := " ".join(filter(None, map(str, (result.message, *result.remarks)))):
        text.append(f": {clean_line(remarks)}", style="default")
    return text


def _totals(results: Sequence[GradingResult]) -> Text:
    counts = [(status, sum(result.status is status for result in results)) for status in Status]
    totals = ", ".join(f"{count} {status.value}" for status, count in counts if count)
    return Text(f"{totals}; {duration(sum(result.seconds for result in results))} of grading.")


def _misconceptions(results: Sequence[GradingResult]) -> list[Text]:
    frequent = misconceptions(results)[:_FREQUENT]
    lines = [
        Text.assemble(
            (f"{count:4} × ", "yellow"),  # noqa: RUF001
            f"{reason.assignment} {reason.question}: {reason.sentence}",
        )
        for reason, count in frequent
    ]
    return [Text("Most frequent misconceptions:"), *lines] if frequent else []
