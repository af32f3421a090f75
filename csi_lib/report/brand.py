"""Whose name, logo, colours and fonts a report carries: one file of ``params/brands``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, field_validator

from csi_lib.errors import SettingsError, suggest
from csi_lib.settings import Settings, list_kit, load

INK, ACCENT, GOOD, BAD, QUIET, GROUND = "#1f2937", "#0072b2", "#00795c", "#b34700", "#5b6472", "#ffffff"
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), level AA
LOGOS = (".png", ".svg")
LARGEST_LOGO = 512 * 1024  # bytes; it goes into every page


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


@dataclass(frozen=True)
class Look:
    """How the files of a report look and in which language their own words are."""

    brand: Brand = Brand()
    language: str = "en"


class Colours(Settings):
    """Colours as ``#rrggbb``."""

    ink: str = INK
    accent: str = ACCENT
    good: str = GOOD
    bad: str = BAD
    quiet: str = QUIET
    ground: str = GROUND

    @field_validator("*")
    @classmethod
    def _is_colour(cls, value: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError("a colour is written like '#0072b2', in quotes")
        return value.lower()


class BrandFile(Settings):
    """One file of ``params/brands``."""

    name: str = ""
    logo: str = ""  # a PNG or SVG file, relative to this file
    logo_alt: str = ""
    colours: Colours = Colours()
    font: str = Field(default="Arial", pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$")
    footer: str = Field(default="", max_length=200)


def load_brand(name: str, home: Path | None = None) -> Brand:
    """Load a brand by the name of its file.

    Parameters
    ----------
    name : str
        Stem of a file of ``params/brands``; empty for the kit's own look.
    home : Path, optional
        The project's root.

    Returns
    -------
    Brand
        Its colours can be read: each is told from the paper by a contrast of at least 4.5 to 1.

    Raises
    ------
    SettingsError
        When there is no such file, a key is wrong, the logo is absent, too large or no PNG or SVG, or a colour cannot
        be read on the paper.

    Source
    ------
    WCAG 2.2, success criterion 1.4.3 and the definitions of contrast ratio and relative luminance
    (w3.org/TR/WCAG22).
    """
    if not name:
        return Brand()
    known = list_kit("params/brands", ".yml", home)
    if name not in known:
        raise SettingsError(f"no brand '{name}'", where="params/brands", do=suggest(name, known))
    path = known[name]
    given = load(path, BrandFile)
    faults = _find_pale(given.colours)
    if faults:
        raise SettingsError("; ".join(faults), where=str(path), do=f"Reach a contrast of {LEAST_CONTRAST} to 1")
    logo = _find_logo(given, path)
    return Brand(given.name, logo, given.logo_alt, **given.colours.model_dump(), font=given.font, footer=given.footer)


def _find_logo(given: BrandFile, path: Path) -> Path | None:
    if not given.logo:
        return None
    logo = (path.parent / given.logo).resolve()
    if logo.suffix.lower() not in LOGOS or not logo.is_file():
        raise SettingsError(f"the logo '{given.logo}' is no PNG or SVG file", where=str(path), do="Check 'logo'")
    if logo.stat().st_size > LARGEST_LOGO:
        size = f"{logo.stat().st_size // 1024} KiB"
        raise SettingsError(f"the logo has {size}", where=str(logo), do=f"Take one of {LARGEST_LOGO // 1024} KiB")
    if not given.logo_alt:
        raise SettingsError("'logo_alt' is missing", where=str(path), do="Say in words what the logo shows")
    return logo


def _find_pale(colours: Colours) -> list[str]:
    named = {name: colour for name, colour in colours.model_dump().items() if name != "ground"}
    ratios = {name: find_contrast(colour, colours.ground) for name, colour in named.items()}
    return [
        f"colours.{name}: {named[name]} on {colours.ground} has a contrast of {ratio:.2f} to 1"
        for name, ratio in ratios.items()
        if ratio < LEAST_CONTRAST
    ]


def find_contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (the same) to 21 (black on white).

    Parameters
    ----------
    one, other : str
        Colours as ``#rrggbb``.

    Returns
    -------
    float
        Ratio of the relative luminances, the lighter above.

    Source
    ------
    WCAG 2.2, definition of contrast ratio (w3.org/TR/WCAG22/#dfn-contrast-ratio).
    """
    dark, light = sorted((_find_luminance(one), _find_luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _find_luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
