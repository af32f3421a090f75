"""PostgreSQL, with the Parquet files copied into temporary tables of one session, or into a schema that stays."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from csi_lib.engine.protocol import NOTE, Kept
from csi_lib.engine.rows import tidy_rows
from csi_lib.errors import SourceError, UsageError

BATCH = 50_000  # rows sent at a time: some ten megabytes of text


@contextmanager
def open_postgresql(url: str) -> Iterator[PostgreSql]:
    """Connect, and go without leaving anything.

    Parameters
    ----------
    url : str
        ``postgresql://user@host/database``.

    Yields
    ------
    PostgreSql
        The engine.

    Raises
    ------
    UsageError
        When the driver is not installed or the server cannot be reached.
    """
    connection, refusal = _connect(url)
    try:
        yield PostgreSql(connection, refusal)
    finally:
        connection.close()  # without a commit: the temporary tables go with it


def keep_in_postgresql(url: str, kept: Kept, files: Mapping[str, Path]) -> str:
    """Load tables into a schema, in the place of what was there, at once or not at all.

    Parameters
    ----------
    url : str
        ``postgresql://user@host/database``.
    kept : Kept
        Names the schema, and the data.
    files : mapping of str to Path
        Table -> its Parquet file.

    Returns
    -------
    str
        Where they are now, without the URL.

    Raises
    ------
    UsageError
        When the server cannot be reached, does not allow it, or the schema holds tables of somebody else.
    """
    connection, refusal = _connect(url)
    try:
        PostgreSql(connection, refusal).keep(kept, files)
        connection.commit()
    except refusal as error:
        raise UsageError(hide(f"PostgreSQL does not keep the tables: {error}", url)) from None
    finally:
        connection.close()
    return f"schema {kept.name} on PostgreSQL"


def _connect(url: str) -> tuple[Any, type[Exception]]:
    """Return a connection, and what its driver raises."""
    try:
        psycopg = import_module("psycopg")
    except ImportError:
        raise UsageError("PostgreSQL needs the package psycopg", do="Run pip install csi-kit[postgres]") from None
    try:
        connection = psycopg.connect(url)
        connection.execute("SET TIME ZONE 'UTC'")
    except psycopg.Error as error:
        raise UsageError(hide(f"cannot connect to PostgreSQL: {error}", url), do="Check the URL") from None
    return connection, psycopg.Error


def hide(text: str, url: str) -> str:
    """Take URL and password out of a message, which goes to screens and logs.

    Parameters
    ----------
    text : str
        What the driver says.
    url : str
        ``postgresql://…``.

    Returns
    -------
    str
        Nothing of the driver's where it may have cut a password in pieces: then how such a one is written.
    """
    account = url.partition("://")[2].rpartition("@")[0]
    password = account.partition(":")[2]
    if re.search("[@/?#]", password):
        return "PostgreSQL cannot be reached; in a password '@' is written %40, '/' %2F, '?' %3F and '#' %23"
    said = re.findall(r"password=([^&]+)", url)
    text = text.replace(url, "the URL")
    for secret in filter(None, (password, *said)):
        text = text.replace(secret, "***").replace(unquote(secret), "***")
    return text


class PostgreSql:
    """The engine."""

    in_process = False

    def __init__(self, connection: Any, refusal: type[Exception]) -> None:
        self._connection, self._refusal = connection, refusal

    def add_file(self, name: str, path: Path) -> None:
        """Copy a Parquet file into a temporary table."""
        self._add(f"TEMPORARY TABLE {name}", name, path)

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Copy a frame into a temporary table."""
        table = pa.Table.from_pandas(frame, preserve_index=False)
        self._copy(f"TEMPORARY TABLE {name}", name, table.schema, table.to_batches(max_chunksize=BATCH))

    def use_kept(self, kept: Kept) -> bool:
        """Look the tables up in their schema, when they are of the same data."""
        there = self.query(f"SELECT to_regclass('{_quote(kept.name)}.{NOTE}') IS NOT NULL AS there")["there"].iloc[0]
        if not there:
            return False
        found = self.query(f"SELECT fingerprint FROM {_quote(kept.name)}.{NOTE}")
        if list(found["fingerprint"]) != [kept.fingerprint]:
            return False
        self._connection.execute(f"SET search_path TO {_quote(kept.name)}")
        return True

    def query(self, text: str) -> pd.DataFrame:
        """Run one text."""
        try:
            cursor = self._connection.execute(text)
        except self._refusal as error:
            raise SourceError(f"the engine cannot answer: {error}", do="Read the data in again") from None
        return tidy_rows([column.name for column in cursor.description or ()], cursor.fetchall())

    def keep(self, kept: Kept, files: Mapping[str, Path]) -> None:
        """Load tables into a new schema and put it in the old one's place; the caller commits."""
        schema, aside = _quote(kept.name), _quote(f"{kept.name}.new"[-63:])
        # One at a time; the lock goes with the transaction.
        self._connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (kept.name,))
        self._refuse_foreign(kept)
        self._connection.execute(f"CREATE SCHEMA {aside}")
        for name, path in files.items():
            self._add(f"TABLE {aside}.{name}", f"{aside}.{name}", path)
        self._connection.execute(f"CREATE TABLE {aside}.{NOTE} (fingerprint TEXT, loaded_at TIMESTAMP DEFAULT now())")
        self._connection.execute(f"INSERT INTO {aside}.{NOTE} (fingerprint) VALUES (%s)", (kept.fingerprint,))
        self._connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        self._connection.execute(f"ALTER SCHEMA {aside} RENAME TO {schema}")

    def _refuse_foreign(self, kept: Kept) -> None:
        """A schema of that name which we did not make is somebody's: it is not dropped."""
        text = "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = %s), to_regclass(%s) IS NOT NULL"
        exists, ours = self._connection.execute(text, (kept.name, f"{_quote(kept.name)}.{NOTE}")).fetchone()
        if exists and not ours:
            what = f"the schema {kept.name} was not made by csi prepare"
            raise UsageError(what, do="Rename or drop it, then try again")

    def _add(self, what: str, name: str, path: Path) -> None:
        try:
            with pa.parquet.ParquetFile(path) as file:
                self._copy(what, name, file.schema_arrow, file.iter_batches(batch_size=BATCH))
        except (OSError, pa.ArrowException) as error:
            raise SourceError(f"cannot be read as Parquet: {error}", where=str(path)) from None

    def _copy(self, what: str, name: str, schema: pa.Schema, batches: Any) -> None:
        columns = ", ".join(f"{_quote(field.name)} {_sql_type(field.type)}" for field in schema)
        options = pa.csv.WriteOptions(include_header=False)
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(f"CREATE {what} ({columns})")
                # Text is quoted and a missing value is not, so that an empty text stays one.
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
                    for batch in batches:
                        lines = io.BytesIO()
                        pa.csv.write_csv(batch, lines, options)
                        copy.write(lines.getvalue())
                cursor.execute(f"ANALYZE {name}")
        except self._refusal as error:
            raise SourceError(f"PostgreSQL does not take the table {name}: {error}") from None


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP"
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_integer(kind):
        return "BIGINT"
    return "DOUBLE PRECISION" if pa.types.is_floating(kind) else "TEXT"
