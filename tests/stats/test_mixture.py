"""The mixture says the same as textbook formulas, and keeps its laws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from csi_lib.stats import (
    RHO_GRID,
    MixtureFit,
    Prior,
    Refused,
    before_after,
    beta_prior,
    fit_mixture,
    interrupted,
    log_likelihoods,
    posterior,
    project,
    trend,
)
from csi_lib.stats.designs import Design

WHOLE = np.arange(24)
GAPPED = np.array([0, 1, 2, 4, 5, 6, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20, 23])
seeds = st.integers(0, 2**32 - 1)


def draw(seed: int, n: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(n)


def fit(y: np.ndarray, design: Design, **more: object) -> MixtureFit:
    return fit_mixture(y, design.matrix, design.tested, design.dates, midpoint=design.midpoint, **more)


@pytest.mark.parametrize("dates", [WHOLE, GAPPED], ids=["whole", "gapped"])
def test_estimate_and_error_at_each_rho_equal_statsmodels_gls(dates: np.ndarray) -> None:
    y, design = 100 + 15 * draw(1, len(dates)), interrupted(dates, 12)
    found = log_likelihoods(y, project(design.matrix, design.tested, dates))

    for g in range(0, 66, 5):
        V = np.array([[RHO_GRID[g] ** abs(int(i - j)) for j in dates] for i in dates])
        gls = sm.GLS(y, design.matrix, sigma=V).fit()
        assert found.b[g] == pytest.approx(gls.params[2], rel=1e-9)
        assert found.se[g] == pytest.approx(gls.bse[2], rel=1e-9)


def test_a_certain_prior_gives_the_t_test_of_statsmodels_gls_at_that_rho() -> None:
    y, design, mass = 5 + draw(2, 24), interrupted(WHOLE, 12), np.zeros(66)
    mass[50] = 1.0
    V = RHO_GRID[50] ** np.abs(WHOLE[:, None] - WHOLE[None])
    gls = sm.GLS(y, design.matrix, sigma=V).fit()

    found = fit(y, design, prior=Prior(RHO_GRID, mass))

    assert found.p == pytest.approx(gls.pvalues[2], rel=1e-9)
    assert (found.lo, found.hi) == pytest.approx(gls.conf_int()[2], rel=1e-9)
    assert found.rho == RHO_GRID[50]


# The twin takes 2,001 points and the trapezoid rule where the kit takes 66 points: the tolerance is that difference.
@pytest.mark.parametrize(
    "design",
    [before_after(WHOLE, 12), trend(GAPPED), interrupted(WHOLE, 11, transition=2), interrupted(GAPPED, 10)],
    ids=["before/after", "trend with gaps", "interrupted with transition", "interrupted with gaps"],
)
def test_the_mixture_agrees_with_plain_numerical_integration(
    design: Design, ar1: Callable[..., np.ndarray], slow_twin: Callable[..., dict[str, float]]
) -> None:
    y = ar1(np.random.default_rng(3), 1, 24, 0.4)[0][: len(design.dates)] + 0.8 * design.matrix[:, design.tested]
    slow = slow_twin(y, design.matrix, design.tested, design.dates)

    found = fit(y, design)

    assert found.b == pytest.approx(slow["b"], abs=0.002)
    assert found.p == pytest.approx(slow["p"], abs=0.002)
    assert found.rho == pytest.approx(slow["rho"], abs=0.002)
    assert (found.lo, found.hi) == pytest.approx((slow["lo"], slow["hi"]), rel=0.005)


def test_the_prior_is_the_beta_density_at_the_grid_points() -> None:
    density = scipy_stats.beta(4, 2).pdf((1 + np.linspace(-0.9, 0.98, 66)) / 2)

    assert beta_prior().mass == pytest.approx(density / density.sum(), rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(-3, 3))
def test_the_interval_excludes_a_value_exactly_when_its_p_is_below_5_percent(seed: int, value: float) -> None:
    found = fit(draw(seed, 17), interrupted(GAPPED, 10))
    p = found.p_at(value)

    if abs(p - 0.05) > 1e-9:
        assert (value < found.lo or value > found.hi) == (p < 0.05)


@settings(max_examples=25, deadline=None)
@given(seeds, st.lists(st.floats(-50, 50), min_size=3, max_size=3))
def test_adding_a_course_to_the_series_shifts_the_estimate_and_nothing_else(seed: int, beta: list[float]) -> None:
    y, design = draw(seed, 24), interrupted(WHOLE, 12)
    plain, moved = fit(y, design), fit(y + design.matrix @ np.array(beta), design)

    assert (moved.b, moved.lo, moved.hi) == pytest.approx(
        (plain.b + beta[2], plain.lo + beta[2], plain.hi + beta[2]), abs=1e-7
    )
    assert moved.weights == pytest.approx(plain.weights, abs=1e-8)
    assert moved.level == pytest.approx(plain.level + design.midpoint @ np.array(beta), abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(1e-3, 1e3))
def test_another_unit_scales_the_estimate_and_leaves_p(seed: int, factor: float) -> None:
    y, design = draw(seed, 24), trend(WHOLE)
    plain, scaled = fit(y, design), fit(factor * y, design)

    assert (scaled.b, scaled.lo, scaled.hi) == pytest.approx(
        tuple(factor * x for x in (plain.b, plain.lo, plain.hi)), rel=1e-7, abs=1e-9 * factor
    )
    assert scaled.p == pytest.approx(plain.p, rel=1e-7)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_turning_the_series_upside_down_swaps_the_interval(seed: int) -> None:
    y, design = draw(seed, 24), before_after(WHOLE, 12)
    up, down = fit(y, design), fit(-y, design)

    assert (down.b, down.lo, down.hi) == pytest.approx((-up.b, -up.hi, -up.lo), rel=1e-9, abs=1e-12)
    assert down.p == pytest.approx(up.p, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_p_does_not_depend_on_how_time_is_counted(seed: int, unit: float, zero: float) -> None:
    y, design = draw(seed, 24), interrupted(WHOLE, 12)
    other = design.matrix.copy()
    other[:, 1] = zero + unit * other[:, 1]

    assert fit_mixture(y, other, 2, WHOLE).p == pytest.approx(fit(y, design).p, rel=1e-5)


def test_a_gap_pulls_neighbours_apart_with_the_right_sign() -> None:
    from csi_lib.stats.likelihood import correlations

    found = correlations(np.array([-0.5, 0.5]), np.array([0, 1, 4, 6]))

    assert found[0].tolist()[0] == [1, -0.5, 0.0625, 0.015625]
    assert found[0][1, 2] == -0.125
    assert found[1][1, 2] == 0.125


# Own prior, size/power in percent: the reference study's table of 11,200 series a cell. Level shift 20, slope 30 from
# first to last point, step 30 at a marginal sd of 15. Bands: 3.5 standard errors of 3,000 series here and 2,800 there.
@pytest.mark.parametrize(
    ("kind", "n", "rho", "size", "power"),
    [
        ("its", 24, 0.2, 4.4, 49.5),
        ("its", 24, 0.6, 6.2, 60.9),
        ("trend", 24, 0.4, 3.2, 34.9),
        ("ba", 24, 0.0, 2.6, 69.1),
        ("its", 36, 0.4, 4.9, 61.8),
    ],
)
def test_size_and_power_are_the_published_ones(
    kind: str, n: int, rho: float, size: float, power: float, ar1: Callable[..., np.ndarray]
) -> None:
    dates, half = np.arange(n), n // 2
    designs = {"its": interrupted(dates, half), "trend": trend(dates), "ba": before_after(dates, half)}
    design, effect = designs[kind], {"its": 30, "trend": 30, "ba": 20}[kind]
    noise = 100 + 15 * ar1(np.random.default_rng([n, int(10 * rho)]), 3_000, n, rho)
    projection = project(design.matrix, design.tested, dates)

    def reject(y: np.ndarray) -> float:
        found = log_likelihoods(y, projection)
        weights = posterior(found, beta_prior())
        below = (weights * scipy_stats.t.cdf(-found.b / found.se, found.nu)).sum(axis=1)
        return float(100 * (2 * np.minimum(below, 1 - below) < 0.05).mean())

    def band(percent: float) -> float:
        return 3.5 * float(np.sqrt(percent * (100 - percent) * (1 / 3_000 + 1 / 2_800)))

    assert reject(noise) == pytest.approx(size, abs=band(size))
    assert reject(noise + effect * design.matrix[:, design.tested]) == pytest.approx(power, abs=band(power))


@pytest.mark.parametrize(
    ("y", "design"),
    [(np.full(24, 7.3), interrupted(WHOLE, 12)), (3 + 0.7 * WHOLE, trend(WHOLE)), (np.zeros(24), trend(WHOLE))],
    ids=["constant", "straight line", "zero"],
)
def test_a_series_without_noise_is_refused(y: np.ndarray, design: Design) -> None:
    with pytest.raises(Refused, match="does not vary around its course"):
        fit(y, design)


def test_too_few_periods_are_refused_with_the_number_needed() -> None:
    with pytest.raises(Refused, match="6 periods are too few for 3 unknowns; 7 are needed"):
        fit(draw(1, 6), interrupted(np.arange(6), 3))


def test_a_change_without_periods_after_it_is_refused() -> None:
    with pytest.raises(Refused, match="do not tell the course and the change apart"):
        fit(draw(1, 24), interrupted(WHOLE, 30))


def test_dates_out_of_order_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="each above the one before"):
        fit_mixture(draw(1, 8), trend(np.arange(8)).matrix, 1, [0, 1, 2, 3, 3, 4, 5, 6])


def test_a_missing_value_is_never_fitted() -> None:
    y = draw(1, 24)
    y[3] = np.nan
    with pytest.raises(ValueError, match="24 finite values"):
        fit(y, trend(WHOLE))
