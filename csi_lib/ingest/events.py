"""When things happened: the stamps that count, and the last moment of the data."""

from __future__ import annotations

import pandas as pd

from csi_lib.ingest.stamps import STAMP
from csi_lib.tables import TABLES, Table

# Stamps that say what was agreed or planned, not what happened.
PLANS = frozenset({"planned_start_at", "planned_end_at", "sla_due_at", "due_at", "response_due_at"})
GAP = pd.Timedelta(days=366)  # a year in which nothing at all happens is a slip of the year
NOTHING: pd.Timestamp = pd.Timestamp("NaT")  # what the last stamp of no stamps is
STRAYS = 1_000  # at most one stamp in so many is a slip
ROWS_STAMPS = 12  # in a small export: three tickets with four stamps each, for one mistyped year carries others along
SMALL_SHARE = 20  # but never more than one stamp in so many


def event_columns(table: Table) -> list[str]:
    """List the stamps of a table that say when something happened."""
    return [item.name for item in table.columns if item.kind == "stamp" and not item.derived and item.name not in PLANS]


def all_events(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Collect all event stamps of all tables.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Canonical tables.

    Returns
    -------
    Series of datetime64[us]
        Ascending, UTC without a zone mark.
    """
    lists = [
        frame[name].dropna() for key, frame in tables.items() for name in event_columns(TABLES[key]) if name in frame
    ]
    return pd.concat([pd.Series(dtype=STAMP), *lists], ignore_index=True).sort_values(ignore_index=True)


def last_plausible(stamps: pd.Series) -> pd.Timestamp:
    """Find the last stamp that is not a slip of the year.

    The clock is never asked (an export of last year must give the same report for ever), so a stamp counts as
    mistyped when more than a year without any stamp lies before it and at most one stamp in 1,000 lies behind that gap;
    in a small export at most 12, the stamps of three tickets, where these are no more than one in 20.

    Parameters
    ----------
    stamps : Series of datetime64[us], shape (n,)
        All event stamps, ascending.

    Returns
    -------
    Timestamp
        The last plausible stamp; NaT without any.
    """
    if stamps.empty:
        return NOTHING
    strays = max(len(stamps) // STRAYS, min(ROWS_STAMPS, len(stamps) // SMALL_SHARE))
    tail = stamps.iloc[-(strays + 1) :]
    behind_gap = [place for place, gap in enumerate(tail.diff().iloc[1:]) if gap > GAP]
    return tail.iloc[behind_gap[0]] if behind_gap else tail.iloc[-1]
