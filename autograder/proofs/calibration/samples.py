"""The measurements of one threshold, and where the threshold should be."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property

import msgspec
import numpy as np

from autograder.assignment.calibration import Evidence, Fit
from autograder.proofs.calibration.statistics import NormalFit, fit, rate_bound
from autograder.proofs.verify import REFERENCE
from autograder.results import Metric

DIGITS = 4  # significant ones of a threshold


class Samples:
    """Numbers of right and wrong answers that tests compare with the threshold ``name``.

    Inside, numbers are turned so that larger is better; a value that is not a number counts as the worst.

    Args:
        declared: the limit that the author has set, if any; it stays if it separates, because students may
            have been told.
        baseline: where partial credit begins, if there is any below the limit.
    """

    def __init__(
        self,
        name: str,
        question: str,
        at_least: bool,
        declared: float | None = None,
        baseline: float | None = None,
    ) -> None:
        self.name = name
        self.question = question
        self.at_least = at_least
        self._sign = 1.0 if at_least else -1.0
        self._declared = None if declared is None else self._sign * declared
        self._baseline = None if baseline is None else self._sign * baseline
        self._right: defaultdict[str, list[float]] = defaultdict(list)
        self._wrong: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, answer: str, accepted: bool, metrics: list[Metric]) -> None:
        """Add one run's numbers, of which the worst decides."""
        (self._right if accepted else self._wrong)[answer].append(self._worst(metrics))

    def margin(self, metrics: list[Metric]) -> float:
        """How far a run is below right ones, in their standard deviations."""
        return (min(self.right) - self._worst(metrics)) / (float(np.std(self.right)) or 1.0)

    def below(self, metrics: list[Metric]) -> bool:
        """Whether a run is on the wrong side of the declared limit, or of what right answers reach."""
        return self._worst(metrics) < (self.floor if self._declared is None else self._declared)

    def stops(self, metrics: list[Metric]) -> bool:
        """Whether a run's numbers earn nothing; never true if no threshold can be set."""
        return not self.refusal and self._worst(metrics) < self._least

    def _worst(self, metrics: list[Metric]) -> float:
        return min(-math.inf if metric.value is None else self._sign * metric.value for metric in metrics)

    @property
    def compared(self) -> str:
        """How a number must compare with the threshold, in words."""
        return "at least" if self.at_least else "at most"

    @property
    def right(self) -> list[float]:
        return [value for values in self._right.values() for value in values]

    @property
    def wrong(self) -> list[float]:
        return [value for values in self._wrong.values() for value in values]

    @property
    def reference(self) -> list[float]:
        return self._right[REFERENCE]

    @property
    def right_runs(self) -> dict[str, list[float | None]]:
        """Right answer to the number of each run, as it was compared."""
        return {name: [self._number(value) for value in values] for name, values in self._right.items()}

    @property
    def wrong_runs(self) -> dict[str, list[float | None]]:
        """Wrong answer to the number of each run; only answers that this threshold must stop."""
        return {name: [self._number(value) for value in values] for name, values in self._wrong.items()}

    @cached_property
    def fit(self) -> NormalFit | None:
        """Of the reference's runs only: each answer has its own distribution."""
        return fit(self.reference)

    @cached_property
    def floor(self) -> float:
        """Right answers are hardly ever below this: the smallest seen, or the tolerance limit if lower."""
        smallest = min(self.right)
        if self.fit is None or not self.fit.holds or not math.isfinite(smallest):
            return smallest
        return min(smallest, self.fit.tolerance_limit())

    @property
    def ceiling(self) -> float:
        """The best number of a wrong answer."""
        return max(self.wrong, default=-math.inf)

    @property
    def refusal(self) -> str:
        """Why no threshold can be set, in a sentence that says what to try; empty if one can."""
        if not self.right or not math.isfinite(self.floor):
            return f"{self.name}: a right answer gave no number, so there is nothing to set a limit by."
        if not self.wrong:
            return f"{self.name}: no wrong answer is on its other side; add one that it must catch."
        if self.ceiling >= self.floor:
            worst = min(self.right)
            bad = (
                f"gave {self._shown(worst)}"
                if worst <= self.ceiling
                else f"may give {self._shown(self.floor)}"
            )
            return (
                f"{self.name}: right answers {bad}, and wrong ones reach {self._shown(self.ceiling)}: "
                "train longer, average over more held-out data, or take another metric."
            )
        if self._baseline is not None and self._baseline <= self.ceiling:
            return (
                f"{self.name}: partial credit begins at {self._shown(self._baseline)}, and wrong answers "
                f"reach {self._shown(self.ceiling)}: let it begin above that."
            )
        return ""

    @property
    def threshold(self) -> float:
        """The declared limit if it separates, otherwise half way between right and wrong answers.

        Raises:
            ValueError: they overlap.
        """
        return self._sign * self._limit

    @property
    def _limit(self) -> float:
        if self.refusal:
            raise ValueError(self.refusal)
        if self._declared is not None and self.ceiling < self._declared <= self.floor:
            return self._declared
        if not math.isfinite(self.ceiling):  # wrong answers gave no number at all
            return self.floor
        middle = (self.floor + self.ceiling) / 2
        rounded = float(f"{middle:.{DIGITS}g}")
        return rounded if self.ceiling < rounded < self.floor else middle

    @property
    def _least(self) -> float:
        """The smallest number that earns anything."""
        return self._limit if self._baseline is None else min(self._baseline, self._limit)

    @property
    def best_wrong(self) -> str:
        """The best number of a wrong answer, in words."""
        return self._shown(self.ceiling) if math.isfinite(self.ceiling) else "no number"

    @property
    def _fitted_rate(self) -> float | None:
        """An upper bound on the reference's failure rate; None if no fit can be trusted."""
        if self.fit is None or not self.fit.holds:
            return None
        return _short(self.fit.failure_bound(self._limit))

    def _shown(self, value: float) -> str:
        return f"{self._sign * value:.4g}"

    def evidence(self) -> Evidence:
        """What was measured; without the rates if no threshold can be set."""
        measured = Evidence(
            question=self.question,
            compared=self.compared,
            right=self.right_runs,
            wrong=self.wrong_runs,
            fit=self.fit
            and Fit(
                self.fit.scale.name, _short(self.fit.mean), _short(self.fit.deviation), _short(self.fit.p)
            ),
            refused=self.refusal,
        )
        if self.refusal:
            return measured
        failures = {name: _below(self._limit, values) for name, values in self._right.items()}
        count = len(self.reference)
        return msgspec.structs.replace(
            measured,
            reference_runs=count,
            reference_failures=failures[REFERENCE],
            reference_failure_rate_95=_short(rate_bound(failures[REFERENCE], count)),
            fitted_failure_rate_95=self._fitted_rate,
            right_runs=len(self.right),
            right_failures=sum(failures.values()),
            wrong_pass_rates={
                name: _short(1 - _below(self._least, values) / len(values))
                for name, values in self._wrong.items()
            },
        )

    def _number(self, value: float) -> float | None:
        return float(f"{self._sign * value:.6g}") if math.isfinite(value) else None


def _short(number: float) -> float:
    return float(f"{number:.3g}")


def _below(limit: float, values: list[float]) -> int:
    return sum(value < limit for value in values)
