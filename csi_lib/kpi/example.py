"""The example of a definition, worked again by the engine and compared with the numbers worked by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from csi_lib.engine import DUCKDB
from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.kpi.definition import ExpectedRow, Kpi
from csi_lib.kpi.measure import SLICES, measure
from csi_lib.periods import period_name
from csi_lib.tables import TABLES

_COMPARED = ("value", "numerator", "denominator", "n", "unit", "reason")
_TOLERANCE = 1e-6  # what a person writes down


def work_example(kpi: Kpi, folder: Path, *, engine: str = DUCKDB) -> list[str]:
    """Compute the example of a definition and say where it differs from what its author worked by hand.

    Parameters
    ----------
    kpi : Kpi
        The definition.
    folder : Path
        An existing folder for the example's Parquet files.
    engine : str
        ``duckdb``, or the URL of another engine.

    Returns
    -------
    list of str
        One sentence per difference; empty when all numbers agree.

    Raises
    ------
    DefinitionError
        When the given rows have a column that the table does not know.
    """
    example = kpi.example
    rows = measure(
        {name: _write_table(kpi, name, folder) for name in example.given},
        [kpi],
        zone=example.zone,
        first=example.first,
        last=example.last,
        as_of=example.as_of or example.last,
        grain=example.grain,
        by=[(name,) for name in example.by],
        engine=engine,
    )
    names = [period_name(*edges) for edges in zip(rows["period_start"], rows["period_end"], strict=True)]
    return [line for wanted in example.expect for line in _compare(kpi, wanted, rows.assign(period=names))]


def _write_table(kpi: Kpi, name: str, folder: Path) -> Path:
    table = TABLES[name]
    frame = pd.DataFrame(kpi.example.given[name])
    for column in frame.columns:
        if column not in table.names:
            raise DefinitionError(
                f"table {name} has no column '{column}'",
                where=f"KPI {kpi.id}, key example.given",
                do=did_you_mean(str(column), table.names),
            )
    path = folder / f"{kpi.id}.{name}.parquet"
    table.conform(frame).to_parquet(path)
    return path


def _compare(kpi: Kpi, wanted: ExpectedRow, rows: pd.DataFrame) -> Iterator[str]:
    view = wanted.view or kpi.view
    chosen = rows[(rows["period"] == wanted.period) & (rows["stat"] == wanted.stat) & (rows["view"] == view)]
    for name in SLICES:
        given = wanted.where.get(name)
        chosen = chosen[chosen[name].isna() if given is None else chosen[name] == given]
    place = f"{kpi.id} {wanted.period} {wanted.stat} {view} {wanted.where or ''}".rstrip()
    if len(chosen) != 1:
        yield f"{place}: {len(chosen)} rows instead of one"
        return
    for name in _COMPARED:
        if name in wanted.model_fields_set:
            expected, got = getattr(wanted, name), chosen[name].iloc[0]
            if not _same(expected, got):
                yield f"{place}: {name} is {got}, worked by hand {expected}"


def _same(expected: Any, got: Any) -> bool:
    if expected is None or pd.isna(got):
        return expected is None and bool(pd.isna(got))
    if isinstance(expected, str):
        return expected == got
    return math.isclose(float(expected), float(got), rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
