"""The SQL texts: plain ANSI, the same on DuckDB and PostgreSQL, with no zone function in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from csi_lib.clocks import SWITCHES
from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.formulas import EXACT, write_population

# Names of the prepared frames; columns of theirs begin with csi_ and so never meet a canonical one.
DAYS = "csi_days"
EDGES = "csi_edges"
PERIOD = "csi_period"
NONE = "(none)"

SliceSets = Sequence[tuple[str, ...]]


def write_fused(table: str, stamp: str, aggregates: Mapping[str, str], sets: SliceSets) -> str:
    """Write the one text that computes everything assigned to periods by one stamp of one table.

    Parameters
    ----------
    table, stamp : str
        The rows, and their event date.
    aggregates : mapping of str to str
        Alias -> SQL aggregate.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns (NULL: all) and the aliases.
    """
    columns = _columns(sets)
    changes = " ".join(f"WHEN t.{stamp} < d.csi_change_{k + 1} THEN d.csi_period_{k}" for k in range(SWITCHES))
    aliased = ",\n  ".join(f"{text} AS {alias}" for alias, text in aggregates.items())
    return f"""WITH stamped AS (
  SELECT t.*, {_name_slices(columns)}CASE {changes} ELSE d.csi_period_{SWITCHES} END AS {PERIOD}
  FROM {table} AS t JOIN {DAYS} AS d ON d.csi_day = CAST(CAST(t.{stamp} AS DATE) AS TIMESTAMP)
)
SELECT {PERIOD}, {_list_slices(columns)}
  {aliased}
FROM stamped
WHERE {PERIOD} >= 0
GROUP BY {_write_sets(sets)}"""


def write_level(kpi: Kpi, sets: SliceSets) -> str:
    """Write the text that counts the stock at the end of each period, from stamps alone.

    Parameters
    ----------
    kpi : Kpi
        Rows enter at its stamp and leave at the stamp that its value names.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns and ``n``.
    """
    columns = _columns(sets)
    return f"""WITH chosen AS (
  SELECT t.*, {_name_slices(columns)}COALESCE(t.{kpi.value}, TIMESTAMP '9999-12-31 00:00:00') AS csi_left
  FROM {kpi.table} AS t
  WHERE {write_population(kpi.table, kpi.where, kpi.of)}
)
SELECT e.{PERIOD}, {_list_slices(columns)}
  COUNT(*) AS n
FROM {EDGES} AS e JOIN chosen ON {kpi.stamp} < e.csi_to AND csi_left >= e.csi_to
GROUP BY {_write_sets(sets)}"""


def write_availability(sets: SliceSets) -> str:
    """Write the text that measures up-time against agreed time, by period.

    Outages are cut at the period edges; then every instant at which one begins or ends becomes a step, and the time
    between two steps is down when an unplanned outage lasts and no maintenance does. So overlaps count once.

    Parameters
    ----------
    sets : sequence of tuple of str
        ``("service",)`` or nothing.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns, ``numerator`` and ``denominator`` (minutes up and agreed) and
        ``n`` (unplanned outages that touch the period).
    """
    columns = _columns(sets)
    return f"""WITH listed AS (
  SELECT name AS service, MAX(COALESCE(agreed_hours_per_day, 24)) AS hours
  FROM services WHERE COALESCE(state, 'operational') = 'operational' AND name IS NOT NULL GROUP BY name
), portfolio AS (
  SELECT service, hours FROM listed
  UNION ALL
  SELECT DISTINCT service, CAST(24 AS DOUBLE PRECISION) AS hours
  FROM outages WHERE service IS NOT NULL AND NOT EXISTS (SELECT 1 FROM listed)
), clipped AS (
  SELECT o.service, e.{PERIOD}, o.kind, GREATEST(o.started_at, e.csi_from) AS begins,
    LEAST(COALESCE(o.ended_at, e.csi_known), e.csi_to) AS ends
  FROM outages AS o JOIN {EDGES} AS e
    ON o.started_at < e.csi_to AND COALESCE(o.ended_at, e.csi_known) > e.csi_from
), steps AS (
  SELECT service, {PERIOD}, begins AS at_time, 1 AS sign, kind FROM clipped
  UNION ALL
  SELECT service, {PERIOD}, ends AS at_time, -1 AS sign, kind FROM clipped
), netted AS (
  SELECT service, {PERIOD}, at_time, SUM(CASE WHEN kind = 'unplanned' THEN sign ELSE 0 END) AS broken,
    SUM(CASE WHEN kind = 'maintenance' THEN sign ELSE 0 END) AS planned
  FROM steps GROUP BY service, {PERIOD}, at_time
), stretches AS (
  SELECT service, {PERIOD}, EXTRACT(EPOCH FROM at_time) AS from_second,
    EXTRACT(EPOCH FROM LEAD(at_time) OVER onward) AS to_second,
    SUM(broken) OVER onward AS broken, SUM(planned) OVER onward AS planned
  FROM netted WINDOW onward AS (PARTITION BY service, {PERIOD} ORDER BY at_time)
), down AS (
  SELECT service, {PERIOD}, SUM(CAST(to_second - from_second AS {EXACT})) / 60 AS minutes
  FROM stretches WHERE broken > 0 AND planned = 0 GROUP BY service, {PERIOD}
), counted AS (
  SELECT service, {PERIOD}, COUNT(*) AS n FROM clipped WHERE kind = 'unplanned' GROUP BY service, {PERIOD}
), kept AS (
  SELECT p.service, e.{PERIOD}, p.hours * 60 * e.csi_length AS agreed,
    LEAST(COALESCE(d.minutes, 0), p.hours * 60 * e.csi_length) AS lost, COALESCE(c.n, 0) AS n
  FROM portfolio AS p CROSS JOIN {EDGES} AS e
  LEFT JOIN down AS d ON d.service = p.service AND d.{PERIOD} = e.{PERIOD}
  LEFT JOIN counted AS c ON c.service = p.service AND c.{PERIOD} = e.{PERIOD}
), named AS (
  SELECT t.*, {_name_slices(columns)}agreed - lost AS up FROM kept AS t
)
SELECT {PERIOD}, {_list_slices(columns)}
  SUM(CAST(up AS {EXACT})) AS numerator,
  SUM(CAST(agreed AS {EXACT})) AS denominator,
  SUM(n) AS n
FROM named
GROUP BY {_write_sets(sets)}"""


def write_counts(table: str, counts: Mapping[str, str]) -> str:
    """Write the text that evaluates aggregates over a whole table.

    Parameters
    ----------
    table : str
        The rows.
    counts : mapping of str to str
        Alias -> SQL aggregate.

    Returns
    -------
    str
        A query of one row.
    """
    aliased = ",\n  ".join(f"{text} AS {alias}" for alias, text in counts.items())
    return f"SELECT\n  {aliased}\nFROM {table}"


def _columns(sets: SliceSets) -> list[str]:
    return sorted({name for columns in sets for name in columns})


def _name_slices(columns: Iterable[str]) -> str:
    """A missing slice is a group of its own; NULL is kept for "all"."""
    return "".join(f"COALESCE(t.{name}, '{NONE}') AS csi_{name}, " for name in columns)


def _list_slices(columns: Iterable[str]) -> str:
    return "".join(f"csi_{name} AS {name}, " for name in columns)


def _write_sets(sets: SliceSets) -> str:
    groups = [f"({', '.join([PERIOD, *(f'csi_{name}' for name in columns)])})" for columns in [(), *sets]]
    return f"GROUPING SETS ({', '.join(groups)})"
