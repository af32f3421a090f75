"""Tickets by the million: the same for every run, written by DuckDB without holding them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

ZONE = "Europe/Berlin"
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 6, 30)
_SECONDS = ((LAST - FIRST).days + 1) * 86_400 - 4 * 3_600  # the last stamps stay inside the window in any zone near

# Columns of an export under the canonical headings, stamps in UTC. A ticket's numbers depend on its place alone.
_TICKETS = """
WITH drawn AS (
  SELECT i, TIMESTAMP '{first} 01:00:00' + to_seconds(CAST(floor(i * {seconds}.0 / {rows}) AS BIGINT)) AS opened_at,
    {u1} AS u1, {u2} AS u2, {u3} AS u3, {u4} AS u4, {u5} AS u5, {u6} AS u6, {u7} AS u7, {u8} AS u8
  FROM range({rows}) AS numbers(i)
), timed AS (
  SELECT *, opened_at + to_seconds(CAST(-ln(u1) * 2400 + 20 AS BIGINT)) AS answered,
    opened_at + to_seconds(CAST(-ln(u1) * 2400 + 20 + exp(9 + 1.2 * (u2 + u3 + u4 - 1.5) * 2) AS BIGINT)) AS done
  FROM drawn
), ended AS (
  SELECT *, CASE WHEN done < TIMESTAMP '{last} 20:00:00' AND u5 < 0.97 THEN done END AS resolved_at FROM timed
)
SELECT 'T' || lpad(CAST(i AS VARCHAR), 10, '0') AS id,
  CASE WHEN u6 < 0.7 THEN 'incident' ELSE 'request' END AS kind,
  opened_at,
  CASE WHEN answered < TIMESTAMP '{last} 20:00:00' AND u7 < 0.95 THEN answered END AS first_response_at,
  resolved_at,
  CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END AS state,
  CASE WHEN resolved_at IS NULL THEN NULL WHEN u8 < 0.02 THEN 'cancelled' ELSE 'solved' END AS outcome,
  CASE WHEN u4 < 0.03 THEN '1' WHEN u4 < 0.13 THEN '2' WHEN u4 < 0.53 THEN '3' WHEN u4 < 0.93 THEN '4' ELSE '5' END
    AS priority,
  CASE WHEN u3 < 0.96 THEN 'service ' || CAST(floor(u3 * 12.5) AS INTEGER) END AS service,
  'team ' || CAST(floor(u2 * 8) AS INTEGER) AS team,
  'U' || CAST(floor(u7 * 20000) AS INTEGER) AS requester,
  CAST(floor(u8 * u8 * 4) AS INTEGER) AS reassign_count,
  CASE WHEN u6 > 0.94 OR (u6 > 0.3 AND u6 < 0.34) THEN 1 ELSE 0 END AS reopen_count,
  CASE WHEN resolved_at IS NOT NULL THEN u2 < 0.88 END AS made_sla
FROM ended
"""


def write_exports(folder: Path, rows: int, kinds: tuple[str, ...]) -> None:
    """Write one export per kind of file.

    Parameters
    ----------
    folder : Path
        Where ``tickets.parquet`` and ``tickets.csv`` go.
    rows : int
        How many tickets.
    kinds : tuple of str
        ``parquet``, ``csv``.
    """
    draws = {f"u{k}": f"((hash(i * 8 + {k}) % 1000003) + 0.5) / 1000003" for k in range(1, 9)}
    text = _TICKETS.format(rows=rows, first=FIRST, last=LAST, seconds=_SECONDS, **draws)
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder)}) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(f"COPY ({text}) TO '{folder}/tickets.parquet' (FORMAT parquet, COMPRESSION zstd)")
        if "csv" in kinds:
            source = f"FROM read_parquet('{folder}/tickets.parquet')"
            connection.execute(
                f"COPY ({source}) TO '{folder}/tickets.csv' (HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S')"
            )
