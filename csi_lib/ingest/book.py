"""Workbooks (XLSX and older): the first sheet as text."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import python_calamine

from csi_lib.errors import SourceError
from csi_lib.ingest.sheet import Sheet, is_blank

_WHOLE = 1e15  # above it a float no longer tells whole numbers apart


def read_book(data: bytes, path: Path) -> Sheet:
    """Read the first sheet of a workbook.

    Parameters
    ----------
    data : bytes
        The workbook.
    path : Path
        Its file, for messages.

    Returns
    -------
    Sheet
        All cells as text: whole numbers without a decimal point, dates as ``YYYY-MM-DD HH:MM:SS``, durations in
        seconds; leading blank rows are left out, row numbers are the sheet's.

    Raises
    ------
    SourceError
        When the bytes are no workbook that can be opened.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError, ValueError) as error:
        raise SourceError(
            f"the workbook cannot be opened: {error}",
            where=str(path),
            do="Save it again as .xlsx without a password, or export CSV",
        ) from None
    texts = [(number, [write_cell(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    rows = [(number, row) for number, row in texts if not is_blank(row)]
    if not rows:
        return Sheet([], [], [], typed=True)
    headings = [cell.strip() for cell in rows[0][1]]
    return Sheet(headings, [row for _, row in rows[1:]], [number for number, _ in rows[1:]], typed=True)


def write_cell(value: Any) -> str:
    """Write one cell of a workbook as text.

    Parameters
    ----------
    value : str, float, int, bool, date, datetime, time or timedelta
        The cell.

    Returns
    -------
    str
        Its text.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return _write_time(value) if isinstance(value, dt.date | dt.time | dt.timedelta) else str(value)


def _write_time(value: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.timedelta):
        return write_cell(value.total_seconds())
    if isinstance(value, dt.time):
        return str(value.hour * 3_600 + value.minute * 60 + value.second)
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    # A day as a float is exact to about a microsecond only: 10:59:59.999999 was typed as 11:00:00.
    nearest = value + dt.timedelta(milliseconds=500)
    return nearest.replace(microsecond=0).isoformat(sep=" ")
