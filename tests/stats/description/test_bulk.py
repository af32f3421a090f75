"""Many at once: a hand that closed tickets in bulk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused
from csi_lib.stats.description import find_bursts


def test_a_day_far_above_the_usual_is_found_with_its_cases():
    usual = np.repeat(np.arange(60), 9)
    days = np.concatenate([usual, np.full(80, 30)])

    bursts = find_bursts(days)

    assert bursts.slots.tolist() == [30]
    assert bursts.counts.tolist() == [89]
    assert bursts.inside.sum() == 89
    assert bursts.usual == 9


def test_the_limit_by_hand():
    # median 9 and no spread: 9 + 6 * sqrt(9) = 27, three times the median is 27 as well
    counts = [9] * 20 + [27, 28]
    days = np.repeat(np.arange(22), counts)

    bursts = find_bursts(days)

    assert bursts.limit == 27
    assert bursts.counts.tolist() == [28]


def test_chance_alone_makes_no_burst():
    rng = np.random.default_rng(2)
    found = [len(find_bursts(np.repeat(np.arange(500), rng.poisson(20, 500))).slots) for _ in range(50)]

    assert sum(found) == 0


def test_a_handful_is_no_sweep_however_unusual():
    assert not find_bursts([*range(100), *[200] * 10]).inside.any()


def test_a_weekly_pattern_makes_no_burst():
    rng = np.random.default_rng(4)
    week = np.array([60, 55, 55, 50, 45, 12, 10])

    assert not find_bursts(np.repeat(np.arange(364), rng.poisson(np.tile(week, 52)))).inside.any()


def test_stamps_without_a_time_of_day_do_not_make_every_midnight_a_burst():
    minutes = np.concatenate([np.repeat(np.arange(100) * 1440, 40), np.arange(300) * 1440 + 7])

    assert not find_bursts(minutes).inside.any()


def test_a_long_thin_tail_does_not_make_the_working_days_bursts():
    # ninety days of 200 and, after the export was cut, a year of 2
    days = np.repeat(np.arange(455), [200] * 90 + [2] * 365)

    assert not find_bursts(days).inside.any()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(-1000, 1000))
def test_the_calendar_does_not_matter(slots, by):
    here, there = find_bursts(slots, least=3), find_bursts([slot + by for slot in slots], least=3)

    assert here.inside.tolist() == there.inside.tolist()
    assert here.inside.mean() <= 0.5


def test_no_case_is_refused():
    with pytest.raises(Refused, match="no case has ended"):
        find_bursts([])
