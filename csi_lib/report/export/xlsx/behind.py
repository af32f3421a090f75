"""The numbers behind pictures: each picture's rows as a table, and beside it what only the chart needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from csi_lib.report.blocks import Column, Picture
from csi_lib.report.export.series import Plot, Series
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.export.xlsx.cells import write_value
from csi_lib.report.export.xlsx.tables import fit_rows, write_table


@dataclass(frozen=True)
class Span:
    """Cells of one column, the first and the last row included; counted from 0."""

    sheet: str
    first: int
    last: int
    col: int

    def __str__(self) -> str:
        ends = [xl_rowcol_to_cell(row, self.col, row_abs=True, col_abs=True) for row in (self.first, self.last)]
        return f"={quote_sheetname(self.sheet)}!{':'.join(dict.fromkeys(ends))}"

    def at(self, place: int) -> Span:
        """Return one of the cells."""
        return Span(self.sheet, self.first + place, self.first + place, self.col)


@dataclass(frozen=True)
class Placed:
    """Where the parts of a series stand."""

    name: Span
    values: Span
    places: Span | None = None
    whiskers: tuple[Span, Span] | None = None


@dataclass(frozen=True)
class Laid:
    """Where the parts of a plot stand."""

    plot: Plot
    categories: Span | None
    series: tuple[Placed, ...]
    title: Span


class Behind:
    """A sheet that takes in the numbers behind pictures, one below the other.

    Parameters
    ----------
    book : Book
        The workbook.
    sheet : xlsxwriter.worksheet.Worksheet
        The sheet.
    """

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self.row = 0
        self._widths: dict[int, float] = {}
        self._texts: dict[int, list[tuple[int, str]]] = {}

    def add(self, picture: Picture, plots: Sequence[Plot], stem: str) -> tuple[int, tuple[Laid, ...]]:
        """Write a picture's rows.

        Parameters
        ----------
        picture : Picture
            With at least one row.
        plots : sequence of Plot
            What is plotted.
        stem : str
            What the name of the table begins with.

        Returns
        -------
        tuple of (int, tuple of Laid)
            The row of its title, and where the parts of each plot stand.
        """
        start = self.row
        self.sheet.write_string(start, 0, self.book.fit(picture.title), self.book.look(bold=True, font_size=12))
        columns = columns_of(picture)
        top = start + 1
        wishes = write_table(self.book, self.sheet, top, columns, picture.data, stem, blank=False)
        self._texts |= wishes.texts
        for col, width in enumerate(wishes.widths):
            self._widths[col] = max(self._widths.get(col, 0), min(width, 30))
        self._helper = len(columns) + 1
        self._title = Span(self.sheet.get_name(), start, start, 0)
        self._bottom = top + len(picture.data)
        laid = tuple(self._lay(plot, columns, top) for plot in plots)
        if self._helper > len(columns) + 1:
            quiet = self.book.look(font_color=self.book.brand.quiet, italic=True)
            self.sheet.write_string(start, len(columns) + 1, self.book.say("for the chart"), quiet)
        self.row = self._bottom + 3
        return start, laid

    def finish(self) -> None:
        """Give the columns their widths."""
        for col, width in self._widths.items():
            self.sheet.set_column(col, col, width)
        fit_rows(self.sheet, self._texts, self._widths)

    def _lay(self, plot: Plot, columns: Sequence[Column], top: int) -> Laid:
        keys = {column.key: col for col, column in enumerate(columns)}
        count = len(plot.categories)
        name = self.sheet.get_name()
        categories = None
        if plot.key:
            categories = Span(name, top + 1, top + count, keys[plot.key])
        elif plot.categories:
            categories = self._put("", plot.categories, top)
        placed = tuple(self._place(series, keys, top) for series in plot.series)
        return Laid(plot, categories, placed, self._title)

    def _place(self, series: Series, keys: dict[str, int], top: int) -> Placed:
        places = self._put("x", series.places, top) if series.places else None
        if series.key:
            values = Span(self.sheet.get_name(), top + 1, top + len(series.values), keys[series.key])
            label = values.at(-1)
        else:
            values = self._put(series.label, series.values, top)
            label = values.at(-1)
        whiskers = None
        if series.whiskers is not None:
            whiskers = (self._put("−", series.whiskers[0], top), self._put("+", series.whiskers[1], top))
        return Placed(label, values, places, whiskers)

    def _put(self, head: str, values: Sequence[Any], top: int) -> Span:
        """Write a column that only the chart needs, in a quiet colour."""
        col = self._helper
        self._helper += 1
        quiet: dict[str, Any] = {"font_color": self.book.brand.quiet}
        said = self.book.fit(head)
        self.sheet.write_string(top, col, said, self.book.look(text_wrap=True, **quiet))
        for place, value in enumerate(values):
            write_value(self.book, self.sheet, top + 1 + place, col, value, blank=False, **quiet)
        self._bottom = max(self._bottom, top + len(values))
        self._widths[col] = max(self._widths.get(col, 0), 40 if any(isinstance(value, str) for value in values) else 12)
        self._texts.setdefault(top, []).append((col, said))
        return Span(self.sheet.get_name(), top + 1, top + len(values), col)


def columns_of(picture: Picture) -> tuple[Column, ...]:
    """Return the columns of a picture's rows: what is plotted by its name in the legend, numbers as numbers."""
    chart = picture.chart
    labels = {line.key: line.label for line in chart.lines} if chart else {}
    return tuple(_column(key, labels.get(key, key.replace("_", " ")), picture) for key in picture.columns)


def _column(key: str, label: str, picture: Picture) -> Column:
    values = [row[key] for row in picture.data if row.get(key) is not None]
    numbers = bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return Column(key, label, kind="number" if numbers else "text")
