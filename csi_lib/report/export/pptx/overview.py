"""A whole page on one slide: its answers, its numbers and the first columns of its first table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csi_lib.report.blocks import Number, Table
from csi_lib.report.export.document import Heading, Numbers, Page, Run
from csi_lib.report.export.pptx.deck import Deck
from csi_lib.report.export.pptx.drawn_table import draw_table
from csi_lib.report.export.pptx.grid import Cells, Grid, lay_grid, read_cells
from csi_lib.report.export.pptx.master import BOTTOM, LEFT, RIGHT
from csi_lib.report.export.pptx.measure import fit_lines, measure_width
from csi_lib.report.export.pptx.prose import note_number, write_answers, write_card
from csi_lib.report.export.pptx.sheet import GAP, PAD, Sheet
from csi_lib.report.export.pptx.text import Para, measure_paras

SIZES = (16, 15, 14, 13, 12)  # points of the answers
SMALL = 12  # points of everything else, and the least
COLUMNS = 5  # of the table, at most
SHORT = 60  # characters of the cells of a column that is shown
CARD_WIDTH = 2.2  # inches
VALUES = (20, 18, 17, 16, 15, 14)  # points of the number on a card
ACROSS = 2  # cards side by side
MOST_CARDS = 6
WIDE = RIGHT - LEFT


@dataclass(frozen=True)
class Overview:
    """What stands on the one slide beside the answers."""

    numbers: Numbers
    table: Table | None


def find_overview(page: Page) -> Overview | None:
    """Return what a page sums up on one slide; None where its answers are not followed by numbers."""
    rest = [item for item in page.items if not isinstance(item, Heading)]
    if not page.answers or not rest or not isinstance(rest[0], Numbers):
        return None
    table = rest[1] if len(rest) > 1 and isinstance(rest[1], Table) and rest[1].rows and not rest[1].folded else None
    return Overview(rest[0], table)


def place_overview(deck: Deck, page: Page, overview: Overview) -> Sheet:
    """Place the answers at the left, the numbers beside them and the table below, all on one slide.

    Parameters
    ----------
    deck : Deck
        Takes the slide.
    page : Page
        Its answers are cut where even the smallest letters do not fit, and are then whole in the notes.
    overview : Overview
        Numbers and table.

    Returns
    -------
    Sheet
        Full.
    """
    sheet = deck.add_sheet(page.title)
    sheet.raise_title()
    cards = _write_cards(overview.numbers.numbers[:MOST_CARDS])
    side = ACROSS * CARD_WIDTH + (ACROSS - 1) * GAP
    heights = _measure_cards(cards)
    needed = sum(heights) + GAP * (len(heights) - 1)
    grid = _lay_table(overview.table, sheet.room - needed - GAP)
    floor = BOTTOM - (grid.height + GAP if grid else 0.0)
    _place_answers(deck, sheet, page, (LEFT, sheet.y, WIDE - side - 2 * GAP, floor - sheet.y))
    _place_cards(sheet, cards, heights)
    _note_numbers(deck, sheet, overview.numbers.numbers)
    if grid and overview.table:
        sheet.y = BOTTOM - grid.height
        title = overview.table.title
        shown, every = len(grid.rows), len(overview.table.rows)
        draw_table(sheet, grid, LEFT, title, deck.say("table alt", title, 1, shown, every, len(grid.heads)))
        if shown < every:
            sheet.notes.append(deck.say("shortened", shown, every))
    sheet.y = BOTTOM
    return sheet


def _place_answers(deck: Deck, sheet: Sheet, page: Page, box: tuple[float, float, float, float]) -> None:
    width, height = box[2], box[3] - 0.1
    spare: list[str] = []
    fits = (size for size in SIZES if measure_paras(write_answers(page.answers, size, str, []), width) <= height)
    size = next(fits, SMALL)
    paras = write_answers(page.answers, size, deck.fit, spare)
    if measure_paras(paras, width) > height:
        sheet.notes += [answer.body for answer in page.answers]
        paras = _cut_paras(paras, width, height)
    sheet.notes += spare
    sheet.write(paras, box)


def _cut_paras(paras: Sequence[Para], width: float, height: float) -> list[Para]:
    """Return the paragraphs, each cut to its share of the lines."""
    lines = max(1, int(height / (SMALL * 1.2 / 72)) - len(paras))
    each = max(1, lines // len(paras))
    kept = []
    for para in paras:
        text = fit_lines(para.text, SMALL, width * 0.97, each)
        lead = para.runs[0].text if len(para.runs) > 1 else ""
        runs = (Run(lead, strong=True), Run(text[len(lead) :])) if lead and len(text) > len(lead) else (Run(text),)
        kept.append(Para(runs, SMALL))
    return kept


def _longest(cells: Cells, at: int) -> int:
    return max(len(row[at]) for row in cells.rows)


def _write_cards(numbers: Sequence[Number]) -> list[list[Para]]:
    """Return the cards with their numbers in the largest size in which each stands on one line."""
    width = CARD_WIDTH - 2 * PAD
    values = [number.text for number in numbers]
    fits = (size for size in VALUES if all(measure_width(value, size, True) <= width for value in values))
    size = next(fits, VALUES[-1])
    return [write_card(number, size) for number in numbers]


def _measure_cards(cards: Sequence[Sequence[Para]]) -> list[float]:
    rows = [cards[first : first + ACROSS] for first in range(0, len(cards), ACROSS)]
    return [max(measure_paras(card, CARD_WIDTH - 2 * PAD) for card in row) + 2 * PAD for row in rows]


def _place_cards(sheet: Sheet, cards: Sequence[Sequence[Para]], heights: Sequence[float]) -> None:
    left = RIGHT - ACROSS * CARD_WIDTH - (ACROSS - 1) * GAP
    y = sheet.y
    for place, card in enumerate(cards):
        row, column = divmod(place, ACROSS)
        sheet.add_card(card, (left + column * (CARD_WIDTH + GAP), y, CARD_WIDTH, heights[row]))
        if column == ACROSS - 1:
            y += heights[row] + GAP


def _note_numbers(deck: Deck, sheet: Sheet, numbers: Sequence[Number]) -> None:
    sheet.notes += [note_number(number) for number in numbers]


def _lay_table(table: Table | None, room: float) -> Grid | None:
    """Return the first columns and as many rows as there is room for; None where no row is."""
    if table is None:
        return None
    cells: Cells = read_cells(table)
    short = [at for at in range(len(cells.heads)) if not at or _longest(cells, at) <= SHORT]
    grid = lay_grid(cells.pick(short[:COLUMNS]), SMALL, WIDE)
    count = grid.count_fitting(0, room)
    return grid.cut(0, count) if count else None
