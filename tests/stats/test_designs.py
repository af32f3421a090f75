"""Designs leave the transition out and read the level halfway."""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats import before_after, interrupted, trend


def test_the_transition_belongs_to_neither_side() -> None:
    design = interrupted(np.arange(10), 4, transition=2)

    assert design.dates.tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    assert design.matrix[:, 2].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert design.kept.tolist() == [True] * 4 + [False] * 2 + [True] * 4


def test_time_is_zero_in_the_middle_of_the_break() -> None:
    # Worked by hand: the gap of 4 and 5 lies between 3 and 6, its middle is 4.5; the window spans 9 periods.
    design = interrupted(np.arange(10), 4, transition=2)

    assert design.matrix[0, 1] == -4.5 / 9
    assert design.midpoint.tolist() == [1, 0, 0.5]


def test_a_trend_coefficient_is_the_change_over_the_whole_window() -> None:
    t = trend(np.array([2, 3, 5, 8])).matrix[:, 1]

    assert t[-1] - t[0] == 1
    assert np.isclose(t.mean(), 0)


def test_before_after_compares_two_levels_halfway() -> None:
    design = before_after([0, 1, 2, 3], 2)

    assert design.matrix.tolist() == [[1, 0], [1, 0], [1, 1], [1, 1]]
    assert design.midpoint.tolist() == [1, 0.5]


def test_a_change_of_slope_is_a_change_over_the_whole_window() -> None:
    # Worked by hand: 0, 1, 2, 3 then two steps a period instead of one; the window spans 7 periods, so 7 more over it.
    design = interrupted(np.arange(8), 4, slope=True)
    y = np.array([0.0, 1, 2, 3, 5, 7, 9, 11])
    beta, rest = np.linalg.lstsq(design.matrix, y, rcond=None)[:2]

    assert design.tested == 3
    assert beta[3] == pytest.approx(7)
    assert rest == pytest.approx(0, abs=1e-20)


def test_only_an_interrupted_series_is_tested_beside_its_course() -> None:
    days = np.arange(10)

    assert [item.beside_course for item in (trend(days), before_after(days, 5), interrupted(days, 5))] == [
        False, False, True,
    ]  # fmt: skip
