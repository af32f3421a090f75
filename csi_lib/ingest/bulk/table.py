"""One canonical table from big files: rows rejected, folded and written, without ever holding them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from csi_lib.errors import SourceError
from csi_lib.ingest.batch import Input, kind_first
from csi_lib.ingest.bulk.account import Account, FaultKey, count_faults, measure, sum_up
from csi_lib.ingest.bulk.columns import read_columns
from csi_lib.ingest.bulk.files import group_files, open_files
from csi_lib.ingest.bulk.fold import fold
from csi_lib.ingest.bulk.follow import follow
from csi_lib.ingest.bulk.landing import Landing
from csi_lib.ingest.bulk.reject import leave_out_blanks, reject
from csi_lib.ingest.bulk.session import open_session
from csi_lib.ingest.bulk.write import loses_many, show, write
from csi_lib.ingest.derived.tables import View
from csi_lib.ingest.issue import name_some
from csi_lib.tables import Table


@dataclass(frozen=True)
class BigTable:
    """What became of the big files of one table.

    Parameters
    ----------
    rows : Path or View
        Its kept rows.
    histories : list of Path
        Parquet files of ticket_history, followed from updates.
    files : dict of (str, str) to Account
        By source and file name.
    faults : list of (tuple of str, Series of int, int)
        Source, column and code; number of cells by text; how many of them are in kept rows.
    """

    rows: Path | View
    histories: list[Path]
    files: dict[tuple[str, str], Account]
    faults: list[tuple[FaultKey, pd.Series, int]]


def land_table(
    table: Table,
    inputs: Sequence[Input],
    key: bytes,
    folder: Path,
    shared: duckdb.DuckDBPyConnection | None = None,
) -> BigTable:
    """Land the files of one table.

    Parameters
    ----------
    table : Table
        Its declaration.
    inputs : sequence of Input
        Its sources, in order.
    key : bytes
        Key of the pseudonyms.
    folder : Path
        An empty folder of its own.
    shared : DuckDBPyConnection, optional
        A session that goes on after the landing: the kept rows are then a view in it.

    Returns
    -------
    BigTable
        Rows, counts and faults.
    """
    try:
        with nullcontext(shared) if shared else open_session(folder) as connection:
            return _land(Landing(table, inputs, key, folder, connection), written=shared is None)
    except duckdb.Error as error:
        names = name_some(file.name for given in inputs for file in given.files)
        what = f"the files of '{table.name}' cannot be landed: {str(error).splitlines()[0]}"
        do = f"Free some space in {folder}" if "space" in str(error) else "Write the export again"
        raise SourceError(what, where=names, do=do) from None


def _land(landing: Landing, *, written: bool) -> BigTable:
    landing.files = open_files(landing)
    landing.groups = group_files(landing)
    landing.run("CREATE TEMP TABLE gone (place BIGINT, why VARCHAR)")
    for group in landing.groups:
        leave_out_blanks(landing, group)
        read_columns(group, landing.connection, landing.key, kind_first(landing.table))
        reject(landing, group)
    fold(landing)
    histories = follow(landing)
    measure(landing)
    rows = write(landing) if written or not landing.groups or loses_many(landing) else show(landing)
    faults = [fault for group in landing.groups for fault in count_faults(landing, group)]
    files = {(item.given.name, item.laid.file.name): sum_up(item) for item in landing.files}
    return BigTable(rows, histories, files, faults)
