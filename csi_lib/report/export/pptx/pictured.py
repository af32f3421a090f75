"""A picture on slides: a native chart over the whole slide, with its words below and a small table beside it."""

from __future__ import annotations

from collections.abc import Sequence

from csi_lib.report.blocks import Picture, Table, Text
from csi_lib.report.export.document import Run
from csi_lib.report.export.pptx.deck import Deck
from csi_lib.report.export.pptx.drawn_chart import ALT, draw_chart, draw_pixels, shorten_plot
from csi_lib.report.export.pptx.drawn_table import draw_table
from csi_lib.report.export.pptx.grid import SIZES, Grid, fits_width, lay_grid, read_cells
from csi_lib.report.export.pptx.master import BOTTOM, LEFT, RIGHT, TOP
from csi_lib.report.export.pptx.measure import fit_lines
from csi_lib.report.export.pptx.prose import SIDE
from csi_lib.report.export.pptx.sheet import GAP, Sheet
from csi_lib.report.export.pptx.tabled import trim_path
from csi_lib.report.export.pptx.text import Para, measure_paras
from csi_lib.report.export.raster import draw_pixels as draw_svg
from csi_lib.report.export.series import Plot, plot_picture

CAPTION_LINES, REMARK_LINES = 4, 3
TABLE_WIDTH = 4.6  # inches of a table beside a chart
TABLE_COLUMNS = 3
WIDE, ROOM = RIGHT - LEFT, BOTTOM - TOP


def find_company(picture: Picture, following: Sequence[object]) -> list[Text | Table]:
    """Return what goes on the slide of a picture: the notes behind it, or a small table of the same name."""
    found: list[Text | Table] = []
    for item in following:
        if not isinstance(item, Text) or item.role != "note":
            break
        found.append(item)
    if found or not following or not isinstance(following[0], Table):
        return found
    table = following[0]
    same = table.title == picture.title and not table.folded and not table.note
    return [table] if same and table.rows and len(table.columns) <= TABLE_COLUMNS else []


def place_picture(deck: Deck, picture: Picture, company: Sequence[Text | Table], path: Sequence[str]) -> Sheet | None:
    """Place a picture, on a slide per scale.

    Parameters
    ----------
    deck : Deck
        Takes the slides.
    picture : Picture
        With numbers to plot, or with a drawing.
    company : sequence of Text or Table
        What stands beside or below it.
    path : sequence of str
        The page and, where there is one, the section.

    Returns
    -------
    Sheet or None
        The last slide, full; None where there is nothing to draw.
    """
    path = trim_path(path, picture.title)
    plots = [shorten_plot(plot) for plot in plot_picture(picture, deck.document.language)]
    if plots:
        for place, plot in enumerate(plots, start=1):
            several = f" ({place} {deck.say('of')} {len(plots)})" if len(plots) > 1 else ""
            sheet = deck.add_sheet(f"{picture.title}{several}", " › ".join(path))
            _fill_sheet(deck, sheet, picture, company, plot, "")
        return sheet
    pixels = draw_svg(picture.svg) if picture.chart is None and picture.svg else None
    if pixels is None:
        return None
    sheet = deck.add_sheet(picture.title, " › ".join(path))
    box, alt = _lay_out(deck, sheet, picture, company, None)
    draw_pixels(sheet, pixels, _name(deck, picture), alt, box)
    return sheet


def _fill_sheet(
    deck: Deck, sheet: Sheet, picture: Picture, company: Sequence[Text | Table], plot: Plot, name: str
) -> None:
    box, alt = _lay_out(deck, sheet, picture, company, plot)
    draw_chart(sheet, plot, _name(deck, picture), alt, box, deck.created)


def _lay_out(
    deck: Deck, sheet: Sheet, picture: Picture, company: Sequence[Text | Table], plot: Plot | None
) -> tuple[tuple[float, float, float, float], str]:
    """Place what belongs to a picture and return the box that is left for it, and its description."""
    sheet.notes.append(deck.fit(picture.alt))
    alt = deck.cleaner.fit(picture.alt, ALT)
    top, width = sheet.y, WIDE
    for table in company:
        if isinstance(table, Table):
            width -= _place_beside(deck, sheet, table)
    caption = _write_caption(deck, sheet, picture, company, plot)
    height = measure_paras(caption, WIDE)
    if caption:
        sheet.write(caption, (LEFT, BOTTOM - height, WIDE, height))
    sheet.y = BOTTOM
    return (LEFT, top, width, BOTTOM - top - (height + GAP if caption else 0.0)), alt


def _place_beside(deck: Deck, sheet: Sheet, table: Table) -> float:
    """Place a table at the right edge and return the width that it takes from the chart."""
    cells = read_cells(table)
    grids = [lay_grid(cells, size, TABLE_WIDTH) for size in SIZES if fits_width(cells, size, TABLE_WIDTH)]
    grid: Grid = next((grid for grid in grids if grid.height <= ROOM), grids[-1] if grids else lay_grid(cells, 10, 4.6))
    shown = grid.cut(0, max(1, grid.count_fitting(0, ROOM)))
    wide = sum(shown.widths)
    title = table.title
    alt = deck.say("table alt", title, 1, len(shown.rows), len(table.rows), len(table.columns))
    draw_table(sheet, shown, RIGHT - wide, title, alt)
    sheet.notes += [deck.fit(text) for text in cells.whole]
    if len(shown.rows) < len(table.rows):
        sheet.notes.append(deck.say("shortened", len(shown.rows), len(table.rows)))
    return wide + 2 * GAP


def _write_caption(
    deck: Deck, sheet: Sheet, picture: Picture, company: Sequence[Text | Table], plot: Plot | None
) -> list[Para]:
    """Return what stands below: what the picture says, unless its bars say it all, what is marked, and the notes."""
    said = _trim_alt(deck, picture)
    # A grid or a radar is read by its letters and numbers; cut off in the middle, its words would help nobody.
    whole = fit_lines(said, SIDE, WIDE, CAPTION_LINES) == said or (plot is not None and plot.form != "radar")
    bars = plot is not None and plot.form == "bars" and not plot.cross
    lines = [(said, CAPTION_LINES, "tx1")] if whole and not bars else []
    if plot and plot.events:
        events = deck.say("events", "; ".join(plot.events))
        sheet.notes.append(events)
        lines.append((events, REMARK_LINES, "accent2"))
    for remark in company:
        if isinstance(remark, Text):
            sheet.notes.append(deck.fit(remark.body))
            lines.append((remark.body, REMARK_LINES, "accent4"))
    return [
        Para((Run(fit_lines(text, SIDE, WIDE, most)),), SIDE, colour, before=0.25)
        for text, most, colour in lines
        if text
    ]


def _name(deck: Deck, picture: Picture) -> str:
    return f"{deck.say('chart')}: {picture.title}"[:120]


def _trim_alt(deck: Deck, picture: Picture) -> str:
    """Return a description without what the slide's title and the line of marked days say already."""
    alt = picture.alt
    for start in (f"{picture.title}: ", f"{picture.title}. "):
        alt = alt.removeprefix(start)
    for day, what in picture.chart.marks if picture.chart else ():
        alt = alt.replace(f"Marked: {what} on {day}. ", "").removesuffix(f"Marked: {what} on {day}.")
    return alt[:1].upper() + alt[1:]
