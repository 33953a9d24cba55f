"""The run of one submission: its cells run in a candidate; a question is examined after its last cell.

A cell that exceeds its question's time, or ends the process, costs that question and no other: a new
candidate replays the other cells, and the run goes on.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping

import msgspec

from autograder.candidate.messages import PICTURES, Raised, Ran
from autograder.examiner.alignment.align import Step, seeds
from autograder.examiner.hints import advice
from autograder.examiner.session.allowance import Allowance
from autograder.examiner.session.session import (
    MIB,
    CandidateDied,
    Session,
    SessionError,
    describe,
)
from autograder.examiner.session.told import TO_READ_IT, plainly
from autograder.examiner.testing import Examined
from autograder.examiner.troubles import FailedCell, explain, title
from autograder.examiner.verdicts import KILLED, MESSAGES, Trouble, of_exception, of_question, of_stop
from autograder.message import Message, in_full, joined, put, with_detail
from autograder.results import CellTrouble, QuestionResult, Verdict
from autograder.settings import Budget

PATIENCE = 2  # cells of one question that may hang or die before its other cells are skipped
TRACEBACK = "Traceback (most recent call last)"
CUDA_IS_CPU = Message("This grader has no GPU: what was meant for CUDA ran on the CPU.")


class SubmissionRun:
    """Runs ``steps`` and examines questions as they end.

    Args:
        start: makes a session with a new candidate.
        budget: a question's budget; also asked for the empty name, the cells before the first question.
        allowance: for all of it.
        examine: runs a question's test file against a session; None for a manual question. Told too whether
            hidden inputs have reached a candidate of this submission before.
        on_question: told the name of each question when its first cell is about to run.
        keep: called with each question whose cells have run, before it is examined.
        showing: the questions whose cells are asked for what they display.

    Attributes:
        pictures: what these displayed, PNG files by question.
    """

    def __init__(
        self,
        steps: list[Step],
        start: Callable[[], Session],
        budget: Callable[[str], Budget],
        allowance: Allowance,
        examine: Callable[[str, Session, bool], Examined | None],
        on_question: Callable[[str], None],
        keep: Callable[[str, Session], None] = lambda question, session: None,
        showing: Collection[str] = (),
    ) -> None:
        self._steps = steps
        self._seeds = seeds(steps)
        self._start = start
        self._budget = budget
        self._allowance = allowance
        self._examine = examine
        self._on_question = on_question
        self._keep = keep
        self._showing = showing
        self.pictures: defaultdict[str, list[bytes]] = defaultdict(list)
        self._session: Session | None = None
        self._exposed = False  # hidden inputs have reached a candidate
        self._lethal: set[int] = set()
        self._killed_once = False
        self._deaths: Counter[str] = Counter()
        self._troubles: defaultdict[str, Trouble] = defaultdict(Trouble)
        self._failed: list[FailedCell] = []
        self._printed: list[CellTrouble] = []
        self._notes: defaultdict[str, list[Message | str]] = defaultdict(list)
        self._lacking: dict[str, frozenset[str]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self.remarks: list[Message | str] = []
        self.cell_seconds = 0.0
        self.peak_memory = 0

    def run(self) -> dict[str, QuestionResult]:
        """Results by question, manual ones left out."""
        results: dict[str, QuestionResult] = {}
        current = None
        for index, step in enumerate(self._steps):
            question = step.question or ""
            if question != current:
                current = question
                self._on_question(question)
                self._start_budget(self._candidate(index), question)
            self._run_cell(index, question)
            for ended in step.ends:
                result = self._run_tests(index, ended)
                if result is not None:
                    results[ended] = result
        return results

    @property
    def troubles(self) -> list[CellTrouble]:
        """All cells that raised or were stopped, and those that printed a traceback."""
        return [failed.trouble for failed in self._failed] + self._printed

    def failed(self, question: str) -> bool:
        """Whether a cell of ``question`` raised or was stopped."""
        return any(failed.step.question == question for failed in self._failed)

    def trouble_of(self, question: str) -> Message | str:
        """What went wrong in the cells of ``question``; one that a person grades has no other result."""
        return joined(self._troubles[question].messages)

    def explained(
        self, results: Mapping[str, QuestionResult], blank: Collection[str]
    ) -> dict[str, QuestionResult]:
        """``results`` with what cells of other places cost them; what concerns all goes into the remarks.

        Args:
            blank: the questions without an answer.
        """
        explanation = explain(self._failed, self._steps, results, blank, self._lacking)
        self.remarks[:0] = explanation.whole[:MESSAGES]
        explained = dict(results)
        for name, sentences in explanation.questions.items():
            message = joined([self.trouble_of(name), *sentences, *self._notes[name][:MESSAGES]])
            explained[name] = msgspec.structs.replace(results[name], message=message)
        return explained

    def revisit(self, questions: Collection[str], visit: Callable[[str, Session], None]) -> None:
        """After ``run``: call ``visit`` with each of ``questions`` and the candidate, if it is still alive.

        The results are settled by then: whatever the code does when it is asked once more changes none.
        No cell runs again, so names are to be asked for as they were kept at the end of their question.
        """
        session = self._session
        for question in [name for step in self._steps for name in step.ends if name in questions]:
            if session is None or not session.alive:
                return
            self._on_question(question)
            self._start_budget(session, question)
            visit(question, session)

    def close(self) -> None:
        """End the candidate, whatever state it is in."""
        if self._session is not None:
            self._session.close()
            self.peak_memory = max(self.peak_memory, self._session.peak_memory)
            self._session = None

    def _run_cell(self, index: int, question: str) -> None:
        step = self._steps[index]
        if self._deaths[question] >= PATIENCE:
            self._lethal.add(index)
            skipped = Message(
                "was skipped, since {cells} cells before it had been stopped", {"cells": PATIENCE}
            )
            self._failed.append(FailedCell(index, step, skipped))
            self._troubles[question].add(Verdict.ERROR, Message("Its other cells were skipped."))
            return
        began = time.monotonic()
        session = self._candidate(index)
        try:
            ran = self._ran(session, index)
        except SessionError as error:
            if self._was_not_the_student(error):
                self._run_cell(index, question)
                return
            self._deaths[question] += 1
            self._lethal.add(index)
            stopped = self._for_students(Message("was stopped: {why}", {"why": error.told}))
            self._add(FailedCell(index, step, stopped), of_stop(error))
            self._start_budget(session, question)
        else:
            if ran.raised:
                self._add_raised(index, step, ran.raised, question)
            elif TRACEBACK in ran.output:
                printed = Message("printed a traceback")
                self._printed.append(CellTrouble(title(step).strip("`"), question, printed))
            if ran.called_exit:
                self._remark(
                    Message("The cell {title} called exit(), which was ignored.", {"title": title(step)})
                )
            for note in ran.notes:
                remark = self._for_students(with_detail("", f"{note}."))
                self._notes[question].append(remark)
                self._remark(remark)
            if ran.used_cuda:
                self._remark(CUDA_IS_CPU)
        self._seconds[question] += time.monotonic() - began
        self.cell_seconds += time.monotonic() - began

    def _ran(self, session: Session, index: int) -> Ran:
        source, seed, question = self._steps[index].source, self._seeds[index], self._steps[index].question
        if question not in self._showing or question is None:
            return session.run(source, seed)
        ran, pictures = session.show(source, seed)
        self.pictures[question] = [*self.pictures[question], *pictures][:PICTURES]
        return ran

    def _for_students(self, message: Message | str) -> Message | str:
        """All of it as long as no candidate knows anything hidden."""
        return message if self._exposed else in_full(message)

    def _remark(self, sentence: Message | str) -> None:
        if put(sentence) and sentence not in self.remarks and len(self.remarks) < MESSAGES:
            self.remarks.append(sentence)

    def _add(self, failed: FailedCell, verdict: Verdict) -> None:
        self._failed.append(failed)
        self._troubles[failed.step.question or ""].add(verdict, failed.sentence)

    def _add_raised(self, index: int, step: Step, raised: Raised, question: str) -> None:
        what = with_detail(plainly(raised, step.source), describe(raised))
        said = self._for_students(Message("raised {what}", {"what": what}))
        hint = self._for_students(
            with_detail(joined([TO_READ_IT, advice(raised, step.source)]), advice(raised))
        )
        verdict = of_exception(raised)
        if verdict is Verdict.OUT_OF_MEMORY:
            hint = Message(
                "The question's budget is {mebibytes:g} MiB of memory.",
                {"mebibytes": self._budget(question).memory},
            )
        self._add(FailedCell(index, step, said, raised, hint), verdict)

    def _run_tests(self, index: int, question: str) -> QuestionResult | None:
        began = time.monotonic()
        session = self._candidate(index + 1)
        self._start_budget(session, question)
        self._keep(question, session)
        examined = self._examine(question, session, self._exposed)
        if examined is None:
            return None
        self._exposed = self._exposed or any(test.hidden for test in examined.tests)
        trouble = self._troubles[question]
        if session.failure is not None and self._was_not_the_student(session.failure):
            return self._run_tests(index, question)
        if session.failure is not None:
            stopped = Message("While it was tested, {why}.", {"why": session.failure.told})
            trouble.add(of_stop(session.failure), self._for_students(stopped))
        self._lacking[question] = examined.lacking
        seconds = self._seconds[question] + time.monotonic() - began
        return QuestionResult(
            question,
            of_question(examined, trouble),
            examined.score,
            examined.possible,
            examined.tests,
            self.trouble_of(question),
            round(seconds, 3),
        )

    def _was_not_the_student(self, error: SessionError) -> bool:
        """Whether to try again: a kill may come from the kernel or a person.

        A student's code may have asked for it too, so it is tried once, and whatever chance decides is the
        same again: cells and tests have the seeds that they had.
        """
        killed = isinstance(error, CandidateDied) and error.signal == KILLED
        forgiven, self._killed_once = killed and not self._killed_once, self._killed_once or killed
        return forgiven

    def _start_budget(self, session: Session, question: str) -> None:
        budget = self._budget(question)
        session.start_budget(budget.time, int(budget.memory) * MIB)

    def _candidate(self, upto: int) -> Session:
        """A live session in which the steps before ``upto`` have run, the lethal ones left out."""
        session = self._session
        while session is None or not session.alive:
            session = self._renew()
            self._replay(session, upto)
        return session

    def _renew(self) -> Session:
        self.close()
        self._session = self._start()
        self._session.allowance = self._allowance
        return self._session

    def _replay(self, session: Session, upto: int) -> None:
        current = None
        for index, step in enumerate(self._steps[:upto]):
            question = step.question or ""
            if question != current:
                current = question
                self._start_budget(session, question)
            try:
                if index not in self._lethal:
                    session.run(step.source, self._seeds[index])
            except SessionError as error:
                if not self._was_not_the_student(error):
                    self._lethal.add(index)  # it lived the first time; it is left out, so that this ends
                if not session.alive:
                    return
            for ended in step.ends:
                self._keep(ended, session)
        self._start_budget(session, self._steps[min(upto, len(self._steps) - 1)].question or "")
