"""Mean, median and 90th percentile together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import describe_level

# Wind of May 1973, R's data set airquality; R 4.2.2: mean(w), quantile(w, c(.5, .9)), exp(mean(log(w))).
WIND = [7.4, 8, 12.6, 11.5, 14.3, 14.9, 8.6, 13.8, 20.1, 8.6, 6.9, 9.7, 9.2, 10.9, 13.2, 11.5, 12, 18.4, 11.5, 9.7, 9.7]
WIND += [16.6, 9.7, 12, 16.6, 14.9, 8, 12, 14.9, 5.7, 7.4]


def test_mean_median_p90_and_geometric_mean_are_those_of_r():
    level = describe_level(WIND)

    assert (level.mean, level.median, level.p90) == pytest.approx((11.62258065, 11.5, 16.6), abs=1e-8)
    assert level.geomean == pytest.approx(11.11257119, abs=1e-8)


def test_one_case_is_its_own_mean_median_and_percentile():
    level = describe_level([4.0])

    assert (level.mean, level.median, level.p90, level.geomean, level.n) == (4.0, 4.0, 4.0, 4.0, 1)


def test_no_time_counts_as_the_least_in_the_geometric_mean_alone():
    level = describe_level([0.0, 10.0, 40.0], least=1.0)

    assert level.geomean == pytest.approx(400 ** (1 / 3))
    assert (level.mean, level.zeros) == (pytest.approx(50 / 3), 1)


def test_zero_without_a_least_leaves_no_geometric_mean_instead_of_zero():
    assert describe_level([0.0, 10.0]).geomean is None


@pytest.mark.parametrize("values", [[], [1.0, np.nan], [np.inf]])
def test_nothing_or_no_number_is_refused_in_one_sentence(values):
    with pytest.raises(Refused, match="before"):
        describe_level(values, what="before the change")


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40))
def test_the_geometric_mean_is_never_above_the_mean(values):
    level = describe_level(values)

    assert level.geomean is not None
    assert level.geomean <= level.mean * (1 + 1e-9)
