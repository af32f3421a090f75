"""What an extraction cut off is told from what really changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.ingest import find_windows
from csi_lib.ingest.windows import count_young_days


def tickets(counts: np.ndarray, first: str = "2024-01-01") -> dict[str, pd.DataFrame]:
    days = pd.date_range(first, periods=len(counts), freq="D") + pd.Timedelta(hours=9)
    return {"tickets": pd.DataFrame({"opened_at": np.repeat(days.to_numpy(), counts)}).astype("datetime64[us]")}


def window(counts: np.ndarray) -> dict[str, Any]:
    return find_windows(tickets(counts)).set_index("table").loc["tickets"].to_dict()


def draw_healthy(seed: int) -> np.ndarray:
    """Two and a half years, 60,000 tickets: weekends, a yearly season, a closed fortnight, a summer holiday."""
    rng = np.random.default_rng(seed)
    days = pd.date_range("2024-01-01", "2026-06-30", freq="D")
    level = np.where(days.day_of_week < 5, 88.0, 9.0) * (1 + 0.25 * np.cos(2 * np.pi * days.day_of_year / 365))
    level = np.where((days.month == 12) & (days.day > 22), 2.0, level)
    level = np.where((days.month == 8) & (days.day < 15), level * 0.5, level)
    return rng.poisson(level)


def test_a_healthy_series_is_not_cut() -> None:
    for seed in range(5):
        counts = draw_healthy(seed)
        found = window(counts)
        assert 50_000 < counts.sum() < 70_000
        assert not found["cut"]
        assert (found["rows"], found["inside"]) == (counts.sum(), counts.sum())


def test_a_healthy_series_that_ends_between_the_years_is_not_cut() -> None:
    assert not window(draw_healthy(1)[: 366 + 365])["cut"]


@settings(deadline=None, max_examples=60)
@given(st.floats(0.05, 150), st.integers(20, 600), st.integers(0, 10_000))
def test_a_stationary_series_is_never_cut(rate: float, days: int, seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(rate, days)
    if counts.sum() == 0:
        counts[0] = 1

    found = window(counts)

    assert not found["cut"]
    assert found["inside"] == found["rows"] == counts.sum()


def test_five_changes_a_week_with_a_quiet_month_at_the_end_are_not_cut() -> None:
    counts = np.tile([1, 1, 1, 1, 1, 0, 0], 60)
    counts[-30:] = 0
    counts[-1] = 1

    assert not window(counts)["cut"]


def test_a_thin_tail_of_later_tickets_is_outside() -> None:
    rng = np.random.default_rng(1)
    counts = np.concatenate([rng.poisson(80, 90), rng.poisson(0.5, 200)])

    found = window(counts)

    assert found["cut"]
    assert found["last_day"] == pd.Timestamp("2024-03-30")  # the ninetieth day
    assert found["inside"] == counts[:90].sum()


def test_a_thin_scatter_of_older_tickets_is_outside() -> None:
    rng = np.random.default_rng(2)
    counts = np.concatenate([rng.poisson(0.3, 400), rng.poisson(60, 300)])

    found = window(counts)

    assert found["cut"]
    assert found["first_day"] == pd.Timestamp("2025-02-04")  # day 401


def test_a_service_that_grows_over_two_years_is_no_cut() -> None:
    counts = np.random.default_rng(3).poisson(np.geomspace(2, 200, 730))

    assert not window(counts)["cut"]


def test_updates_going_on_after_the_last_opening_show_the_cut() -> None:
    counts = np.full(120, 20)
    tables = tickets(counts)
    frame = tables["tickets"]
    frame = frame.assign(updated_at=frame["opened_at"] + pd.Timedelta(days=45))

    found = find_windows({"tickets": frame}).iloc[0]

    assert found["cut"]
    assert (found["last_day"], found["inside"]) == (pd.Timestamp("2024-04-29"), 2_400)


def test_closing_a_few_days_after_the_last_opening_is_no_cut() -> None:
    frame = tickets(np.full(120, 20))["tickets"]

    assert not find_windows({"tickets": frame.assign(closed_at=frame["opened_at"] + pd.Timedelta(days=5))})["cut"].any()


def test_days_are_cut_in_the_clients_zone() -> None:
    frame = pd.DataFrame({"opened_at": pd.to_datetime(["2026-03-01 23:30", "2026-03-02 12:00"])})

    found = find_windows({"tickets": frame.astype("datetime64[us]")}, "Europe/Berlin").iloc[0]

    assert (found["first_day"], found["last_day"]) == (pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-02"))


def test_an_empty_table_has_no_window() -> None:
    found = find_windows({})

    assert found["table"].tolist() == ["tickets", "changes", "problems"]
    assert found["first_day"].isna().all()
    assert found["rows"].tolist() == [0, 0, 0]


def young(*hours: float, first: str = "2026-01-05", kind: str = "incident") -> int:
    """Ask for the young days of an export that begins on 2026-01-05, with incidents of so many hours."""
    opened = pd.to_datetime(["2026-01-05 08:00:00"] * len(hours))
    frame = pd.DataFrame({"kind": kind, "in_scope": True, "opened_at": opened, "hours_to_resolve": list(hours)})
    return count_young_days(frame, pd.Timestamp(first))


def test_the_beginning_is_young_until_a_tenth_of_the_hours_could_be_in_it() -> None:
    # by hand: 456 h in all; what took longer than a day carries 240 of them, what took longer than ten days nothing
    assert young(*[24.0] * 9, 240.0) == 10
    assert young(*[24.0] * 99, 240.0) == 1  # 240 of 2,616 h are less than a tenth


def test_an_export_with_tickets_from_before_its_window_was_not_drawn_by_opening_day() -> None:
    assert young(*[24.0] * 9, 240.0, first="2026-02-01") == 0


def test_no_incident_and_no_duration_is_no_beginning() -> None:
    assert young() == young(0.0, 0.0) == young(*[24.0] * 9, 240.0, kind="request") == 0
