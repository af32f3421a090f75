"""Mann-Kendall says what the peers say where they are right, and how often it is wrong is measured."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from csi_lib.stats import Refused
from csi_lib.stats.courses import (
    RATES,
    mann_kendall,
    prewhitened_mann_kendall,
    rate_of,
    seasonal_mann_kendall,
)

pymannkendall = pytest.importorskip("pymannkendall", reason="pymannkendall is not installed (the extra 'test')")

Make = Callable[..., np.ndarray]

# Few different numbers, so that ties are the rule; None is a missing month.
values = st.lists(st.one_of(st.integers(-9, 9), st.none()), min_size=6, max_size=60).map(
    lambda found: np.array([np.nan if item is None else float(item) for item in found])
)
courses = values.filter(lambda y: len(np.unique(y[~np.isnan(y)])) > 1 and (~np.isnan(y)).sum() >= 3)


def same(own: object, peer: object) -> None:
    """Hold S, its variance, tau, z and p together, to 1e-12."""
    names = {"score": "s", "variance": "var_s", "tau": "Tau", "z": "z", "p": "p"}
    for name, theirs in names.items():
        assert getattr(own, name) == pytest.approx(getattr(peer, theirs), rel=1e-12, abs=1e-12), name


@pytest.mark.parametrize("seed", range(40))
def test_the_original_test_is_that_of_pymannkendall(seed: int, course: Make) -> None:
    y = course(seed, 8 + 7 * seed, missing=0.1 * (seed % 2))

    same(mann_kendall(y), pymannkendall.original_test(y))


@pytest.mark.parametrize("seed", range(20))
def test_the_seasonal_test_is_that_of_pymannkendall(seed: int, course: Make) -> None:
    y = course(seed, 30 + 5 * seed, missing=0.1 * (seed % 2))

    same(seasonal_mann_kendall(y, 12), pymannkendall.seasonal_test(y, 12))


@pytest.mark.parametrize("seed", range(20))
def test_pre_whitening_is_that_of_pymannkendall_where_no_month_is_missing(seed: int, course: Make) -> None:
    y = course(seed, 12 + 5 * seed)

    same(prewhitened_mann_kendall(y), pymannkendall.pre_whitening_modification_test(y))


def test_pre_whitening_does_not_take_the_two_sides_of_a_gap_for_neighbours() -> None:
    y = np.array([3.0, 5.0, 4.0, np.nan, 9.0, 7.0, 8.0, 12.0])
    # By hand: mean 48/7; the neighbours are 1-2, 2-3, 5-6, 6-7, 7-8.
    d = y - 48 / 7
    r = np.nansum(d[1:] * d[:-1]) / np.nansum(d**2)
    whitened = [y[i] - r * y[i - 1] for i in (1, 2, 5, 6, 7)]

    same(prewhitened_mann_kendall(y), pymannkendall.original_test(np.array(whitened)))


def test_a_score_worked_by_hand() -> None:
    # 1 3 2 3: rises 1-3, 1-2, 1-3, 2-3; falls 3-2; tie 3-3. S = 4 - 1 = 3; variance (4*3*13 - 2*1*9)/18 = 138/18.
    found = mann_kendall([1, 3, 2, 3])

    assert (found.score, found.variance, found.tau) == (3, pytest.approx(138 / 18), 0.5)
    assert found.z == pytest.approx(2 / np.sqrt(138 / 18))
    assert found.p == pytest.approx(2 * scipy_stats.norm.sf(found.z))


@given(courses)
def test_reversing_time_flips_the_sign_and_leaves_p_alone(y: np.ndarray) -> None:
    there, back = mann_kendall(y), mann_kendall(y[::-1])

    assert back.score == -there.score
    assert back.p == there.p


@given(courses, st.integers(-1_000, 1_000), st.sampled_from([0.25, 2.0, 8.0]))
def test_shifting_or_scaling_a_series_leaves_the_test_alone(y: np.ndarray, shift: int, factor: float) -> None:
    assert mann_kendall(factor * y + shift) == mann_kendall(y)
    assert seasonal_or_none(factor * y + shift) == seasonal_or_none(y)


def seasonal_or_none(y: np.ndarray) -> object:
    try:
        return seasonal_mann_kendall(y, 4)
    except Refused:
        return None


@given(st.integers(0, 10_000), st.floats(-1_000, 1_000), st.sampled_from([0.01, 3.0, 500.0]))
def test_shifting_or_scaling_a_series_leaves_the_whitened_test_alone(seed: int, shift: float, factor: float) -> None:
    y = np.random.default_rng(seed).standard_normal(30)  # without ties, which the rounding of r could break

    assert prewhitened_mann_kendall(factor * y + shift) == prewhitened_mann_kendall(y)


@given(courses, st.data())
def test_where_the_missing_months_are_told_does_not_matter(y: np.ndarray, data: st.DataObject) -> None:
    known = y[~np.isnan(y)]
    longer = known
    for _ in range(int(np.isnan(y).sum())):
        longer = np.insert(longer, data.draw(st.integers(0, len(longer))), np.nan)

    assert mann_kendall(longer) == mann_kendall(known)


@given(st.lists(st.integers(0, 5), min_size=24, max_size=48))
def test_a_season_of_any_shape_leaves_the_seasonal_test_alone(found: list[int]) -> None:
    y = np.array(found, dtype=float)
    season = np.random.default_rng(len(y)).integers(-50, 50, 12)[np.arange(len(y)) % 12]

    def ask(series: np.ndarray) -> object:
        try:
            return seasonal_mann_kendall(series, 12)
        except Refused:
            return None

    assert ask(y + season) == ask(y)


@pytest.mark.parametrize(
    "ask",
    [mann_kendall, prewhitened_mann_kendall, lambda y: seasonal_mann_kendall(y, 12)],
    ids=["original", "pre-whitened", "seasonal"],
)
@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ([1.0, 2.0], "2 known values are too few"),
        ([np.nan] * 20, "0 known values are too few"),
        ([5.0] * 20, "does not vary"),
        ([1.0, 2.0, np.inf, 3.0], "infinite"),
    ],
    ids=["short", "missing", "equal", "infinite"],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(
    ask: Callable[[object], object], bad: list[float], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        ask(bad)


def test_a_season_seen_once_and_a_series_full_of_holes_are_refused() -> None:
    with pytest.raises(Refused, match="no season varies"):
        seasonal_mann_kendall([1.0, 2.0, 3.0, 4.0], 12)
    with pytest.raises(Refused, match="have a neighbour"):
        prewhitened_mann_kendall([1.0, np.nan, 2.0, np.nan, 3.0, np.nan, 5.0])


@pytest.mark.parametrize(
    ("method", "ask"),
    [
        ("original", mann_kendall),
        ("pre-whitened", prewhitened_mann_kendall),
        ("seasonal", lambda y: seasonal_mann_kendall(y, 12)),
    ],
    ids=["original", "pre-whitened", "seasonal"],
)
@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_the_share_of_stable_series_called_a_trend_is_the_stated_one(
    method: str, ask: Callable[[np.ndarray], object], rho: float, ar1: Make
) -> None:
    n, series = 24, 1_500
    found = 100 * np.mean([ask(y).p < 0.05 for y in ar1(np.random.default_rng(99), series, n, rho)])
    stated = next(row for row in RATES if (row.method, row.n) == (method, n)).percent[[0.0, 0.2, 0.4, 0.6].index(rho)]

    # Four standard errors of the series here and of those of the table.
    assert found == pytest.approx(stated, abs=4 * np.sqrt(stated * (100 - stated) * (1 / series + 1 / 20_000)))


def test_a_rate_between_two_cells_is_not_that_of_the_shorter_series() -> None:
    low, high = (next(row.percent for row in RATES if (row.method, row.n) == ("original", n)) for n in (24, 36))

    assert rate_of("original", 25, 0.4) == max(low[2], high[2])
    assert rate_of("original", 36, 0.3) == pytest.approx((high[1] + high[2]) / 2)
    assert rate_of("original", 36, -0.3) == high[0]


def test_beyond_what_was_measured_there_is_no_rate() -> None:
    assert rate_of("original", 36, 0.61) is None
    assert rate_of("original", 10_000, 0.0) is None
    assert rate_of("original", 5, 0.0) is None


def test_fifty_thousand_points_take_less_than_a_second() -> None:
    y = np.random.default_rng(3).normal(size=50_000)
    start = time.process_time()
    score = mann_kendall(y).score

    assert time.process_time() - start < 1
    # kendalltau finds the same score by another algorithm (a Fenwick tree).
    assert score == round(scipy_stats.kendalltau(np.arange(len(y)), y).statistic * len(y) * (len(y) - 1) / 2)
