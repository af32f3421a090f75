"""The periods of one measurement, and the small frames that carry them into a query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.clocks import SWITCHES, to_utc, utc_days
from csi_lib.kpi.sql import PERIOD
from csi_lib.periods import period_grid

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """The periods measured, and up to which day the data speak.

    Parameters
    ----------
    zone : str
        IANA name of the client's time zone.
    first, last : date
        First and last local day measured; never after ``as_of``.
    as_of : date
        Last local day the data speak of.
    grid : DataFrame
        ``csi_period`` (0, 1, ...), ``period_start``, ``period_end`` (local midnights) and ``complete``.
    """

    zone: str
    first: dt.date
    last: dt.date
    as_of: dt.date
    grid: pd.DataFrame

    def days(self) -> pd.DataFrame:
        """Return every UTC day with its periods: ``csi_day``, ``csi_change_k`` and ``csi_period_k`` (-1: none)."""
        days = utc_days(self.zone, self.first - _DAY, self.last + _DAY)
        out = {"csi_day": days["utc_day"]}
        for place in range(SWITCHES + 1):
            out[f"csi_period_{place}"] = pd.Series(self._periods_of(days[f"local_{place}"]))
            if place:
                out[f"csi_change_{place}"] = days["utc_day"] + pd.to_timedelta(days[f"second_{place}"], unit="s")
        frame = pd.DataFrame(out)
        return frame.astype(dict.fromkeys([name for name in out if not name.startswith(PERIOD)], "datetime64[us]"))

    def edges(self) -> pd.DataFrame:
        """Return the known part of every period: ``csi_period, csi_from, csi_to, csi_known`` (UTC), ``csi_length``.

        ``csi_known`` is the end of the data; ``csi_length`` the number of local days, zero for a period yet to come;
        ``csi_from_second, csi_to_second, csi_known_second`` are the three stamps as seconds since 1970.
        """
        begin, end = pd.Timestamp(self.first), pd.Timestamp(self.last + _DAY)
        starts = [min(max(start, begin), end) for start in self.grid["period_start"]]
        stops = [max(min(stop, end), start) for start, stop in zip(starts, self.grid["period_end"], strict=True)]
        utc = {day: to_utc(day, self.zone) for day in {*starts, *stops}}  # one period ends where the next begins
        frame = pd.DataFrame(
            {
                PERIOD: self.grid[PERIOD],
                "csi_from": [utc[day] for day in starts],
                "csi_to": [utc[day] for day in stops],
                "csi_known": to_utc(self.as_of + _DAY, self.zone),
                "csi_length": [float((stop - start).days) for start, stop in zip(starts, stops, strict=True)],
            }
        )
        stamps = ("csi_from", "csi_to", "csi_known")
        frame = frame.astype(dict.fromkeys(stamps, "datetime64[us]"))
        return frame.assign(**{f"{name}_second": count_seconds(frame[name]) for name in stamps})

    def _periods_of(self, local: pd.Series) -> np.ndarray:
        found = np.searchsorted(self.grid["period_start"].to_numpy(), local.to_numpy(), side="right") - 1
        inside = (local >= pd.Timestamp(self.first)) & (local <= pd.Timestamp(self.last))
        return np.where(inside, found, -1)


def make_window(zone: str, first: dt.date, last: dt.date, as_of: dt.date, grain: str) -> Window:
    """Lay the grid of periods over a window.

    Parameters
    ----------
    zone : str
        IANA name of the client's time zone.
    first, last, as_of : date
        First and last local day, and the last one the data speak of.
    grain : {"month", "week", "quarter", "year", "all"}
        Length of a period.

    Returns
    -------
    Window
        With every period that touches the window.
    """
    first, last, as_of = _as_date(first), _as_date(last), _as_date(as_of)
    grid = period_grid(first, last, grain)
    grid.insert(0, PERIOD, np.arange(len(grid)))
    return Window(zone, first, max(min(last, as_of), first - _DAY), as_of, grid)


def count_seconds(stamps: pd.Series) -> pd.Series:
    """Count the seconds from the first moment of 1970 to each stamp: engines differ in subtracting stamps.

    Parameters
    ----------
    stamps : Series of datetime64, shape (n,)
        UTC.

    Returns
    -------
    Series of float64, shape (n,)
        Missing where the stamp is.
    """
    return (stamps - pd.Timestamp("1970-01-01")).dt.total_seconds()


def _as_date(day: dt.date) -> dt.date:
    return dt.date(day.year, day.month, day.day)  # a Timestamp is a date too, and counts by its date
