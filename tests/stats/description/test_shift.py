"""Differences over all pairs: exact, and never written out."""

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import cliffs_delta, describe_shift, pair_quantiles

# Ozone of May and August 1973, R's data set airquality (?wilcox.test compares these two months).
MAY = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37]
AUGUST = [39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85]
# Hollander and Wolfe as shown on psiaims.github.io/CAMIS/R/nparestimate.html; median of all differences there and in R.
CHICKEN_X = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
CHICKEN_Y = [0.878, 0.647, 0.598, 2.050, 1.060, 1.290, 1.060, 3.140, 1.290]

steps = st.lists(st.integers(-40, 40), min_size=1, max_size=25)
sizes = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=25)


def test_the_shift_of_ozone_is_that_of_r():
    shift = describe_shift(MAY, AUGUST)

    # R 4.2.2: quantile(outer(august, may, "-"), c(.1, .25, .5, .75, .9))
    assert (shift.q10, shift.q25, shift.estimate, shift.q75, shift.q90) == (-11.0, 6.75, 32.0, 65.0, 95.5)
    assert shift.delta == pytest.approx(0.6227810651, abs=1e-10)


def test_cliffs_delta_of_ozone_follows_from_the_rank_sum_statistic_r_prints():
    # R 4.2.2, wilcox.test(Ozone ~ Month, ...): W = 127.5 over 26 * 26 pairs, ties counted half
    assert cliffs_delta(MAY, AUGUST) == pytest.approx(1 - 2 * 127.5 / 26**2)


def test_the_shift_of_the_textbook_example_is_the_median_of_its_differences():
    assert describe_shift(CHICKEN_Y, CHICKEN_X).estimate == pytest.approx(0.56)


def test_cliffs_delta_is_that_of_the_package_cliffs_delta():
    # Printed in the description of cliffs-delta 1.0.0, first sample against second.
    first, second = [10, 20, 20, 20, 30, 30, 30, 40, 50, 100], [10, 20, 30, 40, 40, 50]

    assert cliffs_delta(second, first) == pytest.approx(-0.06666666666666667)


@given(sizes, sizes, st.floats(0, 1))
def test_a_quantile_of_the_pairs_is_that_of_the_written_out_table(before, after, q):
    table = np.subtract.outer(np.array(after), np.array(before)).ravel()

    assert pair_quantiles(before, after, [q])[0] == pytest.approx(np.quantile(table, q), rel=1e-9, abs=1e-9)


@given(steps, steps)
def test_ties_change_nothing(before, after):
    table = np.subtract.outer(np.array(after), np.array(before)).ravel()
    delta = (np.count_nonzero(table > 0) - np.count_nonzero(table < 0)) / table.size

    assert describe_shift(before, after).estimate == np.median(table)
    assert cliffs_delta(before, after) == delta


@given(steps, steps)
def test_exchanging_the_sides_turns_the_sign(before, after):
    there, back = describe_shift(before, after), describe_shift(after, before)

    assert (there.estimate, there.delta) == (-back.estimate, -back.delta)
    assert there.q10 == pytest.approx(-back.q90)


@given(steps, st.integers(-50, 50))
def test_moving_every_case_by_so_much_is_a_shift_of_so_much(before, by):
    assert describe_shift(before, [value + by for value in before]).estimate == by


def test_one_ticket_a_side_is_described():
    shift = describe_shift([5.0], [2.0])

    assert (shift.estimate, shift.q10, shift.q90, shift.delta) == (-3.0, -3.0, -3.0, -1.0)


def test_values_of_very_unlike_size_end_the_search():
    before, after = [1e16, 1e-9, 3.0], [2e-9, 1.0, 1e16]
    table = np.subtract.outer(after, before).ravel()

    assert describe_shift(before, after).estimate == np.median(table)


@pytest.mark.parametrize(("before", "after", "side"), [([], [1.0], "before"), ([1.0], [], "after")])
def test_an_empty_side_is_refused_by_name(before, after, side):
    with pytest.raises(Refused, match=f"no case {side}"):
        describe_shift(before, after)


@pytest.mark.slow
def test_two_hundred_thousand_tickets_take_seconds_and_little_memory():
    rng = np.random.default_rng(3)
    before, after = rng.lognormal(3, 1.5, 100_000), rng.lognormal(2.9, 1.5, 100_000)
    begin = time.perf_counter()
    tracemalloc.start()

    shift = describe_shift(before, after)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6  # written out, the pairs would take 80 GB
    assert time.perf_counter() - begin < 60
    assert np.mean(rng.choice(after, 400_000) - rng.choice(before, 400_000) <= shift.estimate) == pytest.approx(
        0.5, abs=0.01
    )
