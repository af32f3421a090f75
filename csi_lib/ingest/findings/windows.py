"""Where the data end and begin: strays behind the end, what an extraction cut off, years without holidays."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from csi_lib.clocks import Calendar
from csi_lib.ingest.events import Ending
from csi_lib.ingest.issue import Issue, name_some
from csi_lib.ingest.windows import count_young_days

MONTH = 31  # days; the first month of an export is short of old tickets nearly everywhere


def find_strays(ending: Ending) -> list[Issue]:
    """Name the stamps behind the end of the data, which are slips of the year."""
    if ending.strays.empty:
        return []
    what = f"stamps more than a year behind all others ({ending.last:%Y-%m-%d}): {name_some(ending.strays['day'])}"
    do = "Check the year; the end of the data ignores them"
    return [Issue("future_stamp", "info", "all tables", what, int(ending.strays["count"].sum()), do)]


def find_calendar_years(calendars: tuple[Calendar, ...], first: pd.Timestamp, last: pd.Timestamp) -> list[Issue]:
    """Name the business calendars whose holidays do not reach over the data.

    Parameters
    ----------
    calendars : tuple of Calendar
        Those in use.
    first, last : Timestamp
        First and last day of the data; NaT without any.

    Returns
    -------
    list of Issue
        One per calendar that knows holidays of some years, and not of all that count.
    """
    found = []
    for calendar in calendars:
        years = calendar.years
        if years is None or pd.isna(first) or pd.isna(last):
            continue
        bare = [year for year in range(first.year, last.year + 1) if not years[0] <= year <= years[1]]
        if bare:
            what = (
                f"the calendar '{calendar.id}' names holidays of {years[0]} to {years[1]}; in other years every "
                f"holiday counts as a working day: {name_some(bare)}"
            )
            do = f"Add the holidays of these years to params/calendars/{calendar.id}.yml"
            found.append(Issue("holidays_unknown", "warning", "calendar", what, len(bare), do))
    return found


def find_window_issues(connection: duckdb.DuckDBPyConnection, windows: pd.DataFrame, tickets: Any) -> list[Issue]:
    """Say for every table whose export stops before its stamps do, and how long its beginning shows young tickets only.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the finished ``tickets``.
    windows : DataFrame
        As ``find_windows`` returns it.
    tickets : Path
        Parquet file of the finished tickets.

    Returns
    -------
    list of Issue
        One per table with a cut, and one where tickets that began before the export would have mattered for longer
        than a month.
    """
    cut: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in windows.to_dict("records")]
    first = windows.set_index("table")["first_day"].get("tickets", pd.NaT)
    days = count_young_days(tickets, first, connection)
    young = _say_young_start(connection, first, days) if days > MONTH else []
    return [_say_window(row) for row in cut if row["cut"]] + young


def _say_young_start(connection: duckdb.DuckDBPyConnection, first: pd.Timestamp, days: int) -> list[Issue]:
    until = first + pd.Timedelta(days=days)
    text = "SELECT count(*) FROM tickets WHERE in_scope AND kind = 'incident' AND resolved_at < ?"
    ((touched,),) = connection.execute(text, [until.to_pydatetime()]).fetchall()
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
