"""Descriptions of single values, against R 4.2.2 on data that is installed or printed.

| source | values |
|---|---|
| survival 3.5-3, survfit(Surv(survival, censors) ~ 1, conf.type = "log-log"), Stanford heart transplants | 20 + 9 |
| survival 3.5-3, survfit and survdiff of survival::aml (Miller 1997), as in its documentation | 16 + 2 |
| survival 3.5-3, survdiff by age, Stanford heart transplants | 2 |
| wilcox.test(conf.int = TRUE), quantile(outer(b, a, "-")), effectsize 0.8.3 cliffs_delta; Nile | 6 |
| Hollander & Wolfe (1973), 69 f, as in ?wilcox.test: W, shift, delta | 2 |
| cor.test(method = "spearman") of differences, seat belt series | 3 |
| mean, median, quantile(type = 7), exp(mean(log)); seat belts, Nile | 8 |
| datasets::UCBAdmissions (Bickel, Hammel & O'Connell 1975), weighted.mean of the departments | 2 |
| clinical-qikit 0.5.0, fixtures/spc/pareto_basic.json | 6 |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.datasets as statsmodels_data

from csi_lib.stats.description import (
    associate,
    cliffs_delta,
    describe_level,
    describe_shift,
    estimate_survival,
    log_rank,
    rank_shares,
    split_mix,
)

# Bickel, Hammel & O'Connell (1975), Science 187, 398-403; datasets::UCBAdmissions of R, departments A to F.
MEN = ([512, 353, 120, 138, 53, 22], [313, 207, 205, 279, 138, 351])  # admitted, rejected
WOMEN = ([89, 17, 202, 131, 94, 24], [19, 8, 391, 244, 299, 317])
# survival::aml: weeks, relapsed or not; with and without maintenance.
MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])


@pytest.fixture(scope="module")
def heart() -> dict[str, np.ndarray]:
    """Days survived by 69 patients, 1 where the death was seen, and age; statsmodels.datasets.heart, Miller (1976)."""
    frame = statsmodels_data.heart.load().data
    return {name: frame[name].to_numpy(dtype=float) for name in ("survival", "censors", "age")}


@pytest.mark.parametrize(
    ("day", "at_risk", "alive", "lo", "hi"),
    [
        (10, 65, 0.941589811155029, 0.851798912627924, 0.977670829966515),
        (50, 50, 0.745850961482735, 0.623248312800509, 0.833721130272428),
        (100, 38, 0.578415031353958, 0.450607207222343, 0.686615652885894),
        (500, 20, 0.432486615910529, 0.309771165085247, 0.549077265496624),
        (1000, 8, 0.266521344769623, 0.146845281076247, 0.401945971849539),
    ],
)
def test_the_share_still_alive_after_a_transplant_is_that_of_r(
    day: int, at_risk: int, alive: float, lo: float, hi: float, heart: dict[str, np.ndarray]
) -> None:
    curve = estimate_survival(heart["survival"], heart["censors"] == 1)
    step = np.searchsorted(curve.time, day, side="right") - 1

    assert curve.open[step] == pytest.approx(alive, rel=1e-13)
    assert (curve.lo[step], curve.hi[step]) == pytest.approx((lo, hi), rel=1e-12)
    assert (heart["survival"] >= day).sum() == at_risk  # summary(fit, times = day)$n.risk: the same data


@pytest.mark.parametrize(("done", "expected"), [(0.25, (50, 26, 64)), (0.5, (228, 65, 730)), (0.75, (1024, 730, None))])
def test_the_time_by_which_a_share_has_died_is_that_of_r(
    done: float, expected: tuple[int, int, int | None], heart: dict[str, np.ndarray]
) -> None:
    assert estimate_survival(heart["survival"], heart["censors"] == 1).quantile(done) == expected


@pytest.mark.parametrize(
    ("cohort", "times", "shares"),
    [
        (
            MAINTAINED,
            [9, 13, 18, 23, 31, 34, 48],
            [0.90909091, 0.81818182, 0.71590909, 0.61363636, 0.49090909, 0.36818182, 0.18409091],
        ),
        (
            NOT_MAINTAINED,
            [5, 8, 12, 23, 27, 30, 33, 43, 45],
            [0.833333333, 0.666666667, 0.583333333, 0.486111111, 0.388888889, 0.291666667, 0.194444444, 0.097222222, 0],
        ),
    ],
    ids=["maintained", "not maintained"],
)
def test_the_curve_of_the_leukemia_example_is_that_of_r(
    cohort: tuple[list[int], list[int]], times: list[int], shares: list[float]
) -> None:
    curve = estimate_survival(*cohort)

    assert curve.time.tolist() == times
    assert curve.open == pytest.approx(shares, abs=6e-9)


def test_the_log_rank_test_of_the_leukemia_example_is_that_of_r() -> None:
    found = log_rank(MAINTAINED, NOT_MAINTAINED)

    assert (found.chi2, found.p) == pytest.approx((3.39638869898, 0.0653393220405), rel=1e-10)


def test_the_log_rank_test_of_transplants_by_age_is_that_of_r(heart: dict[str, np.ndarray]) -> None:
    young = heart["age"] < 48
    sides = [(heart["survival"][who], heart["censors"][who] == 1) for who in (young, ~young)]
    found = log_rank(*sides)

    assert (found.chi2, found.p) == pytest.approx((2.62200573367557, 0.105391148181657), rel=1e-12)


def test_the_shift_of_the_nile_is_that_of_wilcox_test_in_r(nile: np.ndarray) -> None:
    found = describe_shift(nile[:28], nile[28:])

    # median(outer(after, before, "-")); wilcox.test finds the same by root search, -259.99994.
    assert found.estimate == -260
    assert (found.q10, found.q25, found.q75, found.q90) == (-466, -376.25, -124, -0.5)
    assert found.delta == pytest.approx(-0.802083333333333, abs=1e-15)


def test_the_shift_of_hollander_and_wolfe_is_that_of_r() -> None:
    x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    y = [1.15, 0.88, 0.90, 0.74, 1.21]

    # wilcox.test(x, y, conf.int = TRUE): W = 35, difference in location 0.305; W = 50 (1 + delta)/2.
    assert describe_shift(y, x).estimate == pytest.approx(0.305, abs=1e-12)
    assert 50 * (1 + cliffs_delta(y, x)) / 2 == pytest.approx(35)


@pytest.mark.parametrize(
    ("one", "other", "rho"),
    [
        ("drivers", "front", 0.731803146846269),
        ("drivers", "kms", -0.00137997015321716),
        ("front", "rear", 0.733090826526832),
    ],
)
def test_the_rank_correlation_of_steps_is_that_of_r(
    one: str, other: str, rho: float, series: Callable[[str], dict[str, np.ndarray]]
) -> None:
    belts = series("seatbelts")

    assert associate(belts[one], belts[other]).rho == pytest.approx(rho, abs=1e-13)


def test_the_level_of_casualties_is_that_of_r(series: Callable[[str], dict[str, np.ndarray]]) -> None:
    found = describe_level(series("seatbelts")["drivers"])

    assert (found.mean, found.median, found.p90) == pytest.approx((1670.30729166667, 1631, 2079.9), rel=1e-13)
    assert found.geomean == pytest.approx(1646.0069492689, rel=1e-12)


def test_the_level_of_the_nile_is_that_of_r(nile: np.ndarray) -> None:
    found = describe_level(nile)

    assert (found.mean, found.median, found.p90) == pytest.approx((919.35, 893.5, 1160), rel=1e-13)
    assert found.geomean == pytest.approx(903.93496673317, rel=1e-12)


def test_admission_to_berkeley_turns_when_departments_are_weighed_alike() -> None:
    def spread(counts: tuple[list[int], list[int]]) -> tuple[np.ndarray, np.ndarray]:
        admitted, rejected = counts
        values = np.concatenate([np.ones(sum(admitted)), np.zeros(sum(rejected))])
        return values, np.concatenate([np.repeat(np.arange(6), admitted), np.repeat(np.arange(6), rejected)])

    found = split_mix(spread(MEN), spread(WOMEN))

    # Overall 1198 of 2691 men and 557 of 1835 women; weighted.mean(women - men, men who applied) by department.
    assert found.crude == pytest.approx(-0.141645428246542, abs=1e-14)
    assert found.within == pytest.approx(0.0709691757581725, abs=1e-14)
    assert found.turned


def test_the_pareto_order_is_that_of_a_quality_package() -> None:
    # Categories A A A B B C: cumulative 50, 83.333..., 100 %.
    found = rank_shares([3, 2, 1])

    assert found.amount.tolist() == [3, 2, 1]
    assert 100 * found.cumulative == pytest.approx([50.0, 83.33333333333334, 100.0], rel=1e-15)
