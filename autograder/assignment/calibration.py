"""``calibration.json``: the thresholds of an assignment and what was measured of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

REFERENCE = "reference"
FITS = 0.01  # below this p-value numbers do not look normal

Runs = Mapping[str, list[float | None]]  # answer to the number of each run; None: no number came


class Fit(msgspec.Struct, frozen=True):
    """A normal distribution fitted to the reference's runs.

    Attributes:
        scale: on which they are normal, after they were turned so that larger is better.
        p: of the hypothesis that they are normal there (Shapiro and Wilk).
    """

    scale: str
    mean: float
    deviation: float
    p: float

    @property
    def holds(self) -> bool:
        """Whether the numbers look normal, so that its bounds may be believed."""
        return self.p >= FITS


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of one threshold; rates and bounds are shares, 0 to 1.

    Attributes:
        compared: ``at least`` or ``at most``.
        wrong: only answers that this threshold must stop.
        reference_failure_rate_95: an upper bound with 95 % confidence, free of any distribution.
        fitted_failure_rate_95: the same from the fitted normal.
        wrong_pass_rates: wrong answer to the share of its runs that earned something.
        refused: why no threshold could be set; the rates are missing then.
    """

    question: str
    compared: str
    right: dict[str, list[float | None]]
    wrong: dict[str, list[float | None]]
    fit: Fit | None = None
    reference_runs: int = 0
    reference_failures: int = 0
    reference_failure_rate_95: float = 1.0
    fitted_failure_rate_95: float | None = None
    right_runs: int = 0
    right_failures: int = 0
    wrong_pass_rates: dict[str, float] = {}
    refused: str = ""

    @property
    def at_least(self) -> bool:
        """Whether larger numbers are better."""
        return self.compared == "at least"

    @property
    def reference(self) -> list[float | None]:
        return self.right.get(REFERENCE, [])

    @property
    def accepted(self) -> dict[str, list[float | None]]:
        """The right answers beside the reference."""
        return {name: runs for name, runs in self.right.items() if name != REFERENCE}

    @property
    def best_wrong(self) -> float | None:
        """The best number of a wrong answer; None where none gave a number."""
        found = numbers(self.wrong)
        return None if not found else max(found) if self.at_least else min(found)


class Caught(msgspec.Struct, frozen=True):
    """How often a wrong answer kept points that it must lose."""

    runs: int
    missed: int


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one assignment, and what was measured of them.

    Attributes:
        baselines: threshold to the number at which partial credit begins.
        evidence: by the threshold's name.
        caught: every wrong answer of the assignment.
        date: empty where nobody has calibrated yet.
        problem: why the file could not be read, in a sentence.
    """

    thresholds: dict[str, float] = {}
    baselines: dict[str, float] = {}
    evidence: dict[str, Evidence] = {}
    caught: dict[str, Caught] = {}
    seeds: dict[str, int] = {}
    date: str = ""
    device: str = ""
    versions: dict[str, str] = {}
    problem: str = ""

    @property
    def unmeasured(self) -> dict[str, float]:
        """Limits that somebody has set without runs."""
        return {name: limit for name, limit in self.thresholds.items() if name not in self.evidence}


def numbers(runs: Runs) -> list[float]:
    """The numbers of all runs, without those that gave none."""
    return [value for values in runs.values() for value in values if value is not None]


def read(path: Path) -> Calibration:
    """The calibration in a file; an empty one if there is no file.

    Raises:
        OSError: the file cannot be read.
        msgspec.DecodeError: it holds no calibration.
    """
    if not path.is_file():
        return Calibration()
    fields = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    if "thresholds" not in fields:
        raise msgspec.ValidationError("Object missing required field `thresholds`")
    if "date" not in fields:  # written by hand, with evidence in any shape
        fields.pop("evidence", None)
    return msgspec.convert(fields, Calibration)


def read_calibrations(paths: Mapping[str, Path]) -> dict[str, Calibration]:
    """Assignment to its calibration, for those whose file exists."""
    return {name: _readable(path) for name, path in paths.items() if path.is_file()}


def _readable(path: Path) -> Calibration:
    try:
        return read(path)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        return Calibration(problem=f"{path.name} cannot be read: {error}")
