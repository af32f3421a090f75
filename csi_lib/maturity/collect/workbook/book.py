"""The workbook while it is written: its looks, the names of its sheets, and texts that stay texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from csi_lib.maturity.collect.columns import SEAL, START
from csi_lib.maturity.collect.packet import Packet, Part

# Nothing that anybody wrote becomes a formula, a link or a number.
HARMLESS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
INK, QUIET, ACCENT, BAND, LINE = "#1f2937", "#5b6472", "#0b5394", "#eaf3fb", "#d1d5db"
FIELD, MISSING = "#fffdf3", "#ffd9a8"  # what is to be filled in, and what is still needed
SHEET_NAME = 31  # characters, as Excel counts them (Microsoft: Excel specifications and limits)
CELL_LIMIT = 32_767
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]+")
# What XML 1.0 (W3C, section 2.2) does not allow, and DEL.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Rows and columns may be made larger on a locked sheet: what somebody wrote has to be readable.
_PROTECTION = {"format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class WrittenSheet:
    """A process's sheet as it was written: where its questions begin and end (rows from 0)."""

    part: Part
    name: str
    first: int
    last: int


class Book:
    """A workbook with the looks and sheet names given so far.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Open for writing.
    packet : Packet
        What goes into it.
    """

    def __init__(self, workbook: Workbook, packet: Packet) -> None:
        self.workbook = workbook
        self.packet = packet
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names = {SEAL.casefold(), "history"}  # Excel keeps "History" to itself

    def look(self, **properties: Any) -> Format:
        """Return the format with these properties; each exists once."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.workbook.add_format({"valign": "top", **properties})
        return self._looks[key]

    def add_cover(self) -> Worksheet:
        """Add the first sheet."""
        sheet = self._add(START)
        sheet.set_portrait()
        return sheet

    def add_sheet(self, title: str) -> Worksheet:
        """Add a sheet named like a process; the name is made legal and told from every other."""
        sheet = self._add(title)
        sheet.set_landscape()
        return sheet

    def add_hidden(self) -> Worksheet:
        """Add the sheet that nobody sees."""
        sheet = self.workbook.add_worksheet(SEAL)
        sheet.very_hidden()
        sheet.protect()
        return sheet

    def _add(self, title: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(self._name(title))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        who = self.packet.person.respondent or self.packet.person.group
        sheet.set_footer(f"&L&8{self.packet.engagement} · {who}&C&8&A&R&8&P / &N")
        sheet.protect(options=_PROTECTION)
        return sheet

    def _name(self, title: str) -> str:
        clean = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", clean_text(title)).split()).strip("' ") or "Sheet"
        name, number = _cut(clean, SHEET_NAME).rstrip("' "), 2
        while name.casefold() in self._names:
            tail = f" ({number})"
            name, number = _cut(clean, SHEET_NAME - len(tail)).rstrip() + tail, number + 1
        self._names.add(name.casefold())
        return name


def clean_text(text: str) -> str:
    """Return a text that a cell can hold: without control characters, and cut where it is too long."""
    return _cut(_CONTROLS.sub("", text), CELL_LIMIT)


def _cut(text: str, limit: int) -> str:
    """Cut a text as Excel counts: a letter beyond the first plane is two."""
    kept = text[:limit]
    while len(kept.encode("utf-16-le")) // 2 > limit:
        kept = kept[:-1]
    return kept
