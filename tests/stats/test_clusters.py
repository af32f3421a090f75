"""A share from groups of cases: beside a second library, and what it does with groups that agree."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csi_lib.stats import Refused
from csi_lib.stats.description import span_share
from csi_lib.stats.description.clusters import span_clusters


def test_of_groups_of_one_size_the_interval_is_that_of_the_mean_of_their_shares() -> None:
    shares = np.array([0.2, 0.5, 0.8, 0.3, 0.6])
    expected = stats.ttest_1samp(shares, 0).confidence_interval(0.95)

    found = span_clusters(shares * 1000, np.full(5, 1000))

    assert found.n == 5000
    assert [found.point, found.lo, found.hi] == pytest.approx([0.48, expected.low, expected.high])


def test_groups_that_agree_are_as_sure_as_their_cases_and_not_surer() -> None:
    assert span_clusters([5, 5, 5], [10, 10, 10]) == span_share(15, 30)


def test_a_group_without_a_case_says_nothing() -> None:
    assert span_clusters([5, 0, 6], [10, 0, 10]) == span_clusters([5, 6], [10, 10])


def test_without_any_case_there_is_no_share() -> None:
    with pytest.raises(Refused):
        span_clusters([0], [0])
