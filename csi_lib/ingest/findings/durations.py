"""Times to resolve that are none, very long, or the work of a clean-up."""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pandas as pd

from csi_lib.ingest.findings.naming import name_first, pick
from csi_lib.ingest.issue import Issue, Severity

MANY = 1_000  # rows from which a share of one in a thousand means something
LONGEST = 0.999
BULK = 30  # tickets resolved within one minute: no team does that by hand
BUSY = 10  # times the usual rate: a desk of millions closes 30 a minute all day long

_MINUTES_A_DAY = 1_440
_MINUTE = 60_000_000  # microseconds
_BULKS: tuple[tuple[str, Severity, str], ...] = (
    ("resolved_at", "warning", "A clean-up moves durations without any improvement: name it under 'events'"),
    ("closed_at", "info", "Closed by the tool, as it seems; no duration here ends with this stamp"),
)


def find_longest(connection: duckdb.DuckDBPyConnection) -> float | None:
    """Find the 99.9th percentile of the hours to resolve of tickets in scope.

    Exact and in bounded memory: only the longest in a thousand are kept.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``scoped_tickets``.

    Returns
    -------
    float or None
        Hours, by linear interpolation; None with fewer than 1,000 durations.
    """
    ((rows,),) = connection.execute("SELECT count(*) FROM raw_tickets").fetchall()
    most = rows // MANY + 3  # as many lie at the percentile or above it, whatever share of the rows has a duration
    micros = "epoch_us(resolved_at) - epoch_us(opened_at)"
    total, longest = connection.execute(
        f"SELECT count(*), max({micros}, {most}) FROM scoped_tickets WHERE scoped AND resolved_at >= opened_at"
    ).fetchall()[0]
    if total < MANY:
        return None
    place = (total - 1) * LONGEST
    values = np.asarray(longest[::-1], dtype=float) / 1e6 / 3_600.0
    return float(np.interp(place, np.arange(total - len(values), total), values))


def find_bulk_minutes(connection: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, list[Issue]]:
    """Find the minutes in which more tickets were resolved, or closed, than people could.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``raw_tickets``.

    Returns
    -------
    tuple of (DataFrame, list of Issue)
        Column ``minute`` (minutes since 1970) of those with many resolves; and the findings.
    """
    found: list[Issue] = []
    resolved = pd.DataFrame({"minute": pd.Series(dtype="int64")})
    for column, severity, do in _BULKS:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE csi_counted AS SELECT epoch_us({column}) // {_MINUTE} AS minute, "
            f"count(*) AS tickets FROM raw_tickets WHERE {column} IS NOT NULL GROUP BY minute"
        )
        limit = _find_limit(connection)
        text = f"SELECT * FROM csi_counted WHERE tickets >= {limit} ORDER BY tickets DESC, minute"
        bulk = connection.execute(text).df()
        if column == "resolved_at":
            resolved = bulk[["minute"]].astype("int64")
        if bulk.empty:
            continue
        first, most = pd.Timestamp(int(bulk["minute"].iloc[0]) * 60, unit="s"), int(bulk["tickets"].iloc[0])
        total = int(bulk["tickets"].sum())
        minutes = "one minute" if len(bulk) == 1 else f"{len(bulk):,} minutes"
        what = (
            f"{total:,} tickets share {minutes}, {limit:,} or more in each, "
            f"most at {first:%Y-%m-%d %H:%M} UTC ({most:,})"
        )
        found.append(Issue("bulk_close", severity, f"tickets.{column}", what, total, do))
    return resolved, found


def _find_limit(connection: duckdb.DuckDBPyConnection) -> int:
    text = f"SELECT sum(tickets), count(DISTINCT minute // {_MINUTES_A_DAY}) FROM csi_counted"
    tickets, days = connection.execute(text).fetchall()[0]
    return max(BULK, math.ceil(BUSY * int(tickets or 0) / (_MINUTES_A_DAY * max(days, 1))))


def find_durations(connection: duckdb.DuckDBPyConnection, longest: float | None) -> list[Issue]:
    """List what is odd about the ends and durations of tickets in scope.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the finished ``tickets``.
    longest : float or None
        The 99.9th percentile of the hours to resolve.

    Returns
    -------
    list of Issue
        Closed without a resolve stamp, resolved in no time, very old, on hold for longer than they took.
    """
    unresolved = (
        "kind = 'incident' AND resolved_at IS NULL AND (closed_at IS NOT NULL OR state IN ('resolved', 'closed'))"
    )
    held = "hold_hours > hours_to_resolve"
    older = "false" if longest is None else f"hours_to_resolve > {longest!r}::DOUBLE"
    micros = "epoch_us(resolved_at) - epoch_us(opened_at)"
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE {unresolved}), count(*) FILTER (WHERE hours_to_resolve = 0), "
        f"count(*) FILTER (WHERE {held}), count(*) FILTER (WHERE {older}), sum({micros}) FILTER (WHERE {older}), "
        f"sum({micros}) FILTER (WHERE hours_to_resolve IS NOT NULL), max(hours_to_resolve) FROM tickets WHERE in_scope"
    ).fetchall()[0]
    if row is None or not any(row):
        return []
    closed, zero, hold, old, long_micros, all_micros, most = row

    def pick_ids(condition: str) -> list[str]:
        text = f"SELECT {pick('id', condition)} FROM tickets WHERE in_scope"
        return connection.execute(text).fetchall()[0][0] or []

    where = "tickets.hours_to_resolve"
    found = []
    if closed:
        what = (
            f"{closed:,} incidents are closed without a resolve stamp; they are not open, and have no time to resolve"
        )
        do = "Ask how they were closed; the close stamp never stands in (auto-close adds days)"
        found.append(Issue("closed_without_resolve", "warning", "tickets.resolved_at", what, closed, do))
    if zero:
        ids = pick_ids("hours_to_resolve = 0")
        what = f"{zero:,} tickets carry the same stamp for opened and resolved: {name_first(ids, zero)}"
        found.append(Issue("zero_time", "info", where, what, zero, "Usual where calls are logged afterwards"))
    if old:
        text = f"SELECT id FROM tickets WHERE in_scope AND {older} ORDER BY hours_to_resolve DESC, csi_row LIMIT 5"
        ids = [name for (name,) in connection.execute(text).fetchall()]
        what = (
            f"{old:,} tickets lie above the 99.9th percentile of {longest:,.0f} h, the longest took {most:,.0f} h; "
            f"they make up {100 * int(long_micros) / int(all_micros):.0f} % of all hours: {name_first(ids, old)}"
        )
        found.append(Issue("very_old", "info", where, what, old, "Means carry them, medians do not"))
    if hold:
        what = f"{hold:,} tickets were on hold for longer than they took: {name_first(pick_ids(held), hold)}"
        do = "Check the unit of the column, and whether it goes on after the resolve"
        found.append(Issue("hold_too_long", "warning", "tickets.hold_hours", what, hold, do))
    return found
