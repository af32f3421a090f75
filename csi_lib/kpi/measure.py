"""Tables in, measures out: one long frame, one row per KPI, statistic, view, period and slice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.engine import DUCKDB, Engine, Kept, open_engine
from csi_lib.errors import UsageError, did_you_mean
from csi_lib.kpi.checks import check_kpi
from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.formulas import Piece, finish, list_stats, make_pieces, take_stat
from csi_lib.kpi.gaps import Gaps, find_gaps
from csi_lib.kpi.portions import query_fused
from csi_lib.kpi.reasons import Spans, give_reasons, read_spans
from csi_lib.kpi.shapes import OWN_QUERY, cumulate, write_shape
from csi_lib.kpi.sql import DAYS, EDGES, PERIOD, list_columns
from csi_lib.kpi.variants import settle_all
from csi_lib.kpi.window import Window, make_window
from csi_lib.tables import TABLES

SLICES = ("service", "priority", "team", "category")  # always there; a further column of `by` follows them
MEASURE_COLUMNS = (
    "kpi",
    "version",
    "variant",
    "stat",
    "view",
    "period_start",
    "period_end",
    *SLICES,
    "clock",
    "value",
    "unit",
    "numerator",
    "denominator",
    "n",
    "enough",
    "reason",
)

SliceSets = tuple[tuple[str, ...], ...]
Found = dict[tuple[str, str], pd.DataFrame]  # (KPI, view) -> aggregates by period and slice
Part = tuple[dict[str, object], pd.DataFrame]  # the rows of one statistic, and the columns that are alike in all


def measure(
    tables: Mapping[str, Path],
    kpis: Iterable[Kpi],
    *,
    zone: str,
    first: dt.date,
    last: dt.date,
    as_of: dt.date,
    grain: str = "month",
    by: Sequence[Sequence[str]] = (("service",), ("priority",)),
    windows: pd.DataFrame | None = None,
    discount: float = 0.0,
    engine: str = DUCKDB,
    kept: Kept | None = None,
    left_out: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Measure KPIs over canonical tables, by period and slice.

    Parameters
    ----------
    tables : mapping of str to Path
        Canonical table -> its Parquet file; an absent table counts as empty.
    kpis : iterable of Kpi
        The definitions.
    zone : str
        IANA name of the client's time zone: periods are cut at its midnights.
    first, last : date
        First and last local day, both inclusive.
    as_of : date
        Last local day the data speak of; later rows are left out.
    grain : {"month", "week", "quarter", "year", "all"}
        Length of a period.
    by : sequence of sequence of str
        Slice columns; each entry is one grouping besides the total, left out for KPIs that do not know a column of it.
    windows : DataFrame, optional
        Extraction windows, ``table, first_day, last_day, cut``.
    discount : float
        Yearly rate of the return on investment; 0.08 is 8 %.
    engine : str
        ``duckdb``, or the URL of another engine.
    kept : Kept, optional
        Where the same tables may lie with the engine already; they are used when their data are the same.
    left_out : mapping of str to str, optional
        Table that was emptied on purpose -> why; the KPIs that need it say so.

    Returns
    -------
    DataFrame
        ``MEASURE_COLUMNS``, and after the slice columns any other that `by` names. The complete grid of periods and
        of the slices seen: a count without rows is 0, any other value missing, with a reason. Proportions are percent,
        numerator and denominator counts; an empty slice cell means all.

    Raises
    ------
    DefinitionError
        When a definition does not hold together.
    UsageError
        When `by` names no column of text, or the grain or engine is unknown.
    """
    kpis = settle_all(kpis)
    for kpi in kpis:
        check_kpi(kpi)
    sets = _read_sets(by)
    slices = [*SLICES, *sorted({name for columns in sets for name in columns} - set(SLICES))]
    window = make_window(zone, first, last, as_of, grain)
    with open_engine(engine) as opened:
        _add_tables(opened, tables, kpis, window, kept)
        gaps = find_gaps(opened, kpis, left_out)
        found = _compute(opened, [kpi for kpi in kpis if kpi.id not in gaps.reasons], sets, len(window.grid), discount)
    spans = read_spans(windows)
    parts = [
        part
        for kpi in kpis
        for view, _ in kpi.views
        for part in _lay_out(kpi, view, found.get((kpi.id, view)), window, slices, gaps, spans)
    ]
    return _arrange(parts, slices)


def _read_sets(by: Sequence[Sequence[str]]) -> SliceSets:
    known = sorted({item.name for table in TABLES.values() for item in table.columns if item.kind == "text"})
    for name in (name for columns in by for name in columns):
        if name not in known:
            raise UsageError(f"no table can be sliced by '{name}'", do=did_you_mean(name, known))
    return tuple(dict.fromkeys(tuple(columns) for columns in by if columns))


def _add_tables(
    engine: Engine, tables: Mapping[str, Path], kpis: Iterable[Kpi], window: Window, kept: Kept | None
) -> None:
    there = kept is not None and engine.use_kept(kept)
    for name in () if there else sorted({name for kpi in kpis for name in kpi.tables}):
        if name in tables:
            engine.add_file(name, Path(tables[name]))
        else:
            engine.add_frame(name, TABLES[name].empty())
    engine.add_frame(DAYS, window.days())
    engine.add_frame(EDGES, window.edges())


def _compute(engine: Engine, kpis: Sequence[Kpi], sets: SliceSets, periods: int, discount: float) -> Found:
    """Run one query per event date, and one for each KPI of a shape of its own."""
    found: Found = {}
    by_event: dict[tuple[str, str], list[Piece]] = {}
    for kpi in kpis:
        own = _sets_of(kpi, sets)
        if kpi.formula in OWN_QUERY:
            rows = engine.query(write_shape(kpi, own))
            found[kpi.id, kpi.view] = cumulate(rows, periods, discount) if kpi.formula == "roi" else rows
        else:
            for piece in make_pieces(kpi):
                by_event.setdefault((piece.table, piece.stamp), []).append(piece)
    for (table, stamp), pieces in by_event.items():
        for piece, rows in _run_event(engine, table, stamp, pieces, sets):
            key = (piece.kpi.id, piece.view)
            found[key] = _join(found[key], rows) if key in found else rows
    return found


def _run_event(
    engine: Engine, table: str, stamp: str, pieces: Sequence[Piece], sets: SliceSets
) -> list[tuple[Piece, pd.DataFrame]]:
    # Aliases stay short: an identifier may have 63 characters, an id alone as many.
    names = [
        {name: f"a{place}_{number}" for number, name in enumerate(piece.aggregates)}
        for place, piece in enumerate(pieces)
    ]
    aggregates = {
        alias: piece.aggregates[name]
        for piece, aliases in zip(pieces, names, strict=True)
        for name, alias in aliases.items()
    }
    used = tuple(dict.fromkeys(columns for piece in pieces for columns in _sets_of(piece.kpi, sets)))
    ranks = {name: text for piece in pieces for name, text in piece.ranks.items()}
    wide = query_fused(engine, table, stamp, aggregates, used, ranks)
    slices = list_columns(used)
    wide = wide.astype(dict.fromkeys(slices, "str"))
    groupings = _weigh(wide[slices].notna().to_numpy())
    return [
        (piece, _take_piece(wide, slices, groupings, aliases, _sets_of(piece.kpi, sets)))
        for piece, aliases in zip(pieces, names, strict=True)
    ]


def _take_piece(
    wide: pd.DataFrame, slices: Sequence[str], groupings: np.ndarray, aliases: Mapping[str, str], sets: SliceSets
) -> pd.DataFrame:
    """Take one KPI's columns, and only the groupings it knows."""
    wanted = _weigh(np.array([[name in columns for name in slices] for columns in [(), *sets]], dtype=bool))
    kept = {name: name for name in [PERIOD, *list_columns(sets)]} | {alias: name for name, alias in aliases.items()}
    taken = wide.loc[np.isin(groupings, wanted), list(kept)]
    return taken.set_axis(list(kept.values()), axis=1).reset_index(drop=True)


def _weigh(present: np.ndarray) -> np.ndarray:
    """Make one number of the slice columns that are there: a grouping."""
    return present.astype(np.int64) @ (1 << np.arange(present.shape[1], dtype=np.int64))


def _join(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    return left.merge(right, on=[name for name in left if name in right], how="outer")


def _sets_of(kpi: Kpi, sets: SliceSets) -> SliceSets:
    return tuple(columns for columns in sets if set(columns) <= set(kpi.slices))


def _lay_out(
    kpi: Kpi,
    view: str,
    rows: pd.DataFrame | None,
    window: Window,
    slices: Sequence[str],
    gaps: Gaps,
    spans: Spans,
) -> list[Part]:
    """Lay one KPI's aggregates on the complete grid, with values, reasons and one part per statistic."""
    if rows is None:
        blank = window.grid.assign(value=np.nan, numerator=np.nan, denominator=np.nan, n=0)
        finished = blank.assign(enough=False, reason=gaps.reasons[kpi.id])
        stats = [finished.assign(stat=stat, unit=kpi.unit) for stat in list_stats(kpi, view)]
    else:
        finished = finish(kpi, _fill_grid(rows, window.grid, slices))
        explained = give_reasons(kpi, view, finished, window, spans)
        stats = [take_stat(stat, kpi, explained) for stat in list_stats(kpi, view)]
    currency = gaps.currencies.get(kpi.id)
    names = {"kpi": kpi.id, "version": kpi.version, "variant": kpi.variant, "view": view, "clock": kpi.clock}
    return [(names, part.assign(unit=currency) if currency else part) for part in stats]


def _fill_grid(rows: pd.DataFrame, grid: pd.DataFrame, slices: Sequence[str]) -> pd.DataFrame:
    """Lay the rows on every period, for all and for each combination of slices that was seen in any."""
    own = [name for name in slices if name in rows]
    counted = [name for name in ("n", "numerator", "denominator", "members") if name in rows]
    seen = rows[counted].astype("float64").fillna(0.0).to_numpy().any(axis=1)
    code = np.zeros(len(rows), dtype=np.int64)  # of a combination; 0 is all
    for name in own:
        place, values = pd.factorize(rows[name])
        code = code * (len(values) + 1) + place + 1
    combinations = np.union1d([0], code[seen])
    column = np.searchsorted(combinations, code)
    known = np.flatnonzero(np.isin(code, combinations))
    cells = np.full((len(grid), len(combinations)), -1)
    cells[rows[PERIOD].to_numpy(dtype=np.int64)[known], column[known]] = known
    example = np.full(len(combinations), -1)
    example[column[known]] = known
    rows = rows.reset_index(drop=True)  # where there is no row, -1 finds none either
    parts = [
        grid.iloc[np.repeat(np.arange(len(grid)), len(combinations))],
        rows[own].astype("str").reindex(np.tile(example, len(grid))),
        rows.drop(columns=[PERIOD, *own]).reindex(cells.ravel()),
    ]
    return pd.concat([part.reset_index(drop=True) for part in parts], axis=1)


def _arrange(parts: Sequence[Part], slices: Sequence[str]) -> pd.DataFrame:
    columns = [name for name in MEASURE_COLUMNS if name not in SLICES]
    place = columns.index("period_end") + 1
    columns[place:place] = slices
    types = dict.fromkeys([*slices, "kpi", "variant", "stat", "view", "clock", "unit", "reason"], "str")
    types |= dict.fromkeys(["value", "numerator", "denominator"], "float64")
    types |= dict.fromkeys(["version", "n"], "int64") | {"enough": "bool"}
    if not parts:
        return pd.DataFrame(columns=columns).astype(
            types | dict.fromkeys(["period_start", "period_end"], "datetime64[us]")
        )
    # Parts come in the order of the KPIs; within each, slices in alphabetical order after the total.
    number = np.repeat(np.arange(len(parts)), [len(rows) for _, rows in parts])
    rows = pd.concat([rows[[name for name in columns if name in rows]] for _, rows in parts], ignore_index=True)
    named = pd.DataFrame([names for names, _ in parts]).take(number).reset_index(drop=True)
    whole = pd.concat([rows, named], axis=1).reindex(columns=columns).astype(types).assign(csi_part=number)
    ordered = whole.sort_values(["csi_part", *slices, "period_start"], na_position="first", kind="stable")
    return ordered[columns].reset_index(drop=True)
