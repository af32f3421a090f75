"""The first sheet of the workbook: what stands where, how it is changed, and what must never be added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from csi_lib.register.exchange.book.looks import ACCENT, BAND, LINE, QUIET, WARNING, Looks
from csi_lib.register.exchange.book.sheet import APART, Counted
from csi_lib.register.exchange.cells import clean
from csi_lib.register.exchange.snapshot import Snapshot
from csi_lib.register.kinds import KINDS

HOW = (
    "Change the cells of a row, or write a new row below the last one. Of a new row leave the column Revision empty.",
    "Do not change an Id: it is how a row is known again. A new Id has small letters, digits and hyphens.",
    "A row that you delete is asked about when the workbook comes back. Nothing is ever deleted from the register.",
    "Write values, no formulas. What cannot be read is listed with its sheet and cell, and nothing of it is taken.",
    "The entries of a record's lists have sheets of their own. They name their record in the column Belongs to.",
    "Name roles, never people. A remark for the keeper of the register goes into the column Your note.",
    "Colours and struck-out text say nothing to the register, and a comment on a cell is listed and not taken.",
    "You may sort, filter and widen columns. Keep all sheets, save as .xlsx without a password, and send it back.",
)
_WARNING = (
    "The CSIP and the Action Register are two lists. Their entries are never added up or counted together: the one "
    "takes the services forward, the other only brings them back to what was agreed."
)


def write_cover(sheet: Worksheet, snapshot: Snapshot, counts: Sequence[Counted], looks: Looks, day: dt.date) -> None:
    """Fill the first sheet in.

    Parameters
    ----------
    sheet : Worksheet
        Empty.
    snapshot : Snapshot
        What the workbook holds.
    counts : sequence of Counted
        Rows of every sheet.
    looks : Looks
        Formats of the workbook.
    day : date
        When it was made.
    """
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 64)
    sheet.write_string(0, 0, "Improvement register", looks.make(bold=True, font_size=20, font_color=ACCENT))
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, clean(snapshot.client), looks.make(font_size=12))
    sheet.write_string(2, 0, _say_state(snapshot, day), looks.make(font_color=QUIET))
    row = 4
    if any(item.form.kind in APART for item in counts):
        sheet.merge_range(row, 0, row, 2, "", looks.make(bg_color=WARNING, text_wrap=True))
        sheet.write_string(row, 0, _WARNING, looks.make(bg_color=WARNING, text_wrap=True, bold=True))
        sheet.set_row(row, 32)
        row += 2
    for number, text in enumerate(HOW, 1):
        sheet.merge_range(row, 0, row, 2, "", looks.make(text_wrap=True))
        sheet.write_string(row, 0, f"{number}.  {text}", looks.make(text_wrap=True))
        row += 1
    _write_contents(sheet, counts, looks, row + 1)
    sheet.set_portrait()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _say_state(snapshot: Snapshot, day: dt.date) -> str:
    history = f", after {snapshot.register.changes:,} changes" if snapshot.register.changes else ""
    return f"{snapshot.engagement}, written on {day}{history}; fingerprint {snapshot.seal.fingerprint[:12]}"


def _write_contents(sheet: Worksheet, counts: Sequence[Counted], looks: Looks, row: int) -> None:
    head = looks.make(bold=True, bg_color=BAND, bottom=2, bottom_color=ACCENT)
    for col, text in enumerate(("Sheet", "Rows", "What it holds")):
        sheet.write_string(row, col, text, head)
    for place, item in enumerate(counts, row + 1):
        address = item.sheet.replace("'", "''")
        link = looks.make(
            font_color=ACCENT, underline=1, bottom=4, bottom_color=LINE, indent=2 if item.form.path else 0
        )
        sheet.write_url(place, 0, f"internal:'{address}'!A5", link, item.sheet)
        sheet.write_number(place, 1, item.rows, looks.make(num_format="#,##0", bottom=4, bottom_color=LINE))
        sheet.write_string(place, 2, _say_contents(item), looks.make(bottom=4, bottom_color=LINE))


def _say_contents(item: Counted) -> str:
    title = KINDS[item.form.kind].TITLE
    return f"{title}: the list '{item.form.path[-1].replace('_', ' ')}'" if item.form.path else title
