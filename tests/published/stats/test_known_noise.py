"""With the noise model known, estimate, error and REML likelihood are those of other programs.

Printed by R 4.2.2 (Debian 4.2.2.20221110-2) with nlme 3.1-162, from gls(y ~ ..., correlation = C, method = "REML") with

    C <- corAR1(phi, form = ~ day, fixed = TRUE)
    C <- corExp(c(-1/log(phi), noise), form = ~ day, nugget = TRUE, fixed = TRUE)

where day = 0, 1, ..., D = (day >= change) and t = (day - change + 1/2)/(last - first day); se is summary()$tTable[, 2].
The likelihoods of gls have constants of their own, so that differences from phi = 0 are compared.

| source | values |
|---|---|
| nlme::gls, AR(1), Nile, four questions, five phi | 20 estimates, 20 errors, 16 likelihoods |
| nlme::gls, AR(1), Nile with 32 years missing | 3 + 3 + 2 |
| nlme::gls, AR(1) under independent noise, Nile | 6 + 6 + 6 |
| nlme::gls, AR(1), Nile, level at the midpoint and a transition of four years left out | 5 + 2 + 2 |
| stats::lm with weights, drivers | 2 |
| base R, AR(1) and random season from the formulas | 3 + 3 + 3 |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from csi_lib.stats import before_after, interrupted, trend
from csi_lib.stats.designs import Design

YEARS = np.arange(100)
CHANGE = 28  # 1899, the first year after the break of 1898
QUESTIONS: dict[str, Design] = {
    "before/after": before_after(YEARS, CHANGE),
    "step": interrupted(YEARS, CHANGE),
    "slope": interrupted(YEARS, CHANGE, slope=True),
    "trend": trend(YEARS),
}
NILE = [  # question, phi, estimate, standard error, REML log-likelihood
    ("before/after", 0.0, -247.7777777778, 28.4352016922, -618.1092649210),
    ("before/after", -0.3, -246.5347343821, 24.0008322662, -626.9952804105),
    ("before/after", 0.2, -249.5318385380, 34.7145956771, -616.4925478676),
    ("before/after", 0.5, -256.7268418785, 55.8320949951, -621.0644155436),
    ("before/after", 0.8, -289.110627178, 114.895485834, -631.500335774),
    ("step", 0.0, -283.6023791445, 45.2270661087, -612.4282585686),
    ("step", -0.3, -283.841184918, 38.263709037, -621.221158840),
    ("step", 0.2, -283.9764722765, 54.7988231471, -610.8039425908),
    ("step", 0.5, -288.0077217768, 84.2948035869, -615.1266329818),
    ("step", 0.8, -307.947893069, 141.790826044, -624.913486514),
    ("slope", 0.0, -46.4397879958, 305.7592260250, -605.7774642064),
    ("slope", -0.3, -45.7308200386, 260.2248529947, -614.7276695274),
    ("slope", 0.2, -49.829036647, 369.362206024, -603.966627797),
    ("slope", 0.5, -69.1179093299, 576.5604624917, -607.8459495266),
    ("slope", 0.8, -121.964297820, 1255.554382015, -616.857043677),
    ("trend", 0.0, -268.7162376238, 51.6338549256, -633.8310403253),
    ("trend", -0.3, -267.1609909622, 45.8581399404, -647.8000764391),
    ("trend", 0.2, -270.3688458631, 60.4319392784, -627.6995372302),
    ("trend", 0.5, -275.132860608, 93.734000624, -626.045603519),
    ("trend", 0.8, -291.610097515, 234.432864267, -633.110859314),
]
SEEN = np.setdiff1d(YEARS, [5, *range(20, 30), *range(60, 80), 91])
NILE_WITH_GAPS = [  # phi, estimate, standard error, REML log-likelihood; before/after
    (-0.3, -215.3692616095, 31.8731878898, -428.3381360331),
    (0.5, -221.389301284, 75.258124824, -426.363443777),
    (0.8, -245.595179759, 186.682304218, -433.983752240),
]
NILE_DRIFTING = [  # phi, noise, estimate, standard error, REML log-likelihood; step
    (0.7, 0.25, -284.2880486201, 95.1983601771, -615.0015399566),
    (0.7, 0.75, -283.8470877677, 62.6370476369, -611.9558262255),
    (0.9, 0.25, -294.420572708, 117.446672010, -616.574866597),
    (0.9, 0.75, -295.9198159642, 75.2197831913, -613.1829104281),
    (0.97, 0.25, -312.769860853, 105.986121304, -615.327997102),
    (0.97, 0.75, -295.6577362054, 69.7691320365, -613.2260406846),
]
# By solve() and determinant() of R: V as defined, b = (X' V^-1 X)^-1 X' V^-1 y, the residual sum of squares, and
# -log|V|/2 - log|X' V^-1 X|/2 - (n - k)/2 log RSS. Step of February 1983 in log(drivers), with three harmonics:
# phi, noise, season, estimate, standard error, log-likelihood.
SEASONAL = [
    (0.3, 0.0, 1.5, -0.1639646664343, 0.0318551004384, -45.0136122707823),
    (0.6, 0.0, 0.4, -0.1714790541283, 0.0519233833012, -47.0892759570030),
    (0.9, 0.75, 6.0, -0.1879739339589, 0.0385751594314, -36.5190346629676),
]

MIDPOINTS = [  # question, transition, phi, level at t = 0 and D = 1/2 (predict), estimate, standard error
    ("step", 0, 0.0, 965.97969881043, -283.60237914452, 45.22706610875),
    ("step", 0, 0.5, 966.89809471291, -288.00772177678, 84.29480358685),
    ("before/after", 0, 0.5, 974.93127962085, -256.72684187850, 55.83209499514),
    ("step", 4, 0.5, 972.8423942152, -259.4659087327, 98.6052808050),
    ("before/after", 4, 0.2, 975.52186313770, -244.88317048544, 35.41907645822),
]


def ids(row: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in row[:-3])


@pytest.mark.parametrize("row", NILE, ids=ids)
def test_estimate_and_error_at_an_autocorrelation_are_those_of_nlme(
    row: tuple[str, float, float, float, float], nile: np.ndarray, known_noise: Callable[..., object]
) -> None:
    question, phi, b, se, _ = row
    fit = known_noise(nile, QUESTIONS[question], phi=phi)

    assert fit.b[0] == pytest.approx(b, rel=1e-9)
    assert fit.se[0] == pytest.approx(se, rel=1e-9)


@pytest.mark.parametrize("row", [row for row in NILE if row[1]], ids=ids)
def test_the_likelihood_of_an_autocorrelation_is_that_of_nlme(
    row: tuple[str, float, float, float, float], nile: np.ndarray, known_noise: Callable[..., object]
) -> None:
    question, phi, _, _, log_likelihood = row
    white = next(other[4] for other in NILE if other[0] == question and other[1] == 0)
    found, base = (known_noise(nile, QUESTIONS[question], phi=rho).log_likelihood[0] for rho in (phi, 0.0))

    assert found - base == pytest.approx(log_likelihood - white, abs=2e-9)


@pytest.mark.parametrize("row", NILE_WITH_GAPS, ids=lambda row: str(row[0]))
def test_missing_periods_count_as_in_nlme(
    row: tuple[float, float, float, float], nile: np.ndarray, known_noise: Callable[..., object]
) -> None:
    phi, b, se, log_likelihood = row
    fits = [known_noise(nile[SEEN], before_after(SEEN, CHANGE), phi=rho) for rho in (phi, 0.5)]

    assert fits[0].b[0] == pytest.approx(b, rel=1e-9)
    assert fits[0].se[0] == pytest.approx(se, rel=1e-9)
    gained = log_likelihood - NILE_WITH_GAPS[1][3]
    assert fits[0].log_likelihood[0] - fits[1].log_likelihood[0] == pytest.approx(gained, abs=2e-9)


@pytest.mark.parametrize("row", MIDPOINTS, ids=ids)
def test_the_level_at_the_midpoint_is_that_of_nlme(
    row: tuple[str, int, float, float, float, float], nile: np.ndarray, known_noise: Callable[..., object]
) -> None:
    question, transition, phi, level, b, se = row
    ask = interrupted if question == "step" else before_after
    design = ask(YEARS, CHANGE, transition=transition)  # t = 0 in the middle of what is left out
    fit = known_noise(nile[design.kept], design, phi=phi)

    assert fit.level[0] == pytest.approx(level, rel=1e-11)
    assert fit.b[0] == pytest.approx(b, rel=1e-11)
    assert fit.se[0] == pytest.approx(se, rel=1e-11)


@pytest.mark.parametrize("row", NILE_DRIFTING, ids=ids)
def test_a_drift_under_independent_noise_counts_as_in_nlme(
    row: tuple[float, float, float, float, float], nile: np.ndarray, known_noise: Callable[..., object]
) -> None:
    phi, noise, b, se, log_likelihood = row
    fit = known_noise(nile, QUESTIONS["step"], phi=phi, noise=noise)
    base = known_noise(nile, QUESTIONS["step"])

    assert fit.b[0] == pytest.approx(b, rel=1e-9)
    assert fit.se[0] == pytest.approx(se, rel=1e-9)
    gained = log_likelihood - NILE[5][4]
    assert fit.log_likelihood[0] - base.log_likelihood[0] == pytest.approx(gained, abs=2e-9)


@pytest.mark.parametrize("row", SEASONAL, ids=ids)
def test_a_random_season_counts_as_the_formulas_do_in_r(
    row: tuple[float, ...],
    series: Callable[[str], dict[str, np.ndarray]],
    known_noise: Callable[..., object],
) -> None:
    phi, noise, season, b, se, log_likelihood = row
    belts, months = series("seatbelts"), np.arange(192)
    fit = known_noise(np.log(belts["drivers"]), interrupted(months, 169), phi=phi, noise=noise, season=season, cycle=12)

    assert fit.b[0] == pytest.approx(b, rel=1e-9)
    assert fit.se[0] == pytest.approx(se, rel=1e-9)
    assert fit.log_likelihood[0] == pytest.approx(log_likelihood, abs=2e-8)


def test_cases_behind_a_period_weigh_as_in_lm_of_r(
    series: Callable[[str], dict[str, np.ndarray]], known_noise: Callable[..., object]
) -> None:
    belts = series("seatbelts")
    fit = known_noise(np.log(belts["drivers"]), interrupted(np.arange(192), 169), noise=1.0, weights=belts["kms"])

    # summary(lm(log(drivers) ~ t + D, weights = kms))$coefficients["D", 1:2]
    assert fit.b[0] == pytest.approx(-1.75454534283e-01, rel=1e-10)
    assert fit.se[0] == pytest.approx(3.48659031164e-02, rel=1e-10)
