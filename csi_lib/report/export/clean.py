"""Text that no office file can hold: control characters go and are counted, long cells are cut with a note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

CELL_LIMIT = 32_767  # characters of an XLSX cell (Microsoft: Excel specifications and limits)
CUT_NOTE = " … [cut: {} of {} characters shown]"
NAMED = 12  # places that a note names
# What XML 1.0 (W3C, section 2.2) does not allow, and DEL; tabulators and line ends stay.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Cleaner:
    """Clean text and count what was done to it.

    Parameters
    ----------
    removed : int
        Control characters taken out so far.
    cut : int
        Cells cut so far.
    page, part : str
        What is being written.
    places : dict of str to int
        Where texts were cut so far, and how many.
    """

    removed: int = field(default=0)
    cut: int = field(default=0)
    page: str = field(default="")
    part: str = field(default="")
    places: dict[str, int] = field(default_factory=dict)

    def enter(self, page: str, part: str = "") -> None:
        """Note which part of which page is written from now on."""
        self.page, self.part = page, part

    def say_places(self) -> str:
        """Say where texts were cut: page and part, and how many where it is more than one."""
        said = [f"{place} ({count:,})" if count > 1 else place for place, count in self.places.items() if place]
        return "; ".join(said[:NAMED]) + (f"; … (+{len(said) - NAMED:,})" if len(said) > NAMED else "")

    def clean(self, text: object) -> str:
        """Return the text without characters that no XML can hold."""
        found, count = _CONTROLS.subn("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
        self.removed += count
        return found

    def fit(self, text: object, limit: int = CELL_LIMIT) -> str:
        """Return the clean text, cut with a note that says so where it is longer than ``limit`` characters."""
        whole = self.clean(text)
        if len(whole) <= limit:
            return whole
        self.cut += 1
        where = " › ".join(dict.fromkeys(name for name in (self.page, self.part) if name))
        self.places[where] = self.places.get(where, 0) + 1
        kept = limit - len(CUT_NOTE.format(limit, len(whole)))
        return whole[:kept] + CUT_NOTE.format(kept, len(whole))
