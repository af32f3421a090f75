"""The two marks above a control chart, our own: what goes on lately, and whether the target can be relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from csi_lib.report.canvas import BLUE, GREEN, GREY, INK, VERMILION, clean_label
from csi_lib.report.language import current

HEIGHT = 1.045  # above the axes, in their height
SECOND = 0.5  # where the second mark begins, in the width of the axes
LONGEST = 52  # characters beside a mark

# Shape and not colour alone: an arrow up for better, down for worse, a bar for nothing new.
_VARIATION: dict[str, tuple[str, str]] = {
    "improvement": ("^", GREEN),
    "deterioration": ("v", VERMILION),
    "common cause": ("_", GREY),
    "no direction": ("D", BLUE),
    "not assessed": ("", GREY),
}
# A full ring, a half one, a crossed one.
_ASSURANCE: dict[str, tuple[str, str]] = {
    "always hit": ("full", GREEN),
    "hit and miss": ("left", BLUE),
    "always missed": ("cross", VERMILION),
}


@dataclass(frozen=True)
class Heading:
    """What stands above a control chart.

    Parameters
    ----------
    variation : str
        improvement, deterioration, common cause, no direction or not assessed; empty for no mark.
    said : str
        The signal behind it.
    assurance : str
        always hit, hit and miss or always missed; empty for no mark.
    target : float or None
        Drawn as a line.
    rebases : sequence of (date, str)
        Days from which the limits begin anew, and why.
    """

    variation: str = ""
    said: str = ""
    assurance: str = ""
    target: float | None = None
    rebases: Sequence[tuple[Any, str]] = ()

    @property
    def words(self) -> str:
        """What the first mark says."""
        return f"Lately: {self.variation}" if self.variation else ""

    @property
    def promise(self) -> str:
        """What the second mark says."""
        return f"Target, if all stays as it is: {self.assurance}" if self.assurance else ""


def draw_heading(axis: Axes, heading: Heading) -> None:
    """Draw the marks with their words above the axes."""
    if heading.variation in _VARIATION:
        marker, colour = _VARIATION[heading.variation]
        _draw_ring(axis, 0.012, colour)
        if marker:
            _put(axis, 0.012, marker, 5.5, colour, markeredgewidth=2.0)
        _write(axis, 0.03, current().say(heading.words))
    if heading.assurance in _ASSURANCE:
        style, colour = _ASSURANCE[heading.assurance]
        _draw_ring(axis, SECOND, colour)
        if style == "cross":
            _put(axis, SECOND, "x", 5.5, colour, markeredgewidth=1.8)
        else:
            _put(axis, SECOND, "o", 7.5, colour, fillstyle=style, markerfacecoloralt="white", markeredgewidth=0.8)
        _write(axis, SECOND + 0.018, current().say(heading.promise))


def _draw_ring(axis: Axes, place: float, colour: str) -> None:
    _put(axis, place, "o", 12, colour, markerfacecolor="white", markeredgewidth=1.4)


def _put(axis: Axes, place: float, marker: str, size: float, colour: str, **more: Any) -> None:
    above: dict[str, Any] = {"transform": axis.transAxes, "clip_on": False, "zorder": 6} | more
    axis.plot([place], [HEIGHT], marker, markersize=size, color=colour, **above)


def _write(axis: Axes, place: float, text: str) -> None:
    axis.text(place, HEIGHT, clean_label(text, LONGEST), transform=axis.transAxes, va="center", fontsize=8.5, color=INK)
