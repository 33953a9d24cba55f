"""Bounds on rates and limits from few runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

CONFIDENCE = 0.95
COVERAGE = 0.99  # of right answers that should pass
FITS = 0.01  # below this p-value values do not look normal
TINY = 1e-12  # spreads below it are rounding
FAR = 8.0  # deviations

Numbers = NDArray[np.float64]


def rate_bound(failures: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """An upper bound on the rate of failures, of which ``failures`` were seen in ``runs``.

    Source: Clopper & Pearson, Biometrika 26 (1934); one-sided, exact, and free of any distribution.
    """
    if failures >= runs:
        return 1.0
    return float(stats.beta.ppf(confidence, failures + 1, runs - failures))


class Scale(NamedTuple):
    """A way to look at numbers, larger ones staying larger, on which they may be normal."""

    name: str
    forth: Callable[[Numbers], Numbers]
    back: Callable[[float], float]


AS_IT_IS = Scale("as it is", lambda x: x, lambda y: y)
TO_ONE = Scale("-log(1 - x)", lambda x: -np.log(1 - x), lambda y: 1 - math.exp(-y))
# Numbers that should be small come negated, so that larger is better here too.
TO_ZERO = Scale("-log(x)", lambda x: -np.log(-x), lambda y: -math.exp(-y))


class NormalFit(NamedTuple):
    """A normal distribution fitted to numbers on a scale; larger is better.

    Attributes:
        p: of the hypothesis that they are normal there; Shapiro & Wilk, Biometrika 52 (1965).
    """

    scale: Scale
    mean: float
    deviation: float
    runs: int
    p: float

    @property
    def holds(self) -> bool:
        """Whether the numbers look normal, so that the bounds may be believed."""
        return self.p >= FITS

    def tolerance_limit(self, coverage: float = COVERAGE, confidence: float = CONFIDENCE) -> float:
        """The limit above which, with ``confidence``, at least a share ``coverage`` of all numbers is.

        Source: Hahn & Meeker, Statistical Intervals (1991), section 4.6, the factor from the noncentral t.
        """
        shift = stats.norm.ppf(coverage) * math.sqrt(self.runs)
        factor = stats.nct.ppf(confidence, self.runs - 1, shift) / math.sqrt(self.runs)
        return self.scale.back(self.mean - float(factor) * self.deviation)

    def failure_bound(self, limit: float, confidence: float = CONFIDENCE) -> float:
        """An upper bound on the share of all numbers below ``limit``.

        It is the share whose tolerance limit ``limit`` is. Source: Odeh & Owen, Tables for Normal Tolerance
        Limits (1980).
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            place = float(self.scale.forth(np.array(limit)))
        # Beyond eight deviations nobody needs to know, and the noncentral t is no longer computed well.
        distance = min(FAR, max(-FAR, (self.mean - place) / self.deviation))
        root = math.sqrt(self.runs)

        def excess(z: float) -> float:
            return float(stats.nct.cdf(distance * root, self.runs - 1, z * root)) - confidence

        error = math.sqrt((1 + distance**2 / 2) / (self.runs - 1))  # of the distance
        return float(stats.norm.sf(optimize.brentq(excess, distance - 6 * error, distance)))


def fit(values: Sequence[float]) -> NormalFit | None:
    """The normal distribution that suits ``values`` best on one of three scales; larger is better.

    None if fewer than three values differ, or one is not finite: there is nothing to fit.
    """
    numbers = np.asarray(values, dtype=float)
    if len(set(values)) < 3 or not np.all(np.isfinite(numbers)) or float(np.ptp(numbers)) < TINY:
        return None
    scales = [AS_IT_IS]
    if numbers.max() < 0:
        scales.append(TO_ZERO)
    elif 0 < numbers.max() < 1:
        scales.append(TO_ONE)
    return max((_on(scale, numbers) for scale in scales), key=lambda fitted: fitted.p)


def _on(scale: Scale, numbers: Numbers) -> NormalFit:
    scaled = scale.forth(numbers)
    p = float(stats.shapiro(scaled).pvalue)
    return NormalFit(scale, float(np.mean(scaled)), float(np.std(scaled, ddof=1)), len(scaled), p)
