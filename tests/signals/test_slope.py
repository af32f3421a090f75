"""Beside a verdict stands by how much the slope changed; it describes and never claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.signals import Intervention, judge, judge_all
from csi_lib.signals.verdicts.verdict import Beside

Make = Callable[..., Any]
MONTHS = np.arange(36)
AFTER = MONTHS > 18  # month 18, July 2025, holds the date and is left out
CHANGE = Intervention("one-call", "One call", "mttr", dt.date(2025, 7, 1), declared=dt.date(2025, 6, 1), worthwhile=0.1)


def score_of(seed: int, *, before: float, after: float, step: float = 0.0, sd: float = 1e-4) -> np.ndarray:
    """Return 100 and two straight lines that meet in the middle of the break, a step and a little noise."""
    away = MONTHS - 18.0
    noise = np.random.default_rng(seed).normal(0, sd, len(MONTHS))
    return 100 + np.where(AFTER, after, before) * away + step * AFTER + noise


def test_two_straight_lines_give_the_difference_of_their_slopes_over_a_year(measures_of: Make, plain_kpi: Make) -> None:
    values = score_of(1, before=0.5, after=-0.25)  # by hand: (-0.25 - 0.5) a month, times 12 months
    verdict = judge(CHANGE, measures_of(values, stat="value"), plain_kpi(kind="score", unit="points"))

    assert verdict.slope is not None
    assert verdict.slope.effect == pytest.approx(-9, abs=0.01)
    assert verdict.slope.lo < -9 < verdict.slope.hi
    assert verdict.slope.hi - verdict.slope.lo < 0.05
    assert verdict.slope.p < 1e-6
    assert verdict.slope.over == "a year"


def test_of_durations_it_is_the_ratio_after_a_year(measures_of: Make, plain_kpi: Make) -> None:
    values = np.exp(score_of(2, before=0.0, after=-0.02) - 97)  # by hand: exp(-0.02 x 12) = 0.7866
    verdict = judge(CHANGE, measures_of(values), plain_kpi())

    assert verdict.slope is not None
    assert verdict.slope.effect == pytest.approx(0.7866, abs=0.001)
    assert verdict.slope.lo < 0.7866 < verdict.slope.hi


def test_it_does_not_depend_on_how_long_the_window_is(measures_of: Make, plain_kpi: Make) -> None:
    values, kpi = score_of(3, before=0.5, after=-0.25), plain_kpi(kind="score", unit="points")
    cut = {row: "immature" for row in range(30, 36)}
    short = judge(CHANGE, measures_of(values, stat="value", reasons=cut), kpi)

    assert short.slope is not None
    assert short.slope.effect == pytest.approx(-9, abs=0.03)


def test_a_step_alone_changes_no_slope(measures_of: Make, plain_kpi: Make) -> None:
    values = score_of(4, before=0.5, after=0.5, step=-20, sd=0.5)
    verdict = judge(CHANGE, measures_of(values, stat="value"), plain_kpi(kind="score", unit="points"))

    assert verdict.verdict == "improved"
    assert verdict.slope is not None
    assert verdict.slope.lo < 0 < verdict.slope.hi
    assert verdict.slope.p > 0.05


def test_the_clearest_change_of_slope_is_no_claim(measures_of: Make, plain_kpi: Make) -> None:
    late = replace(CHANGE, worthwhile=1000.0)
    values = score_of(1, before=0.5, after=-0.25)
    verdict = judge(late, measures_of(values, stat="value"), plain_kpi(kind="score", unit="points"))

    assert verdict.slope is not None
    assert verdict.slope.p < 1e-6
    assert verdict.verdict == "no clear change"
    assert "slope" not in verdict.sentence


def test_the_slope_of_a_difference_leaves_out_what_both_series_share(measures_of: Make, plain_kpi: Make) -> None:
    shared, own = score_of(5, before=0.5, after=2.0, sd=0.5), score_of(6, before=0.0, after=-0.25)
    frames = [
        measures_of(shared + own, stat="value", service="A"),
        measures_of(shared, stat="value", service="B"),
        measures_of(shared, stat="value"),
    ]
    item = replace(CHANGE, where={"service": "A"}, beside=Beside(where={"service": "B"}))
    measures, kpi = pd.concat(frames, ignore_index=True), plain_kpi(kind="score", unit="points")
    (verdict,) = judge_all([item], measures, [kpi])

    assert verdict.slope is not None
    assert verdict.slope.effect == pytest.approx(-3, abs=0.01)  # by hand: -0.25 x 12


def test_where_nothing_was_estimated_there_is_no_slope(measures_of: Make, plain_kpi: Make) -> None:
    late = replace(CHANGE, date=dt.date(2026, 10, 1))
    verdict = judge(late, measures_of(score_of(1, before=0.5, after=0.5)), plain_kpi(kind="score"))

    assert verdict.effect is None
    assert verdict.slope is None
