"""The first sheet: whose report this is, its pages with their answers, and every table and chart with a link."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from csi_lib.report.export.clean import CELL_LIMIT
from csi_lib.report.export.document import Document
from csi_lib.report.export.raster import draw_logo
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.export.xlsx.pages import Entry
from csi_lib.report.export.xlsx.tables import LINE
from csi_lib.report.language import current

_WIDTHS = (80, 26, 12, 10, 60)
_HIGHEST = 150  # points of a row
_LOGO_HEIGHT = 48  # pixels


def write_contents(book: Book, sheet: Worksheet, document: Document, entries: Sequence[Entry]) -> None:
    """Write the contents onto the first sheet.

    Parameters
    ----------
    book : Book
        The workbook; everything else is written, so that what was cleaned can be said.
    sheet : xlsxwriter.worksheet.Worksheet
        The sheet.
    document : Document
        The report.
    entries : sequence of Entry
        What there is, in order.
    """
    for col, width in enumerate(_WIDTHS):
        sheet.set_column(col, col, width)
    row = _write_head(book, sheet, document)
    row = _write_pages(book, sheet, row, [entry for entry in entries if entry.kind == "page"])
    row = _write_parts(book, sheet, row + 1, [entry for entry in entries if entry.kind != "page"])
    for word, count in (("removed", book.cleaner.removed), ("cut", book.cleaner.cut)):
        if count:
            row += 1
            places = book.cleaner.say_places() if word == "cut" else ""
            said = f"{book.say(word, count)} ({places})" if places else book.say(word, count)
            sheet.write_string(row, 0, said[:CELL_LIMIT], book.look(font_color=book.brand.quiet))


def _write_head(book: Book, sheet: Worksheet, document: Document) -> int:
    brand, meta = document.brand, document.meta
    row = 0
    logo = draw_logo(brand)
    if logo is not None:
        scale = _LOGO_HEIGHT / logo.height
        options = {
            "image_data": io.BytesIO(logo.png),
            "x_scale": scale,
            "y_scale": scale,
            "description": book.cleaner.clean(brand.logo_alt or book.say("logo", brand.name)),
            "object_position": 3,
        }
        sheet.set_row(0, _LOGO_HEIGHT * 0.75 + 6)
        sheet.insert_image(0, 0, "logo.png", options)
        row = 1
    sheet.set_row(row, 30)
    sheet.write_string(row, 0, book.fit(document.title), book.look(bold=True, font_size=20, font_color=brand.ink))
    row += 1
    facts = [
        ("engagement", meta.engagement),
        ("as of", current().number(str(meta.as_of))),
        ("author", meta.author),
        *[("baseline", " ".join(str(part) for part in baseline.values())) for baseline in meta.baselines],
        ("fingerprint", meta.fingerprint),
    ]
    quiet = book.look(font_color=brand.quiet)
    for word, fact in facts:
        if fact:
            sheet.write_string(row, 0, book.fit(f"{book.say(word)}: {fact}"), quiet)
            row += 1
    for said in (brand.name, brand.footer):
        if said:
            sheet.write_string(row, 0, book.fit(said), quiet)
            row += 1
    if not meta.published:
        sheet.write_string(row, 0, book.say("unpublished"), book.look(bold=True, font_color=brand.bad))
        row += 1
    return row + 1


def _write_pages(book: Book, sheet: Worksheet, row: int, pages: Sequence[Entry]) -> int:
    _write_line(book, sheet, row, ("page", "sheet"), "answer")
    for entry in pages:
        row += 1
        _write_link(book, sheet, row, entry, bold=True)
        sheet.write_string(row, 1, book.fit(entry.sheet), book.look(text_wrap=True))
        sheet.merge_range(row, 2, row, 4, "", book.look(text_wrap=True))
        sheet.write_string(row, 2, book.fit(entry.answer), book.look(text_wrap=True))
        lines = max(1, -(-len(entry.answer) // 90), -(-len(entry.title) // 84))
        sheet.set_row(row, min(_HIGHEST, LINE * lines + 4))
    return row + 1


def _write_parts(book: Book, sheet: Worksheet, row: int, parts: Sequence[Entry]) -> int:
    if not parts:
        return row
    _write_line(book, sheet, row, ("tables and charts", "sheet", "kind", "rows"))
    for entry in parts:
        row += 1
        _write_link(book, sheet, row, entry)
        sheet.write_string(row, 1, book.fit(entry.sheet), book.look(text_wrap=True))
        sheet.write_string(row, 2, book.say(entry.kind), book.look())
        sheet.set_row(row, min(_HIGHEST, LINE * -(-len(entry.title) // 84) + 2))
        sheet.write_number(row, 3, entry.rows, book.look(num_format="#,##0"))
    return row + 1


def _write_line(book: Book, sheet: Worksheet, row: int, words: Sequence[str], last: str = "") -> None:
    head = book.look(bold=True, bottom=2, bottom_color=book.brand.accent)
    for col in range(len(_WIDTHS)):
        said = words[col] if col < len(words) else last if col == len(words) else ""
        sheet.write_string(row, col, book.say(said) if said else "", head)


def _write_link(book: Book, sheet: Worksheet, row: int, entry: Entry, **look: object) -> None:
    """Write a title that leads to its place; only places inside this workbook are linked."""
    style = book.look(text_wrap=True, font_color=book.brand.accent, underline=1, **look)
    place = f"internal:'{entry.sheet.replace(chr(39), chr(39) * 2)}'!A{entry.row + 1}"
    title = book.fit(entry.title, 32_000) or entry.sheet
    sheet.write_string(row, 0, title, style)
    sheet.write_url(row, 0, place, style, title)
