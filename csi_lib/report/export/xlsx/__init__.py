"""A report as an Excel workbook: typed cells, tables to sort and filter, native charts on their own numbers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document
from csi_lib.report.export.formats import Written
from csi_lib.report.export.stamps import read_stamp
from csi_lib.report.export.tidy import tidy_document
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.export.xlsx.contents import write_contents
from csi_lib.report.export.xlsx.pages import write_page

# Nothing that a client wrote becomes a formula, a link or a number.
HARMLESS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_UNKNOWN_DAY = dt.date(1980, 1, 1)  # where a report does not say up to when its data go


def write(document: Document, path: Path) -> Written:
    """Write a report as XLSX.

    Parameters
    ----------
    document : Document
        The report.
    path : Path
        The file to write.

    Returns
    -------
    Written
        With the control characters that were taken out and the texts that were cut.
    """
    cleaner = Cleaner()
    document = tidy_document(document, cleaner)
    fonts = {"font_name": document.brand.font, "font_size": 10, "font_color": document.brand.ink}
    # In memory: the parts of the file then carry one fixed date.
    options = {**HARMLESS, "in_memory": True, "default_format_properties": fonts}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_size(2_400, 1_500)
    book = Book(workbook, document.brand, document.language, cleaner)
    workbook.set_properties(_properties(document, book))
    contents = book.add_sheet("contents")
    entries = [entry for page in document.pages for entry in write_page(book, document, page)]
    write_contents(book, contents, document, entries)
    workbook.close()
    return Written(path, cleaner.removed, cleaner.cut, cleaner.say_places())


def _properties(document: Document, book: Book) -> dict[str, object]:
    day = read_stamp(str(document.meta.as_of)[:10]) or _UNKNOWN_DAY
    said = {
        "title": document.title,
        "subject": document.meta.engagement,
        "author": document.meta.author,
        "company": document.brand.name,
        "comments": document.meta.fingerprint,
    }
    cleaned: dict[str, object] = {key: book.cleaner.fit(text, 255) for key, text in said.items()}
    return {**cleaned, "created": dt.datetime(day.year, day.month, day.day)}
