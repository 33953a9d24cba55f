"""Commands for graders: grade, demo, report, doctor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import (
    Address,
    Assignments,
    DeviceKind,
    EngineKind,
    Jobs,
    Kind,
    Language,
    OfDevice,
    OfEngine,
    Out,
    SandboxKind,
    SingleUse,
    Url,
    app,
    console,
    engine_options,
    find_course,
    names_of,
    open_gradebook,
    ready_ones,
    say,
)
from autograder.cli.errors import BadNews, UsageError, plain_errors
from autograder.cli.gradebook.common import user

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook
    from autograder.results import GradingResult
    from autograder.submissions.collection import Collection


@app.command()
def grade(
    assignment: Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", exists=True, help="Notebooks, zips and folders.")
    ],
    out: Out = None,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
    single_use: SingleUse = False,
    device: OfDevice = DeviceKind.AUTO,
    engine: OfEngine = EngineKind.LOCAL,
    address: Address = "",
    gradebook: Url = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV", help="The class list, with columns id and name. The gradebook remembers it."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade again, even if there is a grade already.")
    ] = False,
    language: Language = None,
) -> None:
    """Grade notebooks, zips, folders and downloads from learning platforms."""
    with plain_errors():
        from autograder.assignment.readiness import ready
        from autograder.cli.progress import follow
        from autograder.engine.grading import grade_class
        from autograder.engine.pool import EngineError
        from autograder.gradebook.people.roster import unmatched
        from autograder.report.notes import namesakes
        from autograder.submissions.collection import collect
        from autograder.submissions.owners.class_list import read_roster
        from autograder.submissions.released import Released

        options = engine_options(jobs, sandbox, single_use, device, engine, address)
        course = find_course(language)
        course.assignment(assignment)  # complain about a wrong name before reading the files
        class_list = read_roster(roster) if roster else None
        loaded = ready(course, assignment).assignment
        released = Released.of(assignment, loaded.released, course.root / "assignments" / assignment)
        folder = out or course.workspace / "grades" / assignment
        _try(folder)
        with open_gradebook(course, gradebook) as book:
            if class_list:
                book.enrol(class_list, user())
            collected = collect(paths, book.roster(), released, course.root)
            _refuse_nothing(collected, paths)
            try:
                events = grade_class(
                    course,
                    loaded,
                    collected.submissions,
                    book,
                    force=force,
                    **options,
                )
                outcome = follow(console, events)
            except EngineError:
                if book.results(assignment):  # of this run too
                    _write(course, book, [assignment], folder, [*map(str, collected.remarks)])
                raise
            strangers = len({row.submission for row in unmatched(book) if row.assignment == assignment})
            tests = {result.assignment: result.tests_hash for result in outcome.results}
            notes = class_list.notes if class_list else ()
            remarks = [*notes, *map(str, collected.remarks), *namesakes(book.results(assignment))]
            _write(course, book, [assignment], folder, remarks, tests, outcome.results)
        _say_unmatched(strangers)
        _say_reused(outcome.reused, len(outcome.results), "; --force grades them again")
        if outcome.ungraded:
            raise BadNews(
                f"{len(outcome.ungraded)} of {len(outcome.results)} submissions could not be graded."
            )


@app.command()
def demo(assignments: Assignments = None, jobs: Jobs = None, sandbox: Kind = SandboxKind.AUTO) -> None:
    """Build a sample class from the catalogued answers, grade it and write the report."""
    with plain_errors():
        from autograder.cli.progress import follow
        from autograder.engine.grading import grade_class
        from autograder.gradebook.database.database import sqlite_url
        from autograder.proofs.demo import quickest_first, sample_class
        from autograder.results import Status
        from autograder.submissions.collection import collect

        course = find_course()
        folder = course.workspace / "demo"
        names = quickest_first(course, names_of(course, assignments))
        results: list[GradingResult] = []
        reused = 0
        _try(folder)
        walls = _walls_of_samples(course, sandbox.value)
        say(f"Report, updated after each assignment: {folder / 'report.html'}")
        with open_gradebook(course, sqlite_url(folder / "gradebook.db")) as book:
            for number, build in enumerate(ready_ones(course, names, bool(assignments)), 1):
                place = folder / "submissions" / build.assignment.name
                notebooks = collect(
                    [sample_class(course, build, place, number)], root=course.root
                ).submissions
                events = grade_class(course, build.assignment, notebooks, book, sandbox_kind=walls, jobs=jobs)
                outcome = follow(console, events)
                results += outcome.results
                reused += outcome.reused
                _files(course, book, [*dict.fromkeys(result.assignment for result in results)], folder)
                say(f"The report has {number} of {len(names)} assignments now.")
        if not results:
            raise UsageError("There is nothing to grade here: this machine is not ready for any assignment.")
        _show(results)
        say(f"Report: {folder / 'report.html'}")
        _say_reused(reused, len(results))
        errors = sum(result.status is Status.ERROR for result in results)
        if errors:  # the unreadable ones belong to the sample
            raise BadNews(f"{errors} of {len(results)} submissions could not be graded.")


@app.command()
def report(
    assignments: Assignments = None, out: Out = None, gradebook: Url = None, language: Language = None
) -> None:
    """Write the report again from the gradebook, to the place where `grade` writes it.

    Without an assignment, also that of the whole course. For a large class that is one page of totals.
    """
    with plain_errors():
        from autograder.report.class_files import LARGE, write_course

        course = find_course(language)
        with open_gradebook(course, gradebook) as book:
            counts = book.handed_in()
            names = [name for name in names_of(course, assignments) if counts.get(name)]
            if not names:
                raise UsageError("The gradebook has no results for this: run `autograder grade` first.")
            if not assignments and sum(counts.values()) > LARGE:
                folder = out or course.workspace / "report"
                with _plain_folder(folder):
                    write_course(course, book, folder)
                say(f"Report: {folder / 'report.html'}")
                return
            results = []
            if out is None:
                for name in names:
                    results = _files(course, book, [name], course.workspace / "grades" / name)
                    say(f"Report: {course.workspace / 'grades' / name / 'report.html'}")
            if out is not None or len(names) > 1 or not assignments:
                _write(course, book, names if assignments else None, out or course.workspace / "report")
            else:
                _show(results)


@app.command()
def doctor() -> None:
    """Say what this machine can do (sandbox, frameworks, GPUs, Docker) and how to get what is missing."""
    with plain_errors():
        from autograder.cli import doctor

        findings = doctor.findings()
        console.print(doctor.table(findings))
        for line in doctor.remedies(findings):
            say(line)


def _walls_of_samples(course: Course, kind: str) -> str:
    """The sandbox ``kind``, announced in a line; ``off`` if ``auto`` finds none: the sample is our own."""
    from autograder.sandbox.choice import choose
    from autograder.sandbox.errors import SandboxError

    try:
        walls = choose(kind, course.root)
    except SandboxError as error:
        if kind != SandboxKind.AUTO:
            raise
        say(f"No walls around the sample notebooks, which are this project's own. {error}")
        return SandboxKind.OFF.value
    say(f"Walls around the sample notebooks: {walls.name} ({', '.join(walls.layers) or 'none'}).")
    return kind


def _refuse_nothing(collected: Collection, paths: list[Path]) -> None:
    """Refuse paths without any student's work.

    Raises:
        UsageError: there is none; it says what is there instead.
    """
    given_paths = {str(path.absolute()) for path in paths}
    for submission in collected.submissions:
        if not submission.problem or submission.source not in given_paths:
            return
    if collected.submissions:
        first = collected.submissions[0]
        raise UsageError(f"{first.source}: {first.problem}")
    raise UsageError(
        f"Nothing in {', '.join(map(str, paths))} looks like a student's work: name notebooks, folders or "
        f"zips of students, or a platform's download. {' '.join(map(str, collected.remarks[-1:]))}".strip()
    )


def _try(folder: Path) -> None:
    """Check that the files of a class can be written to ``folder``, before any work is done."""
    from autograder.files import try_folder

    with _plain_folder(folder):
        try_folder(folder)


@contextmanager
def _plain_folder(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"The report cannot be written to {folder} ({error.strerror}): name another --out."
        ) from error


def _write(
    course: Course,
    book: Gradebook,
    names: Sequence[str] | None,
    folder: Path,
    remarks: Sequence[str] = (),
    tests: Mapping[str, str] | None = None,
    shown: list[GradingResult] | None = None,
) -> None:
    """The files of a class under ``folder``, and a summary on the terminal.

    Args:
        names: of assignments; None: of the whole course.
        remarks: on the class.
        tests: assignment to the hash of its tests today. Default: the tests that were used last.
        shown: the results to list on the terminal. Default: all.
    """
    results = _files(course, book, names, folder, remarks, tests)
    _show(results, remarks, tests, shown)
    say(f"Report: {folder / 'report.html'}")


def _files(
    course: Course,
    book: Gradebook,
    names: Sequence[str] | None,
    folder: Path,
    remarks: Sequence[str] = (),
    tests: Mapping[str, str] | None = None,
) -> list[GradingResult]:
    from autograder.report.class_files import write_class

    with _plain_folder(folder):
        return write_class(course, book, names, folder, remarks, tests)


def _show(
    results: list[GradingResult],
    remarks: Sequence[str] = (),
    tests: Mapping[str, str] | None = None,
    shown: list[GradingResult] | None = None,
) -> None:
    from autograder.cli.summary import print_summary
    from autograder.report.notes import labelled, mixture, newest_tests

    shown = results if shown is None else shown
    print_summary(labelled(shown, results), console)
    for remark in (*remarks, *mixture(results, tests or newest_tests(results))):
        say(remark)
    listed = {(result.assignment, result.student.id) for result in shown}
    if earlier := sum((result.assignment, result.student.id) not in listed for result in results):
        verb = "was graded" if earlier == 1 else "were graded"
        say(f"The files hold the whole class of {len(results)}, of whom {earlier} {verb} in earlier runs.")


def _say_unmatched(count: int) -> None:
    if count:
        what = "1 submission is" if count == 1 else f"{count} submissions are"
        say(f"{what} of nobody in the roster: `autograder gradebook unmatched` lists what to do.")


def _say_reused(reused: int, total: int, hint: str = "") -> None:
    if reused == total:
        say(f"Nothing to do: all {total} were already graded{hint}.")
    elif reused:
        say(f"{reused} of {total} were already graded{hint}.")
