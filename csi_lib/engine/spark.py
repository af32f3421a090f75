"""Spark: on this machine for a try, or a cluster by its URL; the same text, over the Parquet files."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from csi_lib.engine.lake import find_kept
from csi_lib.engine.protocol import TABLES, Kept
from csi_lib.engine.rows import tidy_arrow
from csi_lib.errors import SourceError, UsageError

HERE = "local[*]"  # what `spark` alone means
# What makes Spark read and count as the others do: stamps without a zone, errors instead of silent NULLs, "x" a name.
_ALIKE = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "false",
}
# No page on a port, nothing reachable from outside, and no more pieces of work than two processors are quick with.
_HERE_ONLY = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "2",
}


@contextmanager
def open_spark(name: str) -> Iterator[Spark]:
    """Open Spark; the session stays for the next piece of work, because starting one takes many seconds.

    Parameters
    ----------
    name : str
        ``spark`` (this machine), ``local[2]``, ``spark://host:7077``; with ``?tables=FOLDER`` for loaded tables.

    Yields
    ------
    Spark
        The engine.

    Raises
    ------
    UsageError
        When pyspark or Java are missing, or the cluster cannot be reached.
    """
    master, _, folder = name.partition(TABLES)
    engine = Spark(_start(HERE if master == "spark" else master), Path(folder) if folder else None)
    try:
        yield engine
    finally:
        engine.forget()


def _start(master: str) -> Any:
    try:
        sql = import_module("pyspark.sql")
    except ImportError:
        raise UsageError("Spark needs the package pyspark", do="Run pip install csi-kit[spark]") from None
    if not _has_java():
        raise UsageError("Spark needs Java 17 or newer", do="Install it, and set JAVA_HOME where it is not on the path")
    running = sql.SparkSession.getActiveSession()
    if running is not None and running.sparkContext.master != master:
        running.stop()
    builder = sql.SparkSession.builder.master(master).appName("csi").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    # A session that runs already has its ports and pieces.
    alone = master.startswith("local") and sql.SparkSession.getActiveSession() is None
    for key, value in (_ALIKE | (_HERE_ONLY if alone else {})).items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # Java's own, through two packages
        raise UsageError(f"cannot start Spark at {master}: {_first_line(error)}", do="Check its URL") from None
    session.sparkContext.setLogLevel("ERROR")
    return session


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=os.path.join(home, "bin") if home else None) is not None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


class Spark:
    """The engine."""

    in_process = False

    def __init__(self, session: Any, folder: Path | None) -> None:
        self._session, self._folder = session, folder
        self._names: list[str] = []

    def add_file(self, name: str, path: Path) -> None:
        """Make a Parquet file known; every machine of a cluster must read it under the same path."""
        try:
            schema = pa.parquet.read_schema(path)
        except (OSError, pa.ArrowException) as error:
            raise SourceError(f"cannot be read as Parquet: {error}", where=str(path)) from None
        # Told the columns, Spark does not look for them in a job of its own.
        columns = ", ".join(f"`{field.name}` {_sql_type(field.type)}" for field in schema)
        self._name(name, self._session.read.schema(columns).parquet(_literal_path(path)))

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Send a frame along with the queries."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyspark warns of pandas 3, which is not used here
            self._name(name, self._session.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False)))

    def use_kept(self, kept: Kept) -> bool:
        """Look the tables up in their folder, when they are of the same data."""
        files = find_kept(self._folder, kept) if self._folder else {}
        for name, path in files.items():
            self.add_file(name, path)
        return bool(files)

    def query(self, text: str) -> pd.DataFrame:
        """Run one text."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return tidy_arrow(self._session.sql(text).toArrow())
        except Exception as error:  # of pyspark, py4j or Arrow, as it happens
            raise SourceError(f"the engine cannot answer: {_first_line(error)}", do="Read the data in again") from None

    def forget(self) -> None:
        """Take the names back; the files stay."""
        for name in self._names:
            self._session.catalog.dropTempView(name)
        self._names.clear()

    def _name(self, name: str, rows: Any) -> None:
        rows.createOrReplaceTempView(name)
        self._names.append(name)


def _literal_path(path: Path) -> str:
    """Write a path so that Hadoop takes its signs literally."""
    return "file://" + "".join(f"\\{sign}" if sign in "[]{}*?\\" else sign for sign in path.resolve().as_posix())


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP_NTZ"
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_integer(kind):
        return "BIGINT" if kind.bit_width == 64 else "INT"
    return "DOUBLE" if pa.types.is_floating(kind) else "STRING"
