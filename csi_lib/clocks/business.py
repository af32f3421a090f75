"""Business time: the seconds between two stamps at which a wall clock stands within the opening hours.

Business time is defined by the wall clock: an instant counts when the local time it reads lies in the hours of its
local date. So an hour that the clock skips in spring counts nothing, and an hour that comes twice in autumn counts
twice.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from csi_lib.clocks.calendar import Calendar
from csi_lib.clocks.days import SECONDS_PER_DAY, as_days, offset_stretches

MOST_SEGMENTS = 2  # a working day with a lunch break; a frame gets more columns where a calendar needs them

_EPOCH = dt.date(1970, 1, 1)
_MONDAY = 3  # 1970-01-01 was a Thursday, the fourth weekday
_DECADE = 10
_SECOND = pd.Timedelta(seconds=1)


def business_days(calendar: Calendar, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Say for every UTC day how much business time went before it, and when it is open.

    Business seconds at a stamp are ``seconds_before`` plus, over the segments, the part of the segment that lies before
    the stamp's second of the day; business time between two stamps is the difference of two such numbers.

    Parameters
    ----------
    calendar : Calendar
        The opening hours.
    first, last : date
        First and last UTC day, both inclusive.

    Returns
    -------
    DataFrame, one row per UTC day
        ``utc_day`` (datetime64, midnight UTC), ``seconds_before`` (int, from the first day until this midnight),
        ``open_1, shut_1, open_2, shut_2, ...`` (int, seconds after midnight UTC; equal where there is no segment).
    """
    begin, days = (first - _EPOCH).days, (last - first).days + 1
    opens, shuts = _split_days(*_open_spans(calendar, begin, begin + days))
    rows = opens // SECONDS_PER_DAY - begin
    totals = np.bincount(rows, weights=shuts - opens, minlength=days).astype(np.int64)
    place = np.arange(len(rows)) - np.searchsorted(rows, rows, side="left")
    width = max(MOST_SEGMENTS, int(place.max(initial=-1)) + 1)
    edges = np.zeros((2, days, width), dtype=np.int64)
    midnights = (rows + begin) * SECONDS_PER_DAY
    edges[0, rows, place], edges[1, rows, place] = opens - midnights, shuts - midnights
    out: dict[str, np.ndarray] = {
        "utc_day": as_days(np.arange(begin, begin + days)),
        "seconds_before": np.cumsum(totals) - totals,
    }
    for number in range(width):
        out[f"open_{number + 1}"], out[f"shut_{number + 1}"] = edges[0, :, number], edges[1, :, number]
    return pd.DataFrame(out)


def business_seconds(calendar: Calendar, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Measure the business time between two stamps.

    Parameters
    ----------
    calendar : Calendar
        The opening hours.
    start, end : Timestamp
        UTC without a zone mark, the end not before the start.

    Returns
    -------
    float
        Seconds.
    """
    first, last = start.year // _DECADE * _DECADE, end.year // _DECADE * _DECADE + _DECADE
    opens, shuts, before = _spans_of_years(calendar, first, last)

    def until(stamp: pd.Timestamp) -> float:
        second = (stamp - pd.Timestamp(_EPOCH)) / _SECOND
        place = int(np.searchsorted(opens, second, side="right")) - 1
        return 0.0 if place < 0 else float(before[place] + min(second, shuts[place]) - opens[place])

    return until(end) - until(start)


@lru_cache(maxsize=64)
def _spans_of_years(calendar: Calendar, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List all open spans of some years, and the business seconds before each."""
    begin, end = (dt.date(year, 1, 1).toordinal() - _EPOCH.toordinal() for year in (first, last))
    opens, shuts = _open_spans(calendar, begin, end)
    return opens, shuts, np.cumsum(shuts - opens) - (shuts - opens)


def _open_spans(calendar: Calendar, begin: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """List the open spans between two UTC midnights (days since 1970) as seconds since 1970, in order."""
    low, high = begin * SECONDS_PER_DAY, end * SECONDS_PER_DAY
    starts, offsets = offset_stretches(ZoneInfo(calendar.zone), low, high)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for start, stop, offset in zip(starts, [*starts[1:], high], offsets, strict=True):
        # within a stretch of constant offset, wall time is UTC moved by the offset
        local = np.arange((start + offset) // SECONDS_PER_DAY, (stop - 1 + offset) // SECONDS_PER_DAY + 1)
        days, opens, shuts = _wall_spans(calendar, local)
        moved = days * SECONDS_PER_DAY - offset
        found.append((np.clip(moved + opens, start, stop), np.clip(moved + shuts, start, stop)))
    opens, shuts = (np.concatenate([part[side] for part in found]) for side in (0, 1))
    some = shuts > opens
    return opens[some], shuts[some]


def _wall_spans(calendar: Calendar, local: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the hours of local days: day, and first and last second of the wall clock, in order."""
    differing = {(day - _EPOCH).days: spans for day, spans in calendar.exceptions}
    usual = ~np.isin(local, list(differing)) if differing else np.ones(len(local), dtype=bool)
    weekday = (local + _MONDAY) % 7
    parts = [
        (local[usual & (weekday == number)], *span) for number, spans in enumerate(calendar.week) for span in spans
    ]
    parts += [(np.array([day]), *span) for day in local[~usual].tolist() for span in differing[day]]
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, nothing
    days = np.concatenate([part[0] for part in parts])
    opens, shuts = (np.repeat([part[side] for part in parts], [len(part[0]) for part in parts]) for side in (1, 2))
    order = np.lexsort((opens, days))
    return days[order], opens[order], shuts[order]


def _split_days(opens: np.ndarray, shuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut spans at midnight UTC, and put together those that touch within a day."""
    midnight = (opens // SECONDS_PER_DAY + 1) * SECONDS_PER_DAY
    over = shuts > midnight  # a span lies within one local day, so that it meets one midnight at most
    opens = np.concatenate([opens, midnight[over]])
    shuts = np.concatenate([np.minimum(shuts, midnight), shuts[over]])
    order = np.argsort(opens, kind="stable")
    opens, shuts = opens[order], shuts[order]
    if not len(opens):
        return opens, shuts
    same = opens[1:] // SECONDS_PER_DAY == opens[:-1] // SECONDS_PER_DAY
    fresh = np.r_[True, ~((opens[1:] == shuts[:-1]) & same)]
    return opens[fresh], np.maximum.reduceat(shuts, np.flatnonzero(fresh))
