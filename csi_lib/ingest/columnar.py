"""Parquet, as a warehouse or a data lake gives it: typed columns as text, so that every adapter reads them alike."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from csi_lib.errors import SourceError
from csi_lib.ingest.book import write_cell
from csi_lib.ingest.sheet import Sheet

MICRO = 6  # digits of a second that a canonical stamp holds


def read_columnar(data: bytes, path: Path) -> Sheet:
    """Read a Parquet file.

    Parameters
    ----------
    data : bytes
        The file.
    path : Path
        Its path, for messages.

    Returns
    -------
    Sheet
        All cells as text, every row of the file (an empty one, too); stamps as ``YYYY-MM-DD HH:MM:SS``, with a
        fraction where the column has one and with ``+0000`` where it has a zone; durations in seconds. The first
        row counts as row 2, as if the column names were row 1.

    Raises
    ------
    SourceError
        When the bytes are no Parquet file that can be read.
    """
    try:
        table = pq.ParquetFile(io.BytesIO(data)).read()
        columns = [list(_write_column(column)) for column in table.columns]
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError) as error:
        raise SourceError(
            f"the Parquet file cannot be read: {str(error).splitlines()[0]}",
            where=str(path),
            do="Write it again without encryption, or export CSV",
        ) from None
    rows = [list(cells) for cells in zip(*columns, strict=True)]
    headings = [name.strip() for name in table.column_names]
    return Sheet(headings, rows, list(range(2, len(rows) + 2)), typed=True)


def _write_column(column: pa.ChunkedArray) -> Iterator[str]:
    if pa.types.is_timestamp(column.type):
        column = _write_stamps(column)
    elif pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return (_write_value(value) for value in column.to_pylist())


def _write_stamps(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write a column of stamps in one form: the values of a column never differ in it, and so never in meaning."""
    mark = "+0000" if column.type.tz else ""  # stored in UTC, whatever the zone is
    exact = column.cast(pa.timestamp("us"), safe=False)  # nanoseconds are cut: no stamp of a tool is so fine
    begun = pc.floor_temporal(exact, unit="second")  # a cast would cut towards 1970
    seconds = pc.strftime(begun.cast(pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")
    rest = pc.subtract(exact.cast(pa.int64()), begun.cast(pa.int64()))
    if pc.any(pc.greater(rest, 0)).as_py():
        seconds = pc.binary_join_element_wise(seconds, pc.utf8_lpad(rest.cast(pa.string()), MICRO, "0"), ".")
    return pc.binary_join_element_wise(seconds, mark, "")


def _write_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, float) and value != value:
        return ""  # NaN is how pandas writes "no value" into a column of numbers
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else write_cell(value)
