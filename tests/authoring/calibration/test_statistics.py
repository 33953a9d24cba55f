"""The bounds are those of the tables in the books."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.authoring.calibration.statistics import rate_bound, tolerance_limit


def test_the_bound_on_a_rate_is_the_exact_one() -> None:
    assert rate_bound(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert rate_bound(0, 59) < 0.05 < rate_bound(0, 58)  # the 59 of the textbooks
    assert rate_bound(1, 20) == pytest.approx(0.2161, abs=1e-4)
    assert rate_bound(20, 20) == 1.0


def test_the_tolerance_factor_is_that_of_the_tables() -> None:
    """Hahn & Meeker, table A.12c: n = 10, coverage 0.99, confidence 0.95: 3.981."""
    values = np.array([-1.0, 1.0] * 5)
    factor = -tolerance_limit(values) / np.std(values, ddof=1)
    assert factor == pytest.approx(3.981, abs=1e-3)
    assert tolerance_limit(values + 7) == pytest.approx(tolerance_limit(values) + 7)


def test_one_value_says_nothing_of_a_spread() -> None:
    with pytest.raises(ValueError, match="two values"):
        tolerance_limit([0.5])
