"""`autograder gradebook rubric …` and `marks …`: rubrics, and marks as a table for spreadsheets."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import (
    DeviceKind,
    Jobs,
    Kind,
    OfDevice,
    SandboxKind,
    Url,
    console,
    find_course,
    open_gradebook,
    say,
)
from autograder.cli.errors import UsageError, complain, plain_errors
from autograder.cli.gradebook.common import By, records

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook
    from autograder.gradebook.marking.answers import Answer
    from autograder.gradebook.marking.plots import Plots

rubric = typer.Typer(help="Reasons for points that marks share.", no_args_is_help=True)
marks = typer.Typer(help="Marks that people give, as a table for spreadsheets.", no_args_is_help=True)
records.add_typer(rubric, name="rubric")
records.add_typer(marks, name="marks")

AssignmentName = Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")]
QuestionName = Annotated[str, typer.Argument(help="A question that people mark.")]


@rubric.command(context_settings={"ignore_unknown_options": True})  # or -1 would be taken for an option
def add(
    assignment: AssignmentName,
    question: QuestionName,
    points: Annotated[float, typer.Argument(help="May be negative or zero.")],
    text: Annotated[str, typer.Argument(help="What the points are for; students read it.")],
    by: By,
    note: Annotated[str, typer.Option(help="For graders only.")] = "",
    gradebook: Url = None,
) -> None:
    """Add an item to the rubric of a question."""
    with plain_errors():
        from autograder.gradebook.marking import rubric

        course = find_course()
        with open_gradebook(course, gradebook) as book:
            item = rubric.add(book, course, assignment, question, points, text, who=by, note=note)
        say(f"Rubric item #{item.number} was added to {question} of {assignment}.")


@rubric.command(name="list")
def list_(
    assignment: AssignmentName,
    question: QuestionName,
    every: Annotated[bool, typer.Option("--all", help="Show retired items too.")] = False,
    gradebook: Url = None,
) -> None:
    """Show the rubric of a question, with the numbers of its items."""
    with plain_errors():
        from autograder.cli.gradebook.rubric_table import rubric_table
        from autograder.gradebook.marking import rubric

        course = find_course()
        course.assignment(assignment)
        with open_gradebook(course, gradebook) as book:
            with book.reading():
                rubric.check_question(assignment, question)
            items = rubric.items(book, assignment, question).values()
        shown = [item for item in items if every or not item.is_retired]
        if shown:
            console.print(rubric_table(shown))
        else:
            say(f"The rubric of {question} is empty: add to it with `autograder gradebook rubric add`.")


@rubric.command()
def retire(
    item: Annotated[str, typer.Argument(help="The item's number.")],
    by: By,
    why: Annotated[str, typer.Option(help="The reason.")] = "it is retired",
    gradebook: Url = None,
) -> None:
    """Take an item out of its rubric; marks that name it keep what they gave."""
    with plain_errors():
        from autograder.gradebook.marking import rubric
        from autograder.gradebook.marking.written import number_of

        try:
            number = number_of(item)
        except ValueError:
            raise UsageError(f'"{item}" is no number of a rubric item: write one such as 12.') from None
        with open_gradebook(find_course(), gradebook) as book:
            retired = rubric.retire(book, number, who=by, why=why)
        say(f"Rubric item #{retired.number} is retired.")


@marks.command()
def export(
    assignment: AssignmentName,
    question: QuestionName,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the table and plots/.")],
    plots: Annotated[
        bool, typer.Option(" /--no-plots", help="Do not run the submissions again for their plots.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a table that is there already.")] = False,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
    device: OfDevice = DeviceKind.AUTO,
    gradebook: Url = None,
) -> None:
    """Write the answers to a question as a table, which `marks import` reads back once it is filled in."""
    with plain_errors():
        from autograder.files import safe_stem
        from autograder.gradebook.marking import rubric, sheet
        from autograder.gradebook.marking.answers import answers, texts
        from autograder.gradebook.marking.plots import Plots

        course = find_course()
        course.assignment(assignment)
        path = out / f"{safe_stem(assignment)}-{safe_stem(question)}.csv"
        if path.exists() and not force:
            raise UsageError(
                f"{path} is there already: import it if it was filled in, and then replace it with --force."
            )
        with open_gradebook(course, gradebook) as book:
            with book.reading():
                rubric.check_question(assignment, question)
            found = answers(book, course, assignment, question).values()
            if not found:
                raise UsageError(
                    f"There is no answer to {question} of {assignment} yet: grade submissions first."
                )
            displayed = Plots(book, question, out)
            try:
                if plots:
                    _run_again(book, course, displayed, found, sandbox, jobs, device)
                items = rubric.items(book, assignment, question)
                sheet.write_sheet(found, texts(book, found), displayed.cells, items, path)
            except OSError as error:
                raise UsageError(
                    f"{out} cannot be written ({error.strerror}): name another --out."
                ) from error
        unmarked = sum(answer.mark is None for answer in found)
        say(f"{len(found)} answers, of which {unmarked} are not marked yet: {path}")


def _run_again(
    book: Gradebook,
    course: Course,
    plots: Plots,
    answers: Collection[Answer],
    sandbox: SandboxKind,
    jobs: int | None,
    device: DeviceKind,
) -> None:
    """Runs the submissions for what they display, and says how far that is."""
    from autograder.assignment.readiness import ready
    from autograder.cli.progress import display
    from autograder.engine.events import Graded, Working
    from autograder.engine.showing import show
    from autograder.text import clean_line

    first = next(iter(answers))
    events = show(
        course,
        ready(course, first.assignment).assignment,
        first.question,
        plots.opened([answer.submission for answer in answers]),
        sandbox_kind=sandbox.value,
        jobs=jobs,
        device=device.value,
    )
    title = f"Plots of {first.question}"
    with display(console, title, len(answers)) as progress, contextlib.closing(events):
        for event in events:
            match event:
                case Working():
                    progress.event(event)
                case Graded():
                    progress.finished(clean_line(plots.keep(event)))
    failed = (
        f" Submissions that cannot run again: {plots.failed}; the table says why." if plots.failed else ""
    )
    say(f"Plots: {plots.count}.{failed}")


@marks.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="The table that `marks export` wrote, filled in.")],
    by: By,
    skip_conflicts: Annotated[
        bool, typer.Option("--skip-conflicts", help="Leave out rows with conflicts, and import the others.")
    ] = False,
    gradebook: Url = None,
) -> None:
    """Read marks from a table; all of them or none, if a row has a conflict."""
    with plain_errors():
        from autograder.gradebook.marking import sheet

        course = find_course()
        with open_gradebook(course, gradebook) as book:
            try:
                imported = sheet.read_sheet(book, course, file, who=by, skip_conflicts=skip_conflicts)
            except sheet.SheetConflictsError as error:
                for conflict in error.conflicts:
                    complain(conflict)
                raise
        for conflict in imported.conflicts:
            complain(f"Left out: {conflict}")
        for note in imported.notes:
            say(note)
        say(f"Marks given: {imported.given}. Rows that change nothing: {imported.unchanged}.")
