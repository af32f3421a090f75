"""A few periods at a time: a group never spans two periods, so the numbers are the same and memory is bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from csi_lib.engine import Engine
from csi_lib.kpi.rollup import are_quantiles, split_aggregates, write_ranked, write_rolled
from csi_lib.kpi.sql import EDGES, PERIOD, SliceSets, list_columns, write_fused

# An exact quantile keeps every value of its group until the end: some 12 bytes for each row, grouping and quantile.
# This many of them stay below a quarter of a gigabyte, beside the buffers of the scan; more at once is not quicker.
VALUES_AT_ONCE = 20_000_000
_QUANTILE = "percentile_cont"
_ROWS = "csi_rows"  # rows of a group, whichever KPI they belong to


def query_fused(
    engine: Engine,
    table: str,
    stamp: str,
    aggregates: Mapping[str, str],
    sets: SliceSets,
    ranks: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Compute everything assigned to periods by one stamp of one table, in as many queries as memory asks for.

    Parameters
    ----------
    engine : Engine
        With the table and the frames of the window.
    table, stamp, aggregates, sets, ranks
        As ``write_fused`` takes them.

    Returns
    -------
    DataFrame
        One row per period and slice, as one query over everything would give it.
    """
    added, others = split_aggregates(aggregates)
    if not others:
        return engine.query(write_rolled(table, stamp, added, sets, ranks))
    counted = engine.query(write_rolled(table, stamp, added | {_ROWS: "COUNT(*)"}, sets, ranks))
    total = counted.loc[counted[list_columns(sets)].isna().all(axis=1)]
    sizes = dict(zip(total[PERIOD], total[_ROWS], strict=True))
    found = _query_portions(engine, table, stamp, others, sets, ranks, sizes)
    return _put_together(counted.drop(columns=_ROWS), found, sets)


def _query_portions(
    engine: Engine,
    table: str,
    stamp: str,
    aggregates: Mapping[str, str],
    sets: SliceSets,
    ranks: Mapping[str, str] | None,
    sizes: Mapping[int, int],
) -> pd.DataFrame:
    write = write_ranked if are_quantiles(aggregates) else write_fused
    values = _count_kept(aggregates, sets)
    if not engine.in_process or sum(sizes.values()) * values <= VALUES_AT_ONCE:
        return engine.query(write(table, stamp, aggregates, sets, ranks))
    sources = _cut(engine, table, stamp, sizes, VALUES_AT_ONCE // max(values, 1))
    parts = [engine.query(write(source, stamp, aggregates, sets, ranks)) for source in sources]
    filled = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(filled, ignore_index=True)


def _put_together(left: pd.DataFrame, right: pd.DataFrame, sets: SliceSets) -> pd.DataFrame:
    """Lay two answers about the same groups side by side; a missing slice means all and meets its like."""
    keys = [PERIOD, *list_columns(sets)]
    types = dict.fromkeys(keys[1:], "str")
    return left.astype(types).merge(right.astype(types), on=keys, how="left", validate="one_to_one")


def _count_kept(aggregates: Mapping[str, str], sets: SliceSets) -> int:
    """How many values a row leaves behind: one for each grouping and each quantile."""
    return sum(_QUANTILE in text for text in aggregates.values()) * (1 + len(sets))


def _cut(engine: Engine, table: str, stamp: str, sizes: Mapping[int, int], most: int) -> Iterator[str]:
    """Write each portion as a source of rows, bounded by their stamp so that the rest of a file is not even read.

    A single period is never cut.
    """
    edges = engine.query(f"SELECT {PERIOD}, csi_from, csi_to FROM {EDGES} ORDER BY {PERIOD}")
    held, begins = 0, edges["csi_from"].iloc[0]
    for period, low in zip(edges[PERIOD], edges["csi_from"], strict=True):
        size = int(sizes.get(period, 0))
        if low > begins and held + size > most:
            yield _write_source(table, stamp, begins, low)
            held, begins = 0, low
        held += size
    yield _write_source(table, stamp, begins, edges["csi_to"].iloc[-1])


def _write_source(table: str, stamp: str, begins: pd.Timestamp, ends: pd.Timestamp) -> str:
    bounds = f"{stamp} >= TIMESTAMP '{begins}' AND {stamp} < TIMESTAMP '{ends}'"
    return f"(SELECT * FROM {table} WHERE {bounds})"
