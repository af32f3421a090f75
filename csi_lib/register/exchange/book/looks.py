"""The looks of the workbook; nothing that anybody wrote becomes a formula, a link or a number."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

HARMLESS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
INK, QUIET, ACCENT, BAND, LINE = "#1f2937", "#5b6472", "#0b5394", "#eaf3fb", "#d1d5db"
FIELD, GIVEN, WARNING = "#fffdf3", "#f1f3f5", "#ffd9a8"  # to be filled in, given by the kit, to be minded
DAY_FORMAT = "yyyy-mm-dd"


class Looks:
    """Formats of one workbook, each made once.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Open for writing.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"valign": "top", **properties})
        return self._made[key]

    def field(self, **properties: Any) -> Format:
        """Return the format of a cell that may be filled in."""
        return self.make(bg_color=FIELD, border=1, border_color=LINE, text_wrap=True, **properties)

    def given(self, **properties: Any) -> Format:
        """Return the format of a cell that is not to be changed."""
        return self.make(bg_color=GIVEN, border=1, border_color=LINE, font_color=QUIET, **properties)
