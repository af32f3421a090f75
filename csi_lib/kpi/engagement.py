"""The KPIs of an engagement: the days its data speak of, and measures over them, computed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from csi_lib.engine import DUCKDB, Kept, open_engine
from csi_lib.errors import AbsentError, SettingsError
from csi_lib.ingest import Ingested
from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.measure import measure
from csi_lib.kpi.reuse import make_key, read_measures, write_measures
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
    by: Sequence[str],
    crossed: bool = False,
    engine: str = "",
) -> pd.DataFrame:
    """Measure KPIs over a window of an engagement's data, or read them back where nothing changed since.

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
    by : sequence of str
        Slice columns: each on its own, or all together when ``crossed``.
    engine : str
        ``duckdb`` or the URL of another engine; default the engagement's. Tables that ``csi prepare`` loaded there
        are used when they are of the same data.

    Returns
    -------
    DataFrame
        The long measures frame.
    """
    engine = engine or engagement.engine or DUCKDB
    kpis = tuple(_ripen(kpi, engagement.reopen_days) for kpi in kpis)
    sets = ((tuple(by),) if by else ()) if crossed else tuple((name,) for name in by)
    days = {"first": first, "last": last, "as_of": as_of or last}
    folder = _measures_folder(found.tables)
    asked: dict[str, object] = {
        "data": found.fingerprint,
        "engagement": engagement.model_dump(mode="json", exclude={"engine"}),
        "grain": grain,
        "by": sets,
        "left_out": dict(found.left_out),
    }
    key = make_key(found.tables, kpis, engine, asked | days)
    known = read_measures(folder, key)
    if known is not None:
        return known
    made = measure(
        found.tables,
        kpis,
        zone=engagement.zone,
        first=first,
        last=last,
        as_of=as_of or last,
        grain=grain,
        by=sets,
        windows=found.windows,
        discount=engagement.discount,
        engine=engine,
        kept=Kept(engagement.id, found.fingerprint),
        left_out=found.left_out,
    )
    write_measures(folder, key, made)
    return made


def _ripen(kpi: Kpi, reopen_days: int) -> Kpi:
    """Let a period wait for the reopens that can still take a first contact back."""
    return kpi.model_copy(update={"mature_days": reopen_days}) if "reopened_soon" in kpi.met else kpi


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
    AbsentError
        When no ticket, change or problem carries an opening stamp.
    SettingsError
        When ``as_of`` lies before the first of them, or so long after the last stamp that whole months would be
        counted as empty although nothing is known of them.
    """
    opened = _first_opened(found.tables)
    if opened is None:
        raise AbsentError("no ticket, change or problem has an opening stamp", where=str(path), do="Check 'sources'")
    first, last = (_local_day(stamp, engagement.zone) for stamp in (opened, found.last_stamp))
    as_of = engagement.as_of or last
    if not first <= as_of <= last + QUIET_END:
        raise SettingsError(
            f"the data speak of {first} to {last}, and as_of is {as_of}",
            where=f"{path}, key as_of",
            do="Leave as_of out, or name a day of the data",
        )
    return first, as_of


def _measures_folder(tables: Mapping[str, Path]) -> Path:
    """Beside the prepared tables, so that they go together."""
    return Path(tables["tickets"]).parents[1] / "measures"


def _first_opened(tables: Mapping[str, Path]) -> pd.Timestamp | None:
    """Ask the engine: it reads the statistics of the files, not their rows."""
    names = ("tickets", "changes", "problems")
    with open_engine() as engine:
        for name in names:
            engine.add_file(name, Path(tables[name]))
        listed = " UNION ALL ".join(f"SELECT MIN(opened_at) AS first_at FROM {name}" for name in names)
        first = engine.query(f"SELECT MIN(first_at) AS first_at FROM ({listed}) AS listed")["first_at"].iloc[0]
    return None if pd.isna(first) else pd.Timestamp(first)


def _local_day(stamp: pd.Timestamp, zone: str) -> dt.date:
    return stamp.tz_localize("UTC").tz_convert(zone).date()
