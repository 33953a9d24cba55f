"""Mutants are killed by tests that notice them and live where none does; each is run once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from autograder.assignment.errors import AuthoringError
from autograder.cli import app, errors
from autograder.course.course import Budget, Course
from autograder.proofs.mutation.equivalents import equivalents
from autograder.proofs.mutation.runs import Mutation, hurry
from autograder.proofs.mutation.score import Judgement, Score
from autograder.results import QuestionResult, Verdict

OFF = ("--sandbox", "off", "--jobs", "1")
Change = Callable[[str, str, str], None]
EQUIVALENT = """
- question: q1
  operator: scale
  before: twice_as_much = np.asarray(x) * 2
  after: twice_as_much = np.asarray(x) * 3
  reason: This test says so.
"""


def judged(course: Course) -> dict[str, Judgement]:
    return {one.mutant.after: one for one in Mutation(course, "mini").run("off", 1)}


@pytest.fixture
def weak(change: Change) -> None:
    """Both tests of q1 look at zero only, of which twice, three times and half are the same."""
    change("master.py", "assert double(2) == 4", "assert double(0) == 0")
    change("master.py", "x = rng.normal(size=(3, 4))", "x = rng.normal(size=(3, 4)) * 0")


def command(course: Course, *arguments: str) -> Result:
    """The command in the folder of the course."""
    with contextlib.chdir(course.root), pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors, "console", Console(stderr=True))  # onto the stream that is captured
        return CliRunner().invoke(
            app, ["verify", "mini", "--mutants", "--sandbox", "off", "--jobs", "1", *arguments]
        )


def mark(course: Course, text: str) -> Path:
    path = course.root / "solutions" / "mini" / "equivalent_mutants.yml"
    path.write_text(text)
    return path


def test_strong_tests_kill_every_mutant_and_what_only_raises_is_told_apart(
    course: Course, change: Change
) -> None:
    change("master.py", "np.asarray(x) * 2", "np.asarray(x) * [4, 2][1]")
    result = command(course)
    assert result.exit_code == 0, result.output
    assert "at least 90% of the changes" in result.output
    assert "survivor " not in result.output
    found = judged(course)
    assert {after: one.killed_by for after, one in found.items()} == {
        "twice_as_much = np.asarray(x) / [4, 2][1]": "q1",
        "twice_as_much = np.asarray(x) * [4, 3][1]": "q1",
        "twice_as_much = np.asarray(x) * [4, 1][1]": "q1",
        "twice_as_much = np.asarray(x) * [4, 2][2]": "q1",
        "twice_as_much = np.asarray(x) * [4, 2][0]": "q1",
        "moved_by_the_offset = np.asarray(x) - offset": "q2",
    }
    assert [after for after, one in found.items() if one.crashed] == [
        "twice_as_much = np.asarray(x) * [4, 2][2]"
    ]
    score = Score("mini", 0, [*found.values()])
    assert (score.killed, score.crashed, score.share) == (6, 1, 1.0)


@pytest.mark.usefixtures("weak")
def test_a_mutant_lives_until_a_later_question_or_a_stronger_test_kills_it(
    course: Course, change: Change
) -> None:
    def first() -> tuple[str, str]:
        (one,) = Mutation(course, "mini", limit=1).run("off", 1)
        return one.mutant.question, one.killed_by

    def kept() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in Mutation(course, "mini").folder.iterdir()}

    result = command(course)
    assert result.exit_code == 1
    assert result.stderr == "The tests notice fewer than 90% of the changes: mini (33.3%).\n"
    assert "+ twice_as_much = np.asarray(x) * 3" in result.output
    stamps = kept()
    assert len(stamps) == 6  # the reference; three in their question; those that lived in the whole notebook
    assert first() == ("q1", "")
    assert kept() == stamps

    change("master.py", "moved_by_the_offset = np.asarray(x)", "moved_by_the_offset = double(x) - x")
    assert first() == ("q1", "q2")
    assert len(kept()) == 8  # in its own question nothing was run again

    change("master.py", "assert double(0) == 0", "assert double(3) == 6")
    assert first() == ("q1", "q1")


def test_a_loop_without_an_end_is_stopped(course: Course, change: Change) -> None:
    loop = "twice_as_much = 0\n    while not twice_as_much == 2:\n        twice_as_much += 1"
    change("master.py", "twice_as_much = np.asarray(x) * 2", f"{loop}\n    twice_as_much *= np.asarray(x)")
    mutation = Mutation(course, "mini")
    mutation.mutants = [one for one in mutation.mutants if one.after == "twice_as_much -= 1"]
    (found,) = mutation.run("off", 1)
    assert (found.killed_by, found.verdict) == ("q1", Verdict.TIMEOUT)


def test_a_mutant_gets_little_more_time_than_the_reference(course: Course) -> None:
    patient = course.assignment("mini").model_copy(update={"budget": Budget(time=600.0, memory=1000)})
    reference = QuestionResult("q1", Verdict.PASSED, 3.0, 3.0, seconds=2.0)
    hurried = hurry(patient, [reference])
    assert hurried.budget_for("q1") == Budget(time=16.0, memory=1000)
    assert hurried.budget_for("q2").time == 600
    assert hurry(hurried, [reference]).budget_for("q1").time == 16


def test_marked_ones_are_not_run_and_count_neither_way(course: Course) -> None:
    mark(course, EQUIVALENT)
    mutation = Mutation(course, "mini")
    assert "twice_as_much = np.asarray(x) * 3" not in {mutant.after for mutant in mutation.mutants}
    assert (len(mutation.mutants), mutation.equivalent, mutation.stale) == (2, 1, [])


def test_a_mark_that_no_mutant_bears_is_stale(course: Course) -> None:
    mark(course, EQUIVALENT.replace("* 2", "* 2.0"))
    mutation = Mutation(course, "mini")
    assert (len(mutation.mutants), mutation.equivalent) == (3, 0)
    assert mutation.stale == ["q1, scale: twice_as_much = np.asarray(x) * 3"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("reason: This test says so.", "reason: ' '", "say why `twice_as_much = .*` of q1 is as right"),
        ("  reason: This test says so.", "", "missing required field `reason`"),
        ("scale", "skale", "no operator 'skale'"),
        ("- question", "question", "expected a list of question"),
        ("before", "befor", "unknown field `befor`"),
    ],
)
def test_a_bad_mark_is_told_in_one_sentence(course: Course, old: str, new: str, words: str) -> None:
    path = mark(course, EQUIVALENT.replace(old, new))
    with pytest.raises(AuthoringError, match=words) as raised:
        equivalents(path.parent)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_bad_usage_is_said_in_one_sentence_by_the_command(course: Course) -> None:
    result = command(course, "--answer", "sum")
    assert (result.exit_code, result.stderr) == (
        2,
        "--mutants runs no known answers: leave out --answer and --repeat.\n",
    )
    mark(course, EQUIVALENT.replace("scale", "skale"))
    result = command(course)
    assert result.exit_code == 2
    assert "there is no operator 'skale'" in result.stderr


def test_a_reference_that_fails_is_told(course: Course, change: Change) -> None:
    change("master.py", "np.asarray(x) * 2", "np.asarray(x) * 3")
    with pytest.raises(
        AuthoringError, match="reference of mini loses points in q1: run `autograder verify mini` first"
    ):
        judged(course)


def test_the_limit_is_kept(course: Course) -> None:
    assert [mutant.question for mutant in Mutation(course, "mini", limit=2).mutants] == ["q1", "q2"]
