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


def test_stamps_without_a_time_of_day_are_refused_instead_of_all_being_bursts():
    # 100 days of 40 at midnight, 300 lone stamps: by the minute, nearly all would be in bursts
    minutes = np.concatenate([np.repeat(np.arange(100) * 1440, 40), np.arange(300) * 1440 + 7])

    with pytest.raises(Refused, match="too coarse"):
        find_bursts(minutes)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(-1000, 1000))
def test_the_calendar_does_not_matter(slots, by):
    try:
        here = find_bursts(slots, least=3)
    except Refused:
        with pytest.raises(Refused):
            find_bursts([slot + by for slot in slots], least=3)
    else:
        assert here.inside.tolist() == find_bursts([slot + by for slot in slots], least=3).inside.tolist()


def test_no_case_is_refused():
    with pytest.raises(Refused, match="no case has ended"):
        find_bursts([])
