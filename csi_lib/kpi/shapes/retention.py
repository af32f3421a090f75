"""Who came back: users of one period that are there in the next."""

from __future__ import annotations

from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.population import write_own
from csi_lib.kpi.sql import PERIOD, SliceSets, list_columns, list_slices, name_slices, write_stamped


def write_retention(kpi: Kpi, sets: SliceSets) -> str:
    """Write the text that counts the users of each period, and those of them who are there in the next one, too.

    Parameters
    ----------
    kpi : Kpi
        Over the table usage; ``last_by`` would say nothing here: a user counts once a period and slice.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns, ``numerator`` (came back) and ``denominator`` (were there).
    """
    columns = list_columns(sets)
    parts = [_write_part(group, columns) for group in [(), *sets]]
    return f"""WITH stamped AS (
  {write_stamped(kpi.table, kpi.stamp, name_slices(columns))}
), chosen AS (
  SELECT {PERIOD}, {"".join(f"csi_{name}, " for name in columns)}t.user AS csi_user
  FROM stamped AS t WHERE {PERIOD} >= 0 AND {write_own(kpi)}
), tallied AS (
  {" UNION ALL ".join(parts)}
)
SELECT {PERIOD}, {list_slices(columns)}numerator, denominator FROM tallied"""


def _write_part(group: tuple[str, ...], columns: list[str]) -> str:
    """Count the users of one grouping; a user of two services counts once in the total, and once in each.

    ``NULLIF('', '')`` is the one missing text that every engine takes without naming a type.
    """
    names = "".join(f"csi_{name}, " for name in group)
    there = f"SELECT DISTINCT {PERIOD}, {names}csi_user FROM chosen"
    same = "".join(f" AND b.csi_{name} = a.csi_{name}" for name in group)
    listed = "".join(f"a.csi_{name}, " if name in group else f"NULLIF('', '') AS csi_{name}, " for name in columns)
    grouped = "".join(f", a.csi_{name}" for name in group)
    return f"""SELECT a.{PERIOD}, {listed}COUNT(b.csi_user) AS numerator, COUNT(*) AS denominator
  FROM ({there}) AS a LEFT JOIN ({there}) AS b
    ON b.csi_user = a.csi_user AND b.{PERIOD} = a.{PERIOD} + 1{same}
  GROUP BY a.{PERIOD}{grouped}"""
