"""Values as typed cells: numbers exact with the digits of the report, dates as dates, texts as texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from csi_lib.report.blocks import Column
from csi_lib.report.export.stamps import read_stamp, stamp_format
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.wording import say_number, say_value

EXACT = 2**53  # greater whole numbers lose digits in a spreadsheet and are written as text
RULE = {"bottom": 4, "bottom_color": "#d1d5db"}  # a hairline under every row, for programs that know no table styles


class Exact(float):
    """A number that a workbook keeps to the last digit (XlsxWriter writes 16 figures, which are too few for some)."""

    def __format__(self, spec: str) -> str:
        return float.__repr__(self)


def write_value(
    book: Book,
    sheet: Worksheet,
    row: int,
    col: int,
    value: Any,
    unit: str = "",
    dated: bool = False,
    blank: bool = True,
    **look: Any,
) -> None:
    """Write one value into a cell, typed.

    Parameters
    ----------
    book, sheet, row, col
        Where; from 0.
    value : object
        A JSON value.
    unit : str
        Unit of a number, for its digits.
    dated : bool
        Read an ISO 8601 date as a date.
    blank : bool
        Give an empty cell its look; a chart would take such a cell for 0.
    **look
        Properties of the cell's format.
    """
    stamp = read_stamp(value) if dated else None
    look = {**RULE, **look}
    if value is None or value == "":
        if blank:
            sheet.write_blank(row, col, None, book.look(**look))
    elif isinstance(value, bool):
        sheet.write_boolean(row, col, value, book.look(align="center", **look))
    elif isinstance(value, int | float) and abs(value) < EXACT:
        number = Exact(value) if isinstance(value, float) else value
        sheet.write_number(row, col, number, book.look(num_format=number_format(value, unit), **look))
    elif stamp is not None:
        moment = stamp if isinstance(stamp, dt.datetime) else dt.datetime(stamp.year, stamp.month, stamp.day)
        sheet.write_datetime(
            row, col, moment, book.look(num_format=stamp_format(value), align="left", indent=1 if col else 0, **look)
        )
    else:
        text = str(value) if isinstance(value, int) else say_value(value)
        sheet.write_string(
            row, col, book.fit(text), book.look(text_wrap=True, align="left", indent=1 if col else 0, **look)
        )


def number_format(value: float, unit: str = "") -> str:
    """Return the number format that shows a value with the digits that the report says it with.

    Parameters
    ----------
    value : float
        The number.
    unit : str
        Its unit.

    Returns
    -------
    str
        For example ``#,##0``, ``#,##0.0`` or ``0.0E+00``.
    """
    said = say_number(value, unit)
    if "e" in said:
        return "0.00E+00"
    decimals = len(said.partition(".")[2])
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def holds_dates(column: Column, rows: Sequence[Mapping[Any, Any]]) -> bool:
    """Tell whether a column's texts are all dates, by its kind or by what it holds."""
    known = [row[column.key] for row in rows if row.get(column.key) not in (None, "")]
    if column.kind == "stamp":
        return True
    return bool(known) and all(isinstance(value, str) and len(value) >= 10 and read_stamp(value) for value in known)
