"""Stamps in an order that cannot be, and scores off their scale."""

from __future__ import annotations

import duckdb

from csi_lib.ingest.derived.records import CSAT_OUTSIDE, CSAT_SCALE
from csi_lib.ingest.derived.tickets import ORDERS
from csi_lib.ingest.findings.naming import name_first, pick
from csi_lib.ingest.issue import Issue, name_some

# How a stamp is called in a sentence.
_SAID = {
    "opened_at": "opened",
    "first_response_at": "responded",
    "resolved_first_at": "first resolved",
    "resolved_at": "resolved",
    "reopened_at": "reopened",
    "closed_at": "closed",
    "approved_at": "approved",
    "planned_start_at": "planned to start",
    "planned_end_at": "planned to end",
    "started_at": "started",
    "implemented_at": "implemented",
    "root_cause_at": "root cause known",
    "ended_at": "ended",
    "offered_at": "offered",
    "answered_at": "answered",
    "sent_at": "sent",
    "responded_at": "answered",
}

# Table -> (later stamp, earlier stamp): the other way round cannot be.
_PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "tickets": ORDERS,
    "changes": (
        ("implemented_at", "opened_at"),
        ("implemented_at", "started_at"),
        ("closed_at", "opened_at"),
        ("planned_end_at", "planned_start_at"),
    ),
    "problems": (("root_cause_at", "opened_at"), ("resolved_at", "opened_at"), ("closed_at", "opened_at")),
    "outages": (("ended_at", "started_at"),),
    "task_slas": (("ended_at", "started_at"),),
    "contacts": (("answered_at", "offered_at"), ("ended_at", "offered_at")),
    "surveys": (("responded_at", "sent_at"),),
}
_NO_DURATION = {
    "tickets": {("first_response_at", "opened_at"), ("resolved_at", "opened_at"), ("closed_at", "opened_at")},
    "changes": {("implemented_at", "opened_at"), ("implemented_at", "started_at")},
    "problems": {("root_cause_at", "opened_at"), ("resolved_at", "opened_at")},
}


def find_orders(connection: duckdb.DuckDBPyConnection, counts: dict[str, int]) -> list[Issue]:
    """List the pairs of stamps that stand in an order that cannot be, and surveys off their scale.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With every finished table under its name.
    counts : dict of str to int
        Rows of every table; empty ones are not looked at.

    Returns
    -------
    list of Issue
        One per table and pair, with the first ids.
    """
    found = []
    for table, pairs in _PAIRS.items():
        if counts.get(table):
            found += _ask_orders(connection, table, pairs)
    return found + (_find_scale(connection) if counts.get("surveys") else [])


def _ask_orders(connection: duckdb.DuckDBPyConnection, table: str, pairs: tuple[tuple[str, str], ...]) -> list[Issue]:
    wanted = [f"{later} < {earlier}" for later, earlier in pairs]
    columns = ", ".join(f"count(*) FILTER (WHERE {text})" for text in wanted)
    counts = connection.execute(f"SELECT {columns} FROM {table}").fetchall()[0] or ()
    found = []
    for (later, earlier), text, count in zip(pairs, wanted, counts, strict=True):
        if not count:
            continue
        ((names,),) = connection.execute(f"SELECT {pick('id', text)} FROM {table}").fetchall()
        said = f"{_SAID[later]} before {_SAID[earlier]}"
        no_duration = (later, earlier) in _NO_DURATION.get(table, set())
        rest = "; no duration is computed for them" if no_duration else ""
        found.append(
            Issue(
                said.replace(" ", "_"),
                "warning",
                f"{table}.{later}",
                f"{said}: {name_first(names, count)}{rest}",
                count,
                "Check the stamps in the tool, and that all stamps of the export are in one time zone",
            )
        )
    return found


def _find_scale(connection: duckdb.DuckDBPyConnection) -> list[Issue]:
    text = f"SELECT t.score, count(*), min(t.csi_row) AS first FROM raw_surveys t WHERE {CSAT_OUTSIDE} GROUP BY t.score"
    rows = connection.execute(f"{text} ORDER BY first").fetchall()
    if not rows:
        return []
    low, high = CSAT_SCALE
    what = f"csat scores outside {low} to {high} were left out: {name_some(score for score, _, _ in rows)}"
    count = sum(rows_ for _, rows_, _ in rows)
    return [Issue("out_of_range", "warning", "surveys.score", what, count, "Check the scale of the survey")]
