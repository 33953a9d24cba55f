"""The results of an assignment's runs, as ``calibration.json`` keeps them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from autograder.assignment.calibration import Calibration, Caught
from autograder.examiner.versions import versions
from autograder.proofs import verify
from autograder.proofs.calibration.picture import draw
from autograder.proofs.calibration.runs import CalibrationRuns, Seeds, Trial
from autograder.proofs.calibration.samples import Samples
from autograder.results import Metric, QuestionResult, TestCaseResult

LISTS = re.compile(r"\[\s+([^\[\]{}]+?)\s+\]")  # of numbers, which need no line each


class CalibrationRecord:
    """The evidence for each threshold, and how often each wrong answer was caught."""

    def __init__(self, calibration: CalibrationRuns, trials: list[Trial]) -> None:
        self._calibration = calibration
        order = {answer.name: place for place, answer in enumerate(calibration.answers)}
        self._trials = sorted(trials, key=lambda trial: (order[trial.answer.name], trial.seed))
        self._points = {question.name: question.points for question in calibration.build.assignment.questions}
        self._by_threshold: dict[str, Samples] = {}
        for trial in self._trials:
            if trial.answer.accepted:
                self._add_right(trial)
        wrong = [trial for trial in self._trials if not trial.answer.accepted]
        for trial in wrong:
            self._add_wrong(trial)
        for samples in self.samples:
            if not samples.wrong:
                self._add_caught_elsewhere(samples, wrong)

    @property
    def samples(self) -> list[Samples]:
        """By the threshold's name."""
        return sorted(self._by_threshold.values(), key=lambda samples: samples.name)

    @property
    def refusals(self) -> list[str]:
        """A sentence for each threshold that cannot be set."""
        return [samples.refusal for samples in self.samples if samples.refusal]

    @property
    def misses(self) -> list[str]:
        """A sentence for each wrong answer that kept points in some run."""
        return [
            f"{name} kept points that it must lose in {counts.missed} of {counts.runs} runs."
            for name, counts in self.caught.items()
            if counts.missed
        ]

    @property
    def caught(self) -> dict[str, Caught]:
        """Wrong answer to its runs, and how many of them kept points that they must lose."""
        missed: defaultdict[str, list[bool]] = defaultdict(list)
        for trial in self._trials:
            if not trial.answer.accepted:
                missed[trial.answer.name].append(bool(self._points_kept(trial, decided=True)))
        return {name: Caught(len(runs), sum(runs)) for name, runs in missed.items()}

    def _add_right(self, trial: Trial) -> None:
        assignment = self._calibration.build.assignment
        for question in trial.result.questions:
            for name, metrics in _by_name(question.tests).items():
                new = Samples(
                    name,
                    question.name,
                    metrics[0].at_least,
                    assignment.thresholds.get(name),
                    assignment.baselines.get(name),
                )
                self._by_threshold.setdefault(name, new).add(trial.answer.name, True, metrics)

    def _add_wrong(self, trial: Trial) -> None:
        """Add its numbers where they are farthest from right ones, until these cost the points due."""
        points_kept = self._points_kept(trial, decided=False)
        for question in trial.result.questions:
            points = points_kept.get(question.name, 0.0)
            telling = []
            for test in question.tests:
                margins = [
                    (self._by_threshold[name].margin(metrics), name)
                    for name, metrics in _by_name([test]).items()
                    if test.passed and name in self._by_threshold
                ]
                if margins:
                    telling.append((max(margins), test))
            for (_, name), test in sorted(telling, key=lambda pair: pair[0], reverse=True):
                if points > verify.CLOSE:
                    self._by_threshold[name].add(trial.answer.name, False, _by_name([test])[name])
                    points -= test.possible

    def _add_caught_elsewhere(self, samples: Samples, trials: list[Trial]) -> None:
        """If nothing depends on this threshold alone: add the answers that it would stop in every run too."""
        numbers: dict[str, list[list[Metric]]] = {}
        for trial in trials:
            for question in trial.result.questions:
                if metrics := _by_name(question.tests).get(samples.name):
                    numbers.setdefault(trial.answer.name, []).append(metrics)
        for answer, runs in numbers.items():
            if all(samples.below(metrics) for metrics in runs):
                for metrics in runs:
                    samples.add(answer, False, metrics)

    def _points_kept(self, trial: Trial, decided: bool) -> dict[str, float]:
        """Question to the points that a wrong answer kept although it must lose them.

        Args:
            decided: whether the thresholds count, which let everything pass in the run itself.
        """
        loses = trial.answer.loses
        points = {}
        for question in trial.result.questions:
            score = self._score(question) if decided else question.score
            extra = score - self._points[question.name] + loses.get(question.name, 0.0)
            if question.name in loses and extra > verify.CLOSE:
                points[question.name] = extra
        return points

    def _score(self, question: QuestionResult) -> float:
        """The score with the thresholds as they are now."""
        failed = [
            test.points
            for test in question.tests
            if any(self._by_threshold[name].stops(metrics) for name, metrics in _by_name([test]).items())
        ]
        return question.score - sum(failed)

    def write(self, seeds: Seeds) -> list[Path]:
        """Write the calibration's file and a picture of each threshold's evidence; return the pictures."""
        runs = self._calibration
        limits = dict(runs.build.assignment.thresholds)
        for samples in self.samples:
            limits.pop(samples.name, None)
        calibration = Calibration(
            thresholds=limits | {one.name: one.threshold for one in self.samples if not one.refusal},
            baselines=runs.build.assignment.baselines,
            evidence={samples.name: samples.evidence() for samples in self.samples},
            caught=self.caught,
            seeds=seeds._asdict(),
            date=datetime.now(UTC).date().isoformat(),
            device=runs.device,
            versions=versions(),
        )
        document = msgspec.to_builtins(calibration)
        text = LISTS.sub(lambda match: "[" + " ".join(match[1].split()) + "]", json.dumps(document, indent=1))
        runs.file.write_text(text + "\n", encoding="utf-8")
        pictures = []
        for samples in self.samples:
            pictures.append(runs.folder / f"{samples.name}.png")
            draw(samples, pictures[-1])
        return pictures


def _by_name(tests: list[TestCaseResult]) -> dict[str, list[Metric]]:
    metrics: dict[str, list[Metric]] = {}
    for test in tests:
        for metric in test.metrics:
            metrics.setdefault(metric.name, []).append(metric)
    return metrics
