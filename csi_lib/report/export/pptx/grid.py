"""How a table is laid on slides: the size of its letters, the width of its columns, the rows on each slide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csi_lib.report.blocks import Column, Table
from csi_lib.report.export.pptx.measure import (
    BOLD,
    count_lines,
    cut_words,
    fit_lines,
    longest_word,
    measure_height,
    measure_width,
)
from csi_lib.report.markup import say_cell

SIZES = (12, 11, 10)  # points
CELL, CELL_OF_MANY = 300, 120  # characters of a cell that a slide shows
MANY = 12  # rows
PAD = 0.09  # inches on each side of a cell
PAD_HIGH = 0.035  # inches above and below
WIDEST_WORD = 1.5  # inches that a column asks for at most for one word
FILLED = 0.85  # of a slide's width that columns may need before others go to the next
SHORT = 1.9  # inches of a column whose cells are never broken where there is room
PROSE, PROSE_TEXT = 1.3, 25  # inches that a column needs at least whose cells have more characters than this
TURNED_ROWS, TURNED_COLUMNS = 5, 9  # few rows of many columns are laid on their side
UPRIGHT = 6  # so many columns of marks have upright headings
UPRIGHT_HEIGHT = 2.2
MOST_ROWS = 150  # that are measured; no table gets more slides than they fill


@dataclass(frozen=True)
class Grid:
    """A table as it is drawn.

    Parameters
    ----------
    heads : tuple of str
        Headings.
    rows : tuple of tuple of str
        Cells, cut to fit.
    right : tuple of bool
        Which columns stand right.
    upright : tuple of bool
        Which headings are turned.
    widths : tuple of float
        Of the columns, inches.
    heights : tuple of float
        Of the rows, inches.
    head_height : float
        Of the headings.
    size : float
        Of the letters, points.
    quiet : tuple of bool
        Which rows rest on too few cases.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    upright: tuple[bool, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    head_height: float
    size: float
    quiet: tuple[bool, ...]

    def cut(self, first: int, last: int) -> Grid:
        """Return the rows from ``first`` to before ``last``."""
        part = slice(first, last)
        return Grid(
            self.heads, self.rows[part], self.right, self.upright, self.widths, self.heights[part], self.head_height,
            self.size, self.quiet[part],
        )  # fmt: skip

    @property
    def height(self) -> float:
        """Of the whole, inches."""
        return self.head_height + sum(self.heights)

    def count_fitting(self, first: int, room: float) -> int:
        """Return how many rows from ``first`` on fit into so many inches, the headings repeated."""
        left, count = room - self.head_height, 0
        for height in self.heights[first:]:
            if height > left:
                break
            left, count = left - height, count + 1
        return count


@dataclass(frozen=True)
class Cells:
    """A table as text, and which texts were cut."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    marks: tuple[bool, ...]
    quiet: tuple[bool, ...]
    whole: tuple[str, ...]  # the texts that were cut, with their place

    def pick(self, columns: Sequence[int]) -> Cells:
        """Return some of the columns."""
        return Cells(
            tuple(self.heads[at] for at in columns),
            tuple(tuple(row[at] for at in columns) for row in self.rows),
            tuple(self.right[at] for at in columns),
            tuple(self.marks[at] for at in columns),
            self.quiet,
            self.whole,
        )


def read_cells(table: Table) -> Cells:
    """Say every cell of a table as the pages do, cut where they are long."""
    whole: list[str] = []
    longest = CELL if len(table.rows) <= MANY else CELL_OF_MANY
    rows = []
    for place, row in enumerate(table.rows[:MOST_ROWS], start=1):
        said = []
        for column in table.columns:
            text = say_cell(row[column.key], column.to_json()).strip()
            if len(text) > longest:
                whole.append(f"{column.label}, {place}: {text}")
            said.append(cut_words(text, longest))
        rows.append(tuple(said))
    heads = tuple(cut_words(_head(column), 80) for column in table.columns)
    return Cells(
        heads,
        tuple(rows),
        tuple(column.kind == "number" for column in table.columns),
        tuple(column.kind == "mark" for column in table.columns),
        tuple(place in table.muted for place in range(len(rows))),
        tuple(whole),
    )


def _head(column: Column) -> str:
    return f"{column.label} [{column.unit}]" if column.unit else column.label


def lay_grids(cells: Cells, width: float, room: float) -> tuple[Grid, ...]:
    """Lay a table on slides.

    Parameters
    ----------
    cells : Cells
        With at least one row.
    width, room : float
        Of a slide, inches.

    Returns
    -------
    tuple of Grid
        One; more where the columns do not stand side by side, each beginning with the first.
    """
    if len(cells.rows) <= TURNED_ROWS and len(cells.heads) >= TURNED_COLUMNS and not any(cells.quiet):
        turned = turn_cells(cells)
        if fits_width(turned, SIZES[-1], width):
            return (_choose_size(turned, width, room),)
    if fits_width(cells, SIZES[-1], width):
        return (_choose_size(cells, width, room),)
    return tuple(_choose_size(cells.pick(group), width, room) for group in _split_columns(cells, width))


def turn_cells(cells: Cells) -> Cells:
    """Lay a table on its side: a row per column, headed by the cells of the first."""
    heads = (cells.heads[0], *(row[0] for row in cells.rows))
    rows = tuple((head, *(row[at] for row in cells.rows)) for at, head in enumerate(cells.heads) if at)
    none = (False,) * len(heads)
    return Cells(heads, rows, none, none, (False,) * len(rows), cells.whole)


def _split_columns(cells: Cells, width: float) -> list[list[int]]:
    least = _least_widths(cells, SIZES[-1])
    groups, filled = [[0]], least[0]
    for at in range(1, len(least)):
        if filled + least[at] > width * FILLED and len(groups[-1]) > 1:
            groups.append([0])
            filled = least[0]
        groups[-1].append(at)
        filled += least[at]
    return groups


def fits_width(cells: Cells, size: float, width: float) -> bool:
    """Return whether the columns stand side by side in letters of a size."""
    return sum(_least_widths(cells, size)) <= width


def _choose_size(cells: Cells, width: float, room: float) -> Grid:
    """Return the grid in the largest letters that need no more slides than smaller ones."""
    grids = [lay_grid(cells, size, width) for size in SIZES if fits_width(cells, size, width)]
    grids = grids or [lay_grid(cells, SIZES[-1], width)]
    return min(
        grids,
        key=lambda grid: (_count_slides(grid, room), -grid.count_fitting(0, room) * _is_long(grid, room), -grid.size),
    )


def _is_long(grid: Grid, room: float) -> bool:
    """Return whether rows will be left out, so that smaller letters show more of them."""
    return _count_slides(grid, room) > 3


def _count_slides(grid: Grid, room: float) -> int:
    count, first = 0, 0
    while first < len(grid.rows):
        first += max(1, grid.count_fitting(first, room))
        count += 1
    return count


def lay_grid(cells: Cells, size: float, width: float) -> Grid:
    """Lay the columns side by side in letters of a size."""
    widths = _share_width(_least_widths(cells, size), *_wanted_widths(cells, size), width)
    upright = cells.marks if sum(cells.marks) >= UPRIGHT else (False,) * len(cells.heads)
    heights = tuple(_measure_row(row, widths, size) for row in cells.rows)
    flat = [head if not turned else "" for head, turned in zip(cells.heads, upright, strict=True)]
    head = _measure_row(flat, widths, size, bold=True)
    tall = [measure_width(name, size, bold=True) for name, turned in zip(cells.heads, upright, strict=True) if turned]
    if tall:
        head = max(head, min(UPRIGHT_HEIGHT, max(tall) + 0.2))
    names = tuple(
        _cut_upright(name, size) if turned else name for name, turned in zip(cells.heads, upright, strict=True)
    )
    return Grid(names, cells.rows, cells.right, upright, widths, heights, head, size, cells.quiet)


def _cut_upright(name: str, size: float) -> str:
    """Return a heading that stands upright in one line; LibreOffice does not break such lines."""
    return fit_lines(name, size, (UPRIGHT_HEIGHT - 0.2) / BOLD, 1)


def _measure_row(row: Sequence[str], widths: Sequence[float], size: float, bold: bool = False) -> float:
    lines = max(count_lines(text, size, wide - 2 * PAD, bold) for text, wide in zip(row, widths, strict=True))
    return measure_height(lines, size) + 2 * PAD_HIGH


def _least_widths(cells: Cells, size: float) -> list[float]:
    upright = sum(cells.marks) >= UPRIGHT
    widths = []
    for at, head in enumerate(cells.heads):
        texts = [row[at] for row in cells.rows]
        words = [longest_word(text, size) for text in texts]
        needed = max([*words, 0.0 if upright and cells.marks[at] else longest_word(head, size, bold=True)])
        if upright and cells.marks[at]:
            needed = max(needed, 2.2 * measure_height(1, size))  # two lines of an upright heading
        if max(map(len, texts), default=0) > PROSE_TEXT:
            needed = max(needed, PROSE)
        widths.append(min(needed, WIDEST_WORD) + 2 * PAD)
    return widths


def _wanted_widths(cells: Cells, size: float) -> tuple[list[float], list[float]]:
    """Return the width of the widest cell of each column, headings on two lines, and a weight of all its cells."""
    upright = sum(cells.marks) >= UPRIGHT
    widest, together = [], []
    for at in range(len(cells.heads)):
        wide = [measure_width(line, size) for row in cells.rows for line in row[at].split("\n")]
        halved = 0.0 if upright and cells.marks[at] else measure_width(cells.heads[at], size, bold=True) / 2 + 0.2
        widest.append(max([*wide, halved]) + 2 * PAD)
        # Heights add up to the least where widths go by the root of what columns hold.
        together.append(math.sqrt(sum(wide)))
    return widest, together


def _share_width(
    least: Sequence[float], wanted: Sequence[float], texts: Sequence[float], width: float
) -> tuple[float, ...]:
    """Return the widths of columns: short ones get what they want first, long ones share by how much they hold."""
    widths = list(least)
    spare = width - sum(widths)
    short = sorted((at for at in range(len(widths)) if wanted[at] <= SHORT), key=lambda at: wanted[at])
    for place, at in enumerate(short):
        more = max(0.0, min(wanted[at] - widths[at], spare / (len(short) - place)))
        widths[at] += more
        spare -= more
    long = [at for at in range(len(widths)) if wanted[at] > SHORT]
    for _ in range(len(long)):  # what one column needs no more is shared again
        open_ = [at for at in long if wanted[at] > widths[at]]
        held = sum(texts[at] for at in open_)
        for at in open_:
            widths[at] = min(wanted[at], widths[at] + spare * texts[at] / held)
        spare = width - sum(widths)
    stretch = min(1.25, width / sum(widths))
    return tuple(wide * stretch for wide in widths)
