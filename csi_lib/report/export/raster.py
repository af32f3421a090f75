"""Drawings as pixels, for office programs that show no SVG."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import typst

from csi_lib.report.brand import Brand

_PPI = 200.0
_ALONE = b"#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.drawing))"


@dataclass(frozen=True)
class Pixels:
    """A PNG and its size in pixels."""

    png: bytes
    width: int
    height: int


def draw_pixels(svg: str) -> Pixels | None:
    """Turn an SVG drawing into a PNG, the same for the same drawing.

    Parameters
    ----------
    svg : str
        The drawing.

    Returns
    -------
    Pixels or None
        None where the text is no drawing.
    """
    try:
        png = typst.compile(_ALONE, format="png", ppi=_PPI, sys_inputs={"drawing": svg})
    except typst.TypstError:
        return None
    return _measure(png) if isinstance(png, bytes) else None


def draw_logo(brand: Brand) -> Pixels | None:
    """Return a brand's logo as PNG; None where it has none."""
    if brand.logo is None:
        return None
    if brand.logo.suffix.lower() == ".svg":
        return draw_pixels(brand.logo.read_text(encoding="utf-8"))
    return _measure(brand.logo.read_bytes())


def _measure(png: bytes) -> Pixels:
    width, height = struct.unpack(">II", png[16:24])  # PNG specification (W3C), 11.2.1: the header chunk comes first
    return Pixels(png, width, height)
