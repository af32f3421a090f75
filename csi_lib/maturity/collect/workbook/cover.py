"""The cover of a workbook: whom it is for, how it is filled in, how far it is, and what the words mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from csi_lib.maturity.collect.columns import START_ROWS, name_cell
from csi_lib.maturity.collect.words import ANSWERS, EVIDENCE, Word
from csi_lib.maturity.collect.workbook.book import (
    ACCENT,
    BAND,
    FIELD,
    LINE,
    MISSING,
    QUIET,
    Book,
    WrittenSheet,
    clean_text,
)
from csi_lib.maturity.collect.workbook.sheet import count_answered, count_missing_reasons

_LAST = 5  # column, from 0
_FIELD = {"locked": False, "bg_color": FIELD, "border": 1, "border_color": LINE, "align": "left"}
HOW = (
    "There is one sheet for each process. Choose an answer for each question from the list in the column Answer.",
    "Answer for what you see in your own work, and as things are today, not as they should be.",
    "If you cannot judge something, choose Don't know. Leave a question empty only if you have not come to it.",
    "Where something can be shown, say what and where. That is not a must, but it gives your answer more weight.",
    "Please do not write names or addresses of people anywhere. Save as .xlsx, without a password, and send it back.",
)


def write_cover(book: Book, sheet: Worksheet, written: Sequence[WrittenSheet]) -> None:
    """Fill the cover in.

    Parameters
    ----------
    book : Book
        Open for writing.
    sheet : Worksheet
        The cover.
    written : sequence of WrittenSheet
        The sheets of the processes.
    """
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, _LAST, 14)
    sheet.write_string(0, 0, "Questionnaire", book.look(font_size=20, bold=True, font_color=ACCENT))
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, clean_text(book.packet.client), book.look(font_size=12))
    sheet.set_row(2, 6)
    _write_person(book, sheet)
    row = _write_how(book, sheet, START_ROWS["date"] + 2)
    row = _write_progress(book, sheet, row + 1, written)
    row = _write_legend(book, sheet, row + 1, "What the answers mean", ANSWERS)
    _write_legend(book, sheet, row + 1, "What can be shown", EVIDENCE)


def _write_person(book: Book, sheet: Worksheet) -> None:
    person, label = book.packet.person, book.look(font_color=QUIET)
    sheet.write_string(START_ROWS["respondent"] - 1, 0, "About you", _heading(book))
    given = {"respondent": ("Your pseudonym", person.respondent), "role": ("What you do", person.role)}
    for key, (text, value) in given.items():
        sheet.write_string(START_ROWS[key], 0, text, label)
        _write_field(book, sheet, START_ROWS[key], value)
    sheet.write_string(START_ROWS["group"], 0, "You answer as one of", label)
    _write_field(book, sheet, START_ROWS["group"], person.group)
    sheet.write_string(START_ROWS["date"], 0, "Day you filled this in", label)
    _merge(book, sheet, START_ROWS["date"], "", num_format="yyyy-mm-dd", **_FIELD)
    rule = {
        "validate": "date",
        "criteria": "between",
        "minimum": dt.date(2000, 1, 1),
        "maximum": dt.date(2099, 12, 31),
        "error_title": "Not a day",
        "error_message": "Please write a day, like 2026-05-12.",
    }
    sheet.data_validation(START_ROWS["date"], 1, START_ROWS["date"], 1, rule)
    if not person.respondent:
        hint = "The pseudonym that you were given, like r01 – no name and no address."
        sheet.data_validation(
            START_ROWS["respondent"],
            1,
            START_ROWS["respondent"],
            1,
            {"validate": "any", "input_title": "Pseudonym", "input_message": hint},
        )


def _write_field(book: Book, sheet: Worksheet, row: int, value: str) -> None:
    _merge(book, sheet, row, clean_text(value), **({"bold": True} if value else _FIELD))


def _merge(book: Book, sheet: Worksheet, row: int, text: str, **look: object) -> None:
    sheet.merge_range(row, 1, row, 3, "", book.look(**look))
    if text:
        sheet.write_string(row, 1, text, book.look(**look))


def _heading(book: Book) -> object:
    return book.look(bold=True, font_size=12, font_color=ACCENT)


def _write_how(book: Book, sheet: Worksheet, row: int) -> int:
    sheet.write_string(row, 0, "How to fill this in", _heading(book))
    look = book.look(text_wrap=True, valign="vcenter")
    for number, text in enumerate(HOW, start=1):
        sheet.merge_range(row + number, 0, row + number, _LAST, "", look)
        sheet.write_string(row + number, 0, f"{number}.  {text}", look)
        sheet.set_row(row + number, 17)
    return row + len(HOW) + 1


def _write_progress(book: Book, sheet: Worksheet, row: int, written: Sequence[WrittenSheet]) -> int:
    sheet.write_string(row, 0, "How far you are", _heading(book))
    head = book.look(bold=True, bg_color=BAND, bottom=2, bottom_color=ACCENT, text_wrap=True, font_size=9)
    right = book.look(
        bold=True, bg_color=BAND, bottom=2, bottom_color=ACCENT, text_wrap=True, font_size=9, align="right"
    )
    for col, text in enumerate(("Process", "Questions", "Answered", "Open", "Reasons missing", "Done")):
        sheet.write_string(row + 1, col, text, right if col else head)
    first = row + 2
    for place, item in enumerate(written, start=first):
        address = item.name.replace("'", "''")
        link = book.look(font_color=ACCENT, underline=1, bottom=4, bottom_color=LINE)
        sheet.write_url(place, 0, f"internal:'{address}'!C6", link, clean_text(item.part.title))
        counts = (f"={count_answered(item)}", f"={count_missing_reasons(item)}")
        _write_counts(book, sheet, place, len(item.part.items), *counts)
    last = first + len(written) - 1
    total = first + len(written)
    sheet.write_string(total, 0, "All", book.look(bold=True))
    answered, reasons = (f"=SUM({name_cell(first, col)}:{name_cell(last, col)})" for col in (2, 4))
    _write_counts(book, sheet, total, book.packet.asked, answered, reasons, bold=True)
    bar = {"type": "data_bar", "bar_color": "#7fb2dd", "bar_solid": True, "min_type": "num", "max_type": "num"}
    sheet.conditional_format(first, 5, total, 5, {**bar, "min_value": 0, "max_value": 1})
    above = {"type": "cell", "criteria": ">", "value": 0, "format": book.workbook.add_format({"bg_color": MISSING})}
    sheet.conditional_format(first, 4, total, 4, above)
    return total + 1


def _write_counts(
    book: Book, sheet: Worksheet, row: int, asked: int, answered: str, reasons: str, bold: bool = False
) -> None:
    look = {"bold": bold} if bold else {"bottom": 4, "bottom_color": LINE}
    whole, share = book.look(num_format="0", **look), book.look(num_format="0%", **look)
    asked_cell, answered_cell = name_cell(row, 1), name_cell(row, 2)
    sheet.write_number(row, 1, asked, whole)
    sheet.write_formula(row, 2, answered, whole, 0)
    sheet.write_formula(row, 3, f"={asked_cell}-{answered_cell}", whole, asked)
    sheet.write_formula(row, 4, reasons, whole, 0)
    sheet.write_formula(row, 5, f"={answered_cell}/{asked_cell}", share, 0)


def _write_legend(book: Book, sheet: Worksheet, row: int, title: str, words: Sequence[Word]) -> int:
    sheet.write_string(row, 0, title, _heading(book))
    look = book.look(text_wrap=True, font_size=9, font_color=QUIET)
    for place, item in enumerate(words, start=row + 1):
        sheet.write_string(place, 0, item.word, book.look(bold=True))
        sheet.merge_range(place, 1, place, _LAST, "", look)
        sheet.write_string(place, 1, item.means, look)
    return row + len(words) + 1
