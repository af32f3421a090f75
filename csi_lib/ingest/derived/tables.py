"""Canonical tables in a local database: the raw ones as views, the derived ones streamed out to Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.engine import quote_path
from csi_lib.ingest.rowgroups import ROW_GROUP, write_rows
from csi_lib.tables import TABLES, Table

ROW = "csi_row"  # place of a row in its raw file
ABSENT = "csi_absent"  # columns that no raw file has, table by table
NOTHING = "NULL AS csi_nothing"  # selected of a table that has none of its columns

SQL_TYPES = {"text": "VARCHAR", "stamp": "TIMESTAMP", "number": "DOUBLE", "integer": "BIGINT", "flag": "BOOLEAN"}


@dataclass(frozen=True)
class View:
    """Kept rows of a table that are read where they lie, and never written as they are.

    Parameters
    ----------
    query : str
        Text for the connection that landed them: the columns, and ``csi_row``.
    columns : tuple of str
        The canonical columns it has.
    rows : int
        How many it has.
    """

    query: str
    columns: tuple[str, ...]
    rows: int


def open_raw(connection: duckdb.DuckDBPyConnection, raw: Mapping[str, Path | View]) -> dict[str, int]:
    """Make the kept rows of every table known as ``raw_<table>``, in the canonical columns and types.

    Parameters
    ----------
    connection : DuckDBPyConnection
        A local database.
    raw : mapping of str to Path or View
        Canonical table -> Parquet file or query; a column that is not in it counts as empty.

    Returns
    -------
    dict of str to int
        Rows of every canonical table.
    """
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {ABSENT} (of VARCHAR, name VARCHAR)")
    counts = {}
    for name, table in TABLES.items():
        source, place, known, counts[name] = _find_rows(raw.get(name))
        known -= {item.name for item in table.columns if item.derived}
        columns = ", ".join(_cast(item.name, item.kind, item.name in known) for item in table.columns)
        absent = ", ".join(f"('{name}', '{item.name}')" for item in table.columns if item.name not in known)
        if absent:
            connection.execute(f"INSERT INTO {ABSENT} VALUES {absent}")
        connection.execute(f"CREATE VIEW raw_{name} AS SELECT {columns}, {place} AS {ROW} FROM {source}")
    return counts


def _find_rows(given: Path | View | None) -> tuple[str, str, set[str], int]:
    """Say what follows FROM, what the place of a row is called there, which columns there are, and how many rows."""
    if given is None:
        return "range(0)", "range", set(), 0
    if isinstance(given, View):
        return f"({given.query})", ROW, set(given.columns), given.rows
    with pq.ParquetFile(given) as file:
        source = f"read_parquet({quote_path(given)}, file_row_number = true)"
        return source, "file_row_number", set(file.schema_arrow.names), file.metadata.num_rows


def _cast(name: str, kind: str, known: bool) -> str:
    value = f'"{name}"' if known else "NULL"
    return f'CAST({value} AS {SQL_TYPES[kind]}) AS "{name}"'


def write_table(
    connection: duckdb.DuckDBPyConnection, table: Table, derived: Mapping[str, str], source: str, path: Path
) -> None:
    """Write one table with its derived columns, row by row in the order of the source.

    The rows go through Arrow, whose writer takes a column without any value for nothing, and needs less work than the
    engine's own for the others.

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
    absent = connection.execute(f"SELECT name, 'NULL' FROM {ABSENT} WHERE of = '{table.name}'").fetchall()
    texts = {item.name: f't."{item.name}"' for item in table.columns} | dict(absent) | dict(derived)
    columns = ", ".join(
        f'CAST({texts[item.name]} AS {SQL_TYPES[item.kind]}) AS "{item.name}"'
        for item in table.columns
        if texts[item.name] != "NULL"
    )
    # A join loses the order of the rows where several threads work; while one makes rows, another one writes them.
    connection.execute("SET threads = 1")
    rows = connection.sql(f"SELECT {columns or NOTHING} FROM {source}")
    write_rows(rows.to_arrow_reader(ROW_GROUP), table, path)
    connection.execute("RESET threads")
    show_table(connection, table.name, path)


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
