"""Series that move together from month to month."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import associate

# Temperature and wind of May 1973, R's data set airquality.
TEMPERATURE = [67, 72, 74, 62, 56, 66, 65, 59, 61, 69, 74, 69, 66, 68, 58, 64, 66, 57, 68, 62, 59, 73, 61, 61, 57, 58]
TEMPERATURE += [57, 67, 81, 79, 76]
WIND = [7.4, 8, 12.6, 11.5, 14.3, 14.9, 8.6, 13.8, 20.1, 8.6, 6.9, 9.7, 9.2, 10.9, 13.2, 11.5, 12, 18.4, 11.5, 9.7, 9.7]
WIND += [16.6, 9.7, 12, 16.6, 14.9, 8, 12, 14.9, 5.7, 7.4]

series = st.lists(st.integers(-1000, 1000), min_size=12, max_size=40, unique=True)


def test_the_rank_correlation_of_steps_is_that_of_r():
    # R 4.2.2: cor(diff(Temp), diff(Wind), method = "spearman")
    found = associate(TEMPERATURE, WIND)

    assert found.rho == pytest.approx(0.01639714482, abs=1e-10)
    assert found.n == 30
    assert found.lo < found.rho < found.hi


def test_a_common_trend_alone_is_no_association():
    rng = np.random.default_rng(5)
    one, other = np.arange(60) + rng.standard_normal((2, 60))

    assert np.corrcoef(one, other)[0, 1] > 0.98
    assert abs(associate(one, other).rho) < 0.4


@given(series)
def test_a_series_moves_with_itself_and_against_its_mirror(values):
    mirrored = [-value for value in values]

    assert associate(values, values).rho == pytest.approx(1.0)
    assert associate(values, mirrored).rho == pytest.approx(-1.0)


@given(series, st.integers(1, 5), st.integers(-9, 9))
def test_another_unit_changes_nothing(values, factor, offset):
    other = list(np.cos(np.array(values)) * 100)

    assert associate(values, other) == associate([factor * value + offset for value in values], other)


def test_a_missing_month_takes_two_steps_away_and_joins_nothing():
    gap = [*TEMPERATURE[:10], np.nan, *TEMPERATURE[11:]]

    assert associate(gap, WIND).n == 28


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(2_000):
        found = associate(*rng.standard_normal((2, 30)))
        covered += found.lo <= 0 <= found.hi

    assert (
        0.93 <= covered / 2_000 <= 0.98
    )  # unlike steps of white noise pull together at lag one; without the widening .91


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ([1, 2, 3], [3, 1, 2], "share 2 steps"),
        ([1] * 20, list(range(20)), "does not vary"),
        ([np.nan] * 20, list(range(20)), "share 0 steps"),
    ],
)
def test_what_cannot_be_correlated_is_refused(one, other, message):
    with pytest.raises(Refused, match=message):
        associate(one, other)
