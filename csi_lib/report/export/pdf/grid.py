"""Cells of a table as text, and the widths of columns that make its rows least high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from csi_lib.report.export.pdf.letters import measure, measure_longest

GAP = 7.0  # points between the columns
SPARE = 0.5  # points that a column has more than its letters need, for they are measured without kerning
LINE = 1.25  # of the type size
WORD = 30.0  # of the type size; nothing that stays whole is wider
RAGGED = 0.3  # of the longest word that a line loses on average, for lines end where words do
SAMPLE = 60  # rows looked at for the widths, the longest
STEPS = 40  # in which the room that is left is dealt out
POWER = 6  # of the norm that stands for the highest cell of a row and still sees the second highest
WHOLE = ("number", "stamp", "flag")  # looks of cells that do not break

Widths = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Cells as text, and the heads above them.

    Parameters
    ----------
    heads : tuple of (str, str)
        Label and unit of every column.
    looks : tuple of str
        ``name``, ``field``, ``text``, ``number``, ``stamp``, ``flag`` or ``mark``.
    rows : tuple of tuple of str
        A cell for every column.
    """

    heads: tuple[tuple[str, str], ...]
    looks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def take(self, places: Sequence[int]) -> Grid:
        """Return some of the columns."""
        return Grid(
            tuple(self.heads[at] for at in places),
            tuple(self.looks[at] for at in places),
            tuple(tuple(row[at] for at in places) for row in self.rows),
        )

    def turn(self) -> Grid:
        """Let each record stand in a column of its own, its fields below each other."""
        rows = tuple(
            (f"{label} [{unit}]" if unit else label, *(row[place] for row in self.rows))
            for place, (label, unit) in enumerate(self.heads)
            if place
        )
        heads = (self.heads[0], *((row[0], "") for row in self.rows))
        return Grid(heads, ("field", *("text" for _ in self.rows)), rows)

    @cached_property
    def cells(self) -> Widths:
        """Widths of all cells on one line, heads first, in units of the type size; of many rows the longest."""
        rows = sorted(self.rows, key=lambda row: -sum(map(len, row)))[:SAMPLE]
        heads = [" ".join(head) if look != "mark" else "" for head, look in zip(self.heads, self.looks, strict=True)]
        return np.array([[max(map(measure, cell.split("\n"))) for cell in row] for row in (heads, *rows)])

    @cached_property
    def least(self) -> Widths:
        """Least widths of the columns in units of the type size: the longest word, a number whole."""
        return np.array([self._find_least(place, look) for place, look in enumerate(self.looks)])

    def _find_least(self, place: int, look: str) -> float:
        cells = {row[place] for row in self.rows}
        if look == "mark":
            return max([LINE, *map(measure, cells)])
        width = measure if look in WHOLE else measure_longest
        return max([*map(measure_longest, self.heads[place]), *(min(width(cell), WORD) for cell in cells)])


@dataclass(frozen=True)
class Fit:
    """A way to print a grid.

    Parameters
    ----------
    size : float
        Of the type, in points.
    widths : tuple of float
        Of the columns, in points, the gaps between them included.
    lines : float
        That a row takes on average.
    wide : bool
        It needs a page that lies down.
    """

    size: float
    widths: tuple[float, ...]
    lines: float
    wide: bool = False


def fit_grid(grid: Grid, width: float, size: float, wide: bool = False) -> Fit | None:
    """Find the widths of columns that make a table least high.

    Parameters
    ----------
    grid : Grid
        Any number of rows and columns.
    width : float
        Points of a line.
    size : float
        Of the type, in points.
    wide : bool
        The line is one of a page that lies down.

    Returns
    -------
    Fit or None
        None where the longest words alone need more than a line.
    """
    least = grid.least * size + SPARE
    room = width - GAP * len(least)
    if least.sum() > room:
        return None
    cells = grid.cells * size + SPARE
    most = np.maximum(cells.max(axis=0), least)
    widths = most if most.sum() <= room else _deal(cells, least, most, room)
    lines = np.ceil(_count_lines(cells, least, widths)).max(axis=1)[1:]
    return Fit(size, tuple(float(each) + GAP for each in widths), float(lines.mean()) if len(lines) else 1.0, wide)


def _deal(cells: Widths, least: Widths, most: Widths, room: float) -> Widths:
    """Deal the room that is left, step by step, to the column that makes the rows least high."""
    widths = least
    for step in range(STEPS, 0, -1):
        trials = widths + np.eye(len(widths)) * np.minimum((room - widths.sum()) / step, most - widths)
        lines = np.maximum(_count_lines(cells, least, trials[:, None, :]), 0.8)
        height = ((lines**POWER).sum(axis=2) ** (1 / POWER)).sum(axis=1)
        widths = trials[int(np.where(most - widths < SPARE, np.inf, height).argmin())]
    return widths


def _count_lines(cells: Widths, least: Widths, widths: Widths) -> Widths:
    return np.where(cells <= widths + 1e-9, np.minimum(cells / widths, 1), cells / (widths - RAGGED * least))
