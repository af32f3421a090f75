"""The kept rows of big files: written once, or shown as a query where few are left out."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from csi_lib.ingest.bulk.landing import Landing
from csi_lib.ingest.bulk.session import name as named
from csi_lib.ingest.bulk.session import quote
from csi_lib.ingest.derived.tables import ROW, SQL_TYPES, View
from csi_lib.ingest.store import table_schema
from csi_lib.tables import TICKETS

LOST = 0.1  # of all rows; where more are left out, the kept ones are written once rather than sought at each reading


def write(landing: Landing) -> Path:
    """Write the kept rows once, in the order of the exports."""
    path = landing.folder / f"{landing.table.name}.parquet"
    if not landing.groups:
        pq.write_table(table_schema(landing.table).empty_table(), path)
        return path
    read = landing.list_read()
    query = landing.union(read, "", landing.left(), hidden=True)
    note = table_schema(landing.table).metadata[b"pandas"].decode()  # the types that pandas gives back
    columns = ", ".join(
        f"{named(item.name) if item.name in read else 'NULL'}::{SQL_TYPES[item.kind]} AS {named(item.name)}"
        for item in landing.table.columns
        if item.name in read or landing.table is not TICKETS  # these are written again, with every column
    )
    landing.run("SET threads = 1")  # a join loses the order of the rows where several threads work
    landing.run(
        f"COPY (SELECT {columns} FROM ({query})) TO {quote(path.as_posix())} "
        f"(FORMAT parquet, COMPRESSION snappy, KV_METADATA {{pandas: {quote(note)}}})"  # read again at once
    )
    landing.run("RESET threads")
    return path


def loses_many(landing: Landing) -> bool:
    """Tell whether every reading of a view would skip a good part of the rows, as in a log of updates."""
    gone = landing.run("SELECT count(*) FROM gone")[0][0]
    return bool(gone > LOST * sum(item.records for item in landing.files))


def show(landing: Landing) -> View:
    """Write the query of the kept rows, numbered over all files; some numbers are left out."""
    sizes = [pq.read_metadata(piece).num_rows for item in landing.files for piece in item.laid.staged.pieces]
    before = f"list_extract({[sum(sizes[:place]) for place in range(len(sizes))]}, (place >> 32) + 1)"
    row = f"{before} + (place & {0xFFFFFFFF})" if len(sizes) > 1 else "place"
    read = landing.list_read()
    columns = ", ".join(
        f"{named(name)}::{SQL_TYPES[landing.table.column(name).kind]} AS {named(name)}" for name in read
    )
    query = f"SELECT {columns}, {row} AS {ROW} FROM ({landing.union(read, '', landing.left(), hidden=True)})"
    gone = landing.run("SELECT count(*) FROM gone")[0][0]
    return View(query, tuple(read), sum(sizes) - gone)
