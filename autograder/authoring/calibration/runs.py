"""Thresholds from measurement: known answers are run over many seeds, and every compared number is noted.

While it is calibrated a threshold lets everything pass. A wrong answer that then gets more points than it may
has only the thresholds to stop it: its numbers and those of right answers must lie apart.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import nbformat

from autograder.authoring import AuthoringError, verify
from autograder.authoring.answers import Answer, answers
from autograder.authoring.build import Build
from autograder.authoring.calibration.evidence import Evidence
from autograder.authoring.calibration.picture import draw
from autograder.authoring.master import is_blank
from autograder.authoring.readiness import ready
from autograder.course import Course
from autograder.engine.local import Progress, grade
from autograder.examiner.examiner import versions
from autograder.results import GradingResult, Metric, QuestionResult, Status, TestCaseResult
from autograder.submissions import Submission

REFERENCE = Answer(verify.REFERENCE, True, {}, "")
SEED_CALLS = re.compile(r"\b(set_random_seed|manual_seed|random\.seed)\((\d+)\)")
STRIDE = 1000  # between the seeds of two runs: a notebook's own seeds are smaller


Planned = tuple[Answer, int]  # an answer and a seed


class Trial(msgspec.Struct, frozen=True):
    """One answer, run with one seed and with thresholds that let everything pass."""

    answer: Answer
    seed: int
    result: GradingResult


class Calibration:
    """Runs the known answers of one assignment, and keeps each run until something that decides it changes.

    Raises:
        AuthoringError: the assignment's own files are not as they must be.
        NotReadyError: the machine lacks data or packages that the assignment needs.
    """

    def __init__(self, course: Course, name: str) -> None:
        self.course = course
        self.name = name
        self.made = ready(course, name)
        self.known = [REFERENCE, *answers(course.root / "solutions" / name)]
        self.folder = course.root / ".autograder" / "calibration" / name

    def first_plan(self) -> list[Planned]:
        """Every answer once, with its own seeds."""
        return [(answer, 0) for answer in self.known]

    def further_plan(self, first: list[Trial], seeds: int) -> list[Planned]:
        """Other seeds for the right answers, and for the wrong ones that only a threshold can stop."""
        again = [trial.answer for trial in first if trial.answer.accepted or self.undecided(trial)]
        return [(answer, seed) for seed in range(1, seeds) for answer in again]

    def undecided(self, trial: Trial) -> dict[str, float]:
        """Question to the points that only a threshold can take from this answer."""
        loses = trial.answer.loses
        possible = {question.name: question.points for question in self.made.assignment.questions}
        extra = {
            question.name: question.score - possible[question.name] + loses.get(question.name, 0.0)
            for question in trial.result.questions
        }
        return {name: points for name, points in extra.items() if points > verify.CLOSE and name in loses}

    def run(
        self,
        plan: list[Planned],
        sandbox_kind: str = "auto",
        jobs: int | None = None,
        on_event: Callable[[Progress], None] = lambda progress: None,
    ) -> Iterator[Trial]:
        """Yields a trial for each answer and seed; those that were run before come first, from disk.

        Raises:
            AuthoringError: an answer could not be graded.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting: dict[str, tuple[Answer, int, Path]] = {}
        submissions = []
        for answer, seed in plan:
            notebook = nbformat.writes(reseeded(self.made, answer, seed)).encode()
            key = hashlib.sha256(self.made.assignment.untuned_hash.encode() + notebook).hexdigest()
            path = self.folder / f"{answer.name}-{seed}-{key[:16]}.json"
            if path.exists():
                yield Trial(answer, seed, msgspec.json.decode(path.read_bytes(), type=GradingResult))
                continue
            title = f"{answer.name}, seed {seed}"
            source = path.with_suffix(".ipynb")
            source.write_bytes(notebook)
            waiting[title] = answer, seed, path
            submissions.append(Submission(title, str(source), path=source))
        assignment = msgspec.structs.replace(self.made.assignment, calibrating=True)
        config = self.course.assignment(self.name)
        log = self.course.root / ".autograder" / "error.log"
        running = grade(assignment, config, submissions, sandbox_kind, jobs, on_event, log=log)
        with contextlib.closing(running) as results:
            for result in results:
                answer, seed, path = waiting[result.student]
                if result.status is not Status.GRADED:
                    raise AuthoringError(f"{result.student}, could not be graded: {result.message}")
                path.write_bytes(msgspec.json.encode(result))
                path.with_suffix(".ipynb").unlink()
                yield Trial(answer, seed, result)

    def evidence(self, trials: list[Trial]) -> list[Evidence]:
        """What the trials say of each threshold, by name.

        Raises:
            AuthoringError: no test compares anything with a threshold.
        """
        found: dict[str, Evidence] = {}
        for trial in trials:
            for question in trial.result.questions if trial.answer.accepted else ():
                for name, metrics in _by_name(question.tests).items():
                    evidence = found.setdefault(name, Evidence(name, question.name, metrics[0].at_least))
                    evidence.add(trial.answer.name, True, metrics)
        if not found:
            raise AuthoringError(
                f"{self.name} compares nothing with a threshold, so there is nothing to measure."
            )
        for trial in trials:
            undecided = {} if trial.answer.accepted else self.undecided(trial)
            for question in trial.result.questions:
                _blame(trial.answer.name, question, undecided.get(question.name, 0.0), found)
        return sorted(found.values(), key=lambda evidence: evidence.name)

    def write(self, evidence: list[Evidence], seeds: int) -> list[Path]:
        """Write ``calibration.json`` and a picture of each threshold's evidence; returns the pictures."""
        path = self.course.root / "solutions" / self.name / "calibration.json"
        kept = dict(self.made.assignment.thresholds)
        for one in evidence:
            kept.pop(one.name, None)
        found = {one.name: one.threshold for one in evidence if not one.refusal}
        said = {
            "thresholds": kept | found,
            "evidence": {one.name: one.as_json() for one in evidence},
            "seeds": seeds,
            "date": datetime.now(UTC).date().isoformat(),
            "device": "cpu",
            "versions": versions(),
        }
        path.write_text(json.dumps(said, indent=1) + "\n")
        pictures = []
        for one in evidence:
            pictures.append(self.folder / f"{one.name}.png")
            draw(one, pictures[-1])
        return pictures


def _by_name(tests: list[TestCaseResult]) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for test in tests:
        for metric in test.metrics:
            found.setdefault(metric.name, []).append(metric)
    return found


def _blame(answer: str, question: QuestionResult, points: float, found: dict[str, Evidence]) -> None:
    """Enter a wrong answer's numbers where they are farthest from right ones, which must cost ``points``."""
    telling = []
    for test in question.tests:
        margins = [
            (found[name].margin(metrics), name)
            for name, metrics in _by_name([test]).items()
            if test.passed and name in found
        ]
        if margins:
            telling.append((max(margins), test))
    for (_, name), test in sorted(telling, key=lambda pair: pair[0], reverse=True):
        if points > verify.CLOSE:
            found[name].add(answer, False, _by_name([test])[name])
            points -= test.possible


def reseeded(made: Build, answer: Answer, seed: int) -> nbformat.NotebookNode:
    """The answer's notebook with the seeds of its answer cells moved by ``seed``; 0 changes nothing."""
    notebook = made.notebook(answer.cells)
    if seed:
        start = f"import random, numpy; random.seed({seed}); numpy.random.seed({seed})\n"
        for cell in notebook.cells:
            if is_blank(cell):
                moved = SEED_CALLS.sub(lambda call: f"{call[1]}({int(call[2]) + STRIDE * seed})", cell.source)
                cell.source = start + _framework_seed(made.assignment.runtime, STRIDE * seed) + moved
    return notebook


def _framework_seed(runtime: str, seed: int) -> str:
    if runtime == "tensorflow":
        return f"import keras; keras.utils.set_random_seed({seed})\n"
    return "" if runtime == "numpy" else f"import torch; torch.manual_seed({seed})\n"
