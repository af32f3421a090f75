"""Marks of single tickets that need a look at others: kept as one bit a row, and looked up by the place of the row."""

from __future__ import annotations

import duckdb

from csi_lib.ingest.derived.tables import ROW

PROXY_DAYS = 30  # kpis.md 4, row 12: same item and category within 30 days

_MICROS = PROXY_DAYS * 86_400 * 1_000_000
_MINUTE = 60_000_000  # microseconds


def mark_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: str, count: int) -> str:
    """Keep which rows a query names, one bit each, and say how to ask for them.

    A join would lose the order of the rows, and hold a hundred million keys; these are 12 megabytes.

    Parameters
    ----------
    connection : DuckDBPyConnection
        The local database.
    name : str
        Name of the mark.
    rows : str
        A query with the column ``csi_row``.
    count : int
        Rows of the table.

    Returns
    -------
    str
        SQL that is true for the rows named.
    """
    connection.execute(
        f"SET VARIABLE csi_is_{name} = (SELECT bitstring_agg({ROW}, 0, {max(count - 1, 0)}) FROM ({rows}))"
    )
    if connection.execute(f"SELECT getvariable('csi_is_{name}') IS NULL").fetchall()[0][0]:
        return "false"
    return f"(get_bit(getvariable('csi_is_{name}'), CAST(t.{ROW} AS INTEGER)) = 1)"


def mark_recurring(connection: duckdb.DuckDBPyConnection, count: int) -> str:
    """Mark every ticket but the first of a problem; where no ticket names one, nothing is known.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``scoped_tickets``.
    count : int
        Rows of the table.

    Returns
    -------
    str
        SQL: true, false or missing.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE csi_firsts AS SELECT problem_id, min(row(opened_at, id)) AS first "
        "FROM scoped_tickets WHERE problem_id IS NOT NULL AND scoped GROUP BY problem_id"
    )
    if not connection.execute("SELECT count(*) FROM csi_firsts").fetchall()[0][0]:
        return "NULL"
    return mark_rows(
        connection,
        "recurring",
        f"SELECT t.{ROW} FROM scoped_tickets t JOIN csi_firsts f ON f.problem_id = t.problem_id "
        "WHERE t.problem_id IS NOT NULL AND row(t.opened_at, t.id) > f.first",
        count,
    )


def mark_proxy(connection: duckdb.DuckDBPyConnection, count: int) -> str:
    """Mark every ticket with the item and category of an incident in scope opened in the 30 days before it.

    Only rows that have both are looked at; the others are missing.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``scoped_tickets``.
    count : int
        Rows of the table.

    Returns
    -------
    str
        SQL: true, false or missing.
    """
    before = (
        "max(CASE WHEN scoped AND kind = 'incident' THEN opened END) "
        f"OVER (PARTITION BY place ORDER BY opened, {ROW} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    rows = (
        f"SELECT {ROW} FROM (SELECT {ROW}, opened - {before} AS gap FROM (SELECT {ROW}, hash(ci, category) AS place, "
        "scoped, kind, epoch_us(opened_at) AS opened FROM scoped_tickets "
        f"WHERE ci IS NOT NULL AND category IS NOT NULL)) WHERE gap <= {_MICROS}"
    )
    mark = mark_rows(connection, "proxy", rows, count)
    return f"CASE WHEN t.ci IS NOT NULL AND t.category IS NOT NULL THEN {mark} END"


def mark_bulk(connection: duckdb.DuckDBPyConnection, count: int) -> str:
    """Mark the tickets that were resolved in one of the minutes of ``csi_minutes``.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``raw_tickets`` and the small table ``csi_minutes``.
    count : int
        Rows of the table.

    Returns
    -------
    str
        SQL: true or false.
    """
    rows = f"SELECT t.{ROW} FROM raw_tickets t JOIN csi_minutes b ON b.minute = epoch_us(t.resolved_at) // {_MINUTE}"
    return mark_rows(connection, "bulk", rows, count)
