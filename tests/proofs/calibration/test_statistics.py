"""The bounds are those of the tables in the books, and hold for numbers of known distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from autograder.proofs.calibration.statistics import AS_IT_IS, TO_ONE, TO_ZERO, NormalFit, fit, rate_bound


def test_the_bound_on_a_rate_is_the_exact_one() -> None:
    assert rate_bound(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert rate_bound(0, 59) < 0.05 < rate_bound(0, 58)  # the 59 of the textbooks
    assert rate_bound(0, 299) < 0.01 < rate_bound(0, 298)
    assert rate_bound(1, 20) == pytest.approx(0.2161, abs=1e-4)
    assert rate_bound(20, 20) == 1.0


def test_the_tolerance_factor_is_that_of_the_tables() -> None:
    """Hahn & Meeker, table A.12c: n = 10, coverage 0.99, confidence 0.95: 3.981."""
    assert -NormalFit(AS_IT_IS, 0.0, 1.0, 10, 0.5).tolerance_limit() == pytest.approx(3.981, abs=1e-3)
    assert NormalFit(AS_IT_IS, 7.0, 2.0, 10, 0.5).tolerance_limit() == pytest.approx(7 - 2 * 3.981, abs=3e-3)


@pytest.mark.parametrize("coverage", [0.8, 0.99, 0.99999])
def test_the_failure_bound_is_the_tolerance_limit_read_backwards(coverage: float) -> None:
    found = NormalFit(TO_ONE, 4.0, 0.5, 60, 0.5)
    assert found.failure_bound(found.tolerance_limit(coverage)) == pytest.approx(1 - coverage, rel=1e-3)


def test_a_limit_among_or_above_the_numbers_is_failed_often() -> None:
    found = NormalFit(AS_IT_IS, 0.9, 0.01, 60, 0.5)
    assert 0.5 < found.failure_bound(0.9) < 0.6
    assert found.failure_bound(0.95) == pytest.approx(1.0)
    assert found.failure_bound(0.5) < 1e-9  # 40 deviations away


def test_the_bound_covers_the_truth_as_often_as_it_says() -> None:
    """95 of 100 samples of 60: the bound lies above the true rate, 0.00135 at three deviations."""
    rng = np.random.default_rng(1)
    samples = rng.normal(size=(400, 60))
    fits = (NormalFit(AS_IT_IS, float(np.mean(x)), float(np.std(x, ddof=1)), 60, 0.5) for x in samples)
    covered = np.mean([one.failure_bound(-3.0) >= stats.norm.sf(3.0) for one in fits])
    assert 0.92 < covered < 0.98


def test_numbers_are_fitted_on_the_scale_that_suits_them() -> None:
    rng = np.random.default_rng(2)
    normal = rng.normal(size=60)
    for scale, numbers in [
        (AS_IT_IS, 5 + normal),
        (TO_ONE, 1 - np.exp(-3 - 0.8 * normal)),
        (TO_ZERO, -np.exp(1 - 0.8 * normal)),
    ]:
        found = fit(numbers.tolist())
        assert found is not None
        assert found.scale is scale
        assert found.holds
        assert found.tolerance_limit() < numbers.min()


def test_what_is_not_normal_is_said_so() -> None:
    found = fit([0.9] * 30 + [0.1] * 30 + [0.5])
    assert found is not None
    assert not found.holds


@pytest.mark.parametrize("values", [[0.9], [1.0] * 60, [0.9, 0.8] * 9, [0.9, 0.8, float("-inf")]])
def test_without_a_spread_there_is_nothing_to_fit(values: list[float]) -> None:
    assert fit(values) is None
