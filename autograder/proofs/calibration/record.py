"""What the runs of an assignment say, as it is kept in ``calibration.json``."""

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


class Record:
    """The evidence for each threshold, and how often each wrong answer was caught."""

    def __init__(self, calibration: Calibration, trials: list[Trial]) -> None:
        self._calibration = calibration
        order = {answer.name: place for place, answer in enumerate(calibration.known)}
        self._trials = sorted(trials, key=lambda trial: (order[trial.answer.name], trial.seed))
        self._points = {question.name: question.points for question in calibration.made.assignment.questions}
        self._found: dict[str, Evidence] = {}
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
        return sorted(self._found.values(), key=lambda evidence: evidence.name)

    @property
    def refusals(self) -> list[str]:
        """A sentence for each threshold that cannot be set."""
        return [one.refusal for one in self.evidence if one.refusal]

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
        found: dict[str, dict[str, int]] = {}
        for trial in self._trials:
            if not trial.answer.accepted:
                counts = found.setdefault(trial.answer.name, {"runs": 0, "missed": 0})
                counts["runs"] += 1
                counts["missed"] += bool(self._kept(trial, decided=True))
        return found

    def _add_right(self, trial: Trial) -> None:
        assignment = self._calibration.made.assignment
        for question in trial.result.questions:
            for name, metrics in _by_name(question.tests).items():
                new = Evidence(
                    name,
                    question.name,
                    metrics[0].at_least,
                    assignment.thresholds.get(name),
                    assignment.baselines.get(name),
                )
                self._found.setdefault(name, new).add(trial.answer.name, True, metrics)

    def _add_wrong(self, trial: Trial) -> None:
        """Enter its numbers where they are farthest from right ones, until they cost the points they must."""
        kept = self._kept(trial, decided=False)
        for question in trial.result.questions:
            points = kept.get(question.name, 0.0)
            telling = []
            for test in question.tests:
                margins = [
                    (self._found[name].margin(metrics), name)
                    for name, metrics in _by_name([test]).items()
                    if test.passed and name in self._found
                ]
                if margins:
                    telling.append((max(margins), test))
            for (_, name), test in sorted(telling, key=lambda pair: pair[0], reverse=True):
                if points > verify.CLOSE:
                    self._found[name].add(trial.answer.name, False, _by_name([test])[name])
                    points -= test.possible

    def _add_caught_elsewhere(self, evidence: Evidence, trials: list[Trial]) -> None:
        """Nothing depends on this threshold alone: enter the answers that it would stop in every run too."""
        numbers: dict[str, list[list[Metric]]] = {}
        for trial in trials:
            for question in trial.result.questions:
                if metrics := _by_name(question.tests).get(evidence.name):
                    numbers.setdefault(trial.answer.name, []).append(metrics)
        for answer, runs in numbers.items():
            if all(evidence.below(metrics) for metrics in runs):
                for metrics in runs:
                    evidence.add(answer, False, metrics)

    def _kept(self, trial: Trial, decided: bool) -> dict[str, float]:
        """Question to the points that a wrong answer kept although it must lose them.

        Args:
            decided: whether the thresholds count, which let everything pass in the run itself.
        """
        loses = trial.answer.loses
        kept = {}
        for question in trial.result.questions:
            score = self._score(question) if decided else question.score
            extra = score - self._points[question.name] + loses.get(question.name, 0.0)
            if question.name in loses and extra > verify.CLOSE:
                kept[question.name] = extra
        return kept

    def _score(self, question: QuestionResult) -> float:
        """With the thresholds as they are now."""
        failed = [
            test.points
            for test in question.tests
            if any(self._found[name].stops(metrics) for name, metrics in _by_name([test]).items())
        ]
        return question.score - sum(failed)

    def write(self, seeds: Seeds) -> list[Path]:
        """Write the calibration's file and a picture of each threshold's evidence; returns the pictures."""
        calibration = self._calibration
        limits = dict(calibration.made.assignment.thresholds)
        for one in self.evidence:
            limits.pop(one.name, None)
        said = {
            "thresholds": limits | {one.name: one.threshold for one in self.evidence if not one.refusal},
            "baselines": calibration.made.assignment.baselines,
            "evidence": {one.name: one.as_json() for one in self.evidence},
            "caught": self.caught,
            "seeds": seeds._asdict(),
            "date": datetime.now(UTC).date().isoformat(),
            "device": calibration.device,
            "versions": versions(),
        }
        text = LISTS.sub(lambda found: "[" + " ".join(found[1].split()) + "]", json.dumps(said, indent=1))
        calibration.file.write_text(text + "\n", encoding="utf-8")
        pictures = []
        for one in self.evidence:
            pictures.append(calibration.folder / f"{one.name}.png")
            draw(one, pictures[-1])
        return pictures


def _by_name(tests: list[TestCaseResult]) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for test in tests:
        for metric in test.metrics:
            found.setdefault(metric.name, []).append(metric)
    return found
