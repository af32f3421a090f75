"""The median slope is that of sorting all slopes, without computing them all."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from csi_lib.stats import Refused
from csi_lib.stats.courses import seasonal_sen_slope, sen_slope

pymannkendall = pytest.importorskip("pymannkendall", reason="pymannkendall is not installed (the extra 'test')")

Make = Callable[..., np.ndarray]
EXACT = {"rel": 1e-12, "abs": 1e-12}

courses = (
    st.lists(st.one_of(st.integers(-9, 9), st.none()), min_size=6, max_size=60)
    .map(lambda found: np.array([np.nan if item is None else float(item) for item in found]))
    .filter(lambda y: len(np.unique(y[~np.isnan(y)])) > 1 and (~np.isnan(y)).sum() >= 3)
)


def sort_all_slopes(y: np.ndarray, t: np.ndarray) -> np.ndarray:
    first, second = np.triu_indices(len(y), 1)
    return np.sort((y[second] - y[first]) / (t[second] - t[first]))


@pytest.mark.parametrize("seed", range(45))
def test_the_slope_is_that_of_pymannkendall_and_the_interval_that_of_scipy(seed: int, course: Make) -> None:
    y = course(seed, 8 + 13 * seed, missing=0.1 * (seed % 2))  # up to 580: past where all slopes are computed
    known = ~np.isnan(y)
    found, peer = sen_slope(y), pymannkendall.sens_slope(y)
    other = scipy_stats.theilslopes(y[known], np.flatnonzero(known))

    assert (found.slope, found.intercept) == pytest.approx((peer.slope, peer.intercept), **EXACT)
    assert (found.slope, found.lo, found.hi) == pytest.approx((other.slope, other.low_slope, other.high_slope), **EXACT)


@pytest.mark.parametrize("seed", range(20))
def test_the_seasonal_slope_is_that_of_pymannkendall(seed: int, course: Make) -> None:
    y = course(seed, 30 + 60 * seed, missing=0.1 * (seed % 2))
    found, peer = seasonal_sen_slope(y, 12), pymannkendall.seasonal_sens_slope(y, 12)

    assert (found.slope, found.intercept) == pytest.approx((peer.slope, peer.intercept), **EXACT)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e4])
def test_the_slope_is_exact_at_any_rising_times(seed: int, unit: float, course: Make) -> None:
    y = course(seed, 450)
    t = unit * np.cumsum(np.random.default_rng(seed).exponential(size=450) + 0.01)
    slopes = sort_all_slopes(y, t)

    assert sen_slope(y, t).slope == pytest.approx(np.median(slopes), rel=1e-12, abs=1e-12 / unit)


def test_a_level_far_from_zero_costs_no_digit_of_the_slope() -> None:
    y = 1e6 + np.random.default_rng(5).normal(size=500)
    slopes = sort_all_slopes(y, np.arange(500.0))

    assert sen_slope(y).slope == pytest.approx(np.median(slopes), **EXACT)


def test_half_of_the_slopes_zero_and_half_one_meet_in_the_middle() -> None:
    # Two points each: slopes 0 and 1, two of each after the third group; made large so that the bracket is needed.
    y = np.repeat(np.arange(2.0), 300)
    slopes = sort_all_slopes(y, np.arange(600.0))

    assert sen_slope(y).slope == np.median(slopes)


@given(courses)
def test_reversing_time_flips_the_slope_and_swaps_the_ends(y: np.ndarray) -> None:
    there, back = sen_slope(y), sen_slope(y[::-1])

    assert back.slope == pytest.approx(-there.slope, **EXACT)
    if there.lo > sort_all_slopes(y[~np.isnan(y)], np.flatnonzero(~np.isnan(y)))[0]:
        assert (back.lo, back.hi) == pytest.approx((-there.hi, -there.lo), **EXACT)


@given(courses, st.integers(-50, 50), st.sampled_from([0.5, 3.0]), st.integers(-9, 9))
def test_the_slope_follows_the_unit_and_a_line_laid_on_top(
    y: np.ndarray, shift: int, factor: float, steepness: int
) -> None:
    plain, moved = sen_slope(y), sen_slope(factor * y + shift)
    tilted = y + steepness * np.arange(len(y))

    assert (moved.slope, moved.lo, moved.hi) == pytest.approx(
        (factor * plain.slope, factor * plain.lo, factor * plain.hi), **EXACT
    )
    if len(np.unique(tilted[~np.isnan(tilted)])) > 1:
        assert sen_slope(tilted).slope == pytest.approx(plain.slope + steepness, abs=1e-9)


@given(courses)
def test_the_slope_lies_in_its_interval(y: np.ndarray) -> None:
    found = sen_slope(y)

    assert found.lo <= found.slope <= found.hi
    assert sen_slope(y, level=0.5).lo >= found.lo


def test_fifty_thousand_points_need_less_than_fifty_megabytes() -> None:
    y = np.random.default_rng(3).normal(size=50_000)
    tracemalloc.start()
    found = sen_slope(y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 50e6  # all slopes are 1.25e9 numbers, 10 GB
    # Half of all pairs lie below the slope: counted anew by Kendall's score of what is left.
    left = y - found.slope * np.arange(len(y))
    assert abs(scipy_stats.kendalltau(np.arange(len(y)), left).statistic) < 1e-8


@pytest.mark.parametrize("bad", [[1.0, 2.0], [4.0] * 9, [np.nan] * 9, [1.0, np.inf, 2.0, 3.0]])
def test_what_has_no_slope_is_refused(bad: list[float]) -> None:
    with pytest.raises(Refused):
        sen_slope(bad)
    with pytest.raises(Refused):
        seasonal_sen_slope(bad, 12)


def test_a_season_seen_once_is_refused() -> None:
    with pytest.raises(Refused, match="no season is seen twice"):
        seasonal_sen_slope([1.0, 2.0, 3.0, 4.0], 12)


@pytest.mark.parametrize("times", [[0.0, 2.0, 1.0, 3.0], [0.0, 1.0, 1.0, 2.0], [0.0, 1.0]])
def test_times_that_do_not_rise_are_an_error_of_the_caller(times: list[float]) -> None:
    with pytest.raises(ValueError, match="time"):
        sen_slope([1.0, 2.0, 3.0, 5.0], times)
