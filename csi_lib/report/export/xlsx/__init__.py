"""A report as an Excel workbook: typed cells, tables to sort and filter, native charts on their own numbers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import xlsxwriter

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document
from csi_lib.report.export.formats import Written
from csi_lib.report.export.properties import read_properties
from csi_lib.report.export.tidy import tidy_document
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.export.xlsx.contents import write_contents
from csi_lib.report.export.xlsx.pages import write_page

# Nothing that a client wrote becomes a formula, a link or a number.
HARMLESS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


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
    workbook.set_properties(asdict(read_properties(document, cleaner)))
    contents = book.add_sheet("contents")
    entries = [entry for page in document.pages for entry in write_page(book, document, page)]
    write_contents(book, contents, document, entries)
    workbook.close()
    return Written(path, cleaner.removed, cleaner.cut, cleaner.say_places())
