"""Frozen limits are wide enough for a baseline that is short and for many points to come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from csi_lib.stats import Sample
from csi_lib.stats.charts import draw_series, draw_u_prime, draw_xmr, freeze_chart, prediction_factor


def test_one_new_independent_point_gets_students_prediction_interval() -> None:
    # Textbook: mean +- t(n - 1; .975) s sqrt(1 + 1/n); n = 10: 2.2622 sqrt(1.1) = 2.3726.
    assert prediction_factor(10, 0.0, ahead=1) == pytest.approx(2.3726, abs=1e-4)


def test_the_variance_of_an_autocorrelated_mean_is_that_of_the_full_covariance() -> None:
    n, rho = 12, 0.6
    covariance = rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    nu = n * (1 - rho**2) / (1 + rho**2) - 1
    expected = stats.t.ppf(1 - 0.05 / 48, nu) * np.sqrt(1 + covariance.mean())

    assert prediction_factor(n, rho, ahead=24) == pytest.approx(expected)


@pytest.mark.parametrize("n", [12, 24])
@pytest.mark.parametrize("rho", [0.0, 0.2, 0.4, 0.6])
def test_five_percent_of_stable_series_leave_them_within_two_years(
    n: int, rho: float, ar1: Callable[..., np.ndarray]
) -> None:
    y = ar1(np.random.default_rng(n + int(10 * rho)), 6_000, n + 24, rho)
    base = draw_xmr(y[:, :n])
    reach = (prediction_factor(n, base.rho) * base.sigma)[:, None]
    left = 100 * (np.abs(y[:, n:] - base.level[:, None]) > reach).any(axis=1).mean()

    assert left <= 5 + 2 * 0.28  # two standard errors of 6,000 series at 5 %
    assert left >= 1.2  # and they are not so wide that nothing is ever seen


def test_new_points_are_held_against_the_frozen_limits() -> None:
    rng = np.random.default_rng(3)
    frozen = freeze_chart(draw_xmr(rng.normal(50, 5, 24)), ahead=12)
    chart = draw_xmr([50.0, 50 + 1.01 * frozen.factor * frozen.sigma + frozen.center - 50, 45], frozen=frozen)

    assert chart.upper[0] == pytest.approx(frozen.center + frozen.factor * frozen.sigma)
    assert [signal.points for signal in chart.signals] == [(1,)]


def test_a_frozen_count_is_still_a_count_per_average_day() -> None:
    counts = np.random.default_rng(4).poisson(30, 24)
    frozen = freeze_chart(draw_u_prime(counts, np.full(24, 30.0)), typical=30.0)
    half = draw_series(Sample.of([15, 14, 40], exposure=[15, 15, 30]), "count", frozen=frozen)

    # By hand: the centre stands for (centre/2)^2 cases a month and half as many in half a month, less 3/8 each.
    whole = (frozen.center / 2) ** 2
    assert half.center == pytest.approx([whole / 2 - 0.375, whole / 2 - 0.375, whole - 0.375])
    assert not half.flagged.any()


def test_a_stack_cannot_be_frozen() -> None:
    with pytest.raises(ValueError, match="single chart"):
        freeze_chart(draw_xmr(np.random.default_rng(5).normal(size=(2, 24))))


def test_a_frozen_availability_keeps_the_offset_of_its_baseline() -> None:
    # By hand: downtimes .1 .4 .2 .3 .2 and none; half their median .2 is .1.
    base = draw_series(Sample.of([99.9, 99.6, 99.8, 99.7, 99.8, 100.0]), "availability")
    frozen = freeze_chart(base)
    later = draw_series(Sample.of([90.0, 91.0]), "availability", frozen=frozen)

    assert frozen.offset == pytest.approx(0.1)
    assert later.center == pytest.approx(base.center[0])
    assert later.offset == frozen.offset
