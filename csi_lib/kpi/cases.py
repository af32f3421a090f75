"""The single rows behind a KPI, for what only they can say: spread, mix, sweeps, what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from csi_lib.engine import DUCKDB, open_engine
from csi_lib.errors import UsageError
from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.formulas import write_case
from csi_lib.kpi.sql import NONE
from csi_lib.kpi.variants import settle_all
from csi_lib.tables import TABLES

CASE_FORMULAS = ("mean", "ratio", "count")


def read_cases(
    tables: Mapping[str, Path],
    kpi: Kpi,
    *,
    columns: Sequence[str] = (),
    engine: str = DUCKDB,
) -> pd.DataFrame:
    """Read the rows that a mean, a share or a count is made of, and those whose outcome is still to come.

    Parameters
    ----------
    tables : mapping of str to Path
        Canonical table -> its Parquet file; an absent table counts as empty.
    kpi : Kpi
        Of shape mean, ratio or count.
    columns : sequence of str
        Further columns of the KPI's table.
    engine : str
        ``duckdb``, or the URL of another engine.

    Returns
    -------
    DataFrame, one row per case, in the order of its key
        ``began_at`` and ``counted_at`` (UTC: stamp of the cohort, and stamp that assigns the case to a period),
        ``value`` (float; 1 or 0 in a share, 1 in a count, missing while waiting), ``waiting`` (bool), the KPI's slices
        as text with ``(none)`` where there is none, and the further columns.

    Raises
    ------
    UsageError
        When the KPI is neither a mean nor a share nor a count, or which of several answers counts depends on the
        period.
    """
    if kpi.formula not in CASE_FORMULAS:
        what = f"{kpi.id} is made of no single cases"
        raise UsageError(what, where="read_cases", do="Take a mean, a share or a count")
    if kpi.last_by:
        what = f"of several rows of one {kpi.last_by} the last of a period counts in {kpi.id}, and cases know no period"
        raise UsageError(what, where="read_cases", do="Take the measures")
    (kpi,) = settle_all([kpi])
    with open_engine(engine) as opened:
        if kpi.table in tables:
            opened.add_file(kpi.table, Path(tables[kpi.table]))
        else:
            opened.add_frame(kpi.table, TABLES[kpi.table].empty())
        found = opened.query(_write_cases(kpi, columns))
    return _type_cases(found, kpi, columns)


def _write_cases(kpi: Kpi, columns: Sequence[str]) -> str:
    value, waiting = write_case(kpi)
    slices = [f"COALESCE({name}, '{NONE}') AS {name}" for name in kpi.slices]
    further = [name for name in columns if name not in kpi.slices]
    chosen = ", ".join([*slices, *further])
    return f"""SELECT {kpi.cohort_stamp} AS began_at, {kpi.stamp} AS counted_at, {value} AS value,
  COALESCE({waiting}, FALSE) AS waiting{", " if chosen else ""}{chosen}
FROM {kpi.table}
WHERE ({value}) IS NOT NULL OR ({waiting})
ORDER BY {", ".join(TABLES[kpi.table].key)}"""


def _type_cases(found: pd.DataFrame, kpi: Kpi, columns: Sequence[str]) -> pd.DataFrame:
    # A column without a single value comes back without a type.
    types = {"began_at": "datetime64[us]", "counted_at": "datetime64[us]", "value": "float64", "waiting": "bool"}
    kinds = {item.name: item.kind for item in TABLES[kpi.table].columns}
    numbers = {name: "float64" for name in columns if kinds[name] in ("number", "integer")}
    return found.astype(types | dict.fromkeys(kpi.slices, "str") | numbers)
