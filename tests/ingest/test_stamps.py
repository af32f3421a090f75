"""Dates are decided over the whole column, and local time goes to UTC without a guess in the dark."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.errors import SourceError
from csi_lib.ingest.stamps import to_utc

ZONES = [
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
]


def only_opened(*texts: str) -> str:
    return "number,opened_at\n" + "".join(f"INC{place},{text}\n" for place, text in enumerate(texts))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["05/06/2026 10:00", "13/06/2026 10:00"], "2026-06-05"),
        (["05/06/2026 10:00", "06/13/2026 10:00"], "2026-05-06"),
        (["5/6/2026 9:00", "13/6/2026 9:00"], "2026-06-05"),
        (["05.06.2026 10:00", "06.06.2026 10:00"], "2026-06-05"),
        (["05-06-2026 10:00:00", "31-06-2026 10:00:00", "31-05-2026 10:00:00"], "2026-06-05"),
        (["06/05/2026 10:00:00 AM", "06/25/2026 01:00:00 PM"], "2026-06-05"),
    ],
)
def test_one_day_above_twelve_decides_the_whole_column(project: Any, texts: list[str], expected: str) -> None:
    project.put("a.csv", only_opened(*texts))

    opened = project.table(project.ingest("a.csv")).set_index("id")["opened_at"]

    assert str(opened["INC0"].date()) == expected


def test_another_column_of_the_same_source_decides_where_one_cannot(project: Any) -> None:
    project.put("a.csv", "number,opened_at,closed_at\nINC1,05/06/2026 10:00,20/06/2026 10:00\n")

    row = project.table(project.ingest("a.csv")).iloc[0]

    assert row["opened_at"] == pd.Timestamp("2026-06-05 10:00")


def test_columns_that_contradict_each_other_do_not_decide_a_third(project: Any) -> None:
    text = "number,opened_at,closed_at,resolved_at\nINC1,05/06/2026 10:00,20/06/2026 10:00,06/20/2026 10:00\n"
    project.put("a.csv", text)

    with pytest.raises(SourceError, match="opened_at"):
        project.ingest("a.csv")


def test_the_source_setting_wins(project: Any) -> None:
    project.put("a.csv", only_opened("05/06/2026 10:00"))

    row = project.table(project.ingest("a.csv", dates="%m/%d/%Y %H:%M")).iloc[0]

    assert row["opened_at"] == pd.Timestamp("2026-05-06 10:00")


def test_an_unreadable_opening_rejects_the_row_and_another_stamp_only_its_cell(
    project: Any, ticket: dict, as_csv: Any
) -> None:
    rows = [
        ticket,
        {**ticket, "number": "INC2", "opened_at": "yesterday"},
        {**ticket, "number": "INC3", "resolved_at": "soon"},
    ]
    project.put("a.csv", as_csv(rows))

    found = project.ingest("a.csv")

    assert project.table(found)["id"].tolist() == ["INC1", "INC3"]
    assert project.table(found)["resolved_at"].isna().tolist() == [False, True]
    assert found.rejected[["row", "reason"]].values.tolist() == [
        [3, "opened_at 'yesterday' is not a stamp of the form %Y-%m-%d %H:%M:%S, 1980 to 2199"]
    ]
    assert "'soon'" in project.issue(found, "unreadable").what


def test_local_time_is_brought_to_utc(project: Any) -> None:
    project.put("a.csv", only_opened("2026-01-15 12:00:00", "2026-07-15 12:00:00"))

    opened = project.table(project.ingest("a.csv", zone="Europe/Berlin"))["opened_at"]

    assert opened.tolist() == [pd.Timestamp("2026-01-15 11:00"), pd.Timestamp("2026-07-15 10:00")]


def test_the_hour_that_comes_twice_is_the_first_and_the_hour_that_is_skipped_moves_forward(project: Any) -> None:
    # Berlin 2025: clocks back on 26 October at 03:00 CEST, forward on 30 March at 02:00 CET
    project.put("a.csv", only_opened("2025-10-26 02:30:00", "2025-03-30 02:30:00", "2025-10-26 03:00:00"))

    found = project.ingest("a.csv", zone="Europe/Berlin")

    opened = project.table(found).set_index("id")["opened_at"]
    assert opened["INC0"] == pd.Timestamp("2025-10-26 00:30")  # +02:00, the first pass
    assert opened["INC1"] == pd.Timestamp("2025-03-30 01:30")  # 03:30 +02:00
    assert opened["INC2"] == pd.Timestamp("2025-10-26 02:00")  # +01:00, unambiguous
    assert project.issue(found, "clock_twice").count == 1
    assert project.issue(found, "clock_gap").count == 1


STAMPS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2037, 1, 1))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.lists(STAMPS, min_size=1, max_size=6))
def test_utc_is_what_the_standard_library_says(zone: str, stamps: list[dt.datetime]) -> None:
    local = pd.Series(stamps).astype("datetime64[us]")

    utc = to_utc(local, zone).utc

    info = ZoneInfo(zone)
    assert utc.tolist() == [
        pd.Timestamp(item.replace(tzinfo=info, fold=0).astimezone(dt.UTC).replace(tzinfo=None)) for item in stamps
    ]


def test_nights_with_a_change_of_clocks_are_what_the_standard_library_says_too() -> None:
    for zone in ZONES:
        local = pd.Series(pd.date_range("2024-01-01", "2025-01-01", freq="30min")).astype("datetime64[us]")
        found = to_utc(local, zone)
        info = ZoneInfo(zone)
        first = [item.to_pydatetime().replace(tzinfo=info) for item in local]
        assert found.utc.tolist() == [pd.Timestamp(item.astimezone(dt.UTC).replace(tzinfo=None)) for item in first]
        folds = np.array([item.utcoffset() != item.replace(fold=1).utcoffset() for item in first])
        assert (found.twice | found.never).tolist() == folds.tolist()


@pytest.mark.parametrize("never", ["9999-12-31 23:59:59", "1970-01-01 00:00:00", "0001-01-01 00:00:00"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_year_in_which_no_ticket_can_be_is_no_stamp(project: Any, never: str, zone: str) -> None:
    tickets = project.tickets({"closed_at": never}, {"opened_at": never}, zone=zone)

    assert tickets["id"].tolist() == ["INC1"]
    assert tickets["closed_at"].isna().all()


def test_an_offset_in_the_text_goes_before_the_zone(project: Any) -> None:
    project.put("u.csv", "id,user,service,used_at\n1,a,Mail,2026-03-01T10:00:00Z\n2,a,Mail,2026-03-01T10:00:00+05:00\n")
    source = {"adapter": "plain", "files": ["u.csv"]}

    found = project.ingest(sources={"usage": source}, zone="Europe/Berlin")

    assert project.table(found, "usage")["used_at"].tolist() == [
        pd.Timestamp("2026-03-01 10:00"),
        pd.Timestamp("2026-03-01 05:00"),
    ]
