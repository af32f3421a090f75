"""Findings about the kept rows: what a reader has to know before trusting a number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.ingest.issue import Issue, Severity, name_some
from csi_lib.ingest.windows import count_young_days

MANY = 1_000  # rows from which a share of one in a thousand means something
MONTH = 31  # days; the first month of an export is short of old tickets nearly everywhere
BULK = 30  # tickets resolved within one minute: no team does that by hand
_BULKS: tuple[tuple[str, Severity, str], ...] = (
    ("resolved_at", "warning", "A clean-up moves durations without any improvement: name it under 'events'"),
    ("closed_at", "info", "Closed by the tool, as it seems; no duration here ends with this stamp"),
)


def find_row_issues(tables: dict[str, pd.DataFrame], last: pd.Timestamp, future: pd.Series) -> list[Issue]:
    """List what is odd about the kept rows.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Canonical tables with derived columns.
    last : Timestamp
        Last plausible stamp of the data, UTC.
    future : Series of datetime64[us]
        Event stamps behind it.

    Returns
    -------
    list of Issue
        Closed without a resolve stamp, resolved in no time, very old, in bulk, in the future.
    """
    found = []
    if len(future):
        what = f"stamps more than a year behind all others ({last:%Y-%m-%d}): {name_some(future.dt.date.unique())}"
        do = "Check the year; the end of the data ignores them"
        found.append(Issue("future_stamp", "info", "all tables", what, len(future), do))
    tickets = tables["tickets"]
    return found + _find_unresolved(tickets) + _find_durations(tickets) + _find_bulk(tickets)


def _find_unresolved(tickets: pd.DataFrame) -> list[Issue]:
    done = tickets["closed_at"].notna() | tickets["state"].isin(("resolved", "closed"))
    rows = tickets[tickets["in_scope"] & (tickets["kind"] == "incident") & done & tickets["resolved_at"].isna()]
    if rows.empty:
        return []
    what = f"{len(rows):,} incidents are closed without a resolve stamp; they are not open, and have no time to resolve"
    return [
        Issue(
            "closed_without_resolve", "warning", "tickets.resolved_at", what, len(rows),
            "Ask how they were closed; the close stamp never stands in (auto-close adds days)",
        )
    ]  # fmt: skip


def _find_durations(tickets: pd.DataFrame) -> list[Issue]:
    rows = tickets.loc[tickets["in_scope"], ["id", "hours_to_resolve"]].dropna()
    hours = rows["hours_to_resolve"]
    found = []
    where = "tickets.hours_to_resolve"
    if (hours == 0).any():
        ids = rows.loc[hours == 0, "id"]
        what = f"{len(ids):,} tickets carry the same stamp for opened and resolved: {name_some(ids)}"
        found.append(Issue("zero_time", "info", where, what, len(ids), "Usual where calls are logged afterwards"))
    limit = hours.quantile(0.999) if len(hours) >= MANY else hours.max()
    if (hours > limit).any():
        ids = rows[hours > limit].sort_values("hours_to_resolve", ascending=False, kind="stable")["id"]
        share = f"{100 * hours[hours > limit].sum() / hours.sum():.0f} % of all hours"
        what = (
            f"{len(ids):,} tickets lie above the 99.9th percentile of {limit:,.0f} h, the longest took "
            f"{hours.max():,.0f} h; they make up {share}: {name_some(ids)}"
        )
        found.append(Issue("very_old", "info", where, what, len(ids), "Means carry them, medians do not"))
    return found


def _find_bulk(tickets: pd.DataFrame) -> list[Issue]:
    found = []
    for column, severity, do in _BULKS:
        counts = tickets[column].dropna().dt.floor("min").value_counts().sort_index()
        bulk = counts[counts >= BULK].sort_values(ascending=False, kind="stable")
        if bulk.empty:
            continue
        most = f"{bulk.index[0]:%Y-%m-%d %H:%M} UTC ({bulk.iloc[0]:,})"
        minutes = "one minute" if len(bulk) == 1 else f"{len(bulk):,} minutes"
        what = f"{bulk.sum():,} tickets share {minutes}, {BULK} or more in each, most at {most}"
        found.append(Issue("bulk_close", severity, f"tickets.{column}", what, int(bulk.sum()), do))
    return found


def find_window_issues(windows: pd.DataFrame, tickets: pd.DataFrame) -> list[Issue]:
    """Say for every table whose export stops before its stamps do, and how long its beginning shows young tickets only.

    Parameters
    ----------
    windows : DataFrame
        As ``find_windows`` returns it.
    tickets : DataFrame
        Canonical tickets with derived columns.

    Returns
    -------
    list of Issue
        One per table with a cut, and one where tickets that began before the export would have mattered for longer
        than a month.
    """
    cut: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in windows.to_dict("records")]
    return [_say_window(row) for row in cut if row["cut"]] + _find_young_start(windows, tickets)


def _find_young_start(windows: pd.DataFrame, tickets: pd.DataFrame) -> list[Issue]:
    first = windows.set_index("table")["first_day"].get("tickets", pd.NaT)
    days = count_young_days(tickets, first)
    if days <= MONTH:
        return []
    until = first + pd.Timedelta(days=days)
    touched = int((tickets["in_scope"] & (tickets["kind"] == "incident") & (tickets["resolved_at"] < until)).sum())
    what = (
        f"the export begins with what was opened on {first:%Y-%m-%d}; older incidents that were resolved later are "
        f"not in it, so times to resolve by month of resolving come out too short until {until:%Y-%m-%d} (incidents "
        f"that took longer than {days:,} days carry a tenth of all hours)"
    )
    do = f"Export what was opened {days:,} days earlier, too, or read these months by month of opening"
    return [Issue("young_start", "warning", "tickets.resolved_at", what, touched, do)]


def _say_window(row: dict[str, Any]) -> Issue:
    what = (
        f"{row['inside']:,} of {row['rows']:,} were opened from {row['first_day']:%Y-%m-%d} to "
        f"{row['last_day']:%Y-%m-%d}; what lies outside is the extraction, not falling or rising volume"
    )
    do = "Export the whole time by opening day, or judge only these days"
    return Issue("extraction_window", "warning", row["table"], what, row["rows"] - row["inside"], do)
