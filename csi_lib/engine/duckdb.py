"""DuckDB inside this process, over the Parquet files themselves."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from csi_lib.engine.protocol import Kept
from csi_lib.engine.rows import tidy_arrow
from csi_lib.errors import SourceError, UsageError
from csi_lib.scratch import keep_scratch

MEMORY_VARIABLE = "CSI_MEMORY"
# One hundred million tickets are measured within it, a few periods at a time; what does not fit spills to the
# temporary folder. A small machine keeps half of its memory for the notebooks around us.
MEMORY_LIMIT = 1_000_000_000
LOCAL_LIMIT = "600MB"  # to prepare files: they stream, and only small sides of joins are held
_SIZE = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B|%)")


@contextmanager
def open_duckdb(name: str) -> Iterator[DuckDb]:
    """Open a database in memory; nothing of it is kept.

    Parameters
    ----------
    name : str
        ``duckdb``.

    Yields
    ------
    DuckDb
        The engine.

    Raises
    ------
    UsageError
        When the variable CSI_MEMORY is no size.
    """
    with keep_scratch() as folder, _connect(str(folder)) as connection:
        yield DuckDb(connection)


@contextmanager
def open_local(folder: Path, memory: str = LOCAL_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory for preparing files; what does not fit spills into a folder of its own.

    Parameters
    ----------
    folder : Path
        An existing folder with room for what spills.
    memory : str
        Most memory it may take, as DuckDB writes a size.

    Yields
    ------
    DuckDBPyConnection
        UTC; nothing is fetched from anywhere.
    """
    with tempfile.TemporaryDirectory(prefix=".spill-", dir=folder) as spill, _connect(spill) as connection:
        connection.execute(f"SET memory_limit = '{memory}'")
        yield connection


def memory_limit() -> str:
    """Return how much memory the engine may take: the variable CSI_MEMORY, or at most 1 GB and half of the machine.

    Returns
    -------
    str
        A size as DuckDB writes it.

    Raises
    ------
    UsageError
        When the variable is no size.
    """
    wanted = os.environ.get(MEMORY_VARIABLE, "")
    if wanted and not _SIZE.fullmatch(wanted):
        raise UsageError(f"{MEMORY_VARIABLE} '{wanted}' is no size", do="Write it as 800MB, 4GB or 50%")
    return wanted or f"{min(MEMORY_LIMIT, _machine_memory() // 2) // 1_000_000}MB"


def _machine_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on Windows
        return 2 * MEMORY_LIMIT


def _connect(folder: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            # The kit never phones home: nothing is fetched, and nothing that was fetched before is loaded.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": memory_limit(),
            "temp_directory": folder,
            "python_enable_replacements": "false",  # a table is what was added, never a variable of some caller
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:  # to the end
        # Asked first: in a notebook without ipywidgets it is off already, and cannot be set, not even to false.
        connection.execute("SET enable_progress_bar = false")
    return connection


class DuckDb:
    """The engine."""

    in_process = True

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def add_file(self, name: str, path: Path) -> None:
        """Make a Parquet file known; it is read only as far as a query needs it."""
        try:
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quote_path(path)})")
        except duckdb.Error as error:
            raise SourceError(f"cannot be read as Parquet: {error}", where=str(path)) from None

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Make a frame known, through Arrow: missing values arrive as NULL, and an empty text column stays text."""
        self._connection.register(name, pa.Table.from_pandas(frame, preserve_index=False))

    def use_kept(self, kept: Kept) -> bool:
        """Return False: nothing outlives the process."""
        return False

    def query(self, text: str) -> pd.DataFrame:
        """Run one text."""
        try:
            return tidy_arrow(self._connection.sql(text).to_arrow_table())
        except duckdb.OutOfMemoryException as error:
            do = f"Raise {MEMORY_VARIABLE}, or measure a shorter window or fewer slices"
            raise SourceError(f"not enough memory: {error}", do=do) from None
        except duckdb.Error as error:
            raise SourceError(f"the engine cannot answer: {error}", do="Read the data in again") from None


def quote_path(path: Path) -> str:
    """Write a path as an SQL text that `read_parquet` takes literally."""
    text = "".join(f"[{sign}]" if sign in "[*?" else sign for sign in path.as_posix())
    return "'" + text.replace("'", "''") + "'"
