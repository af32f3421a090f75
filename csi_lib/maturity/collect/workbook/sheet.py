"""A process's sheet: its questions, locked, and beside each the cells to fill in."""

from __future__ import annotations

import datetime as dt
import textwrap

from xlsxwriter.worksheet import Worksheet

from csi_lib.maturity.collect.columns import COLUMNS, HEADING_ROW, LONGEST, PLACE, name_cell
from csi_lib.maturity.collect.packet import Item, Part
from csi_lib.maturity.collect.words import ANSWERS, EVIDENCE, say_answer
from csi_lib.maturity.collect.workbook.book import (
    ACCENT,
    BAND,
    FIELD,
    INK,
    LINE,
    MISSING,
    QUIET,
    Book,
    WrittenSheet,
    clean_text,
)

_RULE = {"bottom": 1, "bottom_color": LINE}
_FIELD = {
    "locked": False,
    "bg_color": FIELD,
    "text_wrap": True,
    "border": 1,
    "border_color": LINE,
    "align": "left",
    "indent": 1,
}
_LETTERS, _SMALL_LETTERS = 50, 64  # of Arial 10 and 8 that surely fit on a line of the column of questions
_LINE_HEIGHT, _SMALL_HEIGHT, _PADDING = 13.0, 11.0, 7.0  # points


def write_sheet(book: Book, part: Part) -> WrittenSheet:
    """Write one process and return where its questions stand.

    Parameters
    ----------
    book : Book
        Open for writing.
    part : Part
        The process and its questions.

    Returns
    -------
    WrittenSheet
        Its name and rows.
    """
    sheet = book.add_sheet(part.title)
    first = HEADING_ROW + 1
    written = WrittenSheet(part, sheet.get_name(), first, first + len(part.items) - 1)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
    _write_head(book, sheet, written)
    for row, item in enumerate(part.items, start=first):
        _write_item(book, sheet, row, item)
    _add_choices(sheet, written)
    _mark_missing_reasons(book, sheet, written)
    sheet.freeze_panes(first, 2)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_selection(first, PLACE["answer"], first, PLACE["answer"])
    return written


def count_answered(written: WrittenSheet) -> str:
    """Return the formula, without its ``=``, that counts a sheet's answers."""
    return f"SUMPRODUCT(--(LEN(TRIM({_span(written, 'answer')}))>0))"


def count_missing_reasons(written: WrittenSheet) -> str:
    """Return the formula, without its ``=``, that counts what is "not applicable" without a reason."""
    word = say_answer("NA")
    return f'SUMPRODUCT(({_span(written, "answer")}="{word}")*(LEN(TRIM({_span(written, "reason")}))=0))'


def _span(written: WrittenSheet, key: str) -> str:
    col = PLACE[key]
    sheet = written.name.replace("'", "''")
    return f"'{sheet}'!{name_cell(written.first, col)}:{name_cell(written.last, col)}"


def _write_head(book: Book, sheet: Worksheet, written: WrittenSheet) -> None:
    part, count = written.part, len(written.part.items)
    sheet.write_string(0, 0, clean_text(part.title), book.look(font_size=16, bold=True, font_color=ACCENT))
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, clean_text(part.purpose), book.look(font_color=QUIET))
    noun = "question" if count == 1 else "questions"
    formula = f'={count_answered(written)}&" of {count} {noun} answered"'
    sheet.write_formula(2, 0, formula, book.look(bold=True), f"0 of {count} {noun} answered")
    sheet.set_row(3, 6)
    heading = book.look(
        bold=True, text_wrap=True, bg_color=BAND, bottom=2, bottom_color=ACCENT, valign="vcenter", font_size=9
    )
    for place, column in enumerate(COLUMNS):
        sheet.write_string(HEADING_ROW, place, column.heading, heading)
    sheet.set_row(HEADING_ROW, 28)


def _write_item(book: Book, sheet: Worksheet, row: int, item: Item) -> None:
    sheet.write_string(row, 0, item.question, book.look(font_size=7, font_color=QUIET, text_wrap=True, **_RULE))
    whole = book.look(text_wrap=True, **_RULE)
    sheet.set_row(row, _find_height(item))
    ask, hint = clean_text(item.ask), clean_text(item.look_for)
    if hint:
        small, plain = book.look(font_size=8, italic=True, font_color=QUIET), book.look(font_color=INK)
        sheet.write_rich_string(row, 1, plain, ask, small, f"\nWould show it: {hint}", whole)
    else:
        sheet.write_string(row, 1, ask, whole)
    for column in COLUMNS:
        if not column.given:
            sheet.write_blank(row, PLACE[column.key], None, book.look(**_FIELD, **_FIELD_LOOKS.get(column.key, {})))


def _find_height(item: Item) -> float:
    """Return the height of a row in points: not every program makes a row fit its text by itself."""
    lines = len(textwrap.wrap(item.ask, _LETTERS))
    small = len(textwrap.wrap(f"Would show it: {item.look_for}", _SMALL_LETTERS)) if item.look_for else 0
    return max(lines * _LINE_HEIGHT + small * _SMALL_HEIGHT, 2 * _LINE_HEIGHT) + _PADDING


_FIELD_LOOKS: dict[str, dict[str, object]] = {
    "answer": {"bold": True},
    "seen": {"num_format": "yyyy-mm-dd"},
    "reason": {"font_size": 9},
    "ref": {"font_size": 9},
    "note": {"font_size": 9},
}


def _add_choices(sheet: Worksheet, written: WrittenSheet) -> None:
    rows = (written.first, written.last)
    for key, words in (("answer", ANSWERS), ("evidence", EVIDENCE)):
        rule = {
            "validate": "list",
            "source": [item.word for item in words],
            "error_title": "Not a choice",
            "error_message": "Please choose one from the list. A remark of your own belongs in the column Comment.",
        }
        sheet.data_validation(rows[0], PLACE[key], rows[1], PLACE[key], rule)
    days = {
        "validate": "date",
        "criteria": "between",
        "minimum": dt.date(2000, 1, 1),
        "maximum": dt.date(2099, 12, 31),
        "error_title": "Not a day",
        "error_message": "Please write a day, like 2026-05-12.",
    }
    sheet.data_validation(rows[0], PLACE["seen"], rows[1], PLACE["seen"], days)
    for key, longest in LONGEST.items():
        lengths = {
            "validate": "length",
            "criteria": "<=",
            "value": longest,
            "error_title": "Too long",
            "error_message": f"Please write at most {longest} letters.",
        }
        sheet.data_validation(rows[0], PLACE[key], rows[1], PLACE[key], lengths)


def _mark_missing_reasons(book: Book, sheet: Worksheet, written: WrittenSheet) -> None:
    answer, reason = (f"${name_cell(written.first, PLACE[key])}" for key in ("answer", "reason"))
    rule = {
        "type": "formula",
        "criteria": f'=AND({answer}="{say_answer("NA")}",LEN(TRIM({reason}))=0)',
        "format": book.workbook.add_format({"bg_color": MISSING}),
    }
    sheet.conditional_format(written.first, PLACE["reason"], written.last, PLACE["reason"], rule)
