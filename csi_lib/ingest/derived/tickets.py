"""The derived columns of tickets: scope, durations on both clocks, SLA outcomes, recurrence, doubt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from csi_lib.engine import quote_path
from csi_lib.ingest.derived.clock import HOUR, Clocks, add_clocks
from csi_lib.ingest.derived.repeats import mark_bulk, mark_proxy, mark_recurring
from csi_lib.ingest.derived.tables import ROW, add_frame, between, quote_stamp, quote_text, write_table
from csi_lib.ingest.events import event_columns
from csi_lib.ingest.store import count_filled
from csi_lib.tables import TABLES

OUT_OF_SCOPE = ("cancelled", "duplicate", "spam", "test")
OPEN_STATES = ("open", "hold", "unknown")
# Later stamp, earlier stamp: the other way round cannot be.
ORDERS = (
    ("first_response_at", "opened_at"),
    ("resolved_first_at", "opened_at"),
    ("reopened_at", "opened_at"),
    ("resolved_at", "opened_at"),
    ("resolved_at", "resolved_first_at"),
    ("closed_at", "opened_at"),
    ("closed_at", "resolved_at"),
)

_DAY = "86400e0"  # seconds
_SLA_CLOCKS = "target = 'resolution' AND business_hours IS NOT NULL AND coalesce(stage <> 'cancelled', true)"
# What a log of updates tells where the export has no column of its own.
_FROM_HISTORY = {
    "team_first": "coalesce(t.team_first, h.team_first)",
    "resolved_first_at": "coalesce(t.resolved_first_at, least(t.resolved_at, h.resolved_first_at))",
    "reopened_at": "coalesce(t.reopened_at, h.reopened_at)",
}


@dataclass(frozen=True)
class Doubts:
    """What makes a ticket suspect, beyond the order of its own stamps.

    Parameters
    ----------
    longest : float or None
        Hours to resolve at the 99.9th percentile; None where there are too few to tell.
    minutes : DataFrame
        Column ``minute`` (minutes since 1970): those in which tickets were resolved in bulk.
    """

    longest: float | None
    minutes: pd.DataFrame


def show_filled(connection: duckdb.DuckDBPyConnection) -> None:
    """Make tickets with a state, an outcome and a scope known as ``scoped_tickets``."""
    out, scope = _fill("t")
    connection.execute(f"CREATE VIEW scoped_tickets AS SELECT * REPLACE ({out}), {scope} AS scoped FROM raw_tickets t")


def _fill(row: str) -> tuple[str, str]:
    outcome = f"CASE WHEN {row}.state = 'cancelled' THEN coalesce({row}.outcome, 'cancelled') ELSE {row}.outcome END"
    scope = (
        f"NOT (coalesce({row}.outcome IN ({_list(OUT_OF_SCOPE)}), false) OR coalesce({row}.state = 'cancelled', false))"
    )
    return f"coalesce({row}.state, 'unknown') AS state, {outcome} AS outcome", scope


def _list(texts: tuple[str, ...]) -> str:
    return ", ".join(quote_text(text) for text in texts)


def write_tickets(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    last: pd.Timestamp,
    clocks: Clocks,
    desk: list[str],
    doubts: Doubts,
    reopen_days: int,
) -> None:
    """Write the table of tickets with all its derived columns, in one pass.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the raw tables and ``scoped_tickets``.
    path : Path
        The Parquet file to write.
    last : Timestamp
        Last plausible stamp of the data, UTC; an open ticket is late or not at this moment.
    clocks : Clocks
        The business clocks.
    desk : list of str
        Groups of the service desk, in any case of letters; none: nobody knows who the desk is.
    doubts : Doubts
        What makes a ticket suspect.
    reopen_days : int
        A ticket that is reopened later than this after its first resolve held.
    """
    ((count,),) = connection.execute(f"SELECT coalesce(max({ROW}) + 1, 0) FROM raw_tickets").fetchall()
    add_frame(connection, "csi_minutes", doubts.minutes.astype("int64"))
    clock_columns, business = add_clocks(connection, clocks)
    told = _add_told(connection, path.with_suffix(".told"))
    derived = {
        "state": "t.state",
        "outcome": "t.outcome",
        **_durations(business, "t.told_sla_hours" if told else "NULL"),
        **_outcomes(quote_stamp(last), desk, _knows_responses(connection)),
        **_write_reopens(reopen_days),
        "recurring": mark_recurring(connection, count),
        "recurring_proxy": mark_proxy(connection, count),
        "suspect": _write_doubts(quote_stamp(last), doubts, mark_bulk(connection, count)),
        "opened_second": "epoch_us(t.opened_at) / 1e6",
    }
    source = "scoped_tickets t"
    if told:
        derived |= {name: f"t.{name}" for name in _FROM_HISTORY}
        replaced = ", ".join(f"{text} AS {name}" for name, text in _FROM_HISTORY.items())
        source = f"(SELECT t.* REPLACE ({replaced}), h.sla_hours AS told_sla_hours FROM scoped_tickets t "
        source += f"POSITIONAL JOIN read_parquet({quote_path(told)}) h) t"
    if clock_columns:
        source = f"(SELECT t.*{clock_columns} FROM {source}) t"
    write_table(connection, TABLES["tickets"], derived, source, path)
    if told:
        told.unlink()


def count_raw(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, int]:
    """Count the filled cells of the raw tickets, by the statistics of the finished file where it has them as they were.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``raw_tickets``.
    path : Path
        The finished file.

    Returns
    -------
    dict of str to int
        By column.
    """
    changed = ("state", "outcome", *_FROM_HISTORY)
    counted = ", ".join(f"count({name})" for name in changed)
    counts = connection.execute(f"SELECT {counted} FROM raw_tickets").fetchall()[0]
    return dict(count_filled(path)[1]) | dict(zip(changed, counts, strict=True))


def _durations(business: dict[str, str], sla_hours: str) -> dict[str, str]:
    respond = between("t.opened_at", "t.first_response_at", HOUR)
    resolve = between("t.opened_at", "t.resolved_at", HOUR)
    # without a stamp of its own, the first resolve is the last one only where nothing was opened again
    first = "coalesce(t.resolved_first_at, CASE WHEN t.reopen_count = 0 THEN t.resolved_at END)"
    own = f"greatest({business['resolve']} - coalesce(t.hold_hours, 0), 0)"
    return {
        "hours_to_respond": respond,
        "minutes_to_respond": f"({respond}) * 60",
        "hours_to_resolve": resolve,
        "minutes_to_resolve": f"({resolve}) * 60",
        "hours_to_first_resolve": between("t.opened_at", first, HOUR),
        "hours_to_close": between("t.opened_at", "t.closed_at", HOUR),
        "days_to_close": between("t.opened_at", "t.closed_at", _DAY),
        "hours_without_hold": f"CASE WHEN t.hold_hours <= ({resolve}) THEN ({resolve}) - t.hold_hours END",
        "business_hours_to_respond": business["respond"],
        "business_hours_to_resolve": business["resolve"],
        "business_minutes_to_respond": f"({business['respond']}) * 60",
        # greatest() skips a missing value, so an unresolved ticket is kept from having waited for nothing
        "sla_hours": f"coalesce({sla_hours}, CASE WHEN ({business['resolve']}) IS NOT NULL THEN {own} END)",
    }


def _outcomes(last: str, desk: list[str], responses: bool) -> dict[str, str]:
    still_open = f"(t.resolved_at IS NULL AND t.closed_at IS NULL AND t.state IN ({_list(OPEN_STATES)}))"
    done = "(t.resolved_at IS NOT NULL OR t.closed_at IS NOT NULL OR t.state IN ('resolved', 'closed'))"
    late = f"coalesce({still_open} AND t.sla_due_at < {last}, false)"
    groups = [group.strip().lower() for group in desk]
    # nobody answered, and nobody had solved it by then
    unanswered = (
        "t.first_response_at IS NULL AND (t.resolved_at IS NULL OR t.resolved_at > t.response_due_at) "
        f"AND t.response_due_at < {last}"
    )
    return {
        "in_scope": "t.scoped",
        "open_at_end": still_open,
        # the tool's mark once the ticket is done, else the stamps; an open ticket only when late
        "sla_met": f"CASE WHEN {late} THEN false WHEN {done} THEN "
        "coalesce(t.made_sla, t.resolved_at <= t.sla_due_at) END",
        "sla_decided_at": f"CASE WHEN {late} THEN t.sla_due_at ELSE t.resolved_at END",
        "response_met": "CASE WHEN t.first_response_at IS NOT NULL THEN "
        "coalesce(t.made_response_sla, t.first_response_at <= t.response_due_at) "
        f"WHEN {done} AND t.made_response_sla IS NOT NULL THEN t.made_response_sla "
        f"WHEN {str(responses).lower()} AND {unanswered} THEN false END",
        "solved_by_desk": f"lower(trim(t.team)) IN ({_list(tuple(groups))})" if groups else "NULL",
    }


def _write_reopens(days: int) -> dict[str, str]:
    # of several reopens an export tells the last, so that the first one may have come soon
    dated = "t.reopened_at IS NOT NULL AND t.resolved_first_at IS NOT NULL AND coalesce(t.reopen_count, 1) <= 1"
    return {
        "resolved_once_at": "coalesce(t.resolved_first_at, t.resolved_at)",
        "reopened_soon": f"CASE WHEN {dated} THEN t.reopened_at <= t.resolved_first_at + INTERVAL {days} DAY "
        "WHEN t.reopened_at IS NOT NULL THEN true WHEN t.reopen_count IS NOT NULL THEN t.reopen_count > 0 END",
    }


def _knows_responses(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the export has first responses at all; where it has none, no ticket is unanswered."""
    return _any(connection, "raw_tickets", "first_response_at IS NOT NULL")


def _any(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchall() != []


def _write_doubts(last: str, doubts: Doubts, bulk: str) -> str:
    marks = [f"t.{later} < t.{earlier}" for later, earlier in ORDERS]
    marks += [f"t.{name} > {last}" for name in event_columns(TABLES["tickets"])]
    if doubts.longest is not None:
        marks.append(f"t.scoped AND {between('t.opened_at', 't.resolved_at', HOUR)} > {doubts.longest!r}::DOUBLE")
    return " OR ".join([*(f"coalesce({mark}, false)" for mark in marks), bulk])


def _add_told(connection: duckdb.DuckDBPyConnection, path: Path) -> Path | None:
    """Write beside each ticket what its log of updates and its SLA records tell; None where there are none."""
    history = _any(connection, "raw_ticket_history", "field IN ('team', 'state')")
    clocks = _any(connection, "raw_task_slas", _SLA_CLOCKS)
    if not (history or clocks):
        return None
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE csi_history AS SELECT ticket_id, "
        # the first line states where a ticket began: its old value, or where that is missing its new one
        "arg_min(coalesce(old, new), \"at\") FILTER (WHERE field = 'team') AS team_first, "
        "min(\"at\") FILTER (WHERE field = 'state' AND new = 'resolved') AS resolved_first_at, "
        "min(\"at\") FILTER (WHERE field = 'state' AND old IN ('resolved', 'closed') AND new IN ('open', 'hold')) "
        "AS reopened_at FROM raw_ticket_history WHERE field IN ('team', 'state') GROUP BY ticket_id"
    )
    # whole microseconds, so that the sum is the same in whatever order the threads add
    total = "CAST(sum(CAST(round(business_hours * 3600e6) AS BIGINT)) AS DOUBLE) / 3600e6"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE csi_sla AS SELECT ticket_id, {total} AS sla_hours FROM raw_task_slas "
        f"WHERE {_SLA_CLOCKS} GROUP BY ticket_id"
    )
    connection.execute(
        "COPY (SELECT h.team_first, h.resolved_first_at, h.reopened_at, s.sla_hours FROM raw_tickets t "
        "LEFT JOIN csi_history h ON h.ticket_id = t.id LEFT JOIN csi_sla s ON s.ticket_id = t.id "
        f"ORDER BY t.{ROW}) TO {quote_path(path)} (FORMAT parquet)"
    )
    for name in ("csi_history", "csi_sla"):
        connection.execute(f"DROP TABLE {name}")
    return path
