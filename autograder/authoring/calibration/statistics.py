"""What can be said of rates and limits from few runs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

CONFIDENCE = 0.95


def rate_bound(failures: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """An upper bound on the rate of failures, of which ``failures`` were seen in ``runs``.

    Source: Clopper & Pearson, Biometrika 26 (1934); one-sided, exact, and free of any distribution.
    """
    if failures >= runs:
        return 1.0
    return float(stats.beta.ppf(confidence, failures + 1, runs - failures))


def tolerance_limit(values: Sequence[float], coverage: float = 0.99, confidence: float = CONFIDENCE) -> float:
    """The limit that, with ``confidence``, at least a share ``coverage`` of all values lies above, if normal.

    Source: Hahn & Meeker, Statistical Intervals (1991), section 4.6, the factor from the noncentral t.

    Raises:
        ValueError: there are fewer than two values.
    """
    count = len(values)
    if count < 2:
        raise ValueError("a tolerance limit needs two values or more")
    shift = stats.norm.ppf(coverage) * math.sqrt(count)
    factor = stats.nct.ppf(confidence, count - 1, shift) / math.sqrt(count)
    return float(np.mean(values) - factor * np.std(values, ddof=1))
