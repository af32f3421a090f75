"""Whose name, logo, colours and fonts a report carries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

INK, ACCENT, GOOD, BAD, QUIET, GROUND = "#1f2937", "#0072b2", "#00795c", "#b34700", "#6b7280", "#ffffff"


@dataclass(frozen=True)
class Brand:
    """The look of a report.

    Parameters
    ----------
    name : str
        Of the house that puts its name under the report; empty for none.
    logo : Path or None
        A PNG or SVG file.
    logo_alt : str
        What the logo shows, in words.
    ink, accent, good, bad, quiet, ground : str
        Colours as ``#rrggbb``: text, titles and lines, better, worse, side remarks, paper.
    font : str
        Name of the font of office files; PDF and pictures keep the one that the kit brings along.
    footer : str
        A line at the foot of every page.
    """

    name: str = ""
    logo: Path | None = None
    logo_alt: str = ""
    ink: str = INK
    accent: str = ACCENT
    good: str = GOOD
    bad: str = BAD
    quiet: str = QUIET
    ground: str = GROUND
    font: str = "Arial"
    footer: str = ""
