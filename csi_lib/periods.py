"""Period edges and the complete grid: half-open periods of local days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, get_args

from csi_lib.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd  # within the functions else: the names of the periods are words of every command's help

Grain = Literal["month", "week", "quarter", "year", "all"]
GRAINS: tuple[str, ...] = get_args(Grain)

_FREQUENCY = {"month": "MS", "quarter": "QS", "year": "YS", "week": "W-MON"}


def period_grid(first: dt.date, last: dt.date, grain: str = "month") -> pd.DataFrame:
    """List every period that touches a window, in order and without a gap.

    Parameters
    ----------
    first, last : date
        First and last local day of the window, both inclusive.
    grain : {"month", "week", "quarter", "year", "all"}
        Length of a period; weeks begin on Monday (ISO 8601); "all" is the window itself as one period.

    Returns
    -------
    DataFrame
        ``period_start`` and ``period_end`` (datetime64, local midnight, end exclusive) and ``complete`` (bool:
        the window covers the whole period).

    Raises
    ------
    UsageError
        When the grain is unknown or the window ends before it begins.
    """
    if grain not in GRAINS:
        raise UsageError(f"unknown period '{grain}'", do=did_you_mean(grain, GRAINS))
    if last < first:
        raise UsageError(f"the window ends ({last}) before it begins ({first})")
    import pandas as pd

    begin, end = pd.Timestamp(first), pd.Timestamp(last) + pd.Timedelta(days=1)
    edges = [begin, end] if grain == "all" else _edges(begin, end, grain)
    grid = pd.DataFrame({"period_start": edges[:-1], "period_end": edges[1:]}).astype("datetime64[us]")
    grid["complete"] = (grid["period_start"] >= begin) & (grid["period_end"] <= end)
    return grid


def _edges(begin: pd.Timestamp, end: pd.Timestamp, grain: str) -> list[pd.Timestamp]:
    import pandas as pd

    offset = pd.tseries.frequencies.to_offset(_FREQUENCY[grain])
    start = offset.rollback(begin)
    stop = offset.rollforward(end)
    return list(pd.date_range(start, stop, freq=offset))


def period_name(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name a period the way people write it: 2026-06, 2026-Q2, 2026, 2026-W23 or both days.

    Parameters
    ----------
    start, end : Timestamp
        Local midnight of the first day, and of the day after the last.

    Returns
    -------
    str
        The shortest unambiguous name.
    """
    import pandas as pd

    start, end = pd.Timestamp(start), pd.Timestamp(end)
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 1:
            return f"{start:%Y-%m}"
        if months == 3 and start.month % 3 == 1:
            return f"{start:%Y}-Q{start.quarter}"
        if months == 12 and start.month == 1:
            return f"{start:%Y}"
    if (end - start).days == 7 and start.weekday() == 0:
        iso = start.isocalendar()
        return f"{iso.year}-W{iso.week:02d}"
    return f"{start:%Y-%m-%d} to {end - pd.Timedelta(days=1):%Y-%m-%d}"
