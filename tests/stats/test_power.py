"""What a series could have shown is found in four of five cases, and more periods show less."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from csi_lib.stats import Design, Grid, MixtureFit, Question, Refused, before_after, fit_together, interrupted
from csi_lib.stats.power import Noise, count_periods, find_minimal, find_ratio, learn_noise

ONE, NOTHING = np.ones(1), np.zeros(1)
WHITE = Grid(phi=NOTHING, noise=NOTHING.copy(), season=NOTHING.copy(), prior=ONE)


def white(sigma: float = 1.0) -> Noise:
    return Noise(WHITE, ONE, ONE, ONE, np.array([sigma]))


def draw(seed: int, series: int, n: int, rho: float) -> np.ndarray:
    """Return stationary AR(1) series of variance one."""
    out = np.random.default_rng(seed).standard_normal((series, n))
    for i in range(1, n):
        out[:, i] = rho * out[:, i - 1] + np.sqrt(1 - rho**2) * out[:, i]
    return out


def ask(y: np.ndarray, design: Design) -> list[MixtureFit]:
    found = fit_together([Question(row, design) for row in y])
    return [fit for fit in found if isinstance(fit, MixtureFit)]


@pytest.mark.parametrize(("before", "after"), [(12, 12), (18, 6), (30, 60)])
@pytest.mark.parametrize("sigma", [0.2, 3.0])
def test_with_white_noise_it_is_the_power_of_a_t_test(before: int, after: int, sigma: float) -> None:
    design = before_after(np.arange(before + after), before)

    expected = TTestIndPower().solve_power(nobs1=before, ratio=after / before, alpha=0.05, power=0.8)

    # 400 signs of 200 draws: the share of .8 is known to .02, which is 3 % of the change
    assert find_minimal(white(sigma), design) == pytest.approx(sigma * expected, rel=0.08)


def test_other_periods_scale_it_as_a_t_test_does() -> None:
    now, later = before_after(np.arange(20), 12), before_after(np.arange(36), 12)
    sizes = [TTestIndPower().solve_power(nobs1=12, ratio=n / 12, alpha=0.05, power=0.8) for n in (8, 24)]

    assert find_ratio(white(3.0), now, later) == pytest.approx(sizes[1] / sizes[0], rel=1e-4)


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_the_closed_form_agrees_with_a_slow_twin(rho: float) -> None:
    """The twin draws estimate and scale under every model and looks where the claims fall."""
    now, later = (interrupted(np.arange(n), 15, transition=1) for n in (30, 42))
    noise = learn_noise(ask(draw(3, 8, 30, rho)[:, now.kept], now)[0], now)

    assert find_ratio(noise, now, later) == pytest.approx(_twin(noise, later) / _twin(noise, now), rel=0.02)


def _twin(noise: Noise, design: Design) -> float:
    rng, X, draws = np.random.default_rng(8), design.matrix, 100_000
    nu = X.shape[0] - X.shape[1]
    covariances = noise.grid.correlations(design.dates)
    variance = [np.linalg.inv(X.T @ np.linalg.inv(V) @ X)[2, 2] for V in covariances]
    se = noise.sigma * np.sqrt(variance)
    x = np.linspace(0, 20 * se.max(), 50_001)
    below = sum(w * stats.t.cdf(x / s, nu) for w, s in zip(noise.weights, se, strict=True))
    edge = x[np.searchsorted(below, 0.975)]
    which = rng.choice(len(se), draws, p=noise.weights)
    # b + se z is beyond the edge times the drawn scale from this b on
    return float(
        np.quantile(edge * np.sqrt(rng.chisquare(nu, draws) / nu) - se[which] * rng.standard_normal(draws), 0.8)
    )


@pytest.mark.parametrize("rho", [0.0, 0.4])
def test_four_of_five_changes_of_that_size_are_found(rho: float) -> None:
    """Through the public functions: some of the simulated reports set the size, all are asked for it."""
    design = interrupted(np.arange(30), 15, transition=1)
    reports = draw(11, 40 * 14, 30, rho)[:, design.kept].reshape(40, 14, -1)
    sizes = [find_minimal(learn_noise(fit, design), design) for y in reports[:3] for fit in ask(y, design)]
    step = np.median(sizes) * (design.dates >= 15)

    found = np.mean([fit.claims for y in reports for fit in ask(y + step, design)])

    # Monte-Carlo error .017 over 560 series, and the median size itself varies by about 3 %
    assert 0.73 < found < 0.87


def test_the_same_fit_says_the_same_twice() -> None:
    design = interrupted(np.arange(30), 15)
    fit = ask(draw(1, 1, 30, 0.3), design)[0]

    assert find_minimal(learn_noise(fit, design), design) == find_minimal(learn_noise(fit, design), design)


def test_the_size_grows_with_the_noise() -> None:
    design = interrupted(np.arange(30), 15)
    y = draw(1, 1, 30, 0.3)
    small, large = (find_minimal(learn_noise(ask(k * y, design)[0], design), design) for k in (1, 7))

    assert large == pytest.approx(7 * small, rel=1e-3)


def test_further_periods_are_counted_to_the_first_that_is_enough() -> None:
    def size(more: int) -> float:
        return 100.0 / (10 + more)

    assert count_periods(size, 5.0) == 10
    assert count_periods(size, 4.99) == 11
    assert count_periods(size, 20.0) == 0
    assert count_periods(size, 20.0, least=4) == 4
    assert count_periods(size, 1.0) is None
    assert count_periods(size, 1.0, most=90) == 90


def test_too_few_periods_before_are_never_made_up_for_by_waiting() -> None:
    now = interrupted(np.arange(12), 4)
    ratio = [find_ratio(white(), now, interrupted(np.arange(12 + more), 4)) for more in (0, 100, 400)]

    assert ratio == sorted(ratio, reverse=True)
    assert ratio[2] > 0.9 * ratio[1]


def test_a_design_without_enough_periods_is_refused() -> None:
    with pytest.raises(Refused, match="6 periods are too few for 3 unknowns; 7 are needed"):
        find_minimal(white(), interrupted(np.arange(6), 3))
    with pytest.raises(Refused, match="6 periods are too few for 3 unknowns; 7 are needed"):
        find_ratio(white(), interrupted(np.arange(20), 9), interrupted(np.arange(6), 3))
    with pytest.raises(Refused, match="do not tell"):
        find_ratio(white(), interrupted(np.arange(20), 9), interrupted(np.arange(12), 12))
