"""The limits that calibration found, as hidden tests get them: numbers that note what they are given."""

from __future__ import annotations

import math

from autograder.examiner.errors import ExaminerError
from autograder.results import Metric


class Threshold(float):
    """A limit that notes what was compared with it.

    Attributes:
        calibrating: nothing fails this limit; it only takes notes.
    """

    def __new__(cls, name: str, limit: float, metrics: list[Metric], calibrating: bool) -> Threshold:
        return super().__new__(cls, limit)

    def __init__(self, name: str, limit: float, metrics: list[Metric], calibrating: bool) -> None:
        self._name = name
        self._metrics = metrics
        self.calibrating = calibrating

    def note(self, value: float, at_least: bool) -> None:
        """Remember that ``value`` was compared with this limit."""
        number = float(value) if math.isfinite(value) else None
        limit = None if self.calibrating else float(self)
        self._metrics.append(Metric(self._name, number, limit, at_least))


class Thresholds(dict[str, Threshold]):
    """``calibration.json``'s thresholds by name.

    Args:
        metrics: where it is noted what was compared with them.
        calibrating: whether names that are not known yet are limits too, and nothing fails them.
    """

    def __init__(self, limits: dict[str, float], metrics: list[Metric], calibrating: bool) -> None:
        super().__init__(
            {name: Threshold(name, limit, metrics, calibrating) for name, limit in limits.items()}
        )
        self._metrics = metrics
        self._calibrating = calibrating

    def __missing__(self, name: str) -> Threshold:
        """A name that is not known is the author's mistake, not the student's."""
        if not self._calibrating:
            raise ExaminerError(f"calibration.json has no threshold {name!r}")
        return Threshold(name, math.nan, self._metrics, True)
