"""Canonical tables in a local database: the raw ones as views, the derived ones streamed out to Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.engine import quote_path
from csi_lib.tables import TABLES, Table

ROW_GROUP = 122_880  # rows; what DuckDB reads and writes as one
COMPRESSION = "snappy"  # a third less work than zstd to write, and less to read; half as big again
ROW = "csi_row"  # place of a row in its raw file

SQL_TYPES = {"text": "VARCHAR", "stamp": "TIMESTAMP", "number": "DOUBLE", "integer": "BIGINT", "flag": "BOOLEAN"}


def open_raw(connection: duckdb.DuckDBPyConnection, raw: Mapping[str, Path]) -> dict[str, int]:
    """Make the kept rows of every table known as ``raw_<table>``, in the canonical columns and types.

    Parameters
    ----------
    connection : DuckDBPyConnection
        A local database.
    raw : mapping of str to Path
        Canonical table -> Parquet file; a column that is not in it counts as empty.

    Returns
    -------
    dict of str to int
        Rows of every canonical table.
    """
    connection.execute("SET preserve_insertion_order = true")
    counts = {}
    for name, table in TABLES.items():
        path = raw.get(name)
        known = set(pq.read_schema(path).names) if path else set()
        source = f"read_parquet({quote_path(path)}, file_row_number = true)" if path else "range(0)"
        place = "file_row_number" if path else "range"
        columns = ", ".join(
            _cast(item.name, item.kind, item.name in known and not item.derived) for item in table.columns
        )
        connection.execute(f"CREATE VIEW raw_{name} AS SELECT {columns}, {place} AS {ROW} FROM {source}")
        counts[name] = pq.read_metadata(path).num_rows if path else 0
    return counts


def _cast(name: str, kind: str, known: bool) -> str:
    value = f'"{name}"' if known else "NULL"
    return f'CAST({value} AS {SQL_TYPES[kind]}) AS "{name}"'


def write_table(
    connection: duckdb.DuckDBPyConnection, table: Table, derived: Mapping[str, str], source: str, path: Path
) -> None:
    """Write one table with its derived columns, row by row in the order of the source.

    Parameters
    ----------
    connection : DuckDBPyConnection
        The local database.
    table : Table
        Its declaration.
    derived : mapping of str to str
        Column -> SQL expression; a column that is not named here is read from ``t``.
    source : str
        What follows FROM; the row itself is called ``t``.
    path : Path
        The file to write. It is known as ``<table>`` from then on.
    """
    own = {item.name: f't."{item.name}"' for item in table.columns}
    columns = ", ".join(
        f'CAST({derived.get(item.name, own[item.name])} AS {SQL_TYPES[item.kind]}) AS "{item.name}"'
        for item in table.columns
    )
    connection.execute(
        f"COPY (SELECT {columns} FROM {source}) TO {quote_path(path)} (FORMAT parquet, COMPRESSION {COMPRESSION}, "
        f"ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{pandas: {_write_note(table)}}})"
    )
    show_table(connection, table.name, path)


@cache
def _write_note(table: Table) -> str:
    """Write what pandas needs to read a file back in the canonical types."""
    return quote_text(pa.Schema.from_pandas(table.empty(), preserve_index=False).metadata[b"pandas"].decode())


def show_table(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Make a finished table known under its name, with the place of each row."""
    text = f"SELECT * RENAME (file_row_number AS {ROW}) FROM read_parquet({quote_path(path)}, file_row_number = true)"
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS {text}")


def add_frame(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Copy a small frame into the database."""
    connection.register("csi_frame", pa.Table.from_pandas(frame, preserve_index=False))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM csi_frame")
    connection.unregister("csi_frame")


def between(start: str, end: str, unit: str) -> str:
    """Write the time from one stamp to another in a unit of so many seconds; missing where it is negative.

    Elapsed microseconds are subtracted as whole numbers: datediff would count the boundaries between.
    """
    micros = f"(epoch_us({end}) - epoch_us({start}))"
    return f"CASE WHEN {micros} >= 0 THEN {micros} / 1e6 / {unit} END"


def quote_text(text: str) -> str:
    """Write a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def quote_stamp(stamp: pd.Timestamp) -> str:
    """Write a stamp as SQL; NaT as a missing one."""
    return "CAST(NULL AS TIMESTAMP)" if pd.isna(stamp) else f"TIMESTAMP '{stamp.isoformat(sep=' ')}'"
