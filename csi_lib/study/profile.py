"""What each column of an export holds: how full it is, from where to where it goes, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from csi_lib.engine import open_engine
from csi_lib.ingest import Issue
from csi_lib.study.study import Study
from csi_lib.study.touched import list_columns
from csi_lib.tables import TABLES, Column

EXACT_UNTIL = 1_000_000  # rows of a table up to which distinct values are counted one by one; beyond, estimated
PROFILE_COLUMNS = (
    "table", "column", "heading", "rows", "filled", "fill", "distinct", "estimated", "lowest", "highest", "unread",
    "unknown", "kpis", "splits",
)  # fmt: skip
_UNREAD = frozenset({"unreadable", "out_of_range"})
_UNKNOWN = frozenset({"unknown_value"})


def profile_columns(study: Study) -> pd.DataFrame:
    """Describe every column that was read, one query per table, so that any number of rows needs little memory.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    DataFrame
        ``PROFILE_COLUMNS``, one row per canonical column of every table read: ``fill`` in percent; ``lowest`` and
        ``highest`` for stamps (UTC) and numbers; ``unread`` and ``unknown`` count cells that could not be read and
        texts that no value is mapped to; ``kpis`` and ``splits`` name the KPIs that read it and those it splits.
    """
    coverage = study.ingested.coverage
    coverage = coverage[coverage["rows"] > 0]
    faults = _count_faults(study.issues, study.ingested.ledger)
    read = {kpi.id: list_columns(kpi) for kpi in study.kpis}
    lines = []
    for table, rows in coverage.groupby("table", sort=False):
        known = _describe(study, str(table), [str(name) for name in rows.loc[rows["filled"] > 0, "column"]])
        for row in rows.to_dict("records"):
            place = f"{table}.{row['column']}"
            own = tuple(name for name, columns in read.items() if place in columns)
            split = tuple(
                kpi.id for kpi in study.kpis if kpi.table == table and row["column"] in kpi.slices and kpi.id not in own
            )
            unread, unknown = faults.get(place, (0, 0))
            lines.append(
                {str(key): value for key, value in row.items()}
                | {"distinct": 0, "estimated": False, "lowest": None, "highest": None}
                | {"fill": 100.0 * row["filled"] / row["rows"], "unread": unread, "unknown": unknown}
                | {"kpis": own, "splits": split}
                | known.get(str(row["column"]), {})
            )
    return pd.DataFrame(lines, columns=list(PROFILE_COLUMNS))


def _describe(study: Study, table: str, columns: list[str]) -> dict[str, dict[str, object]]:
    if not columns:
        return {}
    rows = int(study.ingested.coverage.loc[study.ingested.coverage["table"] == table, "rows"].max())
    estimated = rows > EXACT_UNTIL
    parts = []
    for place, name in enumerate(columns):
        count = f"approx_count_distinct({name})" if estimated else f"COUNT(DISTINCT {name})"
        parts.append(f"{count} AS d{place}")
        if _has_range(TABLES[table].column(name)):
            parts += [f"MIN({name}) AS l{place}", f"MAX({name}) AS h{place}"]
    with open_engine() as engine:  # always the embedded one, over the Parquet file: the estimate is its own
        engine.add_file(table, study.ingested.tables[table])
        found = engine.query(f"SELECT {', '.join(parts)} FROM {table}").iloc[0]
    return {
        name: {
            "distinct": int(found[f"d{place}"]),
            "estimated": estimated,
            "lowest": found.get(f"l{place}"),
            "highest": found.get(f"h{place}"),
        }
        for place, name in enumerate(columns)
    }


def _has_range(column: Column) -> bool:
    return column.kind in ("stamp", "number", "integer")


def _count_faults(issues: Iterable[Issue], ledger: pd.DataFrame) -> dict[str, tuple[int, int]]:
    tables = dict(zip(ledger["source"], ledger["table"], strict=True))
    found: dict[str, tuple[int, int]] = {}
    for issue in issues:
        source, _, column = issue.where.rpartition(".")
        if issue.code in _UNREAD | _UNKNOWN and source in tables:
            place = f"{tables[source]}.{column}"
            unread, unknown = found.get(place, (0, 0))
            count = issue.count
            found[place] = (unread + count, unknown) if issue.code in _UNREAD else (unread, unknown + count)
    return found
