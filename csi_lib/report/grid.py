"""Tables of HTML as notebooks show frames, read without running or keeping any of its markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from csi_lib.report.blocks import Column, Table

_SPAN = 1_000  # cells; the limit of HTML itself for columns (WHATWG, "forming a table")
_UNSEEN = ("script", "style", "template", "head", "title", "noscript")
_NO_WORDS = ("img", "svg", "canvas", "iframe", "object", "embed", "video", "audio")
_LINES = ("p", "div", "br", "li", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "caption")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_MISSING = ("", "NaN", "NaT", "None", "<NA>", "nan")  # as pandas writes them
_CUT = "..."  # what pandas writes where it left rows or columns out
_YEAR = re.compile(r"\b(year|jahr)\b", re.IGNORECASE)  # a number that is never written with a thousands separator


@dataclass
class _Cell:
    head: bool
    wide: int
    high: int
    text: str = ""


@dataclass
class _Grid:
    caption: str = ""
    after: str = ""
    heads: int = 0  # rows within thead
    rows: list[list[_Cell]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers cells, captions and the words around tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[_Grid] = []
        self.words = ""  # before the first table
        self.unread: set[str] = set()
        self._inside = ""  # where text goes: caption, cell or nowhere in particular
        self._in_head = self._in_table = False
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _NO_WORDS:
            self.unread.add(tag)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.grids.append(_Grid())
            self._in_table = True
        elif tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr" and self._in_table:
            self.grids[-1].rows.append([])
            self.grids[-1].heads += self._in_head
        elif tag in ("th", "td") and self._in_table and self.grids[-1].rows:
            wide, high = (_read_span(given, name) for name in ("colspan", "rowspan"))
            self.grids[-1].rows[-1].append(_Cell(tag == "th", wide, high))
            self._inside = "cell"
        elif tag == "caption":
            self._inside = "caption"
        if tag in _LINES:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            self._in_table = False
        elif tag == "thead":
            self._in_head = False
        if tag in ("th", "td", "caption", "tr", "table"):
            self._inside = ""
        if tag in _LINES:
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._inside == "cell":
            self.grids[-1].rows[-1][-1].text += data
        elif self._inside == "caption" and self.grids:
            self.grids[-1].caption += data
        elif not self._in_table:
            if self.grids and self.grids[-1].rows:
                self.grids[-1].after += data
            else:
                self.words += data


def read_words(html: str) -> str:
    """Return the words of HTML before its first table, a line per paragraph, without markup, scripts and styles."""
    return "\n".join(_words(line) for line in _read(html).words.split("\n") if line.strip())


def find_unread(html: str) -> list[str]:
    """Name the elements of HTML that show something without words."""
    return sorted(_read(html).unread)


def read_tables(html: str, title: str) -> list[Table]:
    """Read every table of HTML.

    Parameters
    ----------
    html : str
        As pandas writes a frame; spanned cells are repeated, rows of headings joined, the index is kept.
    title : str
        Of a table without a caption.

    Returns
    -------
    list of Table
        Columns in which every cell is a number hold numbers; what stands below a table is its note.
    """
    return [_make_table(grid, title) for grid in _read(html).grids if grid.rows]


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _make_table(grid: _Grid, title: str) -> Table:
    laid = _lay_cells(grid.rows)
    heads = grid.heads or int(all(cell.head for cell in grid.rows[0]) and len(grid.rows) > 1)
    width = max((len(row) for row in laid), default=0)
    filled = [row + [""] * (width - len(row)) for row in laid]
    index = sum(1 for cell in grid.rows[heads] if cell.head) if heads < len(grid.rows) else 0
    columns, cells = [], []
    for place in range(width):
        label = " ".join(dict.fromkeys(row[place] for row in filled[:heads] if row[place])) or " "
        texts = [row[place] for row in filled[heads:]]
        numbers = None if place < index or _YEAR.search(label) else _read_numbers(texts)
        columns.append(Column(str(place), label, kind="text" if numbers is None else "number"))
        cells.append(texts if numbers is None else numbers)
    rows = tuple({str(place): column[row] for place, column in enumerate(cells)} for row in range(len(filled) - heads))
    return Table(_words(grid.caption) or title, tuple(columns), rows, _words(grid.after))


def _lay_cells(rows: list[list[_Cell]]) -> list[list[str]]:
    """Write the text of a cell into every place that it spans."""
    hanging: dict[int, tuple[str, int]] = {}  # column -> text and rows still to come
    laid = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            _let_hang(line, hanging)
            for _ in range(cell.wide):
                if cell.high > 1:
                    hanging[len(line)] = (_words(cell.text), cell.high - 1)
                line.append(_words(cell.text))
        _let_hang(line, hanging)
        laid.append(line)
    return laid


def _let_hang(line: list[str], hanging: dict[int, tuple[str, int]]) -> None:
    while len(line) in hanging:
        text, left = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = (text, left - 1)
        line.append(text)


def _read_numbers(texts: list[str]) -> list[Any] | None:
    """Return the numbers of a column; nothing where a cell is none, or all are missing."""
    said = [text for text in texts if text not in _MISSING and text != _CUT]
    if not said or _CUT in texts or not all(_NUMBER.fullmatch(text) for text in said):
        return None
    whole = all(_WHOLE.fullmatch(text) for text in said)
    return [None if text in _MISSING else int(text) if whole else float(text) for text in texts]


def _read_span(given: dict[str, str | None], name: str) -> int:
    found = given.get(name) or "1"
    return min(_SPAN, max(1, int(found))) if found.isascii() and found.isdigit() else 1


def _words(text: str) -> str:
    return " ".join(text.split())
