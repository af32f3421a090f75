"""Which tables are landed as big files, and which in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePath

import duckdb

from csi_lib.ingest.batch import Input
from csi_lib.ingest.bulk.feed import find_member
from csi_lib.ingest.bulk.table import BigTable, land_table
from csi_lib.ingest.bulk.typed import is_typed
from csi_lib.ingest.reader import COLUMNAR
from csi_lib.tables import TABLES, TICKETS

BIG = 64 << 20  # bytes of all files of one table; below it the in-memory way is as fast
TEXTS = {".csv", ".tsv", ".tab", ".txt"}

_PACKED = 8  # a packed text is that much bigger when unpacked, roughly


def land_big_tables(
    inputs: Sequence[Input], key: bytes, folder: Path, shared: duckdb.DuckDBPyConnection | None = None
) -> dict[str, BigTable]:
    """Land the tables whose files are big delimited texts or Parquet, each with bounded memory.

    Parameters
    ----------
    inputs : sequence of Input
        All sources.
    key : bytes
        Key of the pseudonyms.
    folder : Path
        An existing folder.
    shared : DuckDBPyConnection, optional
        A session that goes on after the landing: big tickets are then a view in it, and not written as they are.

    Returns
    -------
    dict of str to BigTable
        By table; every other table is left to the in-memory way.
    """
    found = {}
    for table in TABLES.values():
        own = [given for given in inputs if given.table is table and given.files]
        if own and is_big([file.path for given in own for file in given.files]):
            (folder / f"big-{table.name}").mkdir()
            found[table.name] = land_table(
                table, own, key, folder / f"big-{table.name}", shared if table is TICKETS else None
            )
    return found


def is_big(paths: Sequence[Path]) -> bool:
    """Tell whether files are delimited texts or Parquet, and big together."""
    sizes = [_measure(path) for path in paths]
    return all(sizes) and sum(sizes) > BIG


def _measure(path: Path) -> int:
    """Return the size of the text in a file, roughly; 0 where it is something else."""
    name, size = path.name, path.stat().st_size
    if path.suffix.lower() in COLUMNAR:
        return size * _PACKED if is_typed(path) else 0
    if path.suffix.lower() == ".gz":
        name, size = path.stem, size * _PACKED
    elif path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                member = find_member(archive)
        except (zipfile.BadZipFile, OSError):
            return 0
        name, size = member.filename, member.file_size
    return size if PurePath(name).suffix.lower() in TEXTS else 0
