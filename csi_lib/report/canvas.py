"""The drawing board: one look, no state left behind, and the same bytes for the same numbers."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from csi_lib.report.language import ENGLISH, current

WIDTH = 9.0  # inches; a page is laid out for pictures of one width
LABEL_LENGTH = 40  # characters of a client's name that fit beside a bar

# Okabe and Ito's palette (jfly.uni-koeln.de/color), told apart with any kind of colour vision.
BLUE, VERMILION, GREEN, GREY = "#0072b2", "#b34700", "#00795c", "#6b7280"
INK = "#1f2937"

_RC = {
    "svg.hashsalt": "csi-kit",  # element ids come from the content, not from chance
    "svg.fonttype": "path",  # looks the same where the font is not installed
    "font.family": ["DejaVu Sans"],  # the one font that matplotlib brings along
    "text.parse_math": False,  # a client's dollar sign is a dollar sign
    "axes.unicode_minus": True,
    "axes.edgecolor": "#9ca3af",
    "axes.titlelocation": "left",
    "grid.color": "#e5e7eb",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.dpi": 100,
    "path.simplify": False,
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@contextmanager
def drawing(
    height: float, ratios: Sequence[float] = (1,), *, polar: bool = False
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Lend a figure with its axes, below each other, in the kit's look.

    Parameters
    ----------
    height : float
        Height in inches; the width is always the same.
    ratios : sequence of float
        Relative height of each of the axes.
    polar : bool
        Around a centre.

    Yields
    ------
    tuple of (Figure, list of Axes)
        Outside pyplot: nothing has to be closed and no setting changes for others.
    """
    theme: Any = {**sns.axes_style("whitegrid"), **sns.plotting_context("notebook", font_scale=0.8), **_RC}
    with matplotlib.rc_context(theme):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        way = {"projection": "polar"} if polar else {}
        axes = figure.subplots(len(ratios), 1, squeeze=False, height_ratios=list(ratios), subplot_kw=way)[:, 0]
        for axis in axes:
            if not polar:
                sns.despine(ax=axis)
        yield figure, list(axes)


def write_svg(figure: Figure) -> str:
    """Return a figure as SVG text, equal for equal drawings; letters no font has become boxes, silently."""
    _say_ticks(figure)
    buffer = io.StringIO()
    fonts = logging.getLogger("matplotlib.font_manager")
    level = fonts.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "Glyph … missing": the name stands in full in the data
        fonts.setLevel(logging.ERROR)
        try:
            FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]
        finally:
            fonts.setLevel(level)
    return buffer.getvalue()


class _SpokenDates(ConciseDateFormatter):
    """Dates along an axis with the names of months in the language in use."""

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        return [_say_months(text) for text in super().format_ticks(values)]  # type: ignore[no-untyped-call]

    def get_offset(self) -> str:
        return _say_months(super().get_offset())  # type: ignore[no-untyped-call]


def _say_months(text: str) -> str:
    return re.sub(r"[A-Z][a-z]{2}", lambda month: current().phrases.get(month.group(), month.group()), text)


class _SpokenNumbers(ScalarFormatter):
    """Numbers along an axis as the language in use writes them."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return current().number(super().__call__(x, pos))


def lay_dates(axis: Axes) -> None:
    """Lay dates along the lower axis, few enough to be read."""
    locator = AutoDateLocator(minticks=4, maxticks=10)  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(_SpokenDates(locator))  # type: ignore[no-untyped-call]


def _say_ticks(figure: Figure) -> None:
    if current().language == ENGLISH:
        return
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_SpokenNumbers())


def clean_label(text: Any, length: int = LABEL_LENGTH) -> str:
    """Make a client's text fit for a drawing: one line, no control characters, cut with an ellipsis.

    Parameters
    ----------
    text : object
        Any text.
    length : int
        Most characters to keep, the ellipsis included.

    Returns
    -------
    str
        Printable text of at most ``length`` characters.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in str(text))
    folded = " ".join(shown.split())
    return folded if len(folded) <= length else folded[: length - 1] + "…"
