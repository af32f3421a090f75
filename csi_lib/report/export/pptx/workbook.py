"""The small workbook that travels with a native chart, so that its numbers can be edited."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from csi_lib.report.export.series import Plot

SHEET = "Data"
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def value_range(plot: Plot, place: int) -> str:
    """Return the cells of the values of a series."""
    column = 2 * place + 1 if plot.form == "steps" else place + 1
    return _cells(column, len(plot.series[place].values))


def place_range(plot: Plot, place: int) -> str:
    """Return the cells of the places of a step curve."""
    return _cells(2 * place, len(plot.series[place].places))


def category_range(plot: Plot) -> str:
    """Return the cells of the categories."""
    return _cells(0, len(plot.categories))


def whisker_range(plot: Plot, place: int, up: bool) -> str:
    """Return the cells of the distances up or down of a series with whiskers."""
    return _cells(_whisker_column(plot, place) + int(up), len(plot.series[place].values))


def label_cell(plot: Plot, place: int) -> str:
    """Return the cell with the name of a series."""
    column = 2 * place + 1 if plot.form == "steps" else place + 1
    return f"{SHEET}!${xl_col_to_name(column)}$1"


def _whisker_column(plot: Plot, place: int) -> int:
    before = sum(series.whiskers is not None for series in plot.series[:place])
    return 1 + len(plot.series) + 2 * before


def _cells(column: int, rows: int) -> str:
    name = xl_col_to_name(column)
    return f"{SHEET}!${name}$2:${name}${rows + 1}"


def write_workbook(plot: Plot, created: dt.datetime) -> bytes:
    """Write the cells that a chart refers to.

    Parameters
    ----------
    plot : Plot
        Its labels are clean texts.
    created : datetime
        Goes into the file's properties.

    Returns
    -------
    bytes
        An XLSX file; the same for the same plot and day.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _SAFE)
    book.set_properties({"created": created})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 24)
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, series in enumerate(plot.series):
        column = 2 * place + 1 if plot.form == "steps" else place + 1
        sheet.write_string(0, column, series.label)
        _write_column(sheet, column, series.values)
        if plot.form == "steps":
            sheet.write_string(0, column - 1, "x")
            _write_column(sheet, column - 1, series.places)
        if series.whiskers:
            at = _whisker_column(plot, place)
            for step, (word, ends) in enumerate(zip("−+", series.whiskers, strict=True)):
                sheet.write_string(0, at + step, f"{series.label} {word}")
                _write_column(sheet, at + step, ends)
    for row, category in enumerate(plot.categories, start=1):
        if isinstance(category, dt.date):
            sheet.write_datetime(row, 0, category, date)
        else:
            sheet.write_string(row, 0, str(category))
    book.close()
    return buffer.getvalue()


def _write_column(sheet: xlsxwriter.worksheet.Worksheet, column: int, values: tuple[float | None, ...]) -> None:
    for row, value in enumerate(values, start=1):
        if value is not None:
            sheet.write_number(row, column, value)
