"""The business clock: worked by hand, by a slow twin that asks zoneinfo minute by minute, and by its laws."""

import datetime as dt
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.tseries.holiday import USFederalHolidayCalendar

from csi_lib.clocks import Calendar, business_days, business_seconds, load_calendar
from csi_lib.errors import SettingsError

SHIPPED = ["24x7", "office-de", "office-uk", "office-us"]
LUNCH = """
version: 1
id: lunch
title: Lunch breaks, and a night shift that crosses every change of clock
zone: {zone}
week:
  mon: ["08:00-12:00", "13:00-17:00"]
  wed: ["00:00-24:00"]
  sat: ["22:00-24:00"]
  sun: ["00:00-06:00"]
"""


@cache
def calendar(name: str) -> Calendar:
    return load_calendar(name)


def hours(name: str, start: str, end: str) -> float:
    return business_seconds(calendar(name), pd.Timestamp(start), pd.Timestamp(end)) / 3_600


@pytest.mark.parametrize(
    ("name", "start", "end", "expected"),
    [
        # Berlin, winter: 08:00-17:00 is 07:00-16:00 UTC. Wednesday 9:00 to 11:30 local
        ("office-de", "2026-02-04 08:00", "2026-02-04 10:30", 2.5),
        # Friday 16:00 CET to Monday 09:00 CEST, clocks forward on Sunday: one hour each
        ("office-de", "2026-03-27 15:00", "2026-03-30 07:00", 2.0),
        # Friday 16:00 CEST to Monday 09:00 CET, clocks back on Sunday
        ("office-de", "2025-10-24 14:00", "2025-10-27 08:00", 2.0),
        # opened on a holiday (Tuesday 26 December 2023, noon), answered the next day at 09:00: one hour
        ("office-de", "2023-12-26 11:00", "2023-12-27 08:00", 1.0),
        # Good Friday and Easter Monday lie between: Thursday 16:00 to Tuesday 09:00 local, CEST
        ("office-de", "2026-04-02 14:00", "2026-04-07 07:00", 2.0),
        # Christmas Eve is half a day: opened 09:00 local, still open at 18:00, three hours until noon
        ("office-de", "2026-12-24 08:00", "2026-12-24 17:00", 3.0),
        # from Christmas Eve 11:00 over two holidays (Fri, Sat) and a Sunday to Monday 10:00: one and two
        ("office-de", "2026-12-24 10:00", "2026-12-28 09:00", 3.0),
        # wholly within a closed time
        ("office-de", "2026-02-07 00:00", "2026-02-08 23:59", 0.0),
        # around the clock, over the change: elapsed time, 23 hours of wall clock more or less count nothing
        ("24x7", "2026-03-28 12:00", "2026-03-30 12:00", 48.0),
        # New York: 09:00-17:00 is 14:00-22:00 UTC in winter. Thanksgiving is Thursday 26 November 2026
        ("office-us", "2026-11-25 21:00", "2026-11-27 15:00", 2.0),
        # Independence Day 2026 is a Saturday, observed on Friday 3 July
        ("office-us", "2026-07-02 20:00", "2026-07-06 14:00", 2.0),
        # New York changes three weeks before Berlin: Friday 16:00 EST to Monday 10:00 EDT
        ("office-us", "2026-03-06 21:00", "2026-03-09 14:00", 2.0),
    ],
)
def test_hours_worked_by_hand(name, start, end, expected):
    assert hours(name, start, end) == expected


def test_the_same_two_stamps_count_by_each_calendars_own_zone():
    # Wednesday 4 February 2026, 14:30 to 18:00 UTC: Berlin 15:30-17:00 (then shut), New York 09:30-13:00
    assert hours("office-de", "2026-02-04 14:30", "2026-02-04 18:00") == 1.5
    assert hours("office-us", "2026-02-04 14:30", "2026-02-04 18:00") == 3.5


def test_a_night_shift_loses_the_hour_that_is_skipped_and_has_the_double_one_twice(tmp_path):
    night = put(tmp_path, LUNCH.format(zone="Europe/Berlin"))
    # Saturday 22:00 to Sunday 06:00: 8 hours, 7 in spring, 9 in autumn
    around = {"2026-03-21": 8, "2026-03-28": 7, "2025-10-25": 9}
    for saturday, expected in around.items():
        start = pd.Timestamp(f"{saturday} 18:00")
        assert business_seconds(night, start, start + pd.Timedelta(hours=14)) / 3_600 == expected


def put(folder: Path, text: str) -> Calendar:
    place = folder / "params" / "calendars"
    place.mkdir(parents=True, exist_ok=True)
    (place / "lunch.yml").write_text(text, encoding="utf-8")
    return load_calendar("lunch", folder)


# --- a slow plain twin ------------------------------------------------------------------------------------------


def walk(given_: Calendar, start: dt.datetime, end: dt.datetime) -> int:
    """Count the open minutes from one stamp to another: ask the wall clock of every single minute."""
    zone, exceptions = ZoneInfo(given_.zone), dict(given_.exceptions)
    found, at = 0, start.replace(tzinfo=dt.UTC)
    while at < end.replace(tzinfo=dt.UTC):
        wall = at.astimezone(zone)
        second = wall.hour * 3_600 + wall.minute * 60
        spans = exceptions.get(wall.date(), given_.week[wall.weekday()])
        found += any(opens <= second < shuts for opens, shuts in spans)
        at += dt.timedelta(minutes=1)
    return found


def look_up(given_: Calendar, start: dt.datetime, end: dt.datetime) -> float:
    """What a query does: join each stamp's UTC day, add the part of each segment before the stamp, subtract."""
    days = business_days(given_, start.date(), end.date()).set_index("utc_day")

    def at(stamp: dt.datetime) -> float:
        row = days.loc[pd.Timestamp(stamp.date())]
        second = (stamp - dt.datetime.combine(stamp.date(), dt.time())).total_seconds()
        count = sum(name.startswith("open_") for name in days)
        parts = [
            min(max(second - row[f"open_{k}"], 0), row[f"shut_{k}"] - row[f"open_{k}"]) for k in range(1, count + 1)
        ]
        return row["seconds_before"] + sum(parts)

    return at(end) - at(start)


WHEN = st.one_of(
    st.datetimes(dt.datetime(2023, 1, 1), dt.datetime(2027, 12, 1)),
    # around the changes of clock and the turns of the year, where faults live
    st.sampled_from(["2026-03-28", "2025-10-25", "2026-12-23", "2026-04-02", "2026-11-25", "2026-03-07"]).flatmap(
        lambda day: st.datetimes(dt.datetime.fromisoformat(day), dt.datetime.fromisoformat(day) + dt.timedelta(days=4))
    ),
)
MINUTE = {"second": 0, "microsecond": 0}


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(SHIPPED), start=WHEN, length=st.integers(0, 6_000))
def test_business_time_is_what_walking_minute_by_minute_counts(name, start, length):
    start = start.replace(**MINUTE)
    end = start + dt.timedelta(minutes=length)
    expected = walk(calendar(name), start, end) * 60
    assert look_up(calendar(name), start, end) == expected
    assert business_seconds(calendar(name), pd.Timestamp(start), pd.Timestamp(end)) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"])
def test_odd_hours_in_odd_zones_are_what_the_walk_counts(zone, tmp_path):
    odd = put(tmp_path, LUNCH.format(zone=zone))
    for day in ("2026-03-28", "2026-04-04", "2025-10-25", "2009-10-31", "2011-12-29"):
        start = dt.datetime.fromisoformat(day)
        for length in (1_471, 4_320):
            end = start + dt.timedelta(minutes=length)
            expected = walk(odd, start, end) * 60
            assert look_up(odd, start, end) == expected
            assert business_seconds(odd, pd.Timestamp(start), pd.Timestamp(end)) == expected


# --- laws -------------------------------------------------------------------------------------------------------

STAMPS = WHEN.map(pd.Timestamp)


@settings(max_examples=3_500, deadline=None)
@given(name=st.sampled_from(SHIPPED), stamps=st.tuples(STAMPS, STAMPS))
def test_business_time_is_never_more_than_elapsed_time_and_never_negative(name, stamps):
    start, end = sorted(stamps)
    found = business_seconds(calendar(name), start, end)
    assert -1e-6 <= found <= (end - start).total_seconds() + 1e-6


@settings(max_examples=3_500, deadline=None)
@given(name=st.sampled_from(SHIPPED), stamps=st.tuples(STAMPS, STAMPS, STAMPS))
def test_the_way_over_a_stop_is_as_long_as_the_whole_way(name, stamps):
    a, b, c = sorted(stamps)
    clock = calendar(name)
    parts = business_seconds(clock, a, b) + business_seconds(clock, b, c)
    assert parts == pytest.approx(business_seconds(clock, a, c), abs=1e-5)


@settings(max_examples=3_500, deadline=None)
@given(name=st.sampled_from(SHIPPED), stamps=st.tuples(STAMPS, STAMPS, STAMPS))
def test_a_later_end_never_gives_less_business_time(name, stamps):
    a, b, c = sorted(stamps)
    assert business_seconds(calendar(name), a, b) <= business_seconds(calendar(name), a, c) + 1e-6


# --- the calendars that come with the kit, against a second library -----------------------------------------------


@pytest.mark.parametrize("year", range(2023, 2028))
def test_german_holidays_follow_easter_and_the_fixed_dates(year):
    closed = {day for day, spans in calendar("office-de").exceptions if day.year == year and not spans}
    movable = {easter(year) + dt.timedelta(days=days) for days in (-2, 1, 39, 50)}
    fixed = {dt.date(year, *day) for day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}
    assert closed == movable | fixed


@pytest.mark.parametrize("year", range(2023, 2028))
def test_christmas_eve_and_new_years_eve_are_half_days_where_they_are_working_days(year):
    half = {day for day, spans in calendar("office-de").exceptions if day.year == year and spans}
    assert half == {day for day in (dt.date(year, 12, 24), dt.date(year, 12, 31)) if day.weekday() < 5}


def test_american_federal_holidays_are_the_observed_ones():
    known = USFederalHolidayCalendar().holidays(pd.Timestamp("2023-01-01"), pd.Timestamp("2027-12-31"))
    assert [day for day, _ in calendar("office-us").exceptions] == [day.date() for day in known]


def test_british_good_fridays_and_easter_mondays_follow_easter():
    days = {day for day, _ in calendar("office-uk").exceptions}
    for year in range(2023, 2028):
        assert {easter(year) + dt.timedelta(days=days) for days in (-2, 1)} <= days
        assert sum(day.year == year for day in days) == (9 if year == 2023 else 8)
        assert all(day.weekday() < 5 for day in days)


def test_only_around_the_clock_never_stops():
    assert [name for name in SHIPPED if calendar(name).always] == ["24x7"]


# --- clear errors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Europe/Berlin", "Europe/Berlim", "did you mean 'Europe/Berlin'?"),
        ('"00:00-06:00"', '"00:00-06:00", "05:00-07:00"', "00:00-06:00 and 05:00-07:00 overlap"),
        ('"22:00-24:00"', '"22:00-06:00"', "ends before it begins"),
        ('"22:00-24:00"', '"22:00-24:30"', "no time of a day"),
        ('"22:00-24:00"', '"10 to 12"', "write them as 08:00-17:00"),
        ("  wed:", "  wednesday:", "unknown key 'week.wednesday'; known: fri, mon, sat"),
        ("id: lunch", "id: dinner", "Give the file and its id the same name"),
        (
            "title:",
            "holidays: [{date: 2026-05-01, name: May Day}, {date: 2026-05-01, name: Labour Day}]\ntitle:",
            "2026-05-01 stands there twice, as 'May Day' and 'Labour Day'",
        ),
        ("title:", "holidays: [{date: 2026-02-30, name: Never}]\ntitle:", "day is out of range for month"),
    ],
)
def test_a_calendar_that_does_not_hold_together_is_refused_in_one_line(old, new, said, tmp_path):
    good = LUNCH.format(zone="Europe/Berlin")
    assert put(tmp_path, good).week[0] == ((28_800, 43_200), (46_800, 61_200))
    assert old in good
    with pytest.raises(SettingsError) as caught:
        put(tmp_path, good.replace(old, new))
    assert said in str(caught.value) and "lunch.yml" in str(caught.value)


def test_an_unknown_calendar_is_answered_with_the_nearest_name():
    with pytest.raises(SettingsError, match="Did you mean 'office-de'"):
        load_calendar("ofice-de")
