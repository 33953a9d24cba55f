"""Grades submissions of one assignment, one after the other."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.errors import ExaminerError, Unreadable
from autograder.examiner.alignment.align import Alignment, Step, align
from autograder.examiner.bounds import Bounds
from autograder.examiner.equipment import equipment
from autograder.examiner.misconceptions.draws import Draws
from autograder.examiner.misconceptions.misconceptions import Misconceptions
from autograder.examiner.misconceptions.transcript import Record
from autograder.examiner.session.allowance import Allowance
from autograder.examiner.session.borrowed import Keeper, in_order
from autograder.examiner.session.reserved import Reserved
from autograder.examiner.session.session import MIB, Session
from autograder.examiner.submission_run import SubmissionRun
from autograder.examiner.testing import Examined, examine
from autograder.examiner.versions import own_versions
from autograder.message import Message, joined
from autograder.notebook import parse
from autograder.results import GradingResult, QuestionResult, Status, Verdict, bounded, cut
from autograder.sandbox.choice import Sandbox
from autograder.sandbox.docker.single_use import Ordered, open_zygote
from autograder.sandbox.gpus import Share
from autograder.sandbox.zygote import OrderedFork, ZygoteError
from autograder.settings import GRADING, RunMode, Running, time_for_all
from autograder.student import NOBODY


class Examiner:
    """Holds a zygote, the test files and the reference of one assignment.

    Args:
        share: of the GPUs, if its candidates compute on some.
        mode: what its gradings are for.

    Attributes:
        record: what the last submission gave, if that is asked for.
        pictures: what its cells displayed, if that is asked for: PNG files by question.

    Raises:
        ZygoteError: the sandbox does not start.
    """

    def __init__(
        self,
        assignment: Assignment,
        config: Running,
        sandbox: Sandbox,
        share: Share | None = None,
        mode: RunMode = GRADING,
    ) -> None:
        self.record: Record | None = None
        self.pictures: dict[str, list[bytes]] = {}
        self._mode = mode
        self._assignment = assignment
        self._config = config
        self._sandbox = sandbox
        self._equipment = equipment(assignment, config, share)
        self._zygote = open_zygote(sandbox, self._equipment)
        self._next: OrderedFork | Ordered | None = None
        self._reserved = Reserved(assignment, self._start, mode.calibrating)
        self._test_files = {
            question.name: ExceptionTestFile.from_string(question.test_source, f"{question.name}.py")
            for question in assignment.questions
            if not question.manual
        }
        self._misconceptions = Misconceptions(assignment, self._reserved, self._test_files, mode)
        self._versions = {**self._zygote.versions, **own_versions()}

    def grade(
        self,
        data: bytes,
        on_question: Callable[[str], None] = lambda question: None,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> GradingResult:
        """Grade one notebook, given as the bytes that were handed in.

        Args:
            files: what was handed in beside it, by its path from there; none of them is a given file's.

        Whatever the student's code does ends in a result; what raises here is ours.
        """
        began = time.monotonic()
        self.pictures = {}
        try:
            notebook = parse(data)
        except Unreadable as error:
            return self._result(Status.UNREADABLE, message=error.message)
        alignment = align(self._assignment.released, notebook, self._assignment.questions)
        if alignment.foreign:
            return self._result(Status.UNREADABLE, message=joined(alignment.changes))
        if self._mode.showing:
            return self._show(alignment.steps, on_question, files)
        steps = in_order(alignment.steps, self._reserved.borrowed)
        runs: dict[str, Examined] = {}
        submission = SubmissionRun(
            self._deciding(steps),
            partial(self._start, files),
            self._config.budget_for,
            self._allowance(),
            partial(self._examine, secrets.token_hex(), runs),
            on_question,
            Keeper(self._reserved.borrowed, self._misconceptions.asked).keep,
        )
        try:
            examined = submission.explained(submission.run(), alignment.blank)
            if self._mode.transcribing:
                self.record = self._misconceptions.record(submission, runs, time.monotonic() - began)
            else:
                examined = self._misconceptions.named(submission, examined, runs, alignment)
        except ExaminerError as error:
            return self._result(Status.ERROR, message=_broken_test(error))
        finally:
            submission.close()
        self._next = self._next or self._fork_ahead()
        questions = [
            self._question(question.name, examined, alignment, submission)
            for question in self._assignment.questions
        ]
        return self._result(
            Status.GRADED,
            score=sum(question.score for question in questions),
            questions=questions,
            changes=alignment.changes,
            troubles=submission.troubles,
            message=joined(submission.remarks),
            seconds=round(time.monotonic() - began, 3),
            cell_seconds=round(submission.cell_seconds, 3),
            peak_memory=submission.peak_memory,
        )

    def _show(
        self, steps: list[Step], on_question: Callable[[str], None], files: Mapping[str, bytes]
    ) -> GradingResult:
        """Only runs the cells, up to the last of the questions whose pictures are asked for."""
        showing = self._mode.showing
        shown = [index for index, step in enumerate(steps) if step.question in showing]
        submission = SubmissionRun(
            steps[: max(shown, default=-1) + 1],
            partial(self._start, files),
            self._config.budget_for,
            self._allowance(),
            lambda question, session, exposed: None,
            on_question,
            showing=showing,
        )
        try:
            submission.run()
        finally:
            submission.close()
        self.pictures = dict(submission.pictures)
        return self._result(Status.GRADED, troubles=submission.troubles, message=joined(submission.remarks))

    def _allowance(self) -> Allowance:
        names = [question.name for question in self._assignment.questions]
        return Allowance(time_for_all(self._config, names))

    def close(self) -> None:
        """End every process that this examiner started."""
        self._reserved.close()
        if self._next is not None:
            with contextlib.suppress(ZygoteError):  # then there is nothing to end
                self._next.candidate().end()
        self._zygote.close()

    def _deciding(self, steps: list[Step]) -> list[Step]:
        """The steps up to the last tests: nothing that comes after them can change a grade."""
        tested = [index for index, step in enumerate(steps) if self._test_files.keys() & set(step.ends)]
        return steps[: max(tested, default=-1) + 1]

    def _start(self, files: Mapping[str, bytes] = MappingProxyType({})) -> Session:
        """A session with a new candidate: the one that was forked ahead, if it is still alive.

        Args:
            files: to be laid into its folder.
        """
        fork, self._next = self._next or self._fork_ahead(), None
        candidate = fork.candidate()
        if candidate.channel.is_cut():  # somebody killed it while it waited
            candidate.end()
            candidate = self._fork_ahead().candidate()
        session = Session(candidate)
        if files:
            session.put(files)
        return session

    def _fork_ahead(self) -> OrderedFork | Ordered:
        """The next candidate, made while we do something else."""
        return self._zygote.fork_ahead(self._equipment.memory)

    def _examine(
        self, seed: str, runs: dict[str, Examined], question: str, session: Session, exposed: bool
    ) -> Examined | None:
        """Run the test file of ``question``; None if it has none.

        Args:
            seed: of what its test cases draw; fresh for each submission, and the same when one is run again.
            runs: the outcome is put there too.
        """
        test_file = self._test_files.get(question)
        if test_file is None:
            return None
        draws = Draws(seed, question, self._reserved)
        budget = self._config.budget_for(question)
        bounds = Bounds(budget.time, int(budget.memory) * MIB)
        try:
            with draws.environment(session) as environment:
                metrics = self._reserved.metrics
                examined = examine(test_file, environment, metrics, draws.begin, bounds, exposed=exposed)
        except ExaminerError as error:
            error.question = question
            raise
        runs[question] = examined
        return examined

    def _question(
        self, name: str, examined: dict[str, QuestionResult], alignment: Alignment, submission: SubmissionRun
    ) -> QuestionResult:
        question = next(question for question in self._assignment.questions if question.name == name)
        answer = cut(alignment.answers.get(name, ""))
        if question.manual:
            trouble = submission.trouble_of(name)
            return QuestionResult(name, Verdict.MANUAL, 0.0, question.points, message=trouble, answer=answer)
        result = msgspec.structs.replace(examined[name], answer=answer)
        if name in alignment.blank and result.score == 0:
            return msgspec.structs.replace(
                result,
                verdict=Verdict.BLANK,
                message=joined([Message("Nothing was answered here."), alignment.notes.get(name, "")]),
            )
        return result

    def _result(self, status: Status, **fields: Any) -> GradingResult:
        result = GradingResult(
            student=NOBODY,
            assignment=self._assignment.name,
            status=status,
            possible=sum(question.points for question in self._assignment.questions if not question.manual),
            sandbox=self._sandbox.name,
            layers=list(self._sandbox.layers),
            tests_hash=self._assignment.hash,
            graded_at=datetime.now(UTC),
            versions=self._versions,
            **fields,
        )
        return bounded(result)


def _broken_test(error: ExaminerError) -> Message:
    values = {"question": error.question, "case": error.case, "why": error.why}
    if error.case:
        mistake = Message("{question}, {case}: {why}.", values)
    elif error.question:
        mistake = Message("{question}, {why}.", values)
    else:
        mistake = Message("{why}.", values)
    return Message(
        "No point is lost: a test of this assignment has a mistake that its instructor must mend. {mistake}",
        {"mistake": mistake},
    )
