"""The tool's own marks and times, held against the stamps."""

from __future__ import annotations

import duckdb

from csi_lib.ingest.findings.naming import name_first, pick
from csi_lib.ingest.issue import Issue, Severity

FEW = 20  # marks; fewer may all be met
APART = 0.05  # of the longer of two times
MINUTE = 1 / 60  # hours; tools round to minutes

_MARKS = {
    "made_sla": ("resolved_at", "sla_due_at", "resolved"),
    "made_response_sla": ("first_response_at", "response_due_at", "answered"),
}


def find_marks(connection: duckdb.DuckDBPyConnection) -> list[Issue]:
    """Find SLA marks that are true on every ticket: a default, and no evidence.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the finished ``tickets``.

    Returns
    -------
    list of Issue
        One per mark that never says no on 20 tickets or more.
    """
    found = []
    for mark, (end, due, said) in _MARKS.items():
        row = connection.execute(
            f"SELECT count({mark}), count(*) FILTER (WHERE NOT {mark}), "
            f"count(*) FILTER (WHERE {mark} AND {end} > {due}) FROM tickets"
        ).fetchall()[0]
        marked, missed, late = row or (0, 0, 0)
        if marked < FEW or missed:
            continue
        against = f", and {late:,} of these were {said} after their due stamp" if late else ""
        what = f"the tool's mark is 'met' on all {marked:,} tickets that have one{against}; it looks like a default"
        do = "A mark that never says no is no evidence: export the SLA records of the tickets, or the due stamps"
        found.append(Issue("sla_mark_default", "warning", f"tickets.{mark}", what, marked, do))
    return found


def find_tool_hours(connection: duckdb.DuckDBPyConnection) -> list[Issue]:
    """Hold the tool's own time to resolve against the stamps.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the finished ``tickets``.

    Returns
    -------
    list of Issue
        None, or one: how many tickets differ by more than 5 % (and a minute) from the stamps on either clock.
    """

    def apart(hours: str) -> str:
        near = f"greatest({APART} * greatest(tool_hours, {hours}), {MINUTE!r})"
        return f"(abs(tool_hours - {hours}) > {near})"

    calendar, business = apart("hours_to_resolve"), apart("business_hours_to_resolve")
    either = f"{calendar} AND {business}"
    row = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {calendar}), count(*) FILTER (WHERE {business}), "
        f"count(*) FILTER (WHERE {either}), {pick('id', either)} FROM tickets "
        "WHERE tool_hours IS NOT NULL AND hours_to_resolve IS NOT NULL"
    ).fetchall()[0]
    if row is None or not row[3]:
        return []
    rows, by_calendar, by_business, both, names = row
    what = (
        f"{both:,} of {rows:,} tickets ({100 * both / rows:.0f} %) have a time to resolve of the tool that differs by "
        f"more than 5 % from their stamps on either clock: {name_first(names, both)}; {100 * by_calendar / rows:.0f} % "
        f"differ on the calendar clock, {100 * by_business / rows:.0f} % on the business clock"
    )
    do = "Find out which clock and which pauses the tool counts; the KPIs go by the stamps"
    severity: Severity = "warning" if both > APART * rows else "info"
    return [Issue("tool_hours_differ", severity, "tickets.tool_hours", what, both, do)]
