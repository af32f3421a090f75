"""The SQL texts: plain ANSI, the same on every engine, with no zone function and no cast to a binary number in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from csi_lib.clocks import SWITCHES
from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.population import write_own

# Names of the prepared frames; columns of theirs begin with csi_ and so never meet a canonical one.
DAYS = "csi_days"
EDGES = "csi_edges"
PERIOD = "csi_period"
NONE = "(none)"

SliceSets = Sequence[tuple[str, ...]]


def write_fused(
    table: str, stamp: str, aggregates: Mapping[str, str], sets: SliceSets, ranks: Mapping[str, str] | None = None
) -> str:
    """Write the one text that computes everything assigned to periods by one stamp of one table.

    Parameters
    ----------
    table, stamp : str
        The rows, and their event date.
    aggregates : mapping of str to str
        Alias -> SQL aggregate.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.
    ranks : mapping of str to str, optional
        Column -> SQL window expression over the rows of a period, for aggregates that use it.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns (NULL: all) and the aliases.
    """
    columns = list_columns(sets)
    aliased = ",\n  ".join(f"{text} AS {alias}" for alias, text in aggregates.items())
    ranked = ", ".join(f"{text} AS {name}" for name, text in (ranks or {}).items())
    source = f"(SELECT p.*, {ranked} FROM stamped AS p WHERE {PERIOD} >= 0) AS r" if ranked else "stamped"
    return f"""WITH stamped AS (
  {write_stamped(table, stamp, name_slices(columns))}
)
SELECT {PERIOD}, {list_slices(columns)}
  {aliased}
FROM {source}
WHERE {PERIOD} >= 0
GROUP BY {write_sets(sets)}"""


def write_stamped(table: str, stamp: str, further: str = "") -> str:
    """Write the text that gives every row the period of its stamp, -1 outside the window.

    Parameters
    ----------
    table, stamp : str
        The rows, and their event date.
    further : str
        More columns of ``t``, each followed by a comma.

    Returns
    -------
    str
        A query with all columns of the table, the further ones and ``csi_period``.
    """
    changes = " ".join(f"WHEN t.{stamp} < d.csi_change_{k + 1} THEN d.csi_period_{k}" for k in range(SWITCHES))
    return f"""SELECT t.*, {further}CASE {changes} ELSE d.csi_period_{SWITCHES} END AS {PERIOD}
  FROM {table} AS t JOIN {DAYS} AS d ON d.csi_day = CAST(CAST(t.{stamp} AS DATE) AS TIMESTAMP)"""


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
    columns = list_columns(sets)
    return f"""WITH chosen AS (
  SELECT t.*, {name_slices(columns)}COALESCE(t.{kpi.value}, TIMESTAMP '9999-12-31 00:00:00') AS csi_left
  FROM {kpi.table} AS t
  WHERE {write_own(kpi)}
)
SELECT e.{PERIOD}, {list_slices(columns)}
  COUNT(*) AS n
FROM {EDGES} AS e JOIN chosen ON {kpi.stamp} < e.csi_to AND csi_left >= e.csi_to
GROUP BY {write_sets(sets)}"""


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


def list_columns(sets: SliceSets) -> list[str]:
    """List the slice columns of all groupings, in alphabetical order."""
    return sorted({name for columns in sets for name in columns})


def name_slices(columns: Iterable[str]) -> str:
    """Name the slice columns of ``t``: a missing slice is a group of its own, NULL is kept for "all"."""
    return "".join(f"COALESCE(t.{name}, '{NONE}') AS csi_{name}, " for name in columns)


def list_slices(columns: Iterable[str]) -> str:
    """List the named slice columns under their own names."""
    return "".join(f"csi_{name} AS {name}, " for name in columns)


def write_sets(sets: SliceSets) -> str:
    """Write the groupings by period and slices, the total first."""
    groups = [f"({', '.join([PERIOD, *(f'csi_{name}' for name in columns)])})" for columns in [(), *sets]]
    return f"GROUPING SETS ({', '.join(groups)})"
