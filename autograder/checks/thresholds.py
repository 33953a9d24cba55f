"""The limits from calibration, as hidden tests get them: numbers that note what is compared with them."""

from __future__ import annotations

import math

from autograder.errors import ExaminerError
from autograder.results import Metric


class Threshold(float):
    """A limit that notes what was compared with it.

    Attributes:
        baseline: where partial credit begins; None if there is none.
        calibrating: nothing fails this limit; it only takes notes.
    """

    def __new__(cls, name: str, limit: float, notes: Thresholds) -> Threshold:
        return super().__new__(cls, limit)

    def __init__(self, name: str, limit: float, notes: Thresholds) -> None:
        self._name = name
        self._metrics = notes.metrics
        self.baseline = notes.baselines.get(name)
        self.calibrating = notes.calibrating

    def note(self, value: float, at_least: bool) -> None:
        """Remember that ``value`` was compared with this limit."""
        number = float(value) if math.isfinite(value) else None
        limit = None if self.calibrating else float(self)
        self._metrics.append(Metric(self._name, number, limit, at_least))

    def share(self, value: float) -> float:
        """The share of the points that ``value`` earns: 0 at the baseline, 1 at the limit, linear between."""
        if self.baseline is None or not math.isfinite(value):
            return 0.0
        return min(1.0, max(0.0, (value - self.baseline) / (float(self) - self.baseline)))


class Thresholds(dict[str, Threshold]):
    """``calibration.json``'s thresholds by name.

    Args:
        metrics: the list that notes what was compared with them.
        calibrating: whether unknown names are limits too, and nothing fails any of them.
    """

    def __init__(
        self,
        limits: dict[str, float],
        baselines: dict[str, float],
        metrics: list[Metric],
        calibrating: bool,
    ) -> None:
        self.baselines = baselines
        self.metrics = metrics
        self.calibrating = calibrating
        super().__init__({name: Threshold(name, limit, self) for name, limit in limits.items()})

    def __missing__(self, name: str) -> Threshold:
        """An unknown name is the author's mistake, not the student's."""
        if not self.calibrating:
            raise ExaminerError(f"calibration.json has no threshold {name!r}: run `autograder calibrate`")
        return Threshold(name, math.nan, self)
