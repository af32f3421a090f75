"""Time until it is done, with what is open counted as open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import estimate_survival, log_rank

# Remission of leukemia in weeks, Freireich et al. (1963), Blood 21, 699-716; as R's MASS::gehan holds it.
DRUG = ([10, 7, 32, 23, 22, 6, 16, 34, 32, 25, 11, 20, 19, 6, 17, 35, 6, 13, 9, 6, 10],)
DRUG += ([1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0],)
PLACEBO = ([1, 22, 3, 12, 8, 17, 2, 11, 8, 12, 2, 5, 4, 15, 8, 23, 5, 11, 4, 1, 8], [1] * 21)
# Survival of acute myelogenous leukemia, R's survival::aml.
KEPT = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_KEPT = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])

cohorts = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25).filter(
    lambda cases: any(ended for _, ended in cases)
)


def test_the_curve_with_open_cases_is_that_of_r():
    # R 4.2.2, survival 3.5-3: summary(survfit(Surv(time, cens) ~ treat, gehan, conf.type = "log-log"))
    curve = estimate_survival(*DRUG)

    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.open == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.lo == pytest.approx([0.620, 0.563, 0.503, 0.432, 0.368, 0.268, 0.188], abs=5e-4)
    assert curve.hi == pytest.approx([0.952, 0.923, 0.889, 0.849, 0.805, 0.747, 0.680], abs=5e-4)


@pytest.mark.parametrize(
    ("cohort", "median"),
    [(DRUG, (23, 13, None)), (PLACEBO, (8, 4, 11)), (KEPT, (31, 13, None)), (NOT_KEPT, (23, 5, 33))],
)
def test_the_median_and_its_interval_are_those_of_r(cohort, median):
    # R prints NA where the limit never comes down to one half
    assert estimate_survival(*cohort).quantile(0.5) == median


@pytest.mark.parametrize(("one", "other", "chi2"), [(DRUG, PLACEBO, 16.7929409892), (KEPT, NOT_KEPT, 3.39638869898)])
def test_the_log_rank_statistic_is_that_of_r(one, other, chi2):
    assert log_rank(one, other).chi2 == pytest.approx(chi2, abs=1e-9)


def count_plainly(cases):
    """Multiply the shares that stay open, one time after the other."""
    left, curve = 1.0, {}
    for time in sorted({time for time, ended in cases if ended}):
        at_risk = sum(other >= time for other, _ in cases)
        left *= 1 - sum(ended for other, ended in cases if other == time) / at_risk
        curve[time] = left
    return curve


@given(cohorts)
def test_the_curve_is_the_product_of_what_stays_open(cases):
    curve = estimate_survival(*zip(*cases, strict=True))

    assert dict(zip(curve.time.tolist(), curve.open, strict=True)) == pytest.approx(count_plainly(cases), abs=1e-12)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_without_open_cases_the_curve_is_the_share_that_took_longer(times):
    curve = estimate_survival(times, np.ones(len(times)))

    assert curve.open == pytest.approx([np.mean(np.array(times) > time) for time in curve.time], abs=1e-12)


@given(cohorts, cohorts)
def test_the_check_does_not_ask_which_side_came_first(one, other):
    one, other = (tuple(zip(*cases, strict=True)) for cases in (one, other))
    try:
        there = log_rank(one, other)
    except Refused:
        with pytest.raises(Refused):
            log_rank(other, one)
    else:
        assert there.chi2 == pytest.approx(log_rank(other, one).chi2, abs=1e-9)


def test_a_case_that_is_open_longer_than_all_others_leaves_no_end_of_the_curve():
    curve = estimate_survival([1, 2, 9, 9], [1, 1, 0, 0])

    assert curve.open[-1] == 0.5
    assert curve.quantile(0.9)[0] is None
    assert curve.last == 9


def test_an_exact_half_counts_as_reached_in_spite_of_rounding():
    # 0.9 * 8/9 * 7/8 * 6/7 * 5/6 is one half on paper
    assert estimate_survival(range(1, 11), [1] * 5 + [0] * 5).quantile(0.5)[0] == 5


@pytest.mark.parametrize(
    ("time", "ended", "message"),
    [
        ([], [], "no case after"),
        ([3, 4], [0, 0], "no case after the change has ended yet"),
        ([-1, 4], [1, 1], "ended before it began"),
        ([np.nan], [1], "no finite value"),
    ],
)
def test_what_has_no_curve_is_refused_in_one_sentence(time, ended, message):
    with pytest.raises(Refused, match=message):
        estimate_survival(time, ended, what="after the change")


def test_sides_that_are_never_open_together_are_refused():
    with pytest.raises(Refused, match="never have open cases at the same time"):
        log_rank(([1, 1], [1, 1]), ([1, 1], [1, 1]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spread", "tickets", "percent"), [(0.1, 100, 10.5), (0.1, 400, 20.8), (0.2, 100, 20.5), (0.2, 400, 40.8)]
)
def test_the_check_calls_stable_tickets_different_as_often_as_the_report_says(spread, tickets, percent):
    # 12 + 12 months without a change, durations lognormal 1.5, months apart by so much; rates of 400 series (seed 2026)
    rng = np.random.default_rng(7)
    claims = 0
    for _ in range(200):
        months = spread * rng.standard_normal(24)[:, None]
        before, after = np.split(np.exp(rng.normal(3, 1.5, (24, tickets)) + months), 2)
        sides = ((side.ravel(), np.ones(side.size)) for side in (before, after))
        claims += log_rank(*sides).p < 0.05

    assert 100 * claims / 200 == pytest.approx(percent, abs=12)  # three standard errors of both


@pytest.mark.slow
def test_the_check_holds_its_level_where_tickets_are_independent():
    rng = np.random.default_rng(9)
    claims = sum(
        log_rank(*((side, np.ones(200)) for side in rng.lognormal(3, 1.5, (2, 200)))).p < 0.05 for _ in range(1_000)
    )

    assert claims / 1_000 == pytest.approx(0.05, abs=0.021)
