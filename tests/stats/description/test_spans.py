"""Intervals from counts and sums agree with a second library's from the single cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csi_lib.stats import Refused
from csi_lib.stats.description import span_mean, span_share


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (1, 10), (15, 89), (50, 100), (10, 10)])
def test_a_share_has_wilsons_interval(hits: int, n: int) -> None:
    span = span_share(hits, n)
    wanted = stats.binomtest(hits, n).proportion_ci(method="wilson")

    assert (span.lo, span.hi) == pytest.approx((wanted.low, wanted.high), abs=1e-12)
    assert (span.point, span.n) == (hits / n, n)


def test_a_mean_has_students_interval() -> None:
    values = np.array([1.0, 2, 2, 3, 5, 4, 4, 5, 1])
    span = span_mean(len(values), values.sum(), (values**2).sum())
    wanted = stats.ttest_1samp(values, 0).confidence_interval()

    assert span.point == pytest.approx(values.mean())
    assert (span.lo, span.hi) == pytest.approx((wanted.low, wanted.high))


def test_one_case_has_a_mean_and_no_interval() -> None:
    span = span_mean(1, 4.0, 16.0)

    assert span.point == 4.0
    assert np.isnan([span.lo, span.hi]).all()


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(Refused):
        span_share(hits, n)
