"""Workbooks (XLSX and older): the sheet with the table as text."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import python_calamine

from csi_lib.errors import SourceError
from csi_lib.ingest.layout import FOOTERS, TITLES, Known, count_footers, count_named, find_heading, say_dropped
from csi_lib.ingest.sheet import Remark, Sheet, is_blank

_LOOKED_AT = 60  # rows of every sheet in which its heading is looked for
_WHOLE = 1e15  # above it a float no longer tells whole numbers apart


def read_book(data: bytes, path: Path, known: Known | None = None) -> Sheet:
    """Read the sheet of a workbook that holds the table.

    Parameters
    ----------
    data : bytes
        The workbook.
    path : Path
        Its file, for messages.
    known : callable, optional
        How many headings of a row are known.

    Returns
    -------
    Sheet
        All cells as text: whole numbers without a decimal point, dates as ``YYYY-MM-DD HH:MM:SS``, durations in
        seconds; row numbers are the sheet's. The first sheet is read, unless another one has more known headings;
        which one, and what stands above and below the table, is in ``remarks``.

    Raises
    ------
    SourceError
        When the bytes are no workbook that can be opened.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        place = _choose_sheet(book, known)
        cells = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError, ValueError) as error:
        raise SourceError(
            f"the workbook cannot be opened: {error}",
            where=str(path),
            do="Save it again as .xlsx without a password, or export CSV",
        ) from None
    texts = [(number, [write_cell(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    sheet = _lay_out([(number, row) for number, row in texts if not is_blank(row)], known)
    return replace(sheet, remarks=[*_say_sheet(book.sheet_names, place), *sheet.remarks])


def _choose_sheet(book: python_calamine.CalamineWorkbook, known: Known | None) -> int:
    if known is None or len(book.sheet_names) < 2:
        return 0
    counts = [_count_headings(book, place, known) for place in range(len(book.sheet_names))]
    best = counts.index(max(counts))
    return best if counts[best] > 1 else 0


def _count_headings(book: python_calamine.CalamineWorkbook, place: int, known: Known) -> int:
    try:
        cells = book.get_sheet_by_index(place).to_python(skip_empty_area=False, nrows=_LOOKED_AT)
    except (python_calamine.CalamineError, ValueError):
        return 0  # a sheet of charts
    rows = [row for row in ([write_cell(cell) for cell in row] for row in cells) if not is_blank(row)]
    return known(rows[find_heading(rows, known)]) if rows else 0


def _say_sheet(names: list[str], place: int) -> list[Remark]:
    if len(names) < 2:
        return []
    others = [name for number, name in enumerate(names) if number != place]
    what = f"the sheet '{names[place]}' was read, of {len(names)}; not read: {', '.join(others[:12])}"
    return [Remark("sheet_chosen", what, len(others), "Save another sheet as a file of its own if it is needed")]


def _lay_out(rows: list[tuple[int, list[str]]], known: Known | None) -> Sheet:
    if not rows:
        return Sheet([], [], [], typed=True)
    place = find_heading([row for _, row in rows[: TITLES + 1]], known)
    headings = [cell.strip() for cell in rows[place][1]]
    footers = count_footers([row for _, row in rows[max(place + 1, len(rows) - FOOTERS) :]], count_named(headings))
    above, data, below = rows[:place], rows[place + 1 : len(rows) - footers], rows[len(rows) - footers :]
    remarks = [*say_dropped("above the heading", above), *say_dropped("below the table", below)]
    return Sheet(headings, [row for _, row in data], [number for number, _ in data], typed=True, remarks=remarks)


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
