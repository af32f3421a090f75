"""The extraction window: from when to when an export really covers what was opened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.ingest.stamps import STAMP

WINDOW_TABLES = ("tickets", "changes", "problems")

SPARSE = 0.10  # of the bulk level; normal weeks, holidays and seasons stay above a tenth
SHORTEST = 14  # days; a company's Christmas break is shorter
EXPECTED = 30.0  # tickets the stretch would hold at bulk level; by chance a Poisson stretch stays under a tenth: < 1e-8
ABRUPT = 0.50  # of the bulk level, in the four weeks inside the edge: a roll-out grows, an extraction stops
WEEK = 7
OLD_SHARE = 0.10  # of all hours to resolve: a mean that lacks less than a tenth is not called too short


def find_windows(tables: Mapping[str, pd.DataFrame | Path], zone: str = "UTC") -> pd.DataFrame:
    """Find the days between which an export holds what was opened, by opening day.

    Exports are drawn by some query, and often not by opening day: "everything closed this year" brings a thin
    scatter of older tickets along, "opened until May, updated until today" a thin tail of later ones. Months of that
    scatter are no fall in volume. The rule: the bulk level is the volume-weighted median of all 7-day counts, that
    is, the weeks in which the typical ticket was opened (a plain median would follow the scatter once it is longer
    than the window). A stretch at an end of the series in which every 7 days hold less than a tenth of the bulk
    level lies outside the window if it is at least 14 days long, would hold at least 30 tickets at bulk level, and
    begins abruptly: the four weeks inside its edge hold at least half the bulk level. A shorter, smaller or gradual
    one is life. The series ends with the last stamp of any event of the table, so that updates going on for weeks
    after the last opening show the cut, too.

    Parameters
    ----------
    tables : mapping of str to DataFrame or Path
        Canonical tables, or their Parquet files; absent ones count as empty.
    zone : str
        IANA zone in which days are cut.

    Returns
    -------
    DataFrame
        One row for each of tickets, changes and problems: ``table``, ``first_day``, ``last_day`` (datetime64, local
        midnight, both inclusive), ``rows``, ``inside`` (rows opened between them) and ``cut`` (bool: something lies
        outside, or the export goes on without openings).
    """
    rows = [{"table": name, **_find_window(_stamps(tables, name), zone)} for name in WINDOW_TABLES]
    frame = pd.DataFrame(rows)
    return frame.astype({"first_day": STAMP, "last_day": STAMP, "rows": "int64", "inside": "int64", "cut": bool})


def _stamps(tables: Mapping[str, pd.DataFrame | Path], name: str) -> pd.DataFrame:
    wanted = ["opened_at", "resolved_at", "implemented_at", "closed_at", "updated_at"]
    table = tables.get(name)
    if table is None:
        return pd.DataFrame({"opened_at": pd.Series(dtype=STAMP)})
    frame = pd.read_parquet(table) if isinstance(table, str | Path) else table
    return frame[[column for column in wanted if column in frame]]


def _find_window(stamps: pd.DataFrame, zone: str) -> dict[str, object]:
    opened = stamps["opened_at"].dropna()
    if opened.empty:
        return {"first_day": pd.NaT, "last_day": pd.NaT, "rows": 0, "inside": 0, "cut": False}
    days = _local_days(opened, zone)
    counts = _count_days(days, _last_event_day(stamps, zone))
    first, last = outer_stretches(counts)
    first_day = counts.index[first]
    last_day = min(counts.index[len(counts) - 1 - last], days.max())
    inside = int(days.between(first_day, last_day).sum())
    cut = bool(first or last)
    return {"first_day": first_day, "last_day": last_day, "rows": len(days), "inside": inside, "cut": cut}


def _local_days(stamps: pd.Series, zone: str) -> pd.Series:
    return stamps.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()


def _last_event_day(stamps: pd.DataFrame, zone: str) -> pd.Timestamp:
    # One mistyped year is no proof that the export goes on: 1 stamp in 1,000 may lie behind the end.
    latest = stamps.max(axis=1).dropna().sort_values()
    return _local_days(latest.iloc[[int((len(latest) - 1) * 0.999)]], zone).iloc[0]


def _count_days(days: pd.Series, last: pd.Timestamp) -> pd.Series:
    every = pd.date_range(days.min(), max(days.max(), last), freq="D")
    return days.value_counts().reindex(every, fill_value=0)


def outer_stretches(counts: pd.Series) -> tuple[int, int]:
    """Measure the stretches at both ends of a daily series that lie outside the extraction.

    Parameters
    ----------
    counts : Series of int, shape (days,)
        Rows opened on each day, without gaps.

    Returns
    -------
    tuple of (int, int)
        Days outside at the beginning and at the end; 0 where there is no such stretch.
    """
    daily = counts.to_numpy(dtype=float)
    if len(daily) <= SHORTEST:
        return 0, 0
    weekly = np.convolve(daily, np.ones(WEEK), mode="valid")  # weekly[i] = days i .. i+6
    bulk = _weighted_median(weekly)
    return _stretch(daily, bulk), _stretch(daily[::-1], bulk)


def _weighted_median(values: np.ndarray) -> float:
    ordered = np.sort(values)
    volume = np.cumsum(ordered)
    return float(ordered[np.searchsorted(volume, volume[-1] / 2)])


def _stretch(daily: np.ndarray, bulk: float) -> int:
    """Length in days of the sparse stretch at the beginning of a daily series."""
    trailing = np.convolve(daily, np.ones(WEEK))[: len(daily)]  # trailing[i] = days i-6 .. i
    dense = np.flatnonzero(trailing >= SPARSE * bulk)
    length = int(dense[0]) if len(dense) else 0
    if length < SHORTEST or bulk * length / WEEK < EXPECTED:
        return 0
    inside = daily[length : length + 4 * WEEK]
    return length if inside.sum() / len(inside) * WEEK >= ABRUPT * bulk else 0


def count_young_days(tickets: pd.DataFrame, first_day: pd.Timestamp) -> int:
    """Count the days after its beginning in which an export by opening day shows young incidents only.

    An incident resolved so many days after the first opening day cannot be older than that in such an export, whatever
    was resolved then: the mean of the first months lacks the old ones. How much it lacks is known from the incidents
    of the export themselves, followed to their end.

    Parameters
    ----------
    tickets : DataFrame
        Canonical tickets with derived columns.
    first_day : Timestamp
        First day of the extraction window.

    Returns
    -------
    int
        Days above which incidents carry a tenth of all hours to resolve; 0 where the export holds tickets opened before
        the window (it was not drawn by opening day), or no duration.
    """
    rows = tickets[tickets["in_scope"].fillna(False).astype(bool) & (tickets["kind"] == "incident")]
    hours = np.sort(rows["hours_to_resolve"].dropna().to_numpy(dtype=float))
    if not hours.sum() > 0 or (rows["opened_at"] < first_day - pd.Timedelta(days=1)).any():
        return 0
    longer = 1 - np.cumsum(hours) / hours.sum()  # share of the hours in tickets that took longer than this one
    return int(np.ceil(hours[np.argmax(longer <= OLD_SHARE)] / 24))
