"""The workbook while it is written: its looks, its names and what was cleaned."""

from __future__ import annotations

import re
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from csi_lib.report.brand import Brand
from csi_lib.report.export.clean import CELL_LIMIT, Cleaner
from csi_lib.report.export.words import say

SHEET_NAME = 31  # characters, as Excel counts them (Microsoft: Excel specifications and limits)
TABLE_NAME = 255
HEADER = 255  # characters of a heading in an Excel table
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]+")
_RESERVED = ("history",)


class Book:
    """A workbook with the looks and names given so far.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Open for writing.
    brand : Brand
        Its colours and font.
    language : {"en", "de"}
        Of the added words.
    cleaner : Cleaner
        Cleans and counts.
    """

    def __init__(self, workbook: Workbook, brand: Brand, language: str, cleaner: Cleaner) -> None:
        self.workbook = workbook
        self.brand = brand
        self.language = language
        self.cleaner = cleaner
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._sheets: set[str] = set()
        self._tables: set[str] = set()

    def say(self, word: str, *parts: object) -> str:
        """Say an added word in the report's language."""
        return say(word, self.language, *parts)

    def look(self, **properties: Any) -> Format:
        """Return the format with these properties; each exists once."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.workbook.add_format({"valign": "top", **properties})
        return self._looks[key]

    def fit(self, text: object, limit: int = CELL_LIMIT) -> str:
        """Return the text clean and fit for a cell; Excel counts a letter beyond the first plane as two."""
        whole = str(text)
        wide = sum(ord(letter) > 0xFFFF for letter in whole) if 2 * len(whole) > limit else 0
        return self.cleaner.fit(whole, limit - wide if len(whole) + wide > limit else limit)

    def add_sheet(self, name: str) -> Worksheet:
        """Add a sheet; its name is made legal and told from every other."""
        title = self.say(name) if name == "contents" else name.replace("_", " ")
        clean = _NOT_IN_SHEET_NAMES.sub(" ", self.cleaner.clean(title)).replace("\n", " ")
        clean = " ".join(clean.split()).strip("'") or self.say("sheet")
        clean = clean[:1].upper() + clean[1:]
        sheet = self.workbook.add_worksheet(_tell_apart(clean, self._sheets, SHEET_NAME, " ({})"))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.7, 0.7)
        return sheet

    def name_table(self, stem: str) -> str:
        """Return a name for an Excel table that is legal and told from every other; it never looks like a cell."""
        letters = re.sub(r"[^A-Za-z0-9_]+", "_", stem).strip("_") or "table"
        return _tell_apart(f"t_{letters}_1", self._tables, TABLE_NAME, "_{}")


def _tell_apart(name: str, taken: set[str], limit: int, pattern: str) -> str:
    found = _cut(name, limit)
    number = 2
    while found.lower() in taken or found.lower() in _RESERVED:
        tail = pattern.format(number)
        base = name.removesuffix("_1") if pattern.startswith("_") else name
        found = _cut(base, limit - len(tail)).rstrip() + tail
        number += 1
    taken.add(found.lower())
    return found


def _cut(name: str, limit: int) -> str:
    """Cut a name as Excel counts: a letter beyond the first plane is two."""
    kept = name
    while len(kept.encode("utf-16-le")) // 2 > limit:
        kept = kept[:-1]
    return kept
