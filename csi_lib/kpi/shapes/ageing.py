"""The age of what is open at the end of each period."""

from __future__ import annotations

from csi_lib.kpi.definition import AGE_BANDS, ON_HOLD, Kpi
from csi_lib.kpi.population import write_own
from csi_lib.kpi.sql import EDGES, PERIOD, SliceSets, list_columns, list_slices, name_slices, write_sets


def write_ageing(kpi: Kpi, sets: SliceSets) -> str:
    """Write the text that counts and ages the stock at the end of each period, from stamps alone.

    Parameters
    ----------
    kpi : Kpi
        Rows enter at its stamp and leave at the stamp that its value names; their age is counted from
        ``opened_second``.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns, ``n``, ``median`` and ``p90`` (days), the number of rows older
        than each band (``over_7``, ...) and ``on_hold``, which goes by the state as last seen.
    """
    columns = list_columns(sets)
    bands = ",\n  ".join(f"COUNT(CASE WHEN age > {days} THEN 1 END) AS over_{days}" for days in AGE_BANDS)
    bands += f",\n  COUNT(CASE WHEN state = 'hold' THEN 1 END) AS {ON_HOLD}"
    return f"""WITH chosen AS (
  SELECT t.*, {name_slices(columns)}COALESCE(t.{kpi.value}, TIMESTAMP '9999-12-31 00:00:00') AS csi_left
  FROM {kpi.table} AS t
  WHERE {write_own(kpi)}
), aged AS (
  SELECT c.*, e.{PERIOD}, (e.csi_to_second - c.opened_second) / 86400 AS age
  FROM {EDGES} AS e JOIN chosen AS c ON c.{kpi.stamp} < e.csi_to AND c.csi_left >= e.csi_to
)
SELECT {PERIOD}, {list_slices(columns)}
  COUNT(*) AS n,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS median,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY age) AS p90,
  {bands}
FROM aged
GROUP BY {write_sets(sets)}"""
