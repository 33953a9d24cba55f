"""The results of an assignment's runs, as ``calibration.json`` keeps them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from autograder.examiner.versions import versions
from autograder.proofs import verify
from autograder.proofs.calibration.evidence import Evidence
from autograder.proofs.calibration.picture import draw
from autograder.proofs.calibration.runs import Calibration, Seeds, Trial
from autograder.results import Metric, QuestionResult, TestCaseResult

LISTS = re.compile(r"\[\s+([^\[\]{}]+?)\s+\]")  # of numbers, which need no line each


class CalibrationRecord:
    """The evidence for each threshold, and how often each wrong answer was caught."""

    def __init__(self, calibration: Calibration, trials: list[Trial]) -> None:
        self._calibration = calibration
        order = {answer.name: place for place, answer in enumerate(calibration.answers)}
        self._trials = sorted(trials, key=lambda trial: (order[trial.answer.name], trial.seed))
        self._points = {question.name: question.points for question in calibration.build.assignment.questions}
        self._by_threshold: dict[str, Evidence] = {}
        for trial in self._trials:
            if trial.answer.accepted:
                self._add_right(trial)
        wrong = [trial for trial in self._trials if not trial.answer.accepted]
        for trial in wrong:
            self._add_wrong(trial)
        for evidence in self.evidence:
            if not evidence.wrong:
                self._add_caught_elsewhere(evidence, wrong)

    @property
    def evidence(self) -> list[Evidence]:
        """By the threshold's name."""
        return sorted(self._by_threshold.values(), key=lambda evidence: evidence.name)

    @property
    def refusals(self) -> list[str]:
        """A sentence for each threshold that cannot be set."""
        return [evidence.refusal for evidence in self.evidence if evidence.refusal]

    @property
    def misses(self) -> list[str]:
        """A sentence for each wrong answer that kept points in some run."""
        return [
            f"{name} kept points that it must lose in {counts['missed']} of {counts['runs']} runs."
            for name, counts in self.caught.items()
            if counts["missed"]
        ]

    @property
    def caught(self) -> dict[str, dict[str, int]]:
        """Wrong answer to its runs, and how many of them kept points that they must lose."""
        counts_of: dict[str, dict[str, int]] = {}
        for trial in self._trials:
            if not trial.answer.accepted:
                counts = counts_of.setdefault(trial.answer.name, {"runs": 0, "missed": 0})
                counts["runs"] += 1
                counts["missed"] += bool(self._points_kept(trial, decided=True))
        return counts_of

    def _add_right(self, trial: Trial) -> None:
        assignment = self._calibration.build.assignment
        for question in trial.result.questions:
            for name, metrics in _by_name(question.tests).items():
                new = Evidence(
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

    def _add_caught_elsewhere(self, evidence: Evidence, trials: list[Trial]) -> None:
        """If nothing depends on this threshold alone: add the answers that it would stop in every run too."""
        numbers: dict[str, list[list[Metric]]] = {}
        for trial in trials:
            for question in trial.result.questions:
                if metrics := _by_name(question.tests).get(evidence.name):
                    numbers.setdefault(trial.answer.name, []).append(metrics)
        for answer, runs in numbers.items():
            if all(evidence.below(metrics) for metrics in runs):
                for metrics in runs:
                    evidence.add(answer, False, metrics)

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
        calibration = self._calibration
        limits = dict(calibration.build.assignment.thresholds)
        for evidence in self.evidence:
            limits.pop(evidence.name, None)
        document = {
            "thresholds": limits
            | {evidence.name: evidence.threshold for evidence in self.evidence if not evidence.refusal},
            "baselines": calibration.build.assignment.baselines,
            "evidence": {evidence.name: evidence.as_json() for evidence in self.evidence},
            "caught": self.caught,
            "seeds": seeds._asdict(),
            "date": datetime.now(UTC).date().isoformat(),
            "device": calibration.device,
            "versions": versions(),
        }
        text = LISTS.sub(lambda match: "[" + " ".join(match[1].split()) + "]", json.dumps(document, indent=1))
        calibration.file.write_text(text + "\n", encoding="utf-8")
        pictures = []
        for evidence in self.evidence:
            pictures.append(calibration.folder / f"{evidence.name}.png")
            draw(evidence, pictures[-1])
        return pictures


def _by_name(tests: list[TestCaseResult]) -> dict[str, list[Metric]]:
    metrics: dict[str, list[Metric]] = {}
    for test in tests:
        for metric in test.metrics:
            metrics.setdefault(metric.name, []).append(metric)
    return metrics
