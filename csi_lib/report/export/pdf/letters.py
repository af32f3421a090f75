"""How wide letters run in the font of the pages, and where a word that is too long may break."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from csi_lib.report.export.clean import Cleaner

FONT = "DejaVu Sans"  # what matplotlib brings along, and what the pictures are drawn with
LAST_FONT = "Last Resort High-Efficiency"  # also there: a box with the name of its script for every other letter
BYTE_ORDER_MARK = "\ufeff"
LONG_WORD = 16  # letters; a longer word may break anywhere, or no narrow column could hold it
PIECE = 6  # letters that stay together in such a word

_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")
# After a sign that parts names and addresses, else after some letters; never before a mark that sits on its letter.
_PIECES = re.compile(
    r"(?<=\w)[-_./\\:@=&?,;|](?=\w{3})"
    rf"|(?:[^\W_][^\w\s\x20-\x7e]*){{{PIECE}}}(?=[^\W_])"  # letters with their marks
    rf"|[^\w\s]{{{PIECE}}}(?=[!-~])"
)


@dataclass
class PrintCleaner(Cleaner):
    """Clean text for PDF/UA as well, which allows no byte order mark inside it, and see which letters the font lacks.

    Parameters
    ----------
    boxed : bool
        Some letter so far can only be shown as a box with the name of its script.
    """

    boxed: bool = field(default=False)

    def clean(self, text: object) -> str:
        """Return the text without characters that the file cannot hold."""
        found = super().clean(text)
        self.removed += found.count(BYTE_ORDER_MARK)
        self.boxed = self.boxed or not (found.isascii() or all(map(_has_shape, found)))
        return found.replace(BYTE_ORDER_MARK, "")


def break_words(text: str) -> str | list[str]:
    """Cut a text where its long words may break.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str or list of str
        The text, or its pieces: joined they are the text again.
    """
    cuts = [word.start() + piece.end() for word in _LONG.finditer(text) for piece in _PIECES.finditer(word.group())]
    if not cuts:
        return text
    edges = [0, *cuts, len(text)]
    return [text[start:end] for start, end in zip(edges, edges[1:], strict=False) if start < end]


def measure(text: str) -> float:
    """Return how wide a line of text runs, in units of the type size."""
    return sum(map(find_advance, text))


def measure_longest(text: str) -> float:
    """Return how wide the widest part runs that cannot break, in units of the type size."""
    whole = break_words(text)
    parts = [whole] if isinstance(whole, str) else whole
    return max((measure(word) for part in parts for word in part.split()), default=0.0)


def find_fonts() -> Path:
    """Return the folder of the fonts that matplotlib brings along."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@cache
def _face() -> Any:
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(find_fonts() / "DejaVuSans.ttf"))


@cache
def _has_shape(letter: str) -> bool:
    # What joins or varies other letters, controls and spaces are not seen by themselves.
    return unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Zs") or bool(_face().get_char_index(ord(letter)))


@cache
def find_advance(letter: str) -> float:
    """Return the width of a letter of DejaVu Sans, as a part of the type size; 1 where the font lacks it."""
    from matplotlib.ft2font import LoadFlags

    face = _face()
    if not face.get_char_index(ord(letter)):
        return 1.0
    glyph = face.load_char(ord(letter), flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING)
    return float(glyph.horiAdvance / face.units_per_EM)
