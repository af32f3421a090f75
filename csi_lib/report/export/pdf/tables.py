"""Tables as a printed page bears them: upright, each record in a column, lying down, or column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from csi_lib.report.blocks import Column, Table
from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.pdf.grid import GAP, LINE, Fit, Grid, fit_grid
from csi_lib.report.export.pdf.letters import PrintCleaner, break_words
from csi_lib.report.export.words import say
from csi_lib.report.markup import say_cell

LONGEST = 500  # rows; a longer table is nobody's to read on paper
HEAD = 100  # rows of such a table that are printed
CELL = 1_000  # characters of a cell that are printed
CALM, CROWDED = 2.2, 3.6  # lines a row on average: reads like a list; reads badly
RECORDS = 5  # rows; so few records may stand side by side instead
KEPT = 170.0  # points; a table of about that height is not parted
PAGE_WORTH = 12  # rows; fewer are not worth a page that lies down


@dataclass(frozen=True)
class Paper:
    """What a table may take.

    Parameters
    ----------
    width : float
        Points of a line on an upright page.
    wide : float
        Points of a line on a page that lies down; 0 where none may.
    sizes : tuple of float
        Type sizes in points, the most welcome first.
    """

    width: float
    wide: float
    sizes: tuple[float, ...]


def agree_sizes(tables: Sequence[Table], paper: Paper) -> dict[tuple[Column, ...], Paper]:
    """Find one type size for tables of the same columns.

    Parameters
    ----------
    tables : sequence of Table
        Tables of one page.
    paper : Paper
        What there is room for.

    Returns
    -------
    dict of tuple of Column to Paper
        By the columns, where there are several such tables.
    """
    groups: dict[tuple[Column, ...], list[Table]] = {}
    for table in tables:
        groups.setdefault(table.columns, []).append(table)
    agreed = {}
    for columns, group in groups.items():
        if len(group) > 1 and columns:
            chosen = [_choose(_read_grid(table, PrintCleaner()), paper, bool(table.muted)) for table in group]
            smallest = min((way[1].size for way in chosen if way), default=paper.sizes[-1])
            agreed[columns] = replace(paper, sizes=(smallest,))
    return agreed


def lay_table(table: Table, paper: Paper, cleaner: Cleaner, language: str) -> list[dict[str, Any]]:
    """Lay a table out for the page.

    Parameters
    ----------
    table : Table
        Any number of rows and columns; of more than ``LONGEST`` rows the first ``HEAD`` are printed, and the note
        says so.
    paper : Paper
        What there is room for.
    cleaner : Cleaner
        Counts what is taken out and cut.
    language : {"en", "de"}
        Of the words that are added.

    Returns
    -------
    list of dict
        One table; several, with the first column again, where there are more columns than a page is wide; none
        where there is no column.
    """
    grid = _read_grid(table, cleaner)
    if not grid.looks:
        return []
    title = cleaner.clean(table.title)
    muted = [place for place in table.muted if place < len(grid.rows)]
    chosen = _choose(grid, paper, bool(muted))
    parts = [(title, *chosen)] if chosen else _split(title, grid, paper, language)
    laid = [_lay_part(*part, muted, language) for part in parts]
    laid[-1]["note"] = break_words(" ".join(_say_notes(table, bool(muted), cleaner, language)))
    return laid


def _read_grid(table: Table, cleaner: Cleaner) -> Grid:
    rows = table.rows if len(table.rows) <= LONGEST else table.rows[:HEAD]
    columns = [column.to_json() for column in table.columns]
    return Grid(
        tuple((cleaner.clean(column.label), cleaner.clean(column.unit)) for column in table.columns),
        tuple(_look_of(column, place) for place, column in enumerate(table.columns)),
        tuple(tuple(cleaner.fit(say_cell(row[column["key"]], column), CELL) for column in columns) for row in rows),
    )


def _look_of(column: Column, place: int) -> str:
    return "name" if place == 0 and column.kind == "text" else column.kind


def _say_notes(table: Table, muted: bool, cleaner: Cleaner, language: str) -> list[str]:
    notes = [
        say("shortened", language, HEAD, len(table.rows)) if len(table.rows) > LONGEST else "",
        cleaner.clean(table.note),
        say("few", language) if muted else "",
    ]
    return [note for note in notes if note]


def _choose(grid: Grid, paper: Paper, muted: bool) -> tuple[Grid, Fit] | None:
    """Take the first way that reads well; none where the columns do not fit side by side."""
    upright = _fit_best(grid, paper.width, paper.sizes)
    short = len(grid.rows) < PAGE_WORTH
    if upright and (upright.lines <= CALM or (short and upright.lines <= CROWDED)):
        return grid, upright
    if 0 < len(grid.rows) <= RECORDS and len(grid.looks) > len(grid.rows) + 2 and not muted:
        turned = grid.turn()
        records = _fit_best(turned, paper.width, paper.sizes)
        if records:
            return turned, records
    if upright and (short or upright.lines <= CROWDED):
        return grid, upright
    best = _fit_best(grid, paper.wide, paper.sizes, wide=True) or upright
    return (grid, best) if best else None


def _fit_best(grid: Grid, width: float, sizes: Sequence[float], wide: bool = False) -> Fit | None:
    """Fit a grid in the largest type in which its rows are calm, else in the smallest."""
    fit = None
    for size in sizes:
        fit = fit_grid(grid, width, size, wide)
        if fit and fit.lines <= CALM:
            return fit
    return fit


def _split(title: str, grid: Grid, paper: Paper, language: str) -> list[tuple[str, Grid, Fit]]:
    """Print a few columns at a time, each time beside the first."""
    size = paper.sizes[-1]
    least = grid.least * size + GAP + 1
    groups: list[list[int]] = [[0]]
    for place in range(1, len(least)):
        if least[[*groups[-1], place]].sum() > paper.width and len(groups[-1]) > 1:
            groups.append([0])
        groups[-1].append(place)
    parts = [grid.take(group) for group in groups]
    return [
        (
            f"{title} ({place} {say('of', language)} {len(parts)})".strip(),
            part,
            fit_grid(part, paper.width, size) or _share(part, paper.width, size),
        )
        for place, part in enumerate(parts, start=1)
    ]


def _share(grid: Grid, width: float, size: float) -> Fit:
    """Give every column the same where some word is wider than all of them."""
    return Fit(size, (width / len(grid.looks),) * len(grid.looks), 1.0)


def _lay_part(title: str, grid: Grid, fit: Fit, muted: list[int], language: str) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": break_words(title),
        "note": "",
        "size": fit.size,
        "widths": [round(width, 2) for width in fit.widths],
        "wide": fit.wide,
        "whole": (len(grid.rows) + 2) * (fit.lines * LINE + 0.8) * fit.size < KEPT,
        "looks": list(grid.looks),
        "heads": [[break_words(label), unit] for label, unit in grid.heads],
        "rows": [[break_words(cell) for cell in row] for row in grid.rows],
        "muted": muted,
        "empty": "" if grid.rows else say("no rows", language),
    }
