"""The engine that lands big files: in this process, with bounded memory, and without the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from csi_lib.engine import open_local

MEMORY = "512MB"  # beyond it the engine spills to the folder

# What Python takes for white space; DuckDB's own trim takes the blank only.
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())


@contextmanager
def open_session(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine for one landing.

    Parameters
    ----------
    folder : Path
        Where it puts what does not fit in memory.

    Yields
    ------
    DuckDBPyConnection
        UTC; rows keep the order of the files.
    """
    with open_local(folder, MEMORY) as connection:
        connection.execute("SET preserve_insertion_order = true")
        # Most texts begin and end with a plain sign; only the others go through the slow trim.
        connection.execute(
            "CREATE MACRO strip(t) AS CASE WHEN t = '' OR (t[1] BETWEEN '!' AND '~' AND t[-1] BETWEEN '!' AND '~')"
            f" THEN t ELSE trim(t, {quote(_SPACES)}) END"
        )
        yield connection


def quote(text: object) -> str:
    """Write a text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def name(text: str) -> str:
    """Write a name as an SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def scan(paths: Iterable[Path]) -> str:
    """Write the reading of Parquet files, in their order, each row with its place."""
    listed = ", ".join(quote(path.as_posix()) for path in paths)
    return f"read_parquet([{listed}], file_row_number=true)"
