"""Rows that stream into a Parquet file, in row groups of one size whatever the batches they come in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.ingest.store import table_schema
from csi_lib.tables import Table

ROW_GROUP = 122_880  # rows; what DuckDB reads as one
COMPRESSION = "snappy"  # a third less work than zstd to write, and less to read; half as big again


def write_rows(rows: pa.RecordBatchReader, table: Table, path: Path) -> None:
    """Write the rows of a canonical table; equal rows give equal bytes.

    Parameters
    ----------
    rows : RecordBatchReader
        The rows in their order; a column of the table that they lack is written without a value.
    table : Table
        Its declaration.
    path : Path
        The file.
    """
    schema = table_schema(table)
    # Stamps and durations repeat too seldom for a dictionary, and ids never do.
    listed = [item.name for item in table.columns if item.kind in ("text", "integer") and item.name not in table.key]
    with pq.ParquetWriter(path, schema, compression=COMPRESSION, use_dictionary=listed) as writer:
        for group in _regroup(_read_ahead(rows), rows.schema):
            writer.write_table(_complete(group, schema), row_group_size=ROW_GROUP)


def _read_ahead(rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """Let the engine make the next batch while this one is written."""
    with ThreadPoolExecutor(1) as other:
        due = other.submit(next, rows, None)
        while (batch := due.result()) is not None:
            due = other.submit(next, rows, None)
            yield batch


def _regroup(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Cut at the same places however many threads made the batches."""
    held = schema.empty_table()
    for batch in batches:
        held = pa.concat_tables([held, pa.Table.from_batches([batch])])
        while len(held) >= ROW_GROUP:
            yield held[:ROW_GROUP].combine_chunks()
            held = held[ROW_GROUP:]
    if len(held):
        yield held.combine_chunks()


def _complete(group: pa.Table, schema: pa.Schema) -> pa.Table:
    given = set(group.column_names)
    arrays = [
        group[field.name].cast(field.type) if field.name in given else pa.nulls(len(group), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
