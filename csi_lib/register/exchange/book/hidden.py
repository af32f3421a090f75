"""The sheets nobody sees: what may be chosen from, and the fingerprint."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter import Workbook

from csi_lib.maturity.collect.columns import name_cell
from csi_lib.register.exchange.cells import clean
from csi_lib.register.exchange.seal import SHEET, Seal
from csi_lib.register.exchange.snapshot import Snapshot

LISTS = "Lists"
Choices = tuple[str, ...]


def write_lists(workbook: Workbook, snapshot: Snapshot) -> Mapping[Choices, str]:
    """Write every list of choices once.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Open for writing.
    snapshot : Snapshot
        Its columns say what may be chosen.

    Returns
    -------
    mapping
        List of choices -> where it stands: ``=Lists!$A$1:$A$9``.
    """
    sheet = workbook.add_worksheet(LISTS)
    sheet.hide()
    spans: dict[Choices, str] = {}
    for form in snapshot.forms:
        for column in form.columns:
            words = tuple(filter(None, column.choices)) or snapshot.choices(column)
            if words and words not in spans:
                col = len(spans)
                for row, word in enumerate(words):
                    sheet.write_string(row, col, clean(word))
                letters = name_cell(0, col).rstrip("1")
                spans[words] = f"={LISTS}!${letters}$1:${letters}${len(words)}"
    return spans


def write_seal(workbook: Workbook, seal: Seal) -> None:
    """Write the fingerprint and every record as it goes out.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Open for writing.
    seal : Seal
        What the workbook was made of.
    """
    sheet = workbook.add_worksheet(SHEET)
    sheet.very_hidden()
    sheet.protect()
    for row, texts in enumerate(seal.rows()):
        for col, text in enumerate(texts):
            if text:
                sheet.write_string(row, col, text)
