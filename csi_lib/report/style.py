"""The style of the pages: the kit's own, in the colours of a brand."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from csi_lib.report.brand import LEAST_CONTRAST, Brand, find_contrast

DARK_GROUND = "#1f2937"  # the lightest ground of style.css where the reader asked for dark pages
TINT = 0.92  # share of paper in the ground behind an answer
STEP = 0.1
TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Inline:
    """A text that stands in the page itself, and the digest by which the page's policy lets it through."""

    text: str
    digest: str


def make_inline(text: str) -> Inline:
    """Return a style or script with its SHA-256 in base64, as a content security policy names it."""
    return Inline(text, base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii"))


def make_style(path: Path, brand: Brand) -> Inline:
    """Read the style sheet and set the colours of a brand.

    Parameters
    ----------
    path : Path
        The style sheet.
    brand : Brand
        Its colours hold on light pages and on paper; on dark pages they are lightened until they can be read.

    Returns
    -------
    Inline
        The style and its digest.
    """
    style = path.read_text(encoding="utf-8")
    if brand == Brand():
        return make_inline(style)
    light = {
        "paper": brand.ground,
        "ink": brand.ink,
        "quiet": brand.quiet,
        "link": brand.accent,
        "answer": mix(brand.accent, brand.ground, TINT),
        "answer-edge": brand.accent,
        "good": brand.good,
        "bad": brand.bad,
    }
    named = {"link": brand.accent, "answer-edge": brand.accent, "good": brand.good, "bad": brand.bad}
    dark = {name: lighten(colour, DARK_GROUND) for name, colour in named.items()}
    dark["answer"] = mix(dark["link"], DARK_GROUND, TINT)
    # Print and light screens take the first, dark screens the second, whatever stands above in the file.
    return make_inline(
        f"{style}@media print, (prefers-color-scheme: light) {{ {_root(light)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ {_root(dark)} }}\n"
    )


def _root(colours: dict[str, str]) -> str:
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in colours.items())} }}"


def mix(one: str, other: str, share: float) -> str:
    """Return the colour with ``share`` of the other in it."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(first * (1 - share) + second * share):02x}" for first, second in pairs)


def lighten(colour: str, ground: str) -> str:
    """Return the colour, with just as much white as it takes to be read on a dark ground."""
    share = 0.0
    while find_contrast(mix(colour, "#ffffff", share), ground) < LEAST_CONTRAST and share < 1:
        share += STEP
    return mix(colour, "#ffffff", min(share, 1.0))


def embed_logo(brand: Brand) -> str:
    """Return the logo as an address that holds the picture itself; empty where there is none."""
    if brand.logo is None:
        return ""
    data = base64.b64encode(brand.logo.read_bytes()).decode("ascii")
    return f"data:{TYPES[brand.logo.suffix.lower()]};base64,{data}"
