"""How much room a text takes on a slide: by the widths of Arial's letters, or of the widest stand-in's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from csi_lib.report.export.pdf.letters import find_advance

# Widths of the letters from U+0020 to U+007E in thousandths of the type size: Helvetica, which Arial copies
# (Adobe Core 14 AFM, Helvetica.afm).
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 222, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 222, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
_OTHER, _WIDE = 600, 1000  # letters that the table does not hold; East Asian ones and pictures
SPARE = 1.05  # no two programs set the same font alike
# Fonts that are, or have a twin of the same widths, wherever a presentation is opened. Any other may be shown in one as
# wide as DejaVu Sans where it is missing, and has to fit then, too.
_EVERYWHERE = frozenset({"arial", "helvetica", "liberation sans", "arimo"})
_wide: ContextVar[bool] = ContextVar("wide", default=False)
BOLD = 1.14  # narrow letters gain most
LINE = 1.2  # height of a line by type size
POINT = 1 / 72  # inches
ROUNDING = 1e-6  # a column as wide as its text holds it


@contextmanager
def writing_in(font: str) -> Iterator[None]:
    """Measure texts as they are in a font by this name, or in what stands in for it on another machine."""
    token = _wide.set(font.lower() not in _EVERYWHERE)
    try:
        yield
    finally:
        _wide.reset(token)


@lru_cache(maxsize=4096)
def _measure_letter(letter: str) -> int:
    code = ord(letter)
    if 32 <= code < 127:
        return _WIDTHS[code - 32]
    if unicodedata.combining(letter):
        return 0
    wide = unicodedata.east_asian_width(letter) in "WF" or code >= 0x1F000
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDE if wide else _WIDTHS[ord(base) - 32] if 32 <= ord(base) < 127 else _OTHER


@lru_cache(maxsize=16384)
def _measure_word(text: str, wide: bool) -> float:
    return 1000 * sum(map(find_advance, text)) if wide else sum(map(_measure_letter, text))


def measure_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line of text in inches."""
    return _measure_word(text, _wide.get()) / 1000 * size * POINT * SPARE * (BOLD if bold else 1.0)


def count_lines(text: str, size: float, width: float, bold: bool = False) -> int:
    """Return the lines that a text takes in a box of so many inches, words kept whole where they fit."""
    return sum(_count_wrapped(line, size, width, bold) for line in text.split("\n"))


def _count_wrapped(line: str, size: float, width: float, bold: bool) -> int:
    lines, filled = 1, 0.0
    space = measure_width(" ", size, bold)
    for word in line.split(" "):
        length = measure_width(word, size, bold)
        if filled and filled + space + length > width + ROUNDING:
            lines, filled = lines + 1, 0.0
        if length > width + ROUNDING:  # broken inside the word
            extra = int(length / width)
            lines, filled = lines + extra, length - extra * width
        else:
            filled += length + (space if filled else 0.0)
    return lines


def measure_height(lines: int, size: float) -> float:
    """Return the height of so many lines in inches."""
    return lines * size * LINE * POINT


def longest_word(text: str, size: float, bold: bool = False) -> float:
    """Return the width of the longest word in inches."""
    return max((measure_width(word, size, bold) for word in text.split()), default=0.0)


def cut_words(text: str, limit: int) -> str:
    """Return the text, cut at a word and with an ellipsis where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ")
    return f"{head[:at] if at > limit * 0.6 else head}…"


def fit_lines(text: str, size: float, width: float, lines: int) -> str:
    """Return the text, cut with an ellipsis so that it takes at most so many lines."""
    if count_lines(text, size, width) <= lines:
        return text
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count_lines(cut_words(text, middle), size, width) <= lines:
            low = middle
        else:
            high = middle - 1
    return cut_words(text, low)
