"""What was left out of every KPI: cancelled, duplicate, spam and test rows, counted and never dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from csi_lib.engine import DUCKDB, open_engine
from csi_lib.kpi.sql import write_counts
from csi_lib.tables import TABLES

# What a reader is told of each, most telling first; a row that fits two is counted with the first.
_REASONS: dict[str, tuple[tuple[str, str], ...]] = {
    "tickets": (
        ("duplicate", "outcome = 'duplicate'"),
        ("spam", "outcome = 'spam'"),
        ("test", "outcome = 'test'"),
        ("cancelled", "outcome = 'cancelled' OR state = 'cancelled'"),
    ),
    "changes": (
        ("cancelled", "outcome = 'cancelled' OR state = 'cancelled'"),
        ("draft", "state = 'draft'"),
        ("closed without an outcome", "state = 'closed' AND outcome IS NULL"),
    ),
    "problems": (
        ("duplicate", "outcome = 'duplicate'"),
        ("cancelled", "outcome = 'cancelled' OR state = 'cancelled'"),
        ("risk accepted", "outcome = 'risk_accepted'"),
    ),
    "task_slas": (("cancelled", "stage = 'cancelled'"),),
    "surveys": (("sent and not answered", "responded_at IS NULL"), ("answered without a mark", "score IS NULL")),
}
EXCLUSION_COLUMNS = ("table", "reason", "rows", "of", "percent")


def count_exclusions(tables: Mapping[str, Path], *, engine: str = DUCKDB) -> pd.DataFrame:
    """Count the rows that definitions leave out, by table and reason, over all the data.

    Parameters
    ----------
    tables : mapping of str to Path
        Canonical table -> its Parquet file; an absent table counts as empty.
    engine : str
        ``duckdb``, or the URL of another engine.

    Returns
    -------
    DataFrame
        ``table, reason`` (text), ``rows`` (left out), ``of`` (rows of the table) and ``percent``; a row that fits two
        reasons is counted with the first, tables without any row are left away, and a reason without any row is 0.
    """
    lines = []
    with open_engine(engine) as opened:
        for name in (name for name in _REASONS if name in tables):
            opened.add_file(name, Path(tables[name]))
            found = opened.query(write_counts(name, _write_reasons(name))).iloc[0]
            total = int(found["a0"])
            for place, (reason, _) in enumerate(_REASONS[name] if total else (), start=1):
                count = int(found[f"a{place}"])
                lines.append((name, reason, count, total, round(100.0 * count / total, 2)))
    types = {"table": "str", "reason": "str", "rows": "int64", "of": "int64", "percent": "float64"}
    return pd.DataFrame(lines, columns=list(EXCLUSION_COLUMNS)).astype(types)


def _write_reasons(table: str) -> dict[str, str]:
    """Write one count for all rows and one for each reason, earlier ones going first."""
    assert table in TABLES
    counts, before = {"a0": "COUNT(*)"}, "FALSE"
    for place, (_, rule) in enumerate(_REASONS[table], start=1):
        fits = f"COALESCE({rule}, FALSE)"
        counts[f"a{place}"] = f"COUNT(CASE WHEN {fits} AND NOT ({before}) THEN 1 END)"
        before = f"{before} OR {fits}"
    return counts
