"""One sheet of the workbook: the records of a kind, or the entries of their lists, and free rows below."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from csi_lib.register.exchange.book.looks import ACCENT, BAND, DAY_FORMAT, QUIET, WARNING, Looks
from csi_lib.register.exchange.cells import NO, YES, Cell
from csi_lib.register.exchange.columns import (
    CHOICE,
    DATA,
    DAY,
    FLAG,
    ID,
    LINES,
    NOTE,
    NUMBER,
    ORIGIN,
    PAIRS,
    PARENT,
    PLACE,
    REVISION,
    TEXT,
    WHOLE,
    Column,
    Form,
)
from csi_lib.register.exchange.rows import list_entries, mark, show_cells
from csi_lib.register.exchange.snapshot import Snapshot
from csi_lib.register.kinds import KINDS

HEADING_ROW = 3  # from 0
FREE = 200  # rows below the last with lists to choose from; there may be more
APART = {  # kinds that are never added, and what is said at the top of either
    "csip": "These take the services forward. They are never added to the actions, which only bring a service back.",
    "action": "These only bring a service back into line. They are never added to the CSIP, which takes it forward.",
}
_WIDTHS = {TEXT: 26, NUMBER: 11, WHOLE: 9, DAY: 12, FLAG: 9, CHOICE: 15, LINES: 20, PAIRS: 22, DATA: 22}
_LETTER, _LINE, _MOST_LINES = 1.0, 13.5, 12  # letters that surely fit per unit of width; points; lines of a row
_TEXT_OVER = 6  # columns that the sentence below the title runs over
_SYSTEM_WIDTHS = {ID: 24, REVISION: 9, PARENT: 24, PLACE: 9, NOTE: 28, ORIGIN: 12}
_LOOKS: dict[str, dict[str, Any]] = {
    DAY: {"num_format": DAY_FORMAT, "align": "left"},
    # '@' and the mark of a text keep a program from making a day or a formula of it
    **{key: {"num_format": "@", "quote_prefix": True} for key in (TEXT, CHOICE, LINES, PAIRS, DATA)},
}
_HINTS = {
    NUMBER: "A number.",
    WHOLE: "A whole number.",
    DAY: "A day, like 2026-05-12.",
    FLAG: "yes or no.",
    LINES: "One a line (Alt+Enter for the next line).",
    PAIRS: "One a line, as name = value.",
    DATA: "Data as JSON after the word 'data:'; better changed in the register itself.",
}


@dataclass(frozen=True)
class Counted:
    """What stands on a sheet."""

    form: Form
    sheet: str
    rows: int


def write_sheet(
    sheet: Worksheet, form: Form, snapshot: Snapshot, spans: Mapping[tuple[str, ...], str], looks: Looks
) -> Counted:
    """Write one sheet.

    Parameters
    ----------
    sheet : Worksheet
        Empty.
    form : Form
        Its columns.
    snapshot : Snapshot
        The records.
    spans : mapping
        Where the lists of choices stand.
    looks : Looks
        Formats of the workbook.

    Returns
    -------
    Counted
        How many rows were written.
    """
    _write_head(sheet, form, looks)
    rows = list(list_rows(form, snapshot))
    for number, cells in enumerate(rows, HEADING_ROW + 1):
        _write_row(sheet, number, form, cells, looks)
    last = HEADING_ROW + len(rows) + FREE
    for col, column in enumerate(form.columns, 2):
        _add_choice(sheet, col, column, snapshot, spans, last)
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + max(len(rows), 1), len(form.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_footer(f"&L&8{snapshot.engagement}&C&8&A&R&8&P / &N")
    return Counted(form, sheet.get_name(), len(rows))


def list_rows(form: Form, snapshot: Snapshot) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of every row: what names it, the fields, the empty note and the hidden mark."""
    for item in snapshot.seal.records:
        if item.kind == form.kind:
            for place, entry in list_entries(item.body, form):
                first = (item.id, place) if form.path else (item.id, item.revision)
                yield (*first, *show_cells(entry, form), "", mark(item.id, place))


def _write_head(sheet: Worksheet, form: Form, looks: Looks) -> None:
    kind = KINDS[form.kind]
    title = kind.TITLE if not form.path else f"{kind.TITLE}: {' '.join(form.path).replace('_', ' ')}"
    sheet.write_string(0, 0, title, looks.make(bold=True, font_size=16, font_color=ACCENT))
    warning = APART.get(form.kind, "")
    text = warning or "Change cells, or add rows at the end. Grey columns stay as they are."
    sheet.set_row(0, 24)
    look = looks.make(bg_color=WARNING) if warning else looks.make(font_color=QUIET)
    sheet.write_string(1, 0, text, look)
    for col in range(1, min(len(form.headings), _TEXT_OVER)):  # empty cells, which a longer text runs over
        sheet.write_blank(1, col, None, look)
    plain, needed = (
        looks.make(
            bold=True, bg_color=BAND, bottom=2, bottom_color=ACCENT, text_wrap=True, valign="vcenter", font_color=color
        )
        for color in (QUIET, ACCENT)
    )
    wanted = {column.heading for column in form.columns if column.needed} | {ID, PARENT}
    for col, heading in enumerate(form.headings):
        sheet.write_string(HEADING_ROW, col, heading, needed if heading in wanted else plain)
        width = _SYSTEM_WIDTHS.get(heading, 0) or _WIDTHS[form.columns[col - 2].holds]
        sheet.set_column(col, col, width, None, {"hidden": heading == ORIGIN})
    sheet.set_row(HEADING_ROW, 32)


def _write_row(sheet: Worksheet, row: int, form: Form, cells: tuple[Cell, ...], looks: Looks) -> None:
    holds = [TEXT, WHOLE, *(column.holds for column in form.columns), TEXT, TEXT]
    given = (0, 1, len(cells) - 1)
    sheet.set_row(row, _find_height(form, cells))
    for col, (value, kind) in enumerate(zip(cells, holds, strict=True)):
        look = looks.given(**_LOOKS.get(kind, {})) if col in given else looks.field(**_LOOKS.get(kind, {}))
        if value == "":
            sheet.write_blank(row, col, None, look)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, col, dt.datetime.combine(value, dt.time()), look)
        elif isinstance(value, str):
            sheet.write_string(row, col, value, look)
        else:
            sheet.write_number(row, col, value, look)


def _find_height(form: Form, cells: tuple[Cell, ...]) -> float:
    """Return the height of a row in points: not every program makes a row fit its text by itself."""
    widths = [_SYSTEM_WIDTHS[form.headings[0]], 0, *(_WIDTHS[column.holds] for column in form.columns)]
    texts = ((value, width) for value, width in zip(cells, widths, strict=False) if isinstance(value, str))
    lines = max((_count_lines(value, width) for value, width in texts), default=1)
    return _LINE * min(lines, _MOST_LINES) + 2


def _count_lines(text: str, width: int) -> int:
    return sum(max(1, math.ceil(len(line) / (width * _LETTER))) for line in text.split("\n"))


def _add_choice(
    sheet: Worksheet,
    col: int,
    column: Column,
    snapshot: Snapshot,
    spans: Mapping[tuple[str, ...], str],
    last: int,
) -> None:
    """Offer what may stand in a column; names that only look unknown are warned of, not refused."""
    words = tuple(filter(None, column.choices)) or snapshot.choices(column)
    rule: dict[str, Any] = {"validate": "any"}
    if column.holds == FLAG:
        rule = {"validate": "list", "source": [YES, NO]}
    elif words and column.holds in (TEXT, CHOICE):
        rule = {"validate": "list", "source": spans[words]}
        if column.holds == TEXT:
            rule |= {"error_type": "warning", "error_title": "Not on the list"}
            rule |= {"error_message": "Nothing of this name is known yet. Keep it all the same?"}
    hint = _HINTS.get(column.holds, "")
    if column.holds == LINES and column.choices:
        hint = f"{hint} Any of: {', '.join(column.choices)}."
    if column.needed:
        hint = f"Needed. {hint}".strip()
    if hint:
        rule |= {"input_title": column.heading[:32], "input_message": hint[:255]}
    if rule != {"validate": "any"}:
        sheet.data_validation(HEADING_ROW + 1, col, last, col, rule)
