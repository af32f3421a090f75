"""Change points describe: the best cuts for their price, and how often a stable series is cut is said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.courses import RATES, find_changes

series = (
    st.lists(st.integers(-5, 5), min_size=12, max_size=16)
    .map(lambda found: np.array(found, dtype=float))
    .filter(lambda y: np.ptp(y) > 0)
)


def cost_of(y: np.ndarray, cuts: tuple[int, ...]) -> float:
    spread = sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(y, cuts))
    return spread + len(cuts) * 3 * float(y.var(ddof=1)) * np.log(len(y))


@given(series)
@settings(max_examples=40, deadline=None)
def test_no_other_cuts_cost_less(y: np.ndarray) -> None:
    n = len(y)
    ways = (cuts for count in range(n // 3) for cuts in combinations(range(3, n - 2), count))
    allowed = [cuts for cuts in ways if min(np.diff([0, *cuts, n])) >= 3]

    assert cost_of(y, find_changes(y).starts) == pytest.approx(min(cost_of(y, cuts) for cuts in allowed))


def test_a_plain_step_is_found_where_it_is_with_both_levels() -> None:
    y = np.tile([1.0, -1.0], 12) + np.where(np.arange(24) >= 10, 6.0, 0.0)
    found = find_changes(y)

    assert found.starts == (10,)
    assert found.levels == pytest.approx((0.0, 6.0))


def test_a_missing_month_moves_no_date() -> None:
    y = np.tile([1.0, -1.0], 12) + np.where(np.arange(24) >= 10, 6.0, 0.0)
    y[[3, 4, 15]] = np.nan

    assert find_changes(y).starts == (10,)


@given(series, st.integers(-100, 100), st.sampled_from([-3.0, 0.5, 10.0]))
def test_shifting_turning_or_scaling_leaves_the_cuts_alone(y: np.ndarray, shift: int, factor: float) -> None:
    there, moved = find_changes(y), find_changes(factor * y + shift)

    assert cost_of(y, moved.starts) == pytest.approx(cost_of(y, there.starts))


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_the_share_of_stable_series_that_are_cut_is_the_stated_one(rho: float, ar1: Callable[..., np.ndarray]) -> None:
    n, count = 24, 1_500
    found = 100 * np.mean([bool(find_changes(y).starts) for y in ar1(np.random.default_rng(7), count, n, rho)])
    stated = next(row for row in RATES if (row.method, row.n) == ("change points", n)).percent[0 if rho == 0 else 3]

    assert found == pytest.approx(stated, abs=4 * np.sqrt(stated * (100 - stated) * (1 / count + 1 / 20_000)))


@pytest.mark.parametrize("bad", [[1.0, 2.0] * 5, [4.0] * 20, [np.nan] * 20, [1.0, np.inf] * 10])
def test_what_cannot_be_described_is_refused(bad: list[float]) -> None:
    with pytest.raises(Refused):
        find_changes(bad)
