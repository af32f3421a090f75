"""Local days by lookup against zoneinfo, stamp by stamp."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.clocks import SWITCHES, local_day, to_utc, utc_days

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
]


def look_up(stamp: dt.datetime, zone: str) -> dt.date:
    """What a query does: an equality join on the UTC day, then a CASE over the second of the day."""
    row = utc_days(zone, stamp.date(), stamp.date()).iloc[0]
    second = (stamp - dt.datetime.combine(stamp.date(), dt.time())).total_seconds()
    for place in range(SWITCHES, 0, -1):
        if second >= row[f"second_{place}"]:
            return row[f"local_{place}"].date()
    return row["local_0"].date()


def truth(stamp: dt.datetime, zone: str) -> dt.date:
    return stamp.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date()


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    stamp=st.datetimes(dt.datetime(1985, 1, 1), dt.datetime(2037, 12, 30)),
)
def test_any_stamp_falls_on_the_local_day_that_zoneinfo_says(zone, stamp):
    assert look_up(stamp, zone) == truth(stamp, zone)


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("Europe/Berlin", dt.datetime(2026, 3, 29, 1)),  # forward
        ("Europe/Berlin", dt.datetime(2025, 10, 26, 1)),  # back
        ("America/Sao_Paulo", dt.datetime(2018, 11, 4, 3)),  # forward at midnight: 00:00 does not exist
        ("America/Sao_Paulo", dt.datetime(2018, 2, 18, 2)),  # back at midnight: 23:00 twice
        ("America/St_Johns", dt.datetime(2009, 11, 1, 2, 31)),  # back at 00:01: three switches in one UTC day
        ("Australia/Lord_Howe", dt.datetime(2026, 4, 4, 15)),  # half an hour
        ("Pacific/Apia", dt.datetime(2011, 12, 30, 10)),  # 30 December was skipped
        ("Asia/Kathmandu", dt.datetime(2026, 6, 1, 18, 15)),  # quarter hours
    ],
)
def test_every_quarter_minute_around_a_change_of_clock_is_exact(zone, around):
    stamps = [around + dt.timedelta(seconds=15 * step) for step in range(-500, 500)]
    days = utc_days(zone, min(stamps).date(), max(stamps).date()).set_index("utc_day")
    for stamp in stamps:
        row = days.loc[pd.Timestamp(stamp.date())]
        second = (stamp - dt.datetime.combine(stamp.date(), dt.time())).total_seconds()
        found = row["local_0"]
        for place in range(1, SWITCHES + 1):
            found = row[f"local_{place}"] if second >= row[f"second_{place}"] else found
        assert found.date() == truth(stamp, zone), stamp


def test_every_utc_day_is_there_once_and_in_order():
    days = utc_days("Europe/Berlin", dt.date(2023, 12, 31), dt.date(2024, 12, 31))["utc_day"]
    assert len(days) == 367 and (np.diff(days) == np.timedelta64(1, "D")).all()


@settings(max_examples=80, deadline=None)
@given(zone=st.sampled_from(ZONES), day=st.dates(dt.date(1985, 1, 2), dt.date(2037, 12, 30)))
def test_a_local_day_begins_at_the_first_instant_of_its_date(zone, day):
    edge = to_utc(day, zone)
    assert local_day(edge, zone) >= day
    assert local_day(edge - pd.Timedelta(seconds=1), zone) < day


def test_a_day_without_midnight_begins_when_the_clock_jumps():
    assert to_utc(dt.date(2018, 11, 4), "America/Sao_Paulo") == pd.Timestamp("2018-11-04 03:00")


def test_a_skipped_day_ends_where_it_begins():
    assert to_utc(dt.date(2011, 12, 30), "Pacific/Apia") == to_utc(dt.date(2011, 12, 31), "Pacific/Apia")


def test_an_edge_may_be_given_as_a_timestamp():
    assert to_utc(pd.Timestamp("2026-07-01"), "Europe/Berlin") == pd.Timestamp("2026-06-30 22:00")
