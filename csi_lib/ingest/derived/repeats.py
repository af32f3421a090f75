"""Incidents that came again: by the problem they name, and by item and category."""

from __future__ import annotations

import duckdb

from csi_lib.ingest.derived.tables import ROW

PROXY_DAYS = 30  # kpis.md 4, row 12: same item and category within 30 days

_BITS = 60  # of one word: marks of so many rows travel as one number
_MICROS = PROXY_DAYS * 86_400 * 1_000_000


def add_repeats(connection: duckdb.DuckDBPyConnection) -> tuple[str, dict[str, str]]:
    """Make known which tickets came again.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``scoped_tickets``.

    Returns
    -------
    tuple of (str, dict of str to str)
        Joins that follow ``t``; and SQL for ``recurring`` and ``recurring_proxy``.
    """
    problem_join, recurring = _add_problems(connection)
    proxy_join, proxy = _add_proxy(connection)
    return problem_join + proxy_join, {"recurring": recurring, "recurring_proxy": proxy}


def _add_problems(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """Mark every ticket but the first of a problem; where no ticket names one, nothing is known."""
    connection.execute(
        "CREATE TEMP TABLE csi_firsts AS SELECT problem_id, min(row(opened_at, id)) AS first FROM scoped_tickets "
        "WHERE problem_id IS NOT NULL AND scoped GROUP BY problem_id"
    )
    if not (connection.execute("SELECT count(*) FROM csi_firsts").fetchone() or (0,))[0]:
        return "", "NULL"
    return " LEFT JOIN csi_firsts f ON f.problem_id = t.problem_id", "coalesce(row(t.opened_at, t.id) > f.first, false)"


def _add_proxy(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """Mark every ticket with the item and category of an incident opened in the 30 days before it.

    Only rows that have both are looked at, and the marks are packed, so that 100 million tickets need a few megabytes.
    """
    both = "ci IS NOT NULL AND category IS NOT NULL"
    before = (
        "max(CASE WHEN scoped AND kind = 'incident' THEN opened END) "
        f"OVER (PARTITION BY place ORDER BY opened, {ROW} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    connection.execute(
        "CREATE TEMP TABLE csi_marks AS "
        f"SELECT {ROW} // {_BITS} AS word, bit_or(CAST(1 AS BIGINT) << CAST({ROW} % {_BITS} AS INTEGER)) AS bits "
        f"FROM (SELECT {ROW}, opened - {before} AS gap FROM (SELECT {ROW}, hash(ci, category) AS place, scoped, kind, "
        f"epoch_us(opened_at) AS opened FROM scoped_tickets WHERE {both})) WHERE gap <= {_MICROS} GROUP BY word"
    )
    known = "t.ci IS NOT NULL AND t.category IS NOT NULL"
    mark = f"(coalesce(m.bits, 0) >> CAST(t.{ROW} % {_BITS} AS INTEGER)) & 1 = 1"
    return f" LEFT JOIN csi_marks m ON m.word = t.{ROW} // {_BITS}", f"CASE WHEN {known} THEN {mark} END"
