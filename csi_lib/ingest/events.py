"""When things happened: the stamps that count, and the last moment of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csi_lib.ingest.stamps import STAMP
from csi_lib.tables import TABLES, Table

if TYPE_CHECKING:
    import duckdb

# Stamps that say what was agreed or planned, not what happened.
PLANS = frozenset({"planned_start_at", "planned_end_at", "sla_due_at", "due_at", "response_due_at"})
GAP = pd.Timedelta(days=366)  # a year in which nothing at all happens is a slip of the year
NOTHING: pd.Timestamp = pd.Timestamp("NaT")  # what the last stamp of no stamps is
STRAYS = 1_000  # at most one stamp in so many is a slip
ROWS_STAMPS = 12  # in a small export: three tickets with four stamps each, for one mistyped year carries others along
SMALL_SHARE = 20  # but never more than one stamp in so many


@dataclass(frozen=True)
class Ending:
    """Where the data end.

    Parameters
    ----------
    last : Timestamp
        The last plausible stamp, UTC; NaT without any.
    strays : DataFrame
        What lies behind it, one row per UTC day: ``day`` (date) and ``count``.
    """

    last: pd.Timestamp
    strays: pd.DataFrame


def event_columns(table: Table) -> list[str]:
    """List the stamps of a table that say when something happened."""
    return [item.name for item in table.columns if item.kind == "stamp" and not item.derived and item.name not in PLANS]


def find_ending(connection: duckdb.DuckDBPyConnection, counts: dict[str, int]) -> Ending:
    """Find the last moment of the data over all event stamps of all tables.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the views ``raw_<table>``.
    counts : dict of str to int
        Rows of every table; empty ones are not looked at.

    Returns
    -------
    Ending
        By the rule of ``last_plausible``.
    """
    parts = [
        f'SELECT CAST("{name}" AS DATE) AS day, count(*) AS stamps, min("{name}") AS low, max("{name}") AS high '
        f'FROM raw_{key} WHERE "{name}" IS NOT NULL GROUP BY day'
        for key, table in TABLES.items()
        if counts.get(key)
        for name in event_columns(table)
    ]
    if not parts:
        return last_plausible(pd.DataFrame({"day": [], "count": [], "first": [], "last": []}))
    text = (
        "SELECT day, CAST(sum(stamps) AS BIGINT) AS count, min(low) AS first, max(high) AS last "
        f"FROM ({' UNION ALL '.join(parts)}) GROUP BY day ORDER BY day"
    )
    return last_plausible(connection.execute(text).df())


def last_plausible(days: pd.DataFrame) -> Ending:
    """Find the last stamp that is not a slip of the year.

    The clock is never asked (an export of last year must give the same report for ever), so a stamp counts as
    mistyped when more than a year without any stamp lies before it and at most one stamp in 1,000 lies behind that gap;
    in a small export at most 12, the stamps of three tickets, where these are no more than one in 20.

    Parameters
    ----------
    days : DataFrame
        One row per UTC day with stamps, ascending: ``day``, ``count``, ``first`` and ``last`` (stamps).

    Returns
    -------
    Ending
        The last plausible stamp, and the days behind it.
    """
    if days.empty:
        return Ending(NOTHING, pd.DataFrame({"day": [], "count": []}))
    total = int(days["count"].sum())
    strays = max(total // STRAYS, min(ROWS_STAMPS, total // SMALL_SHARE))
    first, last = days["first"].astype(STAMP), days["last"].astype(STAMP)
    behind = total - days["count"].cumsum()  # stamps after each day
    gap = first.shift(-1) - last > GAP
    places = np.flatnonzero((gap & (behind <= strays)).to_numpy())
    place = int(places[0]) if len(places) else len(days) - 1
    out = days.loc[days.index[place + 1 :], ["day", "count"]]
    return Ending(pd.Timestamp(last.iloc[place]), out.assign(day=pd.to_datetime(out["day"]).dt.date))
