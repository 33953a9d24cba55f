"""Runs the mutants of an assignment: with the tests of the changed question, then in the whole notebook.

Each result is kept until something that decides it changes, so a stopped run continues where it left off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec
import nbformat

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.master import up_to
from autograder.assignment.readiness import ready
from autograder.course.course import AssignmentConfig, BudgetChange, Course
from autograder.examiner.versions import versions
from autograder.proofs import trials
from autograder.proofs.mutation.equivalents import equivalents
from autograder.proofs.mutation.mutants import Mutant, mutants, spread
from autograder.proofs.mutation.score import Judgement
from autograder.proofs.trials import CachedTrial, Grade, Watch, key, starting
from autograder.proofs.verify import CLOSE, REFERENCE
from autograder.results import GradingResult, QuestionResult
from autograder.sandbox.choice import choose

LIMIT = 60  # mutants of an assignment
TIMES, MORE = 3, 10.0  # a mutant gets that many times the reference's seconds, and so many more


class Mutation:
    """The mutants of one assignment.

    Attributes:
        mutants: those to run.
        equivalent: how many more were chosen, but are marked as equivalent.
        stale: the marks, in words, that no mutant matches any more.

    Raises:
        AuthoringError: there is a mistake in the assignment's own files.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """

    def __init__(self, course: Course, name: str, limit: int = LIMIT) -> None:
        self.course = course
        self.name = name
        self.build = ready(course, name)
        self.folder = course.workspace / "mutation" / name
        self._config = course.assignment(name)
        self._auto = [question.name for question in self.build.assignment.questions if not question.manual]
        marked = equivalents(course.solutions(name))
        marks = {equivalent.mark for equivalent in marked}
        every = mutants(self.build)
        chosen = spread(every, limit)
        self.mutants = [mutant for mutant in chosen if mutant.mark not in marks]
        self.equivalent = len(chosen) - len(self.mutants)
        possible = {mutant.mark for mutant in every}
        self.stale = [equivalent.name for equivalent in marked if equivalent.mark not in possible]

    def run(
        self, sandbox_kind: str = "auto", jobs: int | None = None, on_event: Watch = lambda working: None
    ) -> Iterator[Judgement]:
        """Yields a judgement for each mutant as soon as it is certain.

        Raises:
            SandboxError: this machine cannot provide the sandbox.
            AuthoringError: the reference does not get full marks, or a mutant could not be graded.
        """
        choose(sandbox_kind, self.course.root)
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.mutants:
            return
        log = self.course.error_log
        start = starting(on_event, sandbox_kind=sandbox_kind, jobs=jobs, log=log)
        [(_, result)] = self._grade([self._unchanged()], self._auto, self._config, start)
        if lost := self._lost(result, self._auto):
            raise AuthoringError(
                f"The reference of {self.name} loses points in {lost[0].name}: "
                f"run `autograder verify {self.name}` first."
            )
        config = hurry(self._config, result.questions)
        alive = []
        for question, group in groupby(self.mutants, lambda mutant: mutant.question):
            for mutant, result in self._grade(group, [question], config, start):
                judgement = self._judged(mutant, result, [question])
                if judgement.survived and question != self._auto[-1]:
                    alive.append(mutant)
                else:
                    yield judgement
        for mutant, result in self._grade(alive, self._auto, config, start):
            # A change cannot harm the questions before it.
            yield self._judged(mutant, result, self._auto[self._auto.index(mutant.question) :])

    def _unchanged(self) -> Mutant:
        """The reference, in the form of a mutant."""
        first = self.mutants[0]
        source = self.build.solutions[first.question][first.cell - 1]
        return msgspec.structs.replace(first, operator=REFERENCE, source=source)

    def _grade(
        self,
        waiting: Iterable[Mutant],
        tested: list[str],
        config: AssignmentConfig,
        start: Grade,
    ) -> Iterator[tuple[Mutant, GradingResult]]:
        """The results of mutants in the questions ``tested``, kept ones first."""
        assignment = self.build.assignment.testing(tested)
        by_title = {}
        cached = []
        for mutant in waiting:
            notebook = self._notebook(mutant)
            name = key(self._deciding(notebook, assignment))
            title = f"{mutant.name} ({name})"
            by_title[title] = mutant
            cached.append(CachedTrial(title, notebook, self.folder / f"{name}.json"))
        for title, graded in trials.run(cached, assignment, config, start):
            yield by_title[title], graded.result

    def _notebook(self, mutant: Mutant) -> nbformat.NotebookNode:
        cells = [*self.build.solutions[mutant.question]]
        cells[mutant.cell - 1] = mutant.source
        return self.build.notebook({mutant.question: cells})

    def _deciding(self, notebook: nbformat.NotebookNode, assignment: Assignment) -> list[Any]:
        """Everything that decides the result of a mutant's notebook in the tested questions."""
        last = assignment.questions[-1]
        tested = [question for question in assignment.questions if not question.manual]
        return [
            {question.name: question.test_source for question in tested},
            [self.build.solutions.get(question.name) for question in assignment.questions],
            assignment.released.cells[: last.cells[-1] + 1],
            [cell.source for cell in up_to(notebook, last.name)],
            assignment.thresholds if any(question.thresholds for question in tested) else {},
            assignment.data_hash,
            versions(),
        ]

    def _judged(self, mutant: Mutant, result: GradingResult, tested: Collection[str]) -> Judgement:
        lost = self._lost(result, tested)
        return Judgement.of(mutant, lost[0]) if lost else Judgement(mutant)

    def _lost(self, result: GradingResult, tested: Collection[str]) -> list[QuestionResult]:
        """The questions among ``tested`` that did not get full marks."""
        return [
            question
            for question in result.questions
            if question.name in tested and question.score < question.possible - CLOSE
        ]


def hurry(config: AssignmentConfig, reference: Collection[QuestionResult]) -> AssignmentConfig:
    """Less time for each question than students have: an endless loop must not take minutes."""
    changes = {}
    for question in reference:
        budget = config.budget_for(question.name)
        time = min(budget.time, TIMES * question.seconds + MORE)
        changes[question.name] = BudgetChange(time=time, memory=budget.memory)
    return config.model_copy(update={"questions": {**config.questions, **changes}})
