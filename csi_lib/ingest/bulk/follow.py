"""The history that the rows of one id tell, followed in big files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.ingest.bulk.columns import ORDER
from csi_lib.ingest.bulk.fold import PART
from csi_lib.ingest.bulk.landing import LandedFile, Landing
from csi_lib.ingest.history import list_updates
from csi_lib.ingest.store import table_schema
from csi_lib.tables import TICKET_HISTORY, Table


def follow(landing: Landing) -> list[Path]:
    """Follow the updates of every file that has several rows per id; a plain list has one, and tells no history."""
    found = []
    for item in landing.files:
        if not item.given.rule.history or not item.laid.staged.pieces:
            continue
        low, high = item.span
        ((folded,),) = landing.run(
            f"SELECT count(*) FROM gone WHERE why = 'folded' AND place >= {low} AND place < {high}"
        )
        if folded and _repeats(landing, item):
            found.append(_follow_file(landing, item))
    return found


def _within(landing: Landing, item: LandedFile) -> str:
    low, high = item.span
    return f"place >= {low} AND place < {high} AND {landing.left('folded')}"


def _repeats(landing: Landing, item: LandedFile) -> bool:
    query = f"SELECT 1 FROM ({landing.union([], 'h', _within(landing, item))}) GROUP BY h HAVING count(*) > 1 LIMIT 1"
    return bool(landing.run(query))


def _follow_file(landing: Landing, item: LandedFile) -> Path:
    path = landing.folder / f"history-{item.base:06}.parquet"
    names = [
        name for name in ("id", "updated_at", "state", "team") if any(name in own.columns for own in landing.groups)
    ]
    parts = item.records // (PART // 2) + 1
    query = landing.union([*names, ORDER], "h", _within(landing, item))
    landing.run(f"CREATE OR REPLACE TEMP TABLE updates AS {query}")
    with pq.ParquetWriter(path, table_schema(TICKET_HISTORY), compression="zstd") as writer:
        for part in range(parts):
            rows = landing.connection.execute(f"SELECT * FROM updates WHERE h % {parts} = {part} ORDER BY place").df()
            read = landing.table.conform(rows)[names]
            frame = list_updates(read, rows[ORDER].astype(float))
            writer.write_table(_to_arrow(TICKET_HISTORY, frame))
    landing.run("DROP TABLE updates")
    return path


def _to_arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, schema=table_schema(table), preserve_index=False)
