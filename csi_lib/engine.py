"""The one place that talks to an engine: Parquet and small frames in, a small frame out, the same text everywhere."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from csi_lib.errors import SourceError, UsageError

DUCKDB = "duckdb"
POSTGRESQL = ("postgresql://", "postgres://")
# Half of the machine is left to the notebooks around us; what does not fit spills to the temporary folder.
MEMORY_LIMIT = "50%"


class Engine(Protocol):
    """What the kit asks of an engine."""

    def add_file(self, name: str, path: Path) -> None:
        """Make a Parquet file known under a name."""

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Make a small frame known under a name."""

    def query(self, text: str) -> pd.DataFrame:
        """Run one SQL text and return its rows in plain types."""


@contextmanager
def open_engine(name: str = DUCKDB) -> Iterator[Engine]:
    """Open an engine for one piece of work and close it afterwards.

    Parameters
    ----------
    name : str
        ``duckdb`` (in memory, inside this process), or the URL of a PostgreSQL server, ``postgresql://...``; there the
        tables become temporary ones and nothing is kept.

    Yields
    ------
    Engine
        Ready to take tables and queries; UTC.

    Raises
    ------
    UsageError
        When the name is none of these, the driver is not installed, or the server cannot be reached; the message
        never holds the URL.
    """
    if name == DUCKDB:
        with tempfile.TemporaryDirectory(prefix="csi-") as folder, _connect_duckdb(folder) as connection:
            yield _DuckDB(connection)
    elif name.startswith(POSTGRESQL):
        connection, refusal = _connect_postgresql(name)
        try:
            yield _PostgreSQL(connection, refusal)
        finally:
            connection.close()  # without a commit: the temporary tables go with it
    else:
        kind = name.partition(":")[0]
        raise UsageError(f"unknown engine '{kind}'", do=f"Use '{DUCKDB}' or a URL, {POSTGRESQL[0]}user@host/database")


def _connect_duckdb(folder: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            # The kit never phones home: nothing is fetched, and nothing that was fetched before is loaded.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": folder,
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _connect_postgresql(url: str) -> tuple[Any, type[Exception]]:
    """Return a connection, and what its driver raises."""
    try:
        psycopg = import_module("psycopg")
    except ImportError:
        raise UsageError("PostgreSQL needs the package psycopg", do="Run pip install csi-kit[postgres]") from None
    try:
        connection = psycopg.connect(url)
        connection.execute("SET TIME ZONE 'UTC'")
    except psycopg.Error as error:
        raise UsageError(_hide(f"cannot connect to PostgreSQL: {error}", url), do="Check the URL") from None
    return connection, psycopg.Error


def _hide(text: str, url: str) -> str:
    """Take URL and password out of a message, which goes to screens and logs."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return "cannot connect to PostgreSQL"
    text = text.replace(url, "the URL")
    return text.replace(password, "***") if password else text


class _PostgreSQL:
    """PostgreSQL, with the Parquet files copied into temporary tables of one session."""

    def __init__(self, connection: Any, refusal: type[Exception]) -> None:
        self._connection, self._refusal = connection, refusal

    def add_file(self, name: str, path: Path) -> None:
        try:
            self._add(name, pyarrow.parquet.read_table(path))
        except (OSError, pa.ArrowException) as error:
            raise SourceError(f"cannot be read as Parquet: {error}", where=str(path)) from None

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        self._add(name, pa.Table.from_pandas(frame, preserve_index=False))

    def query(self, text: str) -> pd.DataFrame:
        try:
            cursor = self._connection.execute(text)
        except self._refusal as error:
            raise SourceError(f"the engine cannot answer: {error}", do="Read the data in again") from None
        return _tidy([column.name for column in cursor.description or ()], cursor.fetchall())

    def _add(self, name: str, table: pa.Table) -> None:
        columns = ", ".join(f"{field.name} {_sql_type(field.type)}" for field in table.schema)
        options = pyarrow.csv.WriteOptions(include_header=False)
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
                # Text is quoted and a missing value is not, so that an empty text stays one.
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
                    for batch in table.to_batches(max_chunksize=50_000):
                        lines = io.BytesIO()
                        pyarrow.csv.write_csv(batch, lines, options)
                        copy.write(lines.getvalue())
                cursor.execute(f"ANALYZE {name}")
        except self._refusal as error:
            raise SourceError(f"PostgreSQL does not take the table {name}: {error}") from None


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP"
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_integer(kind):
        return "BIGINT"
    return "DOUBLE PRECISION" if pa.types.is_floating(kind) else "TEXT"


class _DuckDB:
    """DuckDB over the Parquet files themselves."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def add_file(self, name: str, path: Path) -> None:
        try:
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({_quote_path(path)})")
        except duckdb.Error as error:
            raise SourceError(f"cannot be read as Parquet: {error}", where=str(path)) from None

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        # Through Arrow: a missing value arrives as NULL, never as NaN, and an empty text column stays text.
        self._connection.register(name, pa.Table.from_pandas(frame, preserve_index=False))

    def query(self, text: str) -> pd.DataFrame:
        try:
            result = self._connection.execute(text)
        except duckdb.OutOfMemoryException as error:
            raise SourceError(f"not enough memory: {error}", do="Measure a shorter window or fewer slices") from None
        except duckdb.Error as error:
            raise SourceError(f"the engine cannot answer: {error}", do="Read the data in again") from None
        return _tidy([column[0] for column in result.description or ()], result.fetchall())


def _quote_path(path: Path) -> str:
    """Write a path as an SQL text that `read_parquet` takes literally."""
    text = "".join(f"[{sign}]" if sign in "[*?" else sign for sign in path.as_posix())
    return "'" + text.replace("'", "''") + "'"


def _tidy(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Make a frame whose types are the same whichever engine sent the rows."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pd.DataFrame({name: _tidy_column(values) for name, values in zip(names, columns, strict=True)})


def _tidy_column(values: Sequence[Any]) -> pd.Series:
    present = [value for value in values if value is not None]
    if not present:
        return pd.Series([None] * len(values), dtype="object")
    first = present[0]
    if isinstance(first, bool):
        return pd.Series(values, dtype="boolean")
    if isinstance(first, str):
        return pd.Series(values, dtype="str")
    if isinstance(first, dt.datetime | dt.date):
        return pd.Series(values, dtype="datetime64[us]")
    # Sums of integers come back as decimals from some engines.
    if all(isinstance(value, int) or (isinstance(value, Decimal) and value == int(value)) for value in present):
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")
