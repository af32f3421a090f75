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
from csi_lib.kpi.variants import settle_variants
from csi_lib.kpi.window import count_seconds
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
    tables = {name: _write_table(kpi, name, folder) for name in kpi.example.given}
    settled = [(settle_variants(kpi, wanted.variant), wanted) for wanted in kpi.example.expect]
    measured = _measure({chosen.variant: chosen for chosen, _ in settled}, tables, engine)
    return [line for chosen, wanted in settled for line in _compare(chosen, wanted, measured[chosen.variant])]


def fill_seconds(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Fill the columns that only repeat a stamp, as seconds since 1970 or the first of two, where rows leave them out.

    Parameters
    ----------
    table : str
        Name of the canonical table.
    frame : DataFrame, shape (n, any)
        Its rows.

    Returns
    -------
    DataFrame
        A new frame.
    """
    stamps = [(name, f"{name.removesuffix('_second')}_at") for name in TABLES[table].names if name.endswith("_second")]
    absent = {name: stamp for name, stamp in stamps if name not in frame and stamp in frame}
    filled = {name: count_seconds(frame[stamp].astype("datetime64[us]")) for name, stamp in absent.items()}
    if "resolved_once_at" in TABLES[table].names and "resolved_once_at" not in frame and "resolved_at" in frame:
        resolved = frame["resolved_at"].astype("datetime64[us]")
        first = frame["resolved_first_at"].astype("datetime64[us]") if "resolved_first_at" in frame else resolved
        filled["resolved_once_at"] = first.fillna(resolved)
    return frame.assign(**filled)


def _measure(kpis: dict[str, Kpi], tables: dict[str, Path], engine: str) -> dict[str, pd.DataFrame]:
    """Measure every variant in one go, each under a name of its own."""
    named = {variant: f"variant_{number}" for number, variant in enumerate(kpis)}
    example = next(iter(kpis.values())).example
    rows = measure(
        tables,
        [kpi.model_copy(update={"id": named[variant]}) for variant, kpi in kpis.items()],
        zone=example.zone,
        first=example.first,
        last=example.last,
        as_of=example.as_of or example.last,
        grain=example.grain,
        by=[(name,) for name in example.by],
        discount=example.discount,
        engine=engine,
    )
    names = [period_name(*edges) for edges in zip(rows["period_start"], rows["period_end"], strict=True)]
    rows = rows.assign(period=names)
    return {variant: rows[rows["kpi"] == name] for variant, name in named.items()}


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
    table.conform(fill_seconds(name, frame)).to_parquet(path)
    return path


def _compare(kpi: Kpi, wanted: ExpectedRow, rows: pd.DataFrame) -> Iterator[str]:
    view = wanted.view or kpi.view
    chosen = rows[(rows["period"] == wanted.period) & (rows["stat"] == wanted.stat) & (rows["view"] == view)]
    for name in dict.fromkeys((*SLICES, *kpi.example.by)):
        given = wanted.where.get(name)
        chosen = chosen[chosen[name].isna() if given is None else chosen[name] == given]
    place = " ".join(
        str(word) for word in (kpi.id, wanted.period, wanted.stat, view, wanted.where, wanted.variant) if word
    )
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
