"""Mann-Kendall tests and Sen's slope on public series.

| source | values |
|---|---|
| https://github.com/mmhs013/pyMannKendall, tests/test_pymannkendall.py at commit 2541218, monthly rainfall | 16 |
| R 4.2.2, cor.test(method = "kendall"), its formulas, and all slopes written out, Nile | 8 |
| strucchange 1.5-3 of R 4.2.2, example of breakpoints: where the Nile fell, and to what | 3 |
| scipy.stats.theilslopes and kendalltau as installed, Nile and rainfall | 5 |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from csi_lib.stats.courses.change_points import find_changes
from csi_lib.stats.courses.mann_kendall import (
    MannKendall,
    mann_kendall,
    prewhitened_mann_kendall,
    seasonal_mann_kendall,
)
from csi_lib.stats.courses.sen import sen_slope

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@pytest.fixture(scope="module")
def rainfall(series: Callable[[str], dict[str, np.ndarray]]) -> np.ndarray:
    """Thirty years of months, seven of them missing."""
    columns = series("rainfall")
    return np.column_stack([columns[month] for month in MONTHS]).ravel()


def close_gaps(y: np.ndarray) -> np.ndarray:
    return y[~np.isnan(y)]


TESTS: dict[str, Callable[[np.ndarray], MannKendall]] = {
    "original_test": mann_kendall,
    # The source takes the values on both sides of a gap for neighbours; the kit does not, unless it is told so.
    "pre_whitening_modification_test": lambda y: prewhitened_mann_kendall(close_gaps(y)),
    "seasonal_test": lambda y: seasonal_mann_kendall(y, 12),
}
RAINFALL = [  # test, then p, z, Tau, s, var_s as asserted there
    ("original_test", 0.37591058740506833, -0.8854562842589916, -0.03153167653875869, -1959, 4889800.333333333),
    ("pre_whitening_modification_test", 0.9212742990272651, -0.09882867695903437, -0.003545066045066045, -219, 4865719),
    ("seasonal_test", 0.03263834596177739, -2.136504114534638, -0.0794979079497908, -399, 34702.333333333336),
]


@pytest.mark.parametrize("row", RAINFALL, ids=lambda row: row[0])
def test_a_mann_kendall_test_of_rainfall_has_the_constants_of_pymannkendall(
    row: tuple[str, float, float, float, int, float], rainfall: np.ndarray
) -> None:
    name, p, z, tau, score, variance = row
    found = TESTS[name](rainfall)

    assert found.score == score
    assert found.variance == pytest.approx(variance, rel=1e-14)
    assert found.tau == pytest.approx(tau, rel=1e-14)
    assert found.z == pytest.approx(z, rel=1e-13)
    assert found.p == pytest.approx(p, rel=1e-12)


def test_the_slope_of_rainfall_with_its_gaps_closed_is_that_of_pymannkendall(rainfall: np.ndarray) -> None:
    assert sen_slope(close_gaps(rainfall)).slope == pytest.approx(-0.0064516129032258064, rel=1e-14)


def test_the_slope_of_rainfall_is_that_of_scipy(rainfall: np.ndarray) -> None:
    months = np.flatnonzero(~np.isnan(rainfall))
    found, expected = sen_slope(rainfall), stats.theilslopes(rainfall[months], months)

    assert (found.slope, found.lo, found.hi) == pytest.approx(
        (expected.slope, expected.low_slope, expected.high_slope), rel=1e-12
    )
    assert found.intercept == pytest.approx(expected.intercept, rel=1e-12)


def test_the_nile_has_the_score_and_p_of_cor_test_in_r(nile: np.ndarray) -> None:
    # cor.test(1:100, Nile, method = "kendall", exact = FALSE, continuity = TRUE): z = -4.12806652284,
    # p-value = 3.65826292166e-05. S and its variance from the formulas, in R:
    # sum(sign(outer(y, y, "-"))[lower.tri(diag(100))]) = -1387;
    # (n(n-1)(2n+5) - sum(t(t-1)(2t+5)))/18 with t = table(y) = 112728.333333.
    found = mann_kendall(nile)

    assert found.score == -1387
    assert found.variance == pytest.approx(112728.333333, rel=1e-11)
    assert found.z == pytest.approx(-4.12806652284, rel=1e-11)
    assert found.p == pytest.approx(3.65826292166e-05, rel=1e-10)


def test_tau_with_ties_left_out_is_that_of_r_and_scipy(nile: np.ndarray) -> None:
    _, times = np.unique(nile, return_counts=True)
    tied = (times * (times - 1) // 2).sum()

    # Tau-b, as cor.test(1:100, Nile, method = "kendall")$estimate of R 4.2.2 and scipy have it.
    tau_b = mann_kendall(nile).score / np.sqrt(4950.0 * (4950 - tied))
    assert tau_b == pytest.approx(-0.280741334725, rel=1e-11)
    assert tau_b == pytest.approx(stats.kendalltau(np.arange(100), nile).statistic, rel=1e-12)


def test_the_slope_of_the_nile_is_the_median_of_all_slopes_in_r(nile: np.ndarray) -> None:
    # In R: d <- outer(y, y, "-") / outer(1:100, 1:100, "-"); s <- sort(d[lower.tri(d)]); median(s) is -2.6; with
    # C <- qnorm(.975) * sqrt(112728.333333), the ranks round((4950 - C)/2) and round((4950 + C)/2) + 1 are
    # s[2146] = -3.62790697674 and s[2805] = -1.42857142857.
    found = sen_slope(nile)

    assert found.slope == pytest.approx(-2.6, rel=1e-14)
    assert (found.lo, found.hi) == pytest.approx((-3.62790697674, -1.42857142857), rel=1e-11)


def test_the_nile_moved_once_and_where_strucchange_finds_it(nile: np.ndarray) -> None:
    # breakpoints(Nile ~ 1): the BIC is least with one break, after observation 28 (1898); coef: 1097.75, 849.972222222.
    found = find_changes(nile)

    assert found.starts == (28,)
    assert found.levels == pytest.approx((1097.75, 849.972222222), rel=1e-12)
