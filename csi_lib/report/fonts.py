"""The font that a brand names for office files: whether this machine has it, and what stands in for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

from csi_lib.report.brand import Brand

OFFICE = ("pptx", "docx", "xlsx")  # PDF and pages bring their letters along
# Fonts that run exactly as wide as another: what is set in one fits in the other.
_TWINS = {
    "arial": {"liberation sans", "arimo", "helvetica", "nimbus sans"},
    "helvetica": {"liberation sans", "arimo", "arial", "nimbus sans"},
    "calibri": {"carlito"},
    "cambria": {"caladea"},
    "times new roman": {"liberation serif", "tinos", "nimbus roman"},
}
_SECONDS = 10.0  # for one question to the list of fonts


def say_fallback(brand: Brand, formats: Sequence[str]) -> str:
    """Say that this machine lacks the font of a brand, where files are written that name it.

    Parameters
    ----------
    brand : Brand
        Its ``font`` counts.
    formats : sequence of str
        What is written.

    Returns
    -------
    str
        The font, and what stands in for it here; empty where the machine has it or one of the same widths.
    """
    if brand == Brand() or not any(name in OFFICE for name in formats):
        return ""
    instead = find_fallback(brand.font)
    if not instead:
        return ""
    return (
        f"the font '{brand.font}' of the brand is not on this machine: office files name it, and are shown here in "
        f"'{instead}'. Install it, or name another under 'font'"
    )


@cache
def find_fallback(font: str) -> str:
    """Return the font that stands in for another on this machine; empty where that one, or its twin, is there."""
    found = _ask_fontconfig(font) or _ask_matplotlib(font)
    names = {name.strip().lower() for name in found.split(",")}
    if font.lower() in names or names & _TWINS.get(font.lower(), set()):
        return ""
    return found.partition(",")[0].strip()


def _ask_fontconfig(font: str) -> str:
    """Ask what programs of this machine take for a font; empty where nobody answers."""
    program = shutil.which("fc-match")
    if program is None or sys.platform in ("win32", "darwin"):
        return ""
    try:
        command = [program, "--format=%{family}", font]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _ask_matplotlib(font: str) -> str:
    """Look through the fonts of the system; Office takes Arial for one that is not there."""
    from matplotlib.font_manager import fontManager

    known = {entry.name.lower() for entry in fontManager.ttflist}
    return font if font.lower() in known else "Arial"
