"""Present values, returns and paybacks against published examples and by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.money import discount, find_payback, present_value, return_on

YEAR = 365.0


def test_net_present_value_is_that_of_the_published_example_at_irregular_dates() -> None:
    # Microsoft, documentation of the spreadsheet function XNPV: 9 %, result 2,086.65 (2,086.647602)
    days = [dt.date(2008, 1, 1), dt.date(2008, 3, 1), dt.date(2008, 10, 30), dt.date(2009, 2, 15), dt.date(2009, 4, 1)]
    since = [(day - days[0]).days for day in days]
    found = present_value([-10_000, 2_750, 4_250, 3_250, 2_750], since, 0.09)
    assert float(found) == pytest.approx(2_086.647602, abs=5e-7)


def test_net_present_value_is_that_of_the_published_example_at_yearly_dates() -> None:
    # Microsoft, documentation of NPV, example 2: 8 %, result 1,922.06 and with the loss of the sixth year -3,749.47
    flows = [-40_000, 8_000, 9_200, 10_000, 12_000, 14_500, -9_000]
    years = YEAR * np.arange(7)
    assert float(present_value(flows[:6], years[:6], 0.08)) == pytest.approx(1_922.06, abs=0.005)
    assert float(present_value(flows, years, 0.08)) == pytest.approx(-3_749.47, abs=0.005)


def test_return_worked_by_hand() -> None:
    # 1,000 paid today; 660 in a year and 605 in two at 10 %: 600 + 500 = 1,100, so 10 % more than was paid
    benefit = present_value([660, 605], [YEAR, 2 * YEAR], 0.10)
    assert float(return_on(benefit, 1_000)) == pytest.approx(0.10)


def test_a_return_on_no_cost_is_refused() -> None:
    with pytest.raises(Refused, match="no cost"):
        return_on([10.0, 10.0], [5.0, 0.0])


def test_payback_is_the_day_the_money_is_back_for_good() -> None:
    days = [0, 30, 60, 90, 120]
    assert find_payback([-100, 60, 40, 10, 5], days, 0.0) == 60
    assert find_payback([-100, 60, 50, -20, 30], days, 0.0) == 120  # back on day 60, lost again on day 90
    assert find_payback([-100, 60, 20, 10, 5], days, 0.0) == np.inf
    assert find_payback([0, 10, 10, 10, 10], days, 0.0) == 0


def test_discounting_puts_the_payback_off() -> None:
    assert find_payback([-100, 100], [0, YEAR], 0.0) == YEAR
    assert find_payback([-100, 100], [0, YEAR], 0.01) == np.inf


@given(st.floats(0, 0.5), st.integers(0, 3000), st.integers(0, 3000))
def test_discounting_twice_is_discounting_over_both_spans(rate: float, one: int, two: int) -> None:
    both = float(discount(one + two, rate))
    assert both == pytest.approx(float(discount(one, rate)) * float(discount(two, rate)))


def test_many_courses_are_valued_like_one_by_one() -> None:
    flows = np.array([[-100.0, 60, 60], [-80, 10, 10]])
    days = [0, 100, 400]
    assert present_value(flows, days, 0.07) == pytest.approx([float(present_value(row, days, 0.07)) for row in flows])
    assert find_payback(flows, days, 0.07) == pytest.approx([400, np.inf])
