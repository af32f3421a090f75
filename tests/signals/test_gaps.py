"""Rare events are charted by what lies between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.signals import draw_gaps, is_rare, pick_series

Make = Callable[..., Any]
DAYS = [12, 5, 33, 8, 21, 2, 14, 40, 3, 9, 17, 6, 25]


def events_after(days: list[int]) -> pd.DataFrame:
    """Return one case an event, so many days after the one before, at noon."""
    at = pd.Timestamp("2024-01-01 12:00") + pd.to_timedelta(np.cumsum([0, *days]), unit="D")
    return pd.DataFrame({"counted_at": at, "value": 1.0})


def test_the_points_of_a_count_are_the_days_between_its_events(plain_kpi: Make) -> None:
    sheet = draw_gaps(events_after(DAYS), plain_kpi(kind="count"), zone="Europe/Berlin")

    assert sheet is not None
    assert sheet.name == "t"
    assert sheet.points["value"].tolist() == DAYS
    assert sheet.points["period_start"].iloc[0] == pd.Timestamp("2024-01-13")


def test_the_points_of_a_share_are_the_cases_between_the_rarer_outcome(plain_kpi: Make) -> None:
    value = np.concatenate([[0.0] * gap + [1.0] for gap in [3, *DAYS]])
    at = pd.date_range("2024-01-01", periods=len(value), freq="h")
    few = draw_gaps(pd.DataFrame({"counted_at": at, "value": value}), plain_kpi(kind="proportion"), zone="UTC")
    most = draw_gaps(pd.DataFrame({"counted_at": at, "value": 1 - value}), plain_kpi(kind="proportion"), zone="UTC")

    assert few is not None
    assert most is not None
    assert few.name == "g"
    assert few.points["value"].tolist() == DAYS == most.points["value"].tolist()


@pytest.mark.parametrize(("better", "said"), [("lower", "improvement"), ("higher", "deterioration")])
def test_a_long_time_without_a_bad_event_is_good(better: str, said: str, plain_kpi: Make) -> None:
    sheet = draw_gaps(events_after([*DAYS, 700]), plain_kpi(kind="count", better=better), zone="UTC")

    assert sheet is not None
    assert sheet.variation == said


def test_fewer_than_twelve_distances_are_not_charted(plain_kpi: Make) -> None:
    assert draw_gaps(events_after(DAYS[:11]), plain_kpi(kind="count"), zone="UTC") is None


@pytest.mark.parametrize(("counts", "rare"), [([0, 1, 0, 2] * 6, True), ([3, 4, 2, 5] * 6, False), ([0] * 24, False)])
def test_fewer_than_three_events_a_month_are_rare(
    counts: list[int], rare: bool, measures_of: Make, plain_kpi: Make
) -> None:
    kpi = plain_kpi(kind="count")

    assert is_rare(pick_series(measures_of(counts, stat="value"), kpi), kpi) == rare


def test_of_a_share_the_rarer_side_is_counted(measures_of: Make, plain_kpi: Make) -> None:
    kpi = plain_kpi(kind="proportion")
    of = np.full(24, 200)
    met = of - np.tile([0, 1, 2, 3], 6)
    frame = measures_of(100 * met / of, stat="value", numerator=met, denominator=of)

    assert is_rare(pick_series(frame, kpi), kpi)
