"""The days the data speak of, and KPIs measured over them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from csi_lib.errors import SettingsError, SourceError
from csi_lib.ingest import Ingested
from csi_lib.kpi import Kpi, measure
from csi_lib.settings import Engagement

QUIET_END = dt.timedelta(days=31)  # as_of may close a month in which nothing happened any more, not invent months


def measure_window(
    engagement: Engagement,
    found: Ingested,
    kpis: tuple[Kpi, ...],
    first: dt.date,
    last: dt.date,
    *,
    as_of: dt.date | None = None,
    grain: str = "month",
    by: list[str],
    crossed: bool = False,
    engine: str = "duckdb",
) -> pd.DataFrame:
    """Measure KPIs over a window of an engagement's data.

    Parameters
    ----------
    engagement, found, kpis
        What to measure.
    first, last : date
        Local days, both inclusive.
    as_of : date, optional
        Last day the data speak of; default ``last``.
    grain : {"month", "week", "quarter", "year", "all"}
        Length of a period.
    by : list of str
        Slice columns: each on its own, or all together when ``crossed``.
    engine : str
        ``duckdb`` or the URL of another engine.

    Returns
    -------
    DataFrame
        The long measures frame.
    """
    sets = ((tuple(by),) if by else ()) if crossed else tuple((name,) for name in by)
    return measure(
        found.tables,
        kpis,
        zone=engagement.zone,
        first=first,
        last=last,
        as_of=as_of or last,
        grain=grain,
        by=sets,
        windows=found.windows,
        engine=engine,
    )


def data_window(engagement: Engagement, path: Path, found: Ingested) -> tuple[dt.date, dt.date]:
    """Return the first and last local day the data speak of.

    Parameters
    ----------
    engagement : Engagement
        Its ``as_of``, where it has one, is the last day.
    path : Path
        Its file, for messages.
    found : Ingested
        The data.

    Returns
    -------
    tuple of date
        First and last day, both inclusive.

    Raises
    ------
    SourceError
        When no ticket, change or problem carries an opening stamp.
    SettingsError
        When ``as_of`` lies before the first of them, or so long after the last stamp that whole months would be
        counted as empty although nothing is known of them.
    """
    opened = [_first_opened(found.tables[name]) for name in ("tickets", "changes", "problems")]
    known = [stamp for stamp in opened if stamp is not None]
    if not known:
        raise SourceError("no ticket, change or problem has an opening stamp", where=str(path), do="Check 'sources'")
    first, last = (_local_day(stamp, engagement.zone) for stamp in (min(known), found.last_stamp))
    as_of = engagement.as_of or last
    if not first <= as_of <= last + QUIET_END:
        raise SettingsError(
            f"the data speak of {first} to {last}, and as_of is {as_of}",
            where=f"{path}, key as_of",
            do="Leave as_of out, or name a day of the data",
        )
    return first, as_of


def _first_opened(path: Path) -> pd.Timestamp | None:
    stamps = pd.read_parquet(path, columns=["opened_at"])["opened_at"].dropna()
    return None if stamps.empty else stamps.min()


def _local_day(stamp: pd.Timestamp, zone: str) -> dt.date:
    return stamp.tz_localize("UTC").tz_convert(zone).date()
