"""A radar of levels: one spoke per process; line styles and marks tell the lines apart without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from csi_lib.errors import UsageError
from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREEN, GREY, INK, VERMILION, clean_label, drawing, write_svg
from csi_lib.report.chart import Chart, Line, Role
from csi_lib.report.language import current

LEAST_SPOKES = 3
_TURNED = 0.25  # share of the upright beyond which a label stands beside its spoke and not above it
_WRAP = 16  # characters of a name before it breaks
_BOX = (0.25, 0.09, 0.5, 0.8)  # of the figure: names stand around it


@dataclass(frozen=True)
class _Look:
    colour: str
    style: Any
    marker: str
    size: float
    filled: bool


_LOOKS: dict[str, _Look] = {
    "before": _Look(VERMILION, (0, (4, 2)), "s", 5.5, False),
    "target": _Look(GREEN, (0, (1, 2)), "D", 5.0, False),
    "now": _Look(BLUE, "solid", "o", 7.0, True),
}
_ROLES: dict[str, Role] = {"before": "earlier", "target": "target", "now": "value"}


def radar_chart(levels: pd.DataFrame, title: str, names: Mapping[str, str], highest: int = 5) -> Picture:
    """Draw levels around a centre.

    Parameters
    ----------
    levels : DataFrame
        ``name`` and some of ``now``, ``before``, ``target``: levels, missing where not rated; one row per spoke, in
        order clockwise from the top.
    title : str
        Of the picture.
    names : mapping of str to str
        What each line is called, by column.
    highest : int
        The level at the rim.

    Returns
    -------
    Picture
        The drawing; its words name every level, target and earlier level.

    Raises
    ------
    UsageError
        When there are fewer than three spokes: they span no area.
    """
    if len(levels) < LEAST_SPOKES:
        raise UsageError("a radar needs at least three spokes", where=title)
    lines = [key for key in _LOOKS if key in levels and key in names and levels[key].notna().any()]
    angles = np.linspace(0, 2 * np.pi, len(levels), endpoint=False)
    with drawing(height=5.8, polar=True) as (figure, (axis,)):
        figure.set_layout_engine("none")  # it would make room for the legend and cut the names
        axis.set_position(_BOX)
        _lay_rings(axis, angles, [str(name) for name in levels["name"]], highest)
        for key in lines:
            _draw_line(axis, angles, levels[key], _LOOKS[key], clean_label(current().say(names[key])))
        _write_levels(axis, angles, levels["now"])
        figure.legend(loc="upper left", bbox_to_anchor=(0.0, 1.0), frameon=False, fontsize=9, handlelength=3.6)
        svg = write_svg(figure)
    drawn = [key for key in ("now", "before", "target") if key in lines]
    chart = Chart("radar", "name", tuple(Line(key, names[key], _ROLES[key]) for key in drawn), "level")
    return Picture(
        title,
        _describe(levels, title, drawn, names, highest),
        svg,
        tuple(levels[["name", *drawn]].to_dict("records")),
        chart,
    )


def _lay_rings(axis: Axes, angles: np.ndarray, names: Sequence[str], highest: int) -> None:
    axis.set_theta_offset(np.pi / 2)  # type: ignore[attr-defined]
    axis.set_theta_direction(-1)  # type: ignore[attr-defined]
    axis.set_ylim(0, highest + 0.25)
    axis.set_yticks(range(1, highest + 1), [""] * highest)
    axis.grid(visible=False)
    axis.spines["polar"].set_visible(False)
    axis.set_xticks(angles, [""] * len(angles))
    whole = np.append(angles, angles[:1])
    for ring in range(1, highest + 1):
        rim = ring == highest
        axis.plot(whole, [ring] * len(whole), color=GREY if rim else "#d1d5db", linewidth=1.0 if rim else 0.8, zorder=0)
        between = angles[1] / 2
        at = ring * np.cos(angles[1] / 2)  # the middle of the ring's edge between the first two spokes
        axis.text(
            between,
            at,
            str(ring),
            fontsize=7.5,
            color=GREY,
            ha="center",
            va="center",
            zorder=2,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )
    for angle, name in zip(angles, names, strict=True):
        axis.plot([angle, angle], [0, highest], color="#d1d5db", linewidth=0.8, zorder=0)
        side = "center" if abs(np.sin(angle)) < _TURNED else ("left" if np.sin(angle) > 0 else "right")
        high = "bottom" if np.cos(angle) > 1 - _TURNED else ("top" if np.cos(angle) < _TURNED - 1 else "center")
        said = fill(clean_label(current().say(name)), _WRAP)
        axis.text(angle, highest + 0.35, said, fontsize=9, color=INK, ha=side, va=high)


def _draw_line(axis: Axes, angles: np.ndarray, values: pd.Series, look: _Look, label: str) -> None:
    known = values.astype("float64").to_numpy()
    # A gap stays a gap: a line across it would claim a level that nobody rated.
    whole = np.append(known, known[:1])
    face = look.colour if look.filled else "white"
    axis.plot(
        np.append(angles, angles[:1]),
        whole,
        color=look.colour,
        linestyle=look.style,
        linewidth=2.2 if look.filled else 1.6,
        marker=look.marker,
        markersize=look.size,
        markerfacecolor=face,
        markeredgecolor=look.colour,
        label=label,
        zorder=4 if look.filled else 3,
        clip_on=False,
    )
    if look.filled and not np.isnan(known).any():
        axis.fill(angles, known, color=look.colour, alpha=0.1, zorder=1)


def _write_levels(axis: Axes, angles: np.ndarray, values: pd.Series) -> None:
    for angle, value in zip(angles, values, strict=True):
        missing = pd.isna(value)
        said = current().say("not rated") if missing else f"{int(value)}"
        axis.annotate(
            said,
            (angle, 0.35 if missing else float(value)),
            (0, 0) if missing else (9 * np.sin(angle) + 7 * np.cos(angle), 9 * np.cos(angle) - 7 * np.sin(angle)),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=7.5 if missing else 9.5,
            fontweight="normal" if missing else "bold",
            color=GREY if missing else BLUE,
            zorder=7,
        )


def _describe(levels: pd.DataFrame, title: str, drawn: Sequence[str], names: Mapping[str, str], highest: int) -> str:
    clauses = []
    for row in levels.to_dict("records"):
        said = [
            f"{names[key]} {'not rated' if pd.isna(row[key]) else int(row[key])}"
            for key in drawn
            if not (key == "target" and pd.isna(row[key]))
        ]
        clauses.append(f"{row['name']}: {', '.join(said)}")
    return f"{title}, levels 0 to {highest}. {'; '.join(clauses)}."
