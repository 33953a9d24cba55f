"""Thresholds from measurement: known answers are run over many seeds, and every compared number is noted.

During calibration a threshold lets everything pass. If a wrong answer then gets more points than it may, only
thresholds can stop it: its numbers must be separate from those of right answers.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import msgspec
import nbformat

from autograder.assignment.answers import REFERENCE_ANSWER, Answer, answers
from autograder.assignment.build import Build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.master import up_to
from autograder.assignment.readiness import ready
from autograder.course.course import Course
from autograder.engine.grading import gpu_shares
from autograder.examiner.versions import versions
from autograder.proofs import trials
from autograder.proofs.trials import CachedTrial, Grade, Watch, key, starting
from autograder.results import GradingResult
from autograder.settings import RunMode

SEED_CALLS = re.compile(r"\b(set_random_seed|manual_seed|random\.seed)\((\d+)\)")
STRIDE = 1000  # between the seeds of two runs: a notebook's own seeds are smaller


class Planned(NamedTuple):
    """An answer to run with a seed; seed 0 is the notebook's own."""

    answer: Answer
    seed: int


class Seeds(NamedTuple):
    """How many runs an answer gets: ``trains`` if a threshold decides on what it changes or loses."""

    reference: int
    trains: int
    other: int


class Trial(msgspec.Struct, frozen=True):
    """One answer, run with one seed and with thresholds that let everything pass.

    Attributes:
        result: of the questions that count: for a wrong answer those in which it must lose points, otherwise
            those whose tests have a threshold.
    """

    answer: Answer
    seed: int
    result: GradingResult


class CalibrationRuns:
    """Runs the known answers of one assignment, and keeps each run until something that decides it changes.

    Args:
        device: ``cpu`` or ``cuda``, which may have different thresholds.

    Raises:
        AuthoringError: there is a mistake in the assignment's own files.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """

    def __init__(self, course: Course, name: str, device: str = "cpu") -> None:
        self.course = course
        self.name = name
        self.device = device
        self.build = ready(course, name, calibrated=False)
        if device == "cuda":
            self.build = dataclasses.replace(self.build, assignment=self.build.assignment.on_gpus())
        self.answers = [REFERENCE_ANSWER, *answers(course.solutions(name))]
        self.file = course.calibration(name, device)
        self.folder = course.workspace / self.file.stem / name
        questions = self.build.assignment.questions
        self._places = {question.name: place for place, question in enumerate(questions)}
        self.measured = [question.name for question in questions if question.thresholds]
        self._check_answers()

    def _check_answers(self) -> None:
        """Check that they name existing questions and one is wrong: otherwise no run can place a limit."""
        for answer in self.answers:
            if unknown := sorted({*answer.cells, *answer.loses} - {*self._places}):
                raise AuthoringError(
                    f"The answer {answer.name} of {self.name} names the question {unknown[0]}, but the "
                    f"questions are {', '.join(self._places)}."
                )
        if all(answer.accepted for answer in self.answers):
            raise AuthoringError(
                f"{self.name} has no wrong answer to tell from right ones: add one to "
                f"solutions/{self.name}/submissions/wrong_answer/."
            )

    @property
    def hopeless(self) -> list[str]:
        """A sentence for each question with a threshold in which no wrong answer loses points."""
        lost = {question for answer in self.answers for question in answer.loses}
        return [
            f"{question} has a threshold, but no wrong answer loses points in it: without one the threshold "
            "cannot be set."
            for question in self.measured
            if question not in lost
        ]

    def plan(self, seeds: Seeds) -> list[Planned]:
        """Every answer with each of its seeds; one pass over the answers comes before the next."""
        counts = {answer.name: self._count(answer, seeds) for answer in self.answers}
        return [
            Planned(answer, seed)
            for seed in range(max(counts.values()))
            for answer in self.answers
            if seed < counts[answer.name]
        ]

    def _count(self, answer: Answer, seeds: Seeds) -> int:
        if answer is REFERENCE_ANSWER:
            return seeds.reference
        return seeds.trains if {*answer.cells, *answer.loses} & {*self.measured} else seeds.other

    def run(
        self,
        plan: list[Planned],
        sandbox_kind: str = "auto",
        jobs: int | None = None,
        on_event: Watch = lambda working: None,
    ) -> Iterator[Trial]:
        """Yields a trial for each answer and seed, without repeating earlier runs.

        Raises:
            AuthoringError: an answer could not be graded.
            EngineError: no process can start, or there are too few GPUs.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.course.error_log
        shares = gpu_shares(self.course.assignment(self.name)) if self.device == "cuda" else []
        mode = RunMode(calibrating=True)
        start = starting(on_event, sandbox_kind=sandbox_kind, jobs=jobs, log=log, shares=shares, mode=mode)
        # Runs that end at the same question share their workers: later questions are not run.
        for _, group in groupby(sorted(plan, key=self._end), self._end):
            yield from self._run(list(group), start)

    def _run(self, plan: list[Planned], start: Grade) -> Iterator[Trial]:
        by_title = {f"{planned.answer.name}, seed {planned.seed}": planned for planned in plan}
        tested = {name for planned in plan for name in self._tested(planned.answer)}
        assignment = self.build.assignment.testing(tested)
        cached = (self._cached(title, *planned) for title, planned in by_title.items())
        for title, graded in trials.run(cached, assignment, self.course.assignment(self.name), start):
            yield Trial(*by_title[title], graded.result)

    def _tested(self, answer: Answer) -> list[str]:
        """The questions that count."""
        if not answer.accepted:
            return sorted(answer.loses)
        return self.measured or [*self._places]

    def _end(self, planned: Planned) -> int:
        """The place of the last question that must be run."""
        return max(self._places[name] for name in self._tested(planned.answer))

    def _cached(self, title: str, answer: Answer, seed: int) -> CachedTrial:
        """A run, stored under a hash of everything that decides it."""
        notebook = reseeded(self.build, answer, seed)
        assignment = self.build.assignment.testing(self._tested(answer))
        last = assignment.questions[-1]
        tests = {question.name: question.test_source for question in assignment.questions}
        deciding = [
            [(tests[name], self.build.solutions.get(name)) for name in self._tested(answer)],
            assignment.released.cells[: last.cells[-1] + 1],
            [cell.source for cell in up_to(notebook, last.name)],
            assignment.data_hash,
            versions(),
        ]
        return CachedTrial(title, notebook, self.folder / f"{answer.name}-{seed}-{key(deciding)}.json")


def reseeded(build: Build, answer: Answer, seed: int) -> nbformat.NotebookNode:
    """The answer's notebook with all seeds of its cells shifted by ``seed``; 0 changes nothing."""
    notebook = build.notebook(answer.cells)
    for place, cell in enumerate(notebook.cells if seed else []):
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            moved = SEED_CALLS.sub(lambda call: f"{call[1]}({int(call[2]) + STRIDE * seed})", cell.source)
            cell.source = _seeding(build.assignment.runtime, STRIDE * seed + place) + moved
    return notebook


def _seeding(runtime: str, seed: int) -> str:
    """A line that does what the candidate does before each cell, with another seed."""
    line = f"import random, numpy; random.seed({seed}); numpy.random.seed({seed})"
    if runtime == "tensorflow":
        return f"{line}; import keras; keras.utils.set_random_seed({seed})\n"
    return f"{line}\n" if runtime == "numpy" else f"{line}; import torch; torch.manual_seed({seed})\n"
