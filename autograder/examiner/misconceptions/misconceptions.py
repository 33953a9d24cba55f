"""Which misconceptions the lost questions of a submission show: asked for when all points are settled."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.examiner.alignment.align import Alignment, Step
from autograder.examiner.misconceptions.catalogue import Catalogue, usable
from autograder.examiner.misconceptions.comparison import Replay, match, numbered, worth_asking
from autograder.examiner.misconceptions.transcript import Case, Record, Transcript
from autograder.examiner.session.reserved import Reserved
from autograder.examiner.session.session import Session
from autograder.examiner.submission_run import SubmissionRun
from autograder.examiner.testing import Examined
from autograder.message import Message
from autograder.results import QuestionResult, Verdict
from autograder.settings import RunMode

UNHEARD = (Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY)  # asking again would take as long, and tell nothing
Value = TypeVar("Value")


class Misconceptions:
    """Asks a submission's candidate once more, after its grading.

    Args:
        test_files: by question.
        mode: names the catalogue.
    """

    def __init__(
        self,
        assignment: Assignment,
        reserved: Reserved,
        test_files: Mapping[str, ExceptionTestFile],
        mode: RunMode,
    ) -> None:
        self._assignment = assignment
        self._mode = mode
        self._reserved = reserved
        self._test_files = test_files

    @property
    def asked(self) -> Mapping[str, Collection[str]]:
        """By question, the names that it may be asked for once more."""
        path = self._mode.catalogue
        wanted = self._mode.transcribing or (path and Path(path).exists())
        return self._reserved.asked if wanted else {}

    @cached_property
    def _catalogue(self) -> Catalogue:
        """What is known of wrong answers: read when a question loses points."""
        return usable(self._assignment, self._mode.catalogue)

    def record(self, submission: SubmissionRun, runs: Mapping[str, Examined], seconds: float) -> Record:
        """What a known answer gives, for the catalogue.

        Args:
            runs: by question, what came of its tests.
            seconds: that grading took.
        """
        lost = [name for name, run in runs.items() if run.score < run.possible]
        transcripts = self._listen(submission, dict.fromkeys(lost or runs))
        by_case = {name: self._by_number(name, run.seconds) for name, run in runs.items()}
        return Record(transcripts, by_case, seconds)

    def named(
        self,
        submission: SubmissionRun,
        examined: dict[str, QuestionResult],
        runs: Mapping[str, Examined],
        alignment: Alignment,
    ) -> dict[str, QuestionResult]:
        """``examined`` with the misconceptions that lost questions show; what fails here costs no point."""
        lost = {
            name
            for name, result in examined.items()
            if result.score < result.possible
            and name not in alignment.blank
            and result.verdict not in UNHEARD
        }
        known = self._catalogue.questions if lost else {}
        # If a cell raised, whatever was to be trained or drawn is not there, and that is no misconception.
        eligible = {
            name for name in lost & known.keys() if not (known[name].open_cases and submission.failed(name))
        }
        if not eligible:
            return examined
        try:
            transcripts = self._heard(
                submission, {name: run for name, run in runs.items() if name in eligible}
            )
            cells = _answers(alignment.steps)
            matches = {name: match(known[name], transcripts[name], cells) for name in transcripts}
        except Exception:  # ours: told, and the points are kept
            traceback.print_exc()
            failed = Message("Looking for misconceptions failed for a reason of the grader's.")
            submission.remarks.append(failed)
            return examined
        named = {name: best.wrong for name, best in matches.items() if best}
        return {
            name: result
            if name not in named
            else msgspec.structs.replace(
                result, misconception=named[name].misconception, feedback=named[name].feedback
            )
            for name, result in examined.items()
        }

    def _heard(self, submission: SubmissionRun, runs: Mapping[str, Examined]) -> dict[str, Transcript]:
        """What questions that lost points give, as far as it is worth the time."""
        failed = {
            name: self._by_number(name, {test.name: not test.passed for test in run.tests})
            for name, run in runs.items()
        }
        cases = worth_asking(
            self._catalogue, {name: [case for case in cases if cases[case]] for name, cases in failed.items()}
        )
        silent = {
            name: {case: Case(failing, None) for case, failing in cases.items()}
            for name, cases in failed.items()
        }
        return {
            name: silent[name] | transcript for name, transcript in self._listen(submission, cases).items()
        }

    def _listen(
        self, submission: SubmissionRun, cases: Mapping[str, Collection[str] | None]
    ) -> dict[str, Transcript]:
        """What questions give with the catalogue's seeds, without those in which the candidate died.

        Args:
            cases: by question, the numbers of the test cases to run; None for all.
        """
        transcripts: dict[str, Transcript] = {}

        def visit(question: str, session: Session) -> None:
            replay = Replay(self._catalogue.seed, question, session, self._reserved)
            transcript = replay.run(self._test_files[question], cases[question])
            if transcript is not None:
                transcripts[question] = transcript

        submission.revisit([name for name, numbers in cases.items() if numbers is None or numbers], visit)
        return transcripts

    def _by_number(self, question: str, by_name: Mapping[str, Value]) -> dict[str, Value]:
        """What is known of test cases by name, by their numbers."""
        numbers = numbered(question, self._test_files[question])
        return {numbers[name]: value for name, value in by_name.items()}


def _answers(steps: list[Step]) -> dict[str, str]:
    """What the student wrote, by question."""
    sources: dict[str, list[str]] = {}
    for step in steps:
        if step.question and step.origin != "restored":
            sources.setdefault(step.question, []).append(step.source)
    return {question: "\n".join(cells) for question, cells in sources.items()}
