"""The hidden sheet of a workbook: what it was made of, so that a change is seen when it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from csi_lib.maturity.collect.columns import SEAL_HEADINGS, SEAL_TABLE_ROW
from csi_lib.maturity.collect.workbook.book import Book, WrittenSheet


def write_seal(book: Book, written: Sequence[WrittenSheet]) -> None:
    """Write the fingerprint and, for every question, process, edition, digest of its text and sheet.

    Parameters
    ----------
    book : Book
        Open for writing.
    written : sequence of WrittenSheet
        The sheets of the processes.
    """
    sheet = book.add_hidden()
    data = book.packet.seal.as_data()
    for row, key in enumerate(("format", "version", "engagement", "group", "respondent", "role", "fingerprint")):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, str(data[key]))
    for col, heading in enumerate(SEAL_HEADINGS):
        sheet.write_string(SEAL_TABLE_ROW, col, heading)
    sheets = {item.question: place.name for place in written for item in place.part.items}
    for row, entry in enumerate(book.packet.seal.questions, start=SEAL_TABLE_ROW + 1):
        for col, value in enumerate((*map(str, entry), sheets[entry[0]])):
            sheet.write_string(row, col, value)
