"""When things happen: weekdays, the year, German holidays, office hours, and the local wall clock."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd

from csi_lib.demo.world import DAYS, FIRST_DAY, LAST_DAY, ZONE

DAY = 86_400  # seconds
STAMP: Final = "datetime64[s]"

_WEEKDAYS = (1.25, 1.10, 1.05, 1.00, 0.85, 0.12, 0.08)  # Monday first
_YEAR_SWING = 0.10  # more in late winter, less in late summer
_YEAR_PEAK = 30  # day of the year
_HOLIDAY = 0.15
_CHRISTMAS = 0.45  # between the years
_DAILY_SPREAD = 100.0  # shape of the gamma between days: 10 % beyond Poisson

# Share of the tickets by hour of the day, 0 to 23: two humps in office hours, a little at night.
_HOURS = np.array([1, 1, 1, 1, 1, 2, 8, 30, 75, 95, 90, 72, 50, 62, 80, 74, 56, 32, 14, 8, 5, 4, 2, 1], dtype=float)


def list_days() -> np.ndarray:
    """List the local days of the window, shape (912,), datetime64[D]."""
    return np.arange(np.datetime64(FIRST_DAY), np.datetime64(FIRST_DAY) + DAYS)


def find_easter(year: int) -> dt.date:
    """Find Easter Sunday.

    Source: J. Meeus, Astronomical Algorithms (1991), chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def list_holidays(year: int) -> set[dt.date]:
    """List the public holidays that all of Germany keeps."""
    fixed = {dt.date(year, month, day) for month, day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}
    return fixed | {find_easter(year) + dt.timedelta(days=away) for away in (-2, 1, 39, 50)}


def weigh_days() -> np.ndarray:
    """Weigh every day of the window by weekday, time of year and holidays.

    Returns
    -------
    ndarray, shape (912,)
        Expected tickets of the day, relative; they sum to 1.
    """
    days = pd.DatetimeIndex(list_days())
    holidays = pd.DatetimeIndex(
        sorted(set().union(*(list_holidays(y) for y in range(FIRST_DAY.year, LAST_DAY.year + 1))))
    )
    weights = np.array(_WEEKDAYS)[days.day_of_week]
    weights = weights * (1 + _YEAR_SWING * np.cos(2 * np.pi * (days.day_of_year - _YEAR_PEAK) / 365.25))
    between = ((days.month == 12) & (days.day >= 24)) | ((days.month == 1) & (days.day == 1))
    weights = np.where(between, weights * _CHRISTMAS, weights)
    weights = np.where(days.isin(holidays), weights * _HOLIDAY, weights)
    return weights / weights.sum()


def draw_stamps(rng: np.random.Generator, expected: float) -> pd.Series:
    """Draw the moments at which people call.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream of chance.
    expected : float
        Expected number over the whole window.

    Returns
    -------
    Series of datetime64[s], shape (n,)
        UTC, sorted; n is random.
    """
    rates = weigh_days() * expected * rng.gamma(_DAILY_SPREAD, 1 / _DAILY_SPREAD, DAYS)
    days = np.repeat(list_days(), rng.poisson(rates))
    hours = rng.choice(24, len(days), p=_HOURS / _HOURS.sum())
    seconds = np.sort(days.astype(STAMP).astype(np.int64) + hours * 3_600 + rng.integers(0, 3_600, len(days)))
    return to_utc(pd.Series(seconds.astype(STAMP)))


def to_utc(wall: pd.Series) -> pd.Series:
    """Turn local wall times into UTC; a time in the spring gap moves behind it, a doubled hour is its first."""
    first = np.ones(len(wall), dtype=bool)
    stamps = wall.dt.tz_localize(ZONE, ambiguous=first, nonexistent="shift_forward").dt.tz_convert("UTC")
    return stamps.dt.tz_localize(None).astype(STAMP)


def to_wall(stamps: pd.Series) -> pd.Series:
    """Turn UTC stamps into local wall times, as the tool shows them: never within the spring gap."""
    return stamps.dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None).astype(STAMP)


def write_wall(stamps: pd.Series) -> np.ndarray:
    """Write UTC stamps as local texts ``YYYY-MM-DD HH:MM:SS``; a missing one is empty."""
    texts = np.datetime_as_string(to_wall(stamps).to_numpy(STAMP), unit="s")
    return np.where(stamps.isna(), "", np.char.replace(texts, "T", " ")).astype(object)


def count_months(stamps: pd.Series) -> np.ndarray:
    """Number the local month of every stamp: 0 is the first month of the window."""
    wall = to_wall(stamps)
    return ((wall.dt.year - FIRST_DAY.year) * 12 + wall.dt.month - FIRST_DAY.month).to_numpy(np.int64)


def local_midnight(day: dt.date) -> pd.Timestamp:
    """Return the UTC moment at which a local day begins."""
    return pd.Timestamp(day, tz=ZONE).tz_convert("UTC").tz_localize(None)


def end_of_data() -> pd.Timestamp:
    """Return the last second of the window, UTC: what is later has not happened."""
    return local_midnight(LAST_DAY + dt.timedelta(days=1)) - pd.Timedelta(seconds=1)


def add_hours(stamps: pd.Series, hours: np.ndarray) -> pd.Series:
    """Add hours to stamps, to the whole second."""
    seconds = np.rint(np.asarray(hours) * 3_600).astype("timedelta64[s]")
    return (stamps + pd.Series(seconds, index=stamps.index)).astype(STAMP)


def cut_off(stamps: pd.Series, moment: pd.Timestamp) -> pd.Series:
    """Set every stamp after a moment to that moment."""
    return stamps.mask(stamps > moment, moment).astype(STAMP)
