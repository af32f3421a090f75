"""The mixture says the same as textbook formulas, and keeps its laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from csi_lib.stats import (
    MixtureFit,
    Question,
    Refused,
    before_after,
    fit_alone,
    fit_together,
    interrupted,
    log_likelihoods,
    mix,
    noise_grid,
    own_prior,
    pooled_prior,
    posterior,
    project,
    trend,
    two_sided_p,
)
from csi_lib.stats.designs import Design

WHOLE = np.arange(24)
GAPPED = np.array([0, 1, 2, 4, 5, 6, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20, 23])
seeds = st.integers(0, 2**32 - 1)


def draw(seed: int, n: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(n)


def fit(y: np.ndarray, design: Design, cycle: int = 0) -> MixtureFit:
    return fit_alone(y, design, cycle=cycle)


def answer(questions: list[Question]) -> list[MixtureFit]:
    found = fit_together(questions)
    assert all(isinstance(item, MixtureFit) for item in found)
    return list(found)  # type: ignore[arg-type]


@pytest.mark.parametrize("dates", [WHOLE, GAPPED], ids=["whole", "gapped"])
def test_estimate_and_error_under_each_noise_model_equal_statsmodels_gls(dates: np.ndarray) -> None:
    y, design, grid = 100 + 15 * draw(1, len(dates)), interrupted(dates, 12), noise_grid(12)
    found = log_likelihoods(y, project(design, grid))
    matrices = grid.correlations(dates)

    for g in range(0, 225, 16):
        gls = sm.GLS(y, design.matrix, sigma=matrices[g]).fit()
        assert found.b[g] == pytest.approx(gls.params[2], rel=1e-9)
        assert found.se[g] == pytest.approx(gls.bse[2], rel=1e-9)


def test_a_certain_noise_model_gives_the_t_test_of_statsmodels_gls() -> None:
    y, design, grid, mass = 5 + draw(2, 24), interrupted(WHOLE, 12), noise_grid(12), np.zeros(225)
    mass[120] = 1.0
    gls = sm.GLS(y, design.matrix, sigma=grid.correlations(WHOLE)[120]).fit()

    found = mix(log_likelihoods(y, project(design, grid)), grid, mass)

    assert found.p == pytest.approx(gls.pvalues[2], rel=1e-9)
    assert (found.lo, found.hi) == pytest.approx(gls.conf_int()[2], rel=1e-9)
    assert found.rho == grid.rho[120]


# The twin takes 1,001 points and the trapezoid rule where the kit takes 33 points: the tolerance is that difference.
@pytest.mark.parametrize(
    "design",
    [before_after(WHOLE, 12), trend(GAPPED), interrupted(WHOLE, 11, transition=2), interrupted(GAPPED, 10, slope=True)],
    ids=["before/after", "trend with gaps", "interrupted with transition", "slope with gaps"],
)
def test_the_mixture_agrees_with_plain_numerical_integration(
    design: Design, ar1: Callable[..., np.ndarray], slow_twin: Callable[..., dict[str, float]]
) -> None:
    y = ar1(np.random.default_rng(3), 1, 24, 0.4)[0][: len(design.dates)] + 0.8 * design.matrix[:, design.tested]
    slow = slow_twin(y, design.matrix, design.tested, design.dates)

    found = fit(y, design)

    near = 0.005 * (slow["hi"] - slow["lo"])
    assert (found.b, found.lo, found.hi) == pytest.approx((slow["b"], slow["lo"], slow["hi"]), abs=near)
    assert found.p == pytest.approx(slow["p"], abs=0.003)


def test_the_pool_agrees_with_a_plain_twin_over_lengths_gaps_and_seasons(
    ar1: Callable[..., np.ndarray], slow_pool: Callable[..., list[dict[str, float]]]
) -> None:
    rng = np.random.default_rng(8)
    gaps = np.array([0, 1, 2, 4, 5, 6, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20, 23])
    dates = [WHOLE, gaps, np.arange(27), WHOLE]
    designs = [interrupted(days, 12, transition=1) for days in dates]
    series = [ar1(rng, 1, len(item.dates), rho)[0] for item, rho in zip(designs, (0, 0.4, 0.7, 0.2), strict=True)]
    series[1] = series[1] + 2 * np.cos(2 * np.pi * designs[1].dates / 12 + 1)
    slow = slow_pool(series, [item.matrix for item in designs], 2, [item.dates for item in designs], 12)

    found = answer([Question(y, item, 12) for y, item in zip(series, designs, strict=True)])

    for item, twin in zip(found, slow, strict=True):
        assert (item.b, item.p, item.lo, item.hi) == pytest.approx(
            (twin["b"], twin["p"], twin["lo"], twin["hi"]), rel=1e-7
        )


def test_a_series_without_neighbours_keeps_the_prior_of_the_grid() -> None:
    found = fit(draw(4, 24), trend(WHOLE), cycle=12)
    likelihoods = log_likelihoods(draw(4, 24), project(trend(WHOLE), noise_grid(12)))

    assert found.pooled == 1
    assert found.weights == pytest.approx(posterior(likelihoods, noise_grid(12).prior))


def test_the_order_of_the_kpis_changes_nothing(ar1: Callable[..., np.ndarray]) -> None:
    y, design = ar1(np.random.default_rng(5), 9, 24, 0.3), interrupted(WHOLE, 12)
    order = np.random.default_rng(6).permutation(9)

    straight = answer([Question(item, design, 12) for item in y])
    mixed = answer([Question(y[i], design, 12) for i in order])

    for place, i in enumerate(order):
        assert (mixed[place].p, mixed[place].lo, mixed[place].own_p) == pytest.approx(
            (straight[i].p, straight[i].lo, straight[i].own_p), rel=1e-10
        )


def test_a_refused_series_takes_no_part_and_says_why() -> None:
    y = np.random.default_rng(7).standard_normal((3, 24))
    alone = answer([Question(item, trend(WHOLE)) for item in y[:2]])

    one, constant, two = fit_together(
        [Question(y[0], trend(WHOLE)), Question(np.full(24, 3.0), trend(WHOLE)), Question(y[1], trend(WHOLE))]
    )

    assert isinstance(constant, Refused)
    assert isinstance(one, MixtureFit) and isinstance(two, MixtureFit)
    assert (one.p, two.p) == pytest.approx((alone[0].p, alone[1].p), rel=1e-12)
    assert (one.pooled, two.pooled) == (2, 2)


def test_series_with_and_without_a_possible_season_make_two_pools() -> None:
    y = np.random.default_rng(9).standard_normal((4, 24))
    both = answer([Question(item, trend(WHOLE), 12 * (place % 2)) for place, item in enumerate(y)])

    assert [item.pooled for item in both] == [2, 2, 2, 2]
    assert [len(item.weights) for item in both] == [45, 225, 45, 225]


def test_below_two_years_of_months_a_season_forbids_every_answer() -> None:
    short = np.arange(23)
    for design in (trend(short), before_after(short, 11), interrupted(short, 11)):
        with pytest.raises(Refused, match="23 periods are less than two seasons of 12"):
            fit(draw(1, 23), design, cycle=12)
    assert fit(draw(1, 23), trend(short), cycle=0).p > 0


def test_a_headline_claim_needs_both_priors() -> None:
    rng, design = np.random.default_rng(12), before_after(WHOLE, 12)
    calm = [Question(item, design) for item in rng.standard_normal((27, 24))]
    steps = np.linspace(0, 2, 21)[:, None] * design.matrix[:, 1]
    wild = np.cumsum(rng.standard_normal(24)) / 2
    found = [answer([Question(wild + step, design), *calm])[0] for step in steps]

    assert any(item.p < 0.05 <= item.own_p for item in found)
    assert all(item.claims == (item.p < 0.05 and item.own_p < 0.05) for item in found)
    assert all(item.claims == (item.widest[0] > 0 or item.widest[1] < 0) for item in found)


def test_the_own_prior_knows_nothing_of_the_other_series(ar1: Callable[..., np.ndarray]) -> None:
    y, design = ar1(np.random.default_rng(13), 6, 24, 0.5), interrupted(WHOLE, 12)

    alone, among = fit(y[0], design, 12), answer([Question(item, design, 12) for item in y])[0]
    assert among.own_p == pytest.approx(alone.own_p, rel=1e-12)


@pytest.mark.parametrize(("beside", "shape"), [(False, (5, 1.8)), (True, (4, 2))])
def test_the_own_prior_is_a_beta_density_without_drifts_and_mostly_without_season(
    beside: bool, shape: tuple[float, float]
) -> None:
    mass = own_prior(noise_grid(12), beside_course=beside)
    density = scipy_stats.beta(*shape).pdf((1 + np.linspace(-0.8, 0.96, 33)) / 2)

    assert mass[:33] == pytest.approx(0.8 * density / density.sum(), rel=1e-12)
    assert mass[33:45].sum() == 0
    assert mass.sum() == pytest.approx(1)


def test_few_cases_in_a_month_count_for_less(ar1: Callable[..., np.ndarray]) -> None:
    # A month of 2 cases among months of 200 lies far off: with weights it cannot carry a change.
    y, design, cases = draw(15, 24) / 10, before_after(WHOLE, 12), np.full(24, 200.0)
    y[20], cases[20] = 6, 2
    grid = noise_grid()
    mass = np.zeros(45)
    mass[44] = 1  # three quarters of the variance are independent noise

    plain = mix(log_likelihoods(y, project(design, grid)), grid, mass)
    weighted = mix(log_likelihoods(y, project(design, grid, weights=cases)), grid, mass)

    assert abs(weighted.b) < abs(plain.b) / 3


def test_weights_that_are_all_alike_change_nothing() -> None:
    y, design = draw(16, 24), trend(WHOLE)
    plain, same = answer([Question(y, design, 12)])[0], answer([Question(y, design, 12, np.full(24, 9.0))])[0]

    assert (plain.p, plain.lo) == pytest.approx((same.p, same.lo), rel=1e-9)


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

    assert fit(y, replace(design, matrix=other)).p == pytest.approx(fit(y, design).p, rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_running_time_backwards_turns_the_sign_of_a_trend(seed: int) -> None:
    y, design = draw(seed, 24), trend(WHOLE)
    forth, back = fit(y, design, 12), fit(y[::-1], design, 12)

    assert (back.b, back.lo, back.hi) == pytest.approx((-forth.b, -forth.hi, -forth.lo), rel=1e-8, abs=1e-10)
    assert back.p == pytest.approx(forth.p, rel=1e-8)


@settings(max_examples=40, deadline=None)
@given(seeds, st.sets(st.integers(0, 35), max_size=30))
def test_missing_periods_never_crash(seed: int, missing: set[int]) -> None:
    dates = np.array([day for day in range(36) if day not in missing])
    y = draw(seed, 36)[dates]
    for design in (trend(dates), interrupted(dates, 18, transition=1), before_after(dates, 18)):
        (found,) = fit_together([Question(y[design.kept], design, 12)])
        if isinstance(found, MixtureFit):
            assert np.isfinite([found.b, found.lo, found.hi, found.p, found.own_p, found.rho, found.level]).all()
        else:
            assert "NaN" not in str(found) and str(found)


# Grid without season, pool of 28, size/power in percent: the reference study (120 to 400 reports a cell). Level shift
# 20, slope 30 from first to last point, step 30, at a marginal sd of 15.
@pytest.mark.parametrize(
    ("kind", "noise", "size", "power"),
    [
        ("ba", "rho 0", 4.1, 81),
        ("ba", "rho .4", 4.1, 58),
        ("ba", "drift", 5.8, 53),
        ("trend", "rho 0", 4.0, 74),
        ("trend", "rho .4", 4.3, 44),
        ("trend", "drift", 4.1, 37),
        ("its", "rho .4", 4.9, 52),
        ("its", "drift", 5.1, 61),
    ],
)
def test_size_and_power_of_the_pool_are_the_published_ones(
    kind: str, noise: str, size: float, power: float, ar1: Callable[..., np.ndarray]
) -> None:
    n, reports, grid = 24, 120, noise_grid()
    designs = {"its": interrupted(WHOLE, 12), "trend": trend(WHOLE), "ba": before_after(WHOLE, 12)}
    design, effect = designs[kind], {"its": 30, "trend": 30, "ba": 20}[kind]
    rng = np.random.default_rng([len(kind), len(noise), int(10 * size)])
    if noise == "drift":
        u = (ar1(rng, 28 * reports, n, 0.8) + rng.standard_normal((28 * reports, n))) / np.sqrt(2)
    else:
        u = ar1(rng, 28 * reports, n, float(noise.split()[1]))
    y, projection = 100 + 15 * u.reshape(reports, 28, n), project(design, grid)

    def reject(values: np.ndarray) -> np.ndarray:
        found = log_likelihoods(values, projection)
        prior = pooled_prior(found.log_likelihood, grid)
        return 100 * (two_sided_p(found, posterior(found, prior[:, None])) < 0.05).mean(axis=1)

    for wanted, values in ((size, y), (power, y + effect * design.matrix[:, design.tested])):
        found = reject(values)
        error = found.std() / np.sqrt(reports)  # reports, not series: those of one report share the prior
        assert found.mean() == pytest.approx(wanted, abs=4 * np.hypot(error, 0.5 if wanted < 10 else 1.0))


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
        fit(draw(1, 8), replace(trend(np.arange(8)), dates=np.array([0, 1, 2, 3, 3, 4, 5, 6])))


def test_a_missing_value_is_never_fitted() -> None:
    y = draw(1, 24)
    y[3] = np.nan
    with pytest.raises(ValueError, match="24 finite values"):
        fit(y, trend(WHOLE))
