"""Rows as an Excel table: a named object with headings, filters and typed cells."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from csi_lib.report.blocks import Column
from csi_lib.report.export.xlsx.book import HEADER, Book
from csi_lib.report.export.xlsx.cells import holds_dates, write_value
from csi_lib.report.markup import say_cell

LAST_ROW = 1_048_576  # rows of a sheet (Microsoft: Excel specifications and limits)
NARROWEST, WIDEST, FIRST_WIDEST, WIDEST_PROSE = 9, 26, 46, 44  # characters of a column; longer texts wrap
LINE = 13.5  # points of a line of text
PROPORTIONAL = 1.12  # letters of running text in the width of one digit
_HIGHEST = 150  # points of a row; longer texts are read in the line above the sheet
PROSE = 100  # characters; a column of such texts gets more room
_STYLE = "Table Style Light 1"
_ESCAPED = re.compile(r"(_x[0-9a-fA-F]{4}_)")
_SAMPLE = 400  # rows that a column's width is guessed from


@dataclass(frozen=True)
class Wishes:
    """What the cells of a table would like to have.

    Parameters
    ----------
    widths : list of float
        Characters, one per column.
    texts : dict
        By row of the sheet, the column and text of every cell that may need more than a line.
    """

    widths: list[float]
    texts: dict[int, list[tuple[int, str]]]


def write_table(
    book: Book,
    sheet: Worksheet,
    top: int,
    columns: Sequence[Column],
    rows: Sequence[Mapping[Any, Any]],
    stem: str,
    muted: frozenset[int] = frozenset(),
    blank: bool = True,
) -> Wishes:
    """Write rows under headings, from a row of a sheet on.

    Parameters
    ----------
    book, sheet
        Where.
    top : int
        Row of the headings, from 0; the rows follow at once.
    columns : sequence of Column
        In reading order.
    rows : sequence of mapping
        At least one.
    stem : str
        What the name of the table begins with.
    muted : frozenset of int
        Places of the rows in a quieter colour.
    blank : bool
        Give empty cells their look; a chart would take such cells for 0.

    Returns
    -------
    Wishes
        The widths and heights that the cells would like to have.
    """
    heads = name_columns(book, columns)
    dated = [holds_dates(column, rows) for column in columns]
    look = {"bold": True, "text_wrap": True, "bottom": 2, "bottom_color": book.brand.accent, "valign": "bottom"}
    headers = [
        book.look(
            **look, **({"align": "right"} if column.kind == "number" else {"align": "left", "indent": 1 if col else 0})
        )
        for col, column in enumerate(columns)
    ]
    for place, row in enumerate(rows):
        look = {"font_color": book.brand.quiet, "italic": True} if place in muted else {}
        for col, column in enumerate(columns):
            unit = column.unit if column.kind == "number" else ""
            write_value(book, sheet, top + 1 + place, col, row.get(column.key), unit, dated[col], blank, **look)
    sheet.add_table(
        top,
        0,
        top + len(rows),
        len(columns) - 1,
        {
            "name": book.name_table(stem),
            "style": _STYLE,
            # the table's own part escapes what looks like an escape, as the cells do
            "columns": [
                {"header": _ESCAPED.sub(r"_x005F\1", head), "header_format": header}
                for head, header in zip(heads, headers, strict=True)
            ],
        },
    )
    for col, (head, header) in enumerate(zip(heads, headers, strict=True)):
        sheet.write_string(top, col, head, header)
    widths = [_wish(column, head, rows, col) for col, (column, head) in enumerate(zip(columns, heads, strict=True))]
    keys = [column.key for column in columns]
    texts = {top: [(col, f"{head} ▾") for col, head in enumerate(heads)]}
    for place, row in enumerate(rows):
        texts[top + 1 + place] = [(col, row[key]) for col, key in enumerate(keys) if _may_wrap(row.get(key))]
    return Wishes(widths, {row: cells for row, cells in texts.items() if cells})


def count_lines(text: str, letters: float) -> int:
    """Return how many lines a text takes in a column that holds so many digits."""
    return sum(max(1, math.ceil(len(part) / max(1, letters * PROPORTIONAL))) for part in text.split("\n"))


def fit_rows(sheet: Worksheet, texts: Mapping[int, Sequence[tuple[int, str]]], widths: Mapping[int, float]) -> None:
    """Give rows whose texts wrap the height that they need; not every program finds it by itself."""
    for row, cells in texts.items():
        lines = max(count_lines(text, widths[col] - 1) for col, text in cells)
        if lines > 1:
            sheet.set_row(row, min(_HIGHEST, lines * LINE + 3))


def _may_wrap(value: Any) -> bool:
    return isinstance(value, str) and len(value) > NARROWEST


def name_columns(book: Book, columns: Sequence[Column]) -> list[str]:
    """Return a heading for each column: label and unit, none empty and none twice."""
    heads: list[str] = []
    for column in columns:
        said = f"{column.label} [{column.unit}]" if column.unit else column.label
        base = " ".join(book.cleaner.clean(said).split()) or column.key or "–"
        head, number = book.fit(base, HEADER), 2
        while head.lower() in {other.lower() for other in heads}:
            head = f"{base[: HEADER - 6]} ({number})"
            number += 1
        heads.append(head)
    return heads


def _wish(column: Column, head: str, rows: Sequence[Mapping[Any, Any]], col: int) -> float:
    """Guess a width: numbers whole, texts up to a line, headings wrapped but never inside a word."""
    said = [say_cell(row.get(column.key), column.to_json()) for row in rows[:_SAMPLE]]
    longest = max((len(line) for text in said for line in text.split("\n")), default=0)
    word = max((len(part) for part in head.split()), default=0) + 3  # room for the filter's arrow
    most = WIDEST_PROSE if longest > PROSE else FIRST_WIDEST if col == 0 else WIDEST
    return max(NARROWEST, min(most, max(longest * 1.05 + 1, word, len(head) / 3)))
