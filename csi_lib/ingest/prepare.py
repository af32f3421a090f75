"""Preparing: the landed rows with everything derived from them, and what is odd about them, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from csi_lib.engine import open_local
from csi_lib.errors import SourceError
from csi_lib.ingest import findings
from csi_lib.ingest.derived import Clocks, load_clocks, open_raw, write_records, write_tickets
from csi_lib.ingest.derived.tables import View
from csi_lib.ingest.derived.tickets import Doubts, count_raw, show_filled
from csi_lib.ingest.events import Ending, find_ending
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.windows import find_windows
from csi_lib.settings import Engagement


@dataclass(frozen=True)
class Prepared:
    """The canonical tables with their derived columns.

    Parameters
    ----------
    tables : dict of str to Path
        Every canonical table as a Parquet file.
    windows : DataFrame
        Extraction windows, as ``find_windows`` returns them.
    issues : tuple of Issue
        Findings about the kept rows.
    last_stamp : Timestamp
        Last moment of the data, UTC; NaT without any row.
    filled : dict of str to int
        Filled cells of every column of tickets that are a view.
    """

    tables: dict[str, Path]
    windows: pd.DataFrame
    issues: tuple[Issue, ...]
    last_stamp: pd.Timestamp
    filled: dict[str, int]


def prepare(
    raw: Mapping[str, Path | View],
    engagement: Engagement,
    folder: Path,
    *,
    home: Path | None = None,
    causes_known: bool,
    shared: duckdb.DuckDBPyConnection | None = None,
) -> Prepared:
    """Derive everything that is derived, once, so that every engine reads the same numbers.

    Rows stream from Parquet to Parquet; equal input gives equal bytes.

    Parameters
    ----------
    raw : mapping of str to Path or View
        Canonical table -> Parquet file or view of its kept rows, in the order they shall have.
    engagement : Engagement
        Zone, business clock and the groups of the desk.
    folder : Path
        An existing folder for the finished files.
    home : Path, optional
        The project's root, for its own calendars.
    causes_known : bool
        The ticket export has a column that names the change that caused a ticket.
    shared : DuckDBPyConnection, optional
        The session that landed the rows; default one of its own.

    Returns
    -------
    Prepared
        Tables, windows and findings.

    Raises
    ------
    SettingsError
        When a calendar is unknown or does not hold together.
    SourceError
        When a file cannot be read, or there is no room for the work.
    """
    clocks = load_clocks(engagement, home)
    try:
        with nullcontext(shared) if shared else open_local(folder) as connection:
            counts = open_raw(connection, raw)
            return _prepare(connection, raw, counts, engagement, clocks, Path(folder), causes_known=causes_known)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        do = f"Free some space in {folder}" if "space" in str(error) else "Read the data in again"
        raise SourceError(f"the tables cannot be prepared: {error}", do=do) from None


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    raw: Mapping[str, Path | View],
    counts: dict[str, int],
    engagement: Engagement,
    clocks: Clocks,
    folder: Path,
    *,
    causes_known: bool,
) -> Prepared:
    ending = find_ending(connection, counts)
    show_filled(connection)
    minutes, bulks = findings.find_bulk_minutes(connection)
    longest = findings.find_longest(connection)
    tickets = folder / "tickets.parquet"
    doubts = Doubts(longest, minutes)
    write_tickets(connection, tickets, ending.last, clocks, engagement.desk_teams, doubts, engagement.reopen_days)
    records = write_records(connection, raw, folder, ending.last, causes_known=causes_known)
    tables = {"tickets": tickets, **records}
    windows = find_windows(tables, engagement.zone, connection)
    issues = (
        *findings.find_orders(connection, counts),
        *findings.find_strays(ending),
        *_find_in_tickets(connection, counts, longest, bulks),
        *findings.find_twins(connection, counts),
        *findings.find_links(connection, counts),
        *findings.find_window_issues(connection, windows, tickets),
        *_find_in_calendars(clocks, windows, ending),
    )
    filled = count_raw(connection, tickets) if isinstance(raw.get("tickets"), View) else {}
    return Prepared(tables, windows, issues, ending.last, filled)


def _find_in_tickets(
    connection: duckdb.DuckDBPyConnection, counts: dict[str, int], longest: float | None, bulks: list[Issue]
) -> tuple[Issue, ...]:
    if not counts["tickets"]:
        return ()
    return (
        *findings.find_durations(connection, longest),
        *bulks,
        *findings.find_marks(connection),
        *findings.find_tool_hours(connection),
        *findings.find_switches(connection),
    )


def _find_in_calendars(clocks: Clocks, windows: pd.DataFrame, ending: Ending) -> list[Issue]:
    first = windows.set_index("table")["first_day"].get("tickets", pd.NaT)
    return findings.find_calendar_years(clocks.calendars, first, ending.last)
