"""Distributions of figures that are not known exactly, against published moments and a second library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from csi_lib.stats import Refused
from csi_lib.stats.money import Pert, Triangle, TwoSided, summarise, two_sided_of

U = np.linspace(0.0005, 0.9995, 1000)


def test_pert_has_the_mean_its_inventors_gave_it() -> None:
    assert Pert(2, 5, 14).quantile(np.linspace(5e-6, 1 - 5e-6, 100_000)).mean() == pytest.approx((2 + 20 + 14) / 6)


def test_a_triangle_is_that_of_scipy() -> None:
    assert Triangle(2, 5, 14).quantile(U) == pytest.approx(stats.triang(3 / 12, 2, 12).ppf(U))


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_no_draw_leaves_its_bounds_and_quantiles_rise(a: float, b: float, c: float) -> None:
    low, base, high = sorted((a, b, c))
    for chance in (Pert(low, base, high), Triangle(low, base, high)):
        found = chance.quantile(U)
        assert low - 1e-9 <= found.min() and found.max() <= high + 1e-9
        assert (np.diff(found) >= -1e-9).all()


def test_a_figure_without_spread_is_itself() -> None:
    assert Pert(3, 3, 3).quantile(U).tolist() == Triangle(3, 3, 3).quantile(U).tolist() == [3.0] * len(U)


@pytest.mark.parametrize(("kind", "effect"), [("ratio", (0.8, 0.65, 0.95)), ("percentage points", (-4.0, -9.0, -1.0))])
def test_an_effect_is_drawn_with_its_own_interval(kind: str, effect: tuple[float, float, float]) -> None:
    estimate, lo, hi = effect
    assert two_sided_of(estimate, lo, hi, kind).quantile([0.5, 0.025, 0.975]) == pytest.approx([estimate, lo, hi])


def test_an_even_interval_is_that_of_a_normal_distribution() -> None:
    assert TwoSided(0.0, -1.96, 1.96).quantile(U) == pytest.approx(stats.norm(0, 1.96 / stats.norm.ppf(0.975)).ppf(U))


@pytest.mark.parametrize(("lo", "hi"), [(0.0, 0.9), (0.5, np.inf)])
def test_an_open_interval_is_no_money(lo: float, hi: float) -> None:
    with pytest.raises(Refused, match="open"):
        two_sided_of(0.7, lo, hi, "rate ratio")


def test_what_never_pays_back_stays_without_end_in_the_summary() -> None:
    found = summarise([10.0] * 60 + [np.inf] * 40)
    assert (found.median, found.hi, found.finite) == (10.0, np.inf, 0.6)
