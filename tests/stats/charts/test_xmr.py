"""Limits of single values are those of the textbook, widened where neighbours resemble each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.charts import Chart, draw_xmr

# Montgomery, Introduction to Statistical Quality Control, 6th ed., table 6.6 (costs of processing mortgage loan
# applications): mean 300.5, mean moving range 7.79, limits 279.78 and 321.22.
LOAN_COSTS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]


def edges_of(chart: Chart) -> tuple[float, float, float]:
    return float(chart.center[0]), float(chart.lower[0]), float(chart.upper[0])


def test_limits_of_a_series_without_autocorrelation_are_those_of_montgomery() -> None:
    limits = draw_xmr(LOAN_COSTS)

    assert limits.rho == 0
    assert edges_of(limits) == pytest.approx((300.5, 279.78, 321.22), abs=0.006)


def test_autocorrelation_widens_the_limits_as_worked_by_hand() -> None:
    # 0 1 2 3 4 5 6 7: mean 3.5, moving range 1; r = (sum of neighbour products)/(sum of squares) = 26.25/42 = .625;
    # (8 x .625 + 1)/(8 - 4) = 1.5, capped at .9; sigma = 1/(1.128 sqrt .1) = 2.8034.
    limits = draw_xmr(np.arange(8))

    assert limits.rho == 0.9
    assert limits.sigma == pytest.approx(2.8034, abs=1e-4)
    # 1 3 4 4 3 2 1 1 2 3 4 2: mean 2.5, squares 15, neighbour products 6.25, r = 5/12, (12 r + 1)/8 = .75.
    assert draw_xmr([1, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 2]).rho == pytest.approx(0.75)


def test_a_gap_makes_no_moving_range() -> None:
    # Ranges within the runs 1 2 1 and 9 8 9 8 are all 1; the jump of 8 over the missing period does not count.
    limits = draw_xmr([1, 2, 1, 9, 8, 9, 8], dates=[0, 1, 2, 4, 5, 6, 7])

    assert limits.sigma * 1.128 * np.sqrt(1 - limits.rho) == pytest.approx(1.0)


@given(st.lists(st.floats(-100, 100), min_size=6, max_size=30), st.floats(0.1, 10), st.floats(-50, 50))
def test_limits_follow_the_unit(values: list[float], factor: float, shift: float) -> None:
    z = np.round(np.array(values), 3)
    if np.ptp(z) == 0:
        z[0] += 1
    plain, moved = draw_xmr(z), draw_xmr(factor * z + shift)

    assert edges_of(moved) == pytest.approx([factor * edge + shift for edge in edges_of(plain)], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("values", [[5.0] * 12, [1.0, 2.0, 3.0]], ids=["constant", "short"])
def test_no_limits_without_variation_or_points(values: list[float]) -> None:
    with pytest.raises(Refused):
        draw_xmr(values)
