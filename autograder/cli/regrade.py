"""`autograder regrade`: a class graded again beside the grades that count, and what that would change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import (
    Address,
    DeviceKind,
    EngineKind,
    EngineOptions,
    Jobs,
    Kind,
    OfDevice,
    OfEngine,
    SandboxKind,
    SingleUse,
    Url,
    app,
    console,
    engine_options,
    find_course,
    open_gradebook,
    say,
)
from autograder.cli.errors import BadNews, UsageError, plain_errors
from autograder.cli.gradebook.common import By

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook


@app.command()
def regrade(
    assignment: Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")],
    by: By,
    status: Annotated[
        bool, typer.Option("--status", help="Show what the open regrade would change; grade nothing.")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Let the open regrade count.")] = False,
    drop: Annotated[
        bool, typer.Option("--drop", help="Forget the open regrade; if none is open, the one kept last.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="CSV", help="Write the changes to this file too.")
    ] = None,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
    single_use: SingleUse = False,
    device: OfDevice = DeviceKind.AUTO,
    engine: OfEngine = EngineKind.LOCAL,
    address: Address = "",
    gradebook: Url = None,
) -> None:
    """Grade a class again after tests or versions changed, beside the grades that count."""
    with plain_errors():
        if status + keep + drop > 1:
            raise UsageError("Pass only one of --status, --keep and --drop.")
        if out and (keep or drop):
            raise UsageError("--out writes what would change: pass it without --keep and --drop.")
        if out and not out.parent.is_dir():
            raise UsageError(f"There is no folder {out.parent} for the changes: name another --out.")
        options = engine_options(jobs, sandbox, single_use, device, engine, address)
        course = find_course()
        course.assignment(assignment)
        with open_gradebook(course, gradebook) as book:
            if drop:
                _drop(book, assignment, by)
            elif keep:
                _keep(book, course, assignment, by)
            elif status:
                _status(book, course, assignment, out)
            else:
                _grade_again(book, course, assignment, by, options, out)


def _grade_again(
    book: Gradebook, course: Course, name: str, by: str, options: EngineOptions, out: Path | None
) -> None:
    from autograder.assignment.readiness import ready
    from autograder.cli.changes import work
    from autograder.cli.progress import follow
    from autograder.engine.grading import grade_class, sandbox_of
    from autograder.engine.versions import versions_today
    from autograder.gradebook.regrades.affected import Basis
    from autograder.gradebook.regrades.regrades import begin
    from autograder.gradebook.regrades.regrading import Regrading

    assignment = ready(course, name).assignment
    config = course.assignment(name)
    sandbox = sandbox_of(course, config, options["sandbox_kind"], options["device"], options["cluster"])
    basis = Basis(assignment.hash, versions_today(sandbox, assignment.runtime))
    begun = begin(book, course, name, basis, by)
    if begun.outdated:
        say("The tests or the versions changed again: the open regrade is dropped, and its results with it.")
    for sentence in work(begun.affected, basis):
        say(sentence)
    if begun.regrade is None:
        return
    if begun.resumed:
        say("The open regrade goes on.")
    earlier = Regrading(book, assignment, basis, begun.regrade, begun.affected.left, options["sandbox_kind"])
    follow(console, grade_class(course, assignment, earlier.submissions, book, earlier=earlier, **options))
    _show(book, course, name, begun.regrade, out)


def _status(book: Gradebook, course: Course, name: str, out: Path | None) -> None:
    from autograder.cli.changes import work
    from autograder.gradebook.regrades.affected import affected, may_count
    from autograder.gradebook.regrades.regrades import basis_of, find

    regrade = find(book, name)
    submissions = may_count(book, course, name, datetime.now(UTC))
    with book.reading():
        state = affected(book.contents, name, submissions, basis_of(regrade), regrade.pk)
    say(f"{regrade.who} began this regrade at {regrade.began.astimezone():%Y-%m-%d %H:%M}.")
    for sentence in work(state, basis_of(regrade)):
        say(sentence)
    _show(book, course, name, regrade.pk, out)


def _keep(book: Gradebook, course: Course, name: str, by: str) -> None:
    from autograder.gradebook.regrades.regrades import keep

    keep(book, course, name, by)
    say(f"Kept: the new results of {name} count now. `autograder regrade {name} --drop` takes that back.")
    _say_report(name)


def _drop(book: Gradebook, name: str, by: str) -> None:
    from autograder.gradebook.regrades.regrades import drop

    if drop(book, name, by):
        say(f"Dropped: the results of {name} from before the regrade that was kept last count again.")
        _say_report(name)
    else:
        say(f"Dropped: the open regrade of {name} is forgotten, and no grade changed.")


def _say_report(name: str) -> None:
    say(f"`autograder report {name}` writes the grades anew.")


def _show(book: Gradebook, course: Course, name: str, regrade: int, out: Path | None) -> None:
    """The table of changes, and how to go on."""
    from autograder.cli.changes import changes_table
    from autograder.gradebook.regrades.changes import compare
    from autograder.report.changes_csv import write_changes_csv
    from autograder.text import number

    comparison = compare(book, course, name, regrade, datetime.now(UTC))
    if comparison.changes:
        console.print(changes_table(comparison.changes))
    if comparison.mean_before is not None and comparison.mean_after is not None:
        means = f"{number(comparison.mean_before)} % → {number(comparison.mean_after)} %"
        say(f"{len(comparison.changes)} of {comparison.compared} students change; mean of the class {means}.")
    if out:
        try:
            write_changes_csv(comparison.changes, out)
        except OSError as error:
            raise UsageError(
                f"The changes cannot be written to {out} ({error.strerror}): name another --out."
            ) from error
        say(f"Changes: {out}")
    say(
        f"Until you decide, the old results count: `autograder regrade {name} --keep` lets these count, "
        "--drop forgets them."
    )
    if comparison.failed:
        raise BadNews(
            f"{comparison.failed} submissions could not be graded again, and keep what they have: "
            f"`autograder regrade {name}` tries once more."
        )
