"""Centre lines and limits of control charts, before and after the kit widens them for autocorrelation.

Most sources know no autocorrelation. Where the kit finds some, its spread times sqrt(1 - rho) is theirs.

| source | values |
|---|---|
| NIST/SEMATECH e-Handbook 6.3.2.2, https://www.itl.nist.gov/div898/handbook/pmc/section3/pmc322.htm | 4 |
| https://github.com/luca-scr/qcc, tests/testthat/test-spc.xbarone.R at commit 0cda1db: spread with values missing | 4 |
| clinical-qikit 0.5.0, fixtures/spc: Montgomery's orange juice, Laney's p′ and u′, p, u, t, I and run charts | 27 |
| shewhart 0.1.1, tests/validation_cases.json: Laney's p′ worked by hand, a median | 4 |
| R 4.2.2: prediction factors qt(1 - .05/(2 m), n - 1) sqrt(1 + 1/n); limits of the Nile, 1871-1898 | 12 + 3 |
"""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats.charts import Chart, draw_laney, draw_run, draw_t, draw_xmr, estimate_spread, prediction_factor

D2 = 2 / np.sqrt(np.pi)  # mean range of two normal values; the kit and Montgomery's tables round it to 1.128
# Data and printed values as held in https://github.com/iamerdemyilmaz/sixsigma, verification/data/chk-nist-imr.csv and
# EXAMPLES.md, from the page of the handbook.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
JUICE = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]


def undo(chart: Chart, limits: np.ndarray, spread: float = 1.0) -> np.ndarray:
    """Return limits as they are with another spread than the one the chart measured."""
    return chart.center + (limits - chart.center) * spread / chart.sigma


def test_individuals_of_the_nist_handbook_have_its_limits() -> None:
    chart = draw_xmr(FLOW)
    plain = chart.sigma * np.sqrt(1 - chart.rho)

    assert chart.center[0] == pytest.approx(50.81, abs=1e-12)
    assert plain * 1.128 == pytest.approx(1.8778, abs=5e-5)  # mean moving range
    assert undo(chart, chart.upper, plain)[0] == pytest.approx(55.8041, abs=5e-5)
    assert undo(chart, chart.lower, plain)[0] == pytest.approx(45.8159, abs=5e-5)


def test_the_first_years_of_the_nile_have_the_limits_of_r(nile: np.ndarray) -> None:
    # mean(y) -+ 3 mean(abs(diff(y)))/1.128 and acf(y)$acf[2] = .119836433391, taken back from its bias.
    chart = draw_xmr(nile[:28])
    plain = chart.sigma * np.sqrt(1 - chart.rho)

    assert (undo(chart, chart.lower, plain)[0], undo(chart, chart.upper, plain)[0]) == pytest.approx(
        (722.25748621, 1473.24251379), rel=1e-11
    )
    assert chart.rho == pytest.approx((28 * 0.119836433391 + 1) / 24, rel=1e-11)


def test_individuals_without_autocorrelation_have_the_limits_of_a_quality_package() -> None:
    chart = draw_xmr([2, 4, 6, 4, 2, 4, 6, 4])  # i_chart_basic.json
    plain = chart.sigma * np.sqrt(1 - chart.rho)

    assert undo(chart, chart.upper, plain)[0] == pytest.approx(9.319148936170214, rel=1e-14)
    assert undo(chart, chart.lower, plain)[0] == pytest.approx(-1.3191489361702136, rel=1e-13)


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([100, 110, 102, 99, None, 105, 98, 112], 7.089815),
        ([100, 110, 102, 99, None, None, 98, 112], 6.380833),
        ([None, 110, 102, 99, None, 105, 98, None], 5.317361),
        ([None, None, 102, 99, None, 105, 98, 112], 6.646701),
    ],
)
def test_the_spread_of_individuals_is_that_of_qcc(values: list[float | None], spread: float) -> None:
    # qcc closes the gaps before it takes moving ranges, and has d2 unrounded; the constants are cut, not rounded.
    found = estimate_spread([value for value in values if value is not None])

    assert found.sigma * np.sqrt(1 - found.rho) * 1.128 / D2 == pytest.approx(spread, abs=1e-6)


def test_the_p_chart_of_orange_juice_has_the_limits_of_montgomery() -> None:
    # p_chart_montgomery.json: Montgomery, Introduction to SQC, 8th ed., chapter 7; leaking cans of 50, thirty samples.
    chart = draw_laney(JUICE, [50] * 30)

    assert chart.center[0] == pytest.approx(0.2313, abs=5e-5)
    upper = undo(chart, chart.upper)[0]
    assert upper == pytest.approx(0.4102, abs=5e-5)
    # Laney's lower limit is cut off at 0; the binomial one lies as far below the centre as the upper one above.
    assert 2 * chart.center[0] - upper == pytest.approx(0.0524, abs=5e-5)


def test_a_p_chart_with_unequal_denominators_has_the_limits_of_a_quality_package() -> None:
    chart = draw_laney([5, 8, 3, 6, 4], [50, 80, 40, 60, 45])  # p_chart_variable_n.json

    assert chart.center[0] == pytest.approx(0.09454545454545454, rel=1e-14)
    expected = [0.21867921338101315, 0.1926818076550586, 0.23333121607489166, 0.20786355431569067]
    assert undo(chart, chart.upper)[:4] == pytest.approx(expected, rel=1e-13)


def test_a_u_chart_with_unequal_exposure_has_the_limits_of_a_quality_package() -> None:
    chart = draw_laney([2, 3, 1, 4, 2], [100, 150, 80, 120, 90], share=False)  # u_chart_weighted.json

    assert chart.center[0] == pytest.approx(0.022222222222222223, rel=1e-14)
    expected = [0.06694358177221801, 0.058737059389233306, 0.07222222222222223, 0.06304705126860853]
    assert undo(chart, chart.upper)[:4] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("count", "size", "share", "center", "upper"),
    [
        ([50, 60, 40, 70, 30], 1000, True, 0.05, 0.11648936170212768),  # pp_laney_overdispersion.json
        ([10, 20, 5, 25, 10], 100, False, 0.14, 0.538936170212766),  # up_laney_overdispersion.json
    ],
    ids=["p′", "u′"],
)
def test_overdispersed_months_have_the_limits_of_laney(
    count: list[int], size: int, share: bool, center: float, upper: float
) -> None:
    chart = draw_laney(count, [size] * 5, share=share)

    assert chart.rho == 0  # neighbours alternate, so there is nothing to widen
    assert chart.center[0] == pytest.approx(center, rel=1e-14)
    assert chart.upper[0] == pytest.approx(upper, rel=1e-13)
    assert chart.lower[0] == 0


def test_the_sigma_z_worked_by_hand_is_laneys() -> None:
    chart = draw_laney([2, 3, 1, 4, 2], [50] * 5)  # laney_p-hand-001, d2 unrounded

    assert chart.center[0] == pytest.approx(0.048, abs=1e-15)
    assert chart.sigma * 1.128 / D2 == pytest.approx(1.1726025689292168, rel=1e-14)
    assert undo(chart, chart.upper, 1.1726025689292168)[0] == pytest.approx(0.15434723105433096, rel=1e-14)


def test_times_between_events_have_the_limits_of_the_power_transform() -> None:
    # t_chart_power_transform.json, and in R with y = t^(1/3.6): (mean(y) -+ 3 mean(abs(diff(y)))/1.128)^3.6.
    chart = draw_t([1, 3, 7, 2, 14, 5, 9])

    assert chart.rho == 0
    assert chart.center[0] == pytest.approx(4.72022869166, rel=1e-11)
    assert chart.upper[0] == pytest.approx(41.6688203788, rel=1e-11)
    assert chart.lower[0] == pytest.approx(0.00780747834952, rel=1e-10)


@pytest.mark.parametrize(
    ("values", "median"),
    [([20] * 10 + [1] * 10, 10.5), ([12, 8] * 10, 10.0), ([*range(1, 11)] * 2, 5.5), ([1, 1, 1, 5, 5, 5], 3.0)],
)
def test_a_run_chart_has_the_median_of_the_sources(values: list[float], median: float) -> None:
    # run_chart_signal.json, run_chart_no_signal.json, anhoej_thresholds_n20.json; shewhart: run_chart-hand-001.
    assert draw_run(values).center[0] == median


@pytest.mark.parametrize(
    ("n", "ahead", "factor"),
    [
        (6, 1, 2.77654572013),
        (6, 12, 5.38174572292),
        (6, 24, 6.30755499632),
        (12, 1, 2.29085798655),
        (12, 12, 3.74746375414),
        (12, 24, 4.16416728571),
        (24, 1, 2.11131483252),
        (24, 12, 3.2462506786),
        (24, 24, 3.53971109791),
        (36, 1, 2.05811073974),
        (36, 12, 3.10807247991),
        (36, 24, 3.37090153308),
    ],
)
def test_prediction_limits_of_independent_points_are_those_of_students_t_in_r(
    n: int, ahead: int, factor: float
) -> None:
    assert float(prediction_factor(n, 0.0, ahead)) == pytest.approx(factor, rel=1e-11)
