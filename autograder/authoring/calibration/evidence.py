"""What was measured of one threshold, and where the threshold should lie."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np

from autograder.authoring.calibration.statistics import rate_bound, tolerance_limit
from autograder.results import Metric

DIGITS = 4  # significant ones of a threshold


class Evidence:
    """Numbers of right and wrong answers that tests compare with the threshold ``name``.

    Inside, all is turned so that larger is better; a value that was no number counts as the worst.
    """

    def __init__(self, name: str, question: str, at_least: bool) -> None:
        self.name = name
        self.question = question
        self.at_least = at_least
        self._sign = 1.0 if at_least else -1.0
        self._right: defaultdict[str, list[float]] = defaultdict(list)
        self._wrong: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, answer: str, accepted: bool, metrics: list[Metric]) -> None:
        """One run's numbers, of which the worst decides."""
        (self._right if accepted else self._wrong)[answer].append(self._worst(metrics))

    def margin(self, metrics: list[Metric]) -> float:
        """How far a run lies below right ones, in their standard deviations."""
        return (self.floor - self._worst(metrics)) / (float(np.std(self.right)) or 1.0)

    def _worst(self, metrics: list[Metric]) -> float:
        return min(-math.inf if one.value is None else self._sign * one.value for one in metrics)

    @property
    def compared(self) -> str:
        """How a number must lie to the threshold, in words."""
        return "at least" if self.at_least else "at most"

    @property
    def right(self) -> list[float]:
        return [value for values in self._right.values() for value in values]

    @property
    def wrong(self) -> list[float]:
        return [value for values in self._wrong.values() for value in values]

    @property
    def right_runs(self) -> dict[str, list[float | None]]:
        """Accepted answer to the number of each run, as it was compared."""
        return {name: [self._number(value) for value in values] for name, values in self._right.items()}

    @property
    def wrong_runs(self) -> dict[str, list[float | None]]:
        """Wrong answer to the number of each run; only answers that this threshold must stop."""
        return {name: [self._number(value) for value in values] for name, values in self._wrong.items()}

    @property
    def floor(self) -> float:
        """Below this hardly a right answer lies: the smallest seen, or a normal tolerance limit if lower."""
        smallest = min(self.right)
        if len(self.right) < 2 or not math.isfinite(smallest):
            return smallest
        return min(smallest, tolerance_limit(self.right))

    @property
    def ceiling(self) -> float:
        """The best number of a wrong answer."""
        return max(self.wrong, default=-math.inf)

    @property
    def refusal(self) -> str:
        """Why no threshold can be set, in a sentence; empty where one can."""
        if not self.right or not math.isfinite(self.floor):
            return f"{self.name}: a right answer gave no number, so there is nothing to set a limit by."
        if not math.isfinite(self.ceiling):
            return f"{self.name}: no wrong answer depends on it; add one that only this threshold can catch."
        if self.ceiling >= self.floor:
            return (
                f"{self.name}: right answers may reach {self._shown(self.floor)} only, and wrong ones reach "
                f"{self._shown(self.ceiling)}: train longer, average over more held-out data, "
                "or take another metric."
            )
        return ""

    @property
    def threshold(self) -> float:
        """Half way between right and wrong answers, in the test's own direction.

        Raises:
            ValueError: they do not lie apart.
        """
        if self.refusal:
            raise ValueError(self.refusal)
        middle = (self.floor + self.ceiling) / 2
        rounded = float(f"{middle:.{DIGITS}g}")
        return self._sign * (rounded if self.ceiling < rounded < self.floor else middle)

    def _shown(self, value: float) -> str:
        return f"{self._sign * value:.4g}"

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``calibration.json``."""
        said: dict[str, Any] = {
            "question": self.question,
            "compared": self.compared,
            "right": self.right_runs,
            "wrong": self.wrong_runs,
            "right_tolerance_limit": self._number(self.floor) if self.right else None,
            "best_wrong": self._number(self.ceiling),
        }
        if self.refusal:
            return {**said, "refused": self.refusal}
        limit = self._sign * self.threshold
        failures = sum(value < limit for value in self.right)
        passes = {name: float(np.mean(np.array(values) >= limit)) for name, values in self._wrong.items()}
        return {
            **said,
            "right_runs": len(self.right),
            "right_failures": failures,
            "right_failure_rate_95": round(rate_bound(failures, len(self.right)), 4),
            "wrong_pass_rates": passes,
        }

    def _number(self, value: float) -> float | None:
        return round(self._sign * value, 6) if math.isfinite(value) else None
