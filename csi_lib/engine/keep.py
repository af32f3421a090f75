"""Prepared tables taken to where they stay: a schema of PostgreSQL, or a folder that Spark reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from csi_lib.address import POSTGRESQL, is_address
from csi_lib.engine.lake import keep_in_folder
from csi_lib.engine.protocol import DUCKDB, TABLES, Kept, is_spark
from csi_lib.errors import UsageError


def keep_tables(to: str, kept: Kept, files: Mapping[str, Path]) -> str:
    """Load tables where an engine finds them again, in the place of earlier ones.

    Parameters
    ----------
    to : str
        ``postgresql://user@host/database``, a folder, or a Spark with its folder, ``spark://host:7077?tables=FOLDER``.
    kept : Kept
        Engagement and fingerprint of the data.
    files : mapping of str to Path
        Table -> its Parquet file.

    Returns
    -------
    str
        Where they are now, without any password.

    Raises
    ------
    UsageError
        When the place cannot be reached or written, or keeps nothing.
    """
    if to.startswith(POSTGRESQL):
        from csi_lib.engine.postgresql import keep_in_postgresql

        return keep_in_postgresql(to, kept, files)
    master, found, folder = to.partition(TABLES)
    if to == DUCKDB or (is_spark(master) and not found):
        what = f"--to {master}: it keeps no tables of its own"
        raise UsageError(what, do="Name a folder that it reads, or postgresql://user@host/database")
    if is_address(to) and not found:
        raise UsageError(
            f"--to {to.partition(':')[0]}: unknown", do="Name a folder, or postgresql://user@host/database"
        )
    return keep_in_folder(Path(folder or to), kept, files)
