"""Every command, a few lines each. Whatever is heavy is imported inside a command, so that --help is fast."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.complaints import BadNews, UsageError, plain_errors

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.gradebook import Gradebook
    from autograder.results import GradingResult

app = typer.Typer(
    help="Grades deep-learning homework in notebooks, with hidden tests that the graded code cannot touch.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()


class SandboxKind(StrEnum):
    """The values of ``--sandbox``."""

    AUTO = "auto"
    NAMESPACES = "namespaces"
    OFF = "off"


Assignments = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="Assignments; all where none is named.")
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Submissions at a time; as many as cores by default.")]
Kind = Annotated[SandboxKind, typer.Option("--sandbox", help="The walls around student code; off: none.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where grades.csv, results/ and report.html go."),
]
Url = Annotated[
    str | None,
    typer.Option("--gradebook", metavar="URL", help="The database; .autograder/gradebook.db by default."),
]


@app.command()
def grade(
    assignment: Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", exists=True, help="Notebooks, zips, folders.")
    ],
    out: Out = None,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
    gradebook: Url = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="CSV", help="The class list: columns id and name.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded already.")] = False,
) -> None:
    """Grade notebooks, zips, folders and downloads of learning platforms."""
    with plain_errors():
        from autograder.authoring.readiness import ready
        from autograder.engine.run import grade_class
        from autograder.submissions import collect, read_roster

        course = _course()
        course.assignment(assignment)  # a wrong name is said before the files are read
        submissions = collect(paths, read_roster(roster) if roster else None)
        if all(submission.problem for submission in submissions):  # nothing here is anybody's work
            said = [f"{submission.source}: {submission.problem}" for submission in submissions[:1]]
            raise UsageError(said[0] if said else "There is no notebook there.")
        with _gradebook(course, gradebook) as book:
            done = grade_class(
                course,
                ready(course, assignment).assignment,
                submissions,
                book,
                console,
                sandbox_kind=sandbox.value,
                jobs=jobs,
                force=force,
            )
        _write(course, done.results, out or course.root / ".autograder" / "grades" / assignment)
        _say_reused(done.reused, len(done.results), "; --force grades them again")
        if done.ungraded:
            raise BadNews(f"{len(done.ungraded)} of {len(done.results)} submissions could not be graded.")


@app.command()
def demo(assignments: Assignments = None, jobs: Jobs = None, sandbox: Kind = SandboxKind.AUTO) -> None:
    """Build a sample class from the catalogued answers, grade it and write the report."""
    with plain_errors():
        from autograder.authoring.build import build
        from autograder.authoring.demo import sample_class
        from autograder.engine.run import grade_class
        from autograder.results import Status
        from autograder.submissions import collect

        course = _course()
        folder = course.root / ".autograder" / "demo"
        results: list[GradingResult] = []
        reused = 0
        with _gradebook(course, f"sqlite:///{folder / 'gradebook.db'}") as book:
            names = _ready_names(course, assignments)
            for name, paths in sample_class(course, names, folder / "submissions").items():
                assignment, notebooks = build(course, name).assignment, collect(paths)
                done = grade_class(
                    course, assignment, notebooks, book, console, sandbox_kind=sandbox.value, jobs=jobs
                )
                results += done.results
                reused += done.reused
        _write(course, results, folder)
        _say_reused(reused, len(results))
        errors = sum(result.status is Status.ERROR for result in results)
        if errors:  # the unreadable ones belong to the sample
            raise BadNews(f"{errors} of {len(results)} submissions could not be graded.")


@app.command()
def release(
    assignments: Assignments = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; fail where assignments/ is not up to date, or leaks."),
    ] = False,
) -> None:
    """Make the students' notebooks in assignments/ from the masters in solutions/."""
    with plain_errors():
        from autograder.authoring.release import release

        course = _course()
        said = release(course, _names(course, assignments), check)
        if check and said:
            raise BadNews("\n".join(said))
        for path in said:
            _say(path)


@app.command()
def data(assignments: Assignments = None) -> None:
    """Make the data that assignments need and that is not committed, from packages of the package index."""
    with plain_errors():
        from autograder.authoring.data import make, missing

        course = _course()
        for name in _names(course, assignments):
            if missing(course, name):
                with console.status(f"making the data of {name}"):
                    made = make(course, name)
                for path in made:
                    _say(path)
        _say("All data is there.")


@app.command()
def verify(
    assignments: Assignments = None,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
    answer: Annotated[
        list[str] | None, typer.Option(help="Prove only this known answer; repeatable. All by default.")
    ] = None,
    repeat: Annotated[
        int, typer.Option(min=1, help="Grade each answer so many times: hidden tests draw new inputs.")
    ] = 1,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Run small changes of the reference instead of the known answers."),
    ] = False,
) -> None:
    """Prove the tests: full marks for right answers, the named points lost for wrong ones."""
    with plain_errors():
        from autograder.authoring.answers import answers
        from autograder.authoring.build import build
        from autograder.authoring.matrix import Matrix
        from autograder.authoring.tables import matrix_table, outcome, surprises
        from autograder.authoring.verify import GIVEN_ANSWERS, verify
        from autograder.engine.progress import display
        from autograder.examiner.catalogue import complaint

        course = _course()
        if mutants:
            if answer or repeat > 1:
                raise UsageError("--mutants runs no known answers: leave --answer and --repeat out.")
            _verify_mutants(course, _ready_names(course, assignments), sandbox.value, jobs)
            return
        total, failed = 0, []
        for name in _ready_names(course, assignments):
            count = len(answer or [*GIVEN_ANSWERS, *answers(course.root / "solutions" / name)])
            proofs = []
            with display(console, f"verify {name}", count * repeat) as shown:
                for proof in verify(course, name, sandbox.value, jobs, shown.event, answer or (), repeat):
                    proofs.append(proof)
                    shown.finished(f"{proof.answer}: {outcome(proof)}", not proof.holds)
            matrix = Matrix(proofs)
            console.print(matrix_table(matrix))
            page = course.root / ".autograder" / "verify" / name / "matrix.html"
            matrix.write(page, complete=not answer)
            _say(f"As a page: {page}")
            made = build(course, name).assignment.diagnosing(course.root)
            for sentence in [*matrix.findings(complete=not answer), *surprises(proofs), complaint(made)]:
                if sentence:
                    _say(sentence)
            total += len(proofs)
            failed += [proof for proof in proofs if not proof.holds]
        if failed:
            raise BadNews(
                f"{len(failed)} of {total} known answers did not get the points that they must get."
            )
        _say(f"All {total} known answers got exactly the points that they must get.")


@app.command()
def calibrate(
    assignment: Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")],
    seeds: Annotated[
        int,
        typer.Option(min=2, help="Runs of each answer that a threshold decides on; others get a quarter."),
    ] = 20,
    reference: Annotated[
        int | None, typer.Option(min=3, help="Runs of the reference; three times --seeds by default.")
    ] = None,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
) -> None:
    """Measure where the thresholds lie between right and wrong answers, and write calibration.json.

    Each run is kept: what was stopped goes on where it was, and more seeds only add to what is there.
    """
    with plain_errors():
        from autograder.authoring.calibration.record import Record
        from autograder.authoring.calibration.runs import Calibration, Seeds
        from autograder.authoring.tables import evidence_table
        from autograder.engine.progress import display

        counts = Seeds(reference or 3 * seeds, seeds, max(2, seeds // 4))
        calibration = Calibration(_course(), assignment)
        plan = calibration.plan(counts)
        trials = []
        with display(console, f"calibrate {assignment}", len(plan)) as shown:
            for trial in calibration.run(plan, sandbox.value, jobs, shown.event):
                trials.append(trial)
                shown.finished(f"{trial.answer.name}, seed {trial.seed}")
        record = Record(calibration, trials)
        pictures = record.write(counts)
        if record.evidence:
            console.print(evidence_table(record.evidence))
        else:
            _say(f"No test of {assignment} compares anything with a threshold.")
        for picture in pictures:
            _say(str(picture))
        if said := record.refusals + record.misses:
            raise BadNews("\n".join(said))
        _say(f"Every wrong answer was caught in every one of its runs (answers: {len(record.caught)}).")


@app.command()
def diagnose(assignments: Assignments = None, jobs: Jobs = None, sandbox: Kind = SandboxKind.AUTO) -> None:
    """Record what wrong answers give, so that students are told their misconception, and check it."""
    with plain_errors():
        from autograder.authoring.diagnosis import Diagnosis
        from autograder.authoring.named import Named, Tally, table
        from autograder.engine.progress import display

        course = _course()
        tallies = []
        for name in _ready_names(course, assignments):
            diagnosis = Diagnosis(course, name, sandbox.value, jobs)
            if not diagnosis.wrong:
                _say(f"{name} has no wrong answers to record.")
                continue
            found: list[Named] = []
            with display(console, f"diagnose {name}", diagnosis.total) as shown:
                for title in diagnosis.record(shown.event):
                    shown.finished(f"{title}: recorded")
                for one in diagnosis.check(shown.event):
                    found.append(one)
                    shown.finished(one.sentence, not one.right)
            tallies.append(Tally(name, found))
            for sentence in tallies[-1].sentences:
                _say(sentence)
        console.print(table(tallies))
        if failed := [tally.assignment for tally in tallies if not tally.holds]:
            raise BadNews(f"Not enough answers of {', '.join(failed)} are named rightly.")


@app.command()
def report(assignments: Assignments = None, out: Out = None, gradebook: Url = None) -> None:
    """Write the report again from what the gradebook holds."""
    with plain_errors():
        course = _course()
        names = _names(course, assignments)
        with _gradebook(course, gradebook) as book:
            results = [result for name in names for result in book.results(name)]
        if not results:
            raise UsageError("The gradebook holds no results of this: run `autograder grade` first.")
        _write(course, results, out or course.root / ".autograder" / "report")


@app.command()
def doctor() -> None:
    """Say what this machine can do (sandbox, frameworks, GPUs, Docker), and how to get what is missing."""
    with plain_errors():
        from autograder import doctor

        console.print(doctor.table())


def _course() -> Course:
    from autograder import course

    return course.load(course.find(Path.cwd()))


def _names(course: Course, names: list[str] | None) -> list[str]:
    """The assignments that were named, each known to the course; all where none was."""
    for name in names or []:
        course.assignment(name)
    return names or list(course.assignments)


def _ready_names(course: Course, names: list[str] | None) -> list[str]:
    """As ``_names``; where none was named, what this machine is not ready for is left out, and said."""
    from autograder.authoring.readiness import NotReadyError, ready

    found = []
    for name in _names(course, names):
        try:
            ready(course, name)
            found.append(name)
        except NotReadyError as reason:
            if names:
                raise
            _say(f"Left out: {reason}")
    return found


def _verify_mutants(course: Course, names: list[str], sandbox_kind: str, jobs: int | None) -> None:
    """Runs the mutants of the assignments, and fails where the tests notice too few of them."""
    from autograder.authoring.mutation import tables
    from autograder.authoring.mutation.runs import Mutation
    from autograder.authoring.mutation.score import ENOUGH, Score
    from autograder.engine.progress import display

    scores: list[Score] = []
    for name in names:
        mutation = Mutation(course, name)
        scores.append(Score(name, mutation.equivalent, []))
        with display(console, f"mutants of {name}", len(mutation.mutants)) as shown:
            for judgement in mutation.run(sandbox_kind, jobs, shown.event):
                scores[-1].judgements.append(judgement)
                shown.finished(tables.outcome(judgement), judgement.survived)
        for mark in mutation.stale:
            _say(f"{name}: no mutant is as equivalent_mutants.yml says any more: {mark}")
    if any(score.survivors for score in scores):
        console.print(tables.survivors(scores))
    console.print(tables.totals(scores))
    if weak := [f"{score.assignment} ({score.share:.1%})" for score in scores if not score.enough]:
        raise BadNews(f"The tests notice less than {ENOUGH:.0%} of the changes: {', '.join(weak)}.")
    _say(f"The tests notice at least {ENOUGH:.0%} of the changes in each assignment.")


def _gradebook(course: Course, url: str | None) -> Gradebook:
    from autograder.gradebook import Gradebook

    return Gradebook(url or f"sqlite:///{course.root / '.autograder' / 'gradebook.db'}")


def _write(course: Course, results: list[GradingResult], folder: Path) -> None:
    """The files of a class under ``folder``, and a summary on the terminal."""
    from autograder.report import print_summary, write_grades_csv, write_report, write_results_json
    from autograder.report.calibration import read_calibrations

    def late_penalty(result: GradingResult) -> float:
        return course.late_penalty(course.assignment(result.assignment), result.submitted_at)

    known = read_calibrations(course.root / "solutions", {result.assignment for result in results})
    try:
        write_grades_csv(results, folder / "grades.csv", late_penalty)
        write_results_json(results, folder / "results")
        write_report(results, folder / "report.html", course.course, calibrations=known)
    except OSError as error:
        raise UsageError(
            f"The report cannot be written to {folder} ({error.strerror}): name another --out."
        ) from error
    print_summary(results, console)
    _say(f"Report: {folder / 'report.html'}")


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _say_reused(reused: int, total: int, hint: str = "") -> None:
    if reused == total:
        _say(f"Nothing to do: all {total} were already graded{hint}.")
    elif reused:
        _say(f"{reused} of {total} were already graded{hint}.")
