"""Runs the mutants of an assignment: with the tests of the changed question, then in the whole notebook.

Each result is kept until something that decides it changes, so that a run goes on where it was stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Collection, Iterator
from itertools import groupby

import msgspec
import nbformat

from autograder import sandbox
from autograder.assignment import Assignment
from autograder.authoring import AuthoringError
from autograder.authoring.master import question_of
from autograder.authoring.mutation.equivalents import equivalents
from autograder.authoring.mutation.mutants import Mutant, mutants, spread
from autograder.authoring.mutation.score import Judgement
from autograder.authoring.readiness import ready
from autograder.authoring.verify import CLOSE, REFERENCE
from autograder.course import AssignmentConfig, BudgetChange, Course
from autograder.engine.local import Progress, grade
from autograder.examiner.examiner import versions
from autograder.results import GradingResult, QuestionResult, Status
from autograder.submissions import Submission

LIMIT = 60  # mutants of an assignment
TIMES, MORE = 3, 10.0  # a mutant gets that many times the reference's seconds, and so many more

Watch = Callable[[Progress], None]


class Mutation:
    """The mutants of one assignment.

    Attributes:
        mutants: those to run.
        equivalent: how many more were chosen, but are marked as equivalent.
        stale: the marks, in words, that no mutant bears any more.

    Raises:
        AuthoringError: the assignment's own files are not as they must be.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """

    def __init__(self, course: Course, name: str, limit: int = LIMIT) -> None:
        self.course = course
        self.name = name
        self.made = ready(course, name)
        self.folder = course.root / ".autograder" / "mutation" / name
        self._config = course.assignment(name)
        self._auto = [question.name for question in self.made.assignment.questions if not question.manual]
        marked = equivalents(course.root / "solutions" / name)
        marks = {one.mark for one in marked}
        every = mutants(self.made)
        chosen = spread(every, limit)
        self.mutants = [mutant for mutant in chosen if mutant.mark not in marks]
        self.equivalent = len(chosen) - len(self.mutants)
        known = {mutant.mark for mutant in every}
        self.stale = [one.name for one in marked if one.mark not in known]

    def run(
        self, sandbox_kind: str = "auto", jobs: int | None = None, on_event: Watch = lambda progress: None
    ) -> Iterator[Judgement]:
        """Yields a judgement for each mutant as soon as it is certain.

        Raises:
            SandboxError: this machine cannot give the sandbox that was asked for.
            AuthoringError: the reference does not get full marks, or a mutant could not be graded.
        """
        sandbox.choose(sandbox_kind, self.course.root)
        self.folder.mkdir(parents=True, exist_ok=True)

        def graded(waiting: list[Mutant | None], tested: list[str]) -> Iterator[tuple[Mutant, GradingResult]]:
            for mutant, result in self._grade(waiting, tested, config, sandbox_kind, jobs, on_event):
                if mutant is not None:
                    yield mutant, result

        config = self._config
        [(_, result)] = self._grade([None], self._auto, config, sandbox_kind, jobs, on_event)
        if lost := self._lost(result, self._auto):
            raise AuthoringError(
                f"The reference of {self.name} loses points in {lost[0].name}: "
                f"run `autograder verify {self.name}` first."
            )
        config = hurry(self._config, result.questions)
        alive: list[Mutant | None] = []
        for question, group in groupby(self.mutants, lambda mutant: mutant.question):
            for mutant, result in graded([*group], [question]):
                judgement = self._judged(mutant, result, [question])
                if judgement.survived and question != self._auto[-1]:
                    alive.append(mutant)
                else:
                    yield judgement
        for mutant, result in graded(alive, self._auto):
            yield self._judged(mutant, result, self._auto[self._auto.index(mutant.question) :])

    def _grade(
        self,
        waiting: list[Mutant | None],
        tested: list[str],
        config: AssignmentConfig,
        sandbox_kind: str,
        jobs: int | None,
        on_event: Watch,
    ) -> Iterator[tuple[Mutant | None, GradingResult]]:
        """The results of mutants in some questions, kept ones first; ``None`` is the reference."""
        assignment = self.made.assignment.testing(tested)
        by_title: dict[str, Mutant | None] = {}
        submissions = []
        for mutant in waiting:
            path = self.folder / f"{self._key(mutant, assignment)}.json"
            if path.exists():
                yield mutant, msgspec.json.decode(path.read_bytes(), type=GradingResult)
                continue
            title = f"{mutant.name if mutant else REFERENCE} ({path.stem})"
            source = path.with_suffix(".ipynb")
            nbformat.write(self._notebook(mutant), source)
            by_title[title] = mutant
            submissions.append(Submission(title, str(source), path=source))
        if not submissions:
            return
        log = self.course.root / ".autograder" / "error.log"
        running = grade(assignment, config, submissions, sandbox_kind, jobs, on_event, log=log)
        paths = {submission.student: submission.path for submission in submissions}
        with contextlib.closing(running) as results:
            for result in results:
                if result.status is not Status.GRADED:
                    raise AuthoringError(f"{result.student} could not be graded: {result.message}")
                source = paths[result.student]
                unfinished = source.with_suffix(".tmp")
                unfinished.write_bytes(msgspec.json.encode(result))
                unfinished.replace(source.with_suffix(".json"))
                source.unlink(missing_ok=True)
                yield by_title[result.student], result

    def _notebook(self, mutant: Mutant | None) -> nbformat.NotebookNode:
        if mutant is None:
            return self.made.notebook()
        cells = [*self.made.solutions[mutant.question]]
        cells[mutant.cell - 1] = mutant.source
        return self.made.notebook({mutant.question: cells})

    def _key(self, mutant: Mutant | None, assignment: Assignment) -> str:
        """A hash of all that decides the result of a mutant in the tested questions."""
        last = assignment.questions[-1]
        cells = self._notebook(mutant).cells
        end = max(place for place, cell in enumerate(cells) if question_of(cell.id) == last.name)
        tests = {
            question.name: question.test_source for question in assignment.questions if not question.manual
        }
        deciding = [
            tests,
            [self.made.solutions.get(question.name) for question in assignment.questions],
            assignment.released.cells[: last.cells[-1] + 1],
            [cell.source for cell in cells[: end + 1]],
            assignment.thresholds if any("thresholds[" in test for test in tests.values()) else {},
            assignment.data_hash,
            versions(),
        ]
        return hashlib.sha256(msgspec.json.encode(deciding, order="deterministic")).hexdigest()[:16]

    def _judged(self, mutant: Mutant, result: GradingResult, tested: Collection[str]) -> Judgement:
        lost = self._lost(result, tested)
        return Judgement.of(mutant, lost[0]) if lost else Judgement(mutant)

    def _lost(self, result: GradingResult, tested: Collection[str]) -> list[QuestionResult]:
        """The questions that did not get full marks; a change cannot harm those before it."""
        return [
            question
            for question in result.questions
            if question.name in tested and question.score < question.possible - CLOSE
        ]


def hurry(config: AssignmentConfig, reference: Collection[QuestionResult]) -> AssignmentConfig:
    """Less time for each question than students have: a loop without an end must not take minutes."""
    changes = {}
    for question in reference:
        budget = config.budget_for(question.name)
        time = min(budget.time, TIMES * question.seconds + MORE)
        changes[question.name] = BudgetChange(time=time, memory=budget.memory)
    return config.model_copy(update={"questions": {**config.questions, **changes}})
