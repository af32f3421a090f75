"""A table on slides: on the slide at hand where it fits, else on its own, and on more where it is long."""

from __future__ import annotations

from collections.abc import Sequence

from csi_lib.report.blocks import Table
from csi_lib.report.echo import is_echo
from csi_lib.report.export.document import Run
from csi_lib.report.export.pptx.deck import Deck
from csi_lib.report.export.pptx.drawn_table import draw_table
from csi_lib.report.export.pptx.grid import Grid, lay_grids, read_cells
from csi_lib.report.export.pptx.master import BOTTOM, LEFT, RIGHT, TOP
from csi_lib.report.export.pptx.measure import fit_lines
from csi_lib.report.export.pptx.prose import BODY, SIDE
from csi_lib.report.export.pptx.sheet import GAP, Sheet
from csi_lib.report.export.pptx.text import Para, measure_paras

MOST_SLIDES = 3  # of one table; the rest is in the XLSX file
TASTE = 6  # a table that needs more slides than this is shown by its first slide alone
NOTE_LINES = 6
LONG_LEAD = 2.0  # inches of text that get a slide of their own
WIDE, ROOM = RIGHT - LEFT, BOTTOM - TOP


def place_table(deck: Deck, sheet: Sheet, table: Table, above: Sequence[Para], path: Sequence[str]) -> Sheet:
    """Place a table with the texts that lead to it.

    Parameters
    ----------
    deck : Deck
        Takes new slides.
    sheet : Sheet
        The slide at hand.
    table : Table
        What to place.
    above : sequence of Para
        Heading and texts before it.
    path : sequence of str
        The page and, where there is one, the section.

    Returns
    -------
    Sheet
        The slide that what follows may go on.
    """
    echo = any(para.heading for para in above) and is_echo(table.title, path[-1])
    title = "" if echo else table.title
    if not table.rows:
        said = f"{title}: {deck.say('no rows')}" if title else deck.say("no rows")
        return place_words(deck, sheet, [*above, Para((Run(said),), BODY)], path)
    cells = read_cells(table)
    note = write_note(deck, table)
    words = [para for para in above if not para.heading]
    if room_for(words) > LONG_LEAD:
        sheet, above, words = place_words(deck, sheet, above, path), (), []
    grids = lay_grids(cells, WIDE, ROOM - room_for(note) - room_for(words))
    lead = [*above, *([Para((Run(title, strong=True),), BODY)] if title else [])]
    whole = grids[0].height + room_for(lead) + room_for(note)
    if len(grids) == 1 and len(cells.rows) == len(table.rows) and whole <= sheet.room:
        sheet.add_text(lead)
        sheet.y -= GAP / 2
        sheet.notes += [deck.fit(text) for text in cells.whole]
        return _draw_whole(deck, sheet, table, grids[0], note)
    path = trim_path(path, table.title)
    sheet = deck.add_sheet(table.title or path[-1], " › ".join(path))
    cut = [head for head in cells.heads if not any(head in grid.heads for grid in grids)]
    sheet.notes += ["; ".join(cut)] if cut and any(any(grid.upright) for grid in grids) else []
    if words:
        sheet.add_text(words)
    sheet.notes += [deck.fit(text) for text in cells.whole]
    return _draw_parts(deck, sheet, table, grids, note, path)


def trim_path(path: Sequence[str], title: str) -> Sequence[str]:
    """Return what stands above a slide's title without a section that the title repeats."""
    return path[:-1] if len(path) > 1 and is_echo(title, path[-1]) else path


def _draw_whole(deck: Deck, sheet: Sheet, table: Table, grid: Grid, note: list[Para]) -> Sheet:
    draw_table(sheet, grid, LEFT, *_name(deck, table, 1, len(grid.rows)))
    sheet.y += GAP
    if note:
        sheet.add_text(note)
    return sheet


def _draw_parts(
    deck: Deck, sheet: Sheet, table: Table, grids: Sequence[Grid], note: list[Para], path: Sequence[str]
) -> Sheet:
    """Draw as many rows as a few slides hold, and say how many there are."""
    title = table.title or path[-1]
    parts = _divide(grids, sheet.room - room_for(note), ROOM - room_for(note), len(table.rows))
    last = max(stop for _, _, stop in parts)
    turned = (
        len(grids) == 1 and len(grids[0].rows) + 1 == len(table.columns) and len(table.rows) + 1 == len(grids[0].heads)
    )
    for place, (grid, first, stop) in enumerate(parts, start=1):
        if place > 1:
            sheet = deck.add_sheet(f"{title} ({place} {deck.say('of')} {len(parts)})", " › ".join(path))
        named = _name(deck, table, 1, len(table.rows)) if turned else _name(deck, table, first + 1, stop)
        draw_table(sheet, grid.cut(first, stop), LEFT, *named)
        sheet.y += GAP
    if not turned and last < len(table.rows):
        note = [Para((Run(deck.say("shortened", last, len(table.rows))),), SIDE, "accent4"), *note]
    if note and measure_paras(note, WIDE) <= sheet.room:
        sheet.add_text(note)
    if table.note:
        sheet.notes.append(deck.fit(table.note))
    return sheet


def _divide(grids: Sequence[Grid], first_room: float, room: float, rows: int) -> list[tuple[Grid, int, int]]:
    """Return which rows stand on which slide: columns beside each other first, then the rows that follow."""
    if len(grids) > 1:
        count = max(1, min(grid.count_fitting(0, first_room - _REMARK) for grid in grids))
        return [(grid, 0, count) for grid in grids]
    grid, starts = grids[0], [0]
    while len(starts) <= TASTE and starts[-1] < len(grid.rows):
        left = first_room if len(starts) == 1 else room
        starts.append(starts[-1] + max(1, grid.count_fitting(starts[-1], left)))
    pairs = list(zip(starts, starts[1:], strict=False))
    if starts[-1] >= len(grid.rows) and len(pairs) <= MOST_SLIDES:
        return [(grid, start, stop) for start, stop in pairs]
    kept = 1 if starts[-1] < len(grid.rows) else MOST_SLIDES
    *whole, (start, _) = pairs[:kept]
    stop = start + max(1, grid.count_fitting(start, (room if whole else first_room) - _REMARK))
    return [(grid, one, other) for one, other in [*whole, (start, stop)]]


_REMARK = 0.35  # inches for the line that says how many rows there are


def _name(deck: Deck, table: Table, first: int, last: int) -> tuple[str, str]:
    """Return the name of a table and what it is, for who cannot see it."""
    title = table.title
    return title[:100] or deck.say("table"), deck.say(
        "table alt", title[:200], first, last, len(table.rows), len(table.columns)
    )


def place_words(deck: Deck, sheet: Sheet, paras: Sequence[Para], path: Sequence[str]) -> Sheet:
    """Place paragraphs on the slide at hand, or on a new one under their heading."""
    left = list(paras)
    if measure_paras(left, WIDE) > sheet.room:
        heading = left.pop(0).text if left[0].heading and len(left) > 1 else path[-1]
        sheet = deck.add_sheet(heading, path[0])
    sheet.add_text(left)
    return sheet


def write_note(deck: Deck, table: Table) -> list[Para]:
    """Return what stands below a table."""
    parts = [table.note] if table.note else []
    if table.muted:
        parts.append(deck.say("few"))
    if not parts:
        return []
    return [Para((Run(fit_lines(" ".join(parts), SIDE, WIDE, NOTE_LINES)),), SIDE, "accent4")]


def room_for(paras: Sequence[Para]) -> float:
    """Return the inches that paragraphs take with the gap below them."""
    return measure_paras(paras, WIDE) + GAP if paras else 0.0
