"""What the groups of respondents say of each process, on one scale: a mark of its own per group."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREEN, GREY, INK, VERMILION, clean_label, drawing, write_svg
from csi_lib.report.language import current
from csi_lib.report.wording import say_value

MARKS: dict[str, tuple[str, str, bool]] = {  # group -> marker, colour, filled
    "users": ("o", VERMILION, False),
    "agents": ("s", BLUE, True),
    "staff": ("^", GREEN, True),
    "stakeholders": ("D", INK, False),
    "managers": ("P", VERMILION, True),
}
_LANE = 0.13  # of a row between two groups, so that no mark covers another
_GROUND = ("#ffffff", "#f1f5f9", "#e2e8f0", "#cbd5e1")


def group_chart(shares: pd.DataFrame, title: str, bands: Sequence[tuple[str, float]]) -> Picture:
    """Draw what each group says of each process, with the bands of the letters behind it.

    Parameters
    ----------
    shares : DataFrame
        ``name, group, percent, respondents``: one row per process and group, processes in drawing order.
    title : str
        Of the picture.
    bands : sequence of (str, float)
        Letters and the percent each reaches up to, from the least to the best.

    Returns
    -------
    Picture
        The drawing; its words name every group's percent.
    """
    known = shares[shares["percent"].notna()]
    names = list(dict.fromkeys(map(str, shares["name"])))
    groups = [group for group in MARKS if group in set(known["group"])]
    with drawing(height=1.35 + 0.5 * max(2, len(names))) as (figure, (axis,)):
        _draw_bands(axis, bands, len(names))
        for place, name in enumerate(names):
            _draw_span(axis, place, known[known["name"] == name]["percent"])
        for lane, group in enumerate(groups):
            _draw_group(axis, known[known["group"] == group], group, names, (lane - (len(groups) - 1) / 2) * _LANE)
        axis.set_yticks(range(len(names)), [clean_label(current().say(name)) for name in names], parse_math=False)
        axis.set_ylim(len(names) - 0.4, -0.9)
        axis.set_xlim(-2, 102)
        axis.set_xlabel(current().say("Achieved (process performance), %"))
        axis.grid(visible=False)
        figure.legend(
            loc="outside upper left",
            ncols=len(groups) or 1,
            frameon=False,
            fontsize=8.5,
            handletextpad=0.3,
            columnspacing=1.4,
        )
        svg = write_svg(figure)
    data = shares[["name", "group", "percent", "respondents"]]
    return Picture(title, _describe(shares, title, names), svg, tuple(data.to_dict("records")))


def _draw_bands(axis: Axes, bands: Sequence[tuple[str, float]], rows: int) -> None:
    low = 0.0
    for (letter, high), ground in zip(bands, _GROUND, strict=False):
        axis.axvspan(low, high, facecolor=ground, edgecolor="none", zorder=0)
        axis.text((low + high) / 2, -0.68, letter, fontsize=9, fontweight="bold", color=GREY, ha="center", va="center")
        if high < 100:
            axis.axvline(high, color="#9ca3af", linewidth=0.8, zorder=1)
        low = high


def _draw_span(axis: Axes, place: int, percents: pd.Series) -> None:
    if len(percents) > 1:
        axis.plot([percents.min(), percents.max()], [place, place], color=GREY, linewidth=1.4, zorder=2)


def _draw_group(axis: Axes, rows: pd.DataFrame, group: str, names: Sequence[str], lane: float) -> None:
    marker, colour, filled = MARKS[group]
    places = [names.index(str(name)) + lane for name in rows["name"]]
    look: dict[str, Any] = {"markerfacecolor": colour if filled else "white", "markeredgecolor": colour}
    axis.plot(
        rows["percent"],
        places,
        linestyle="none",
        marker=marker,
        markersize=7,
        markeredgewidth=1.6,
        zorder=4,
        label=current().say(group),
        **look,
    )


def _describe(shares: pd.DataFrame, title: str, names: Sequence[str]) -> str:
    clauses = []
    for name in names:
        own = shares[shares["name"] == name].to_dict("records")
        clauses.append(f"{name}: {', '.join(_say(row) for row in own) or 'nobody answered'}")
    return f"{title}. {'; '.join(clauses)}."


def _say(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["percent"]) and row["respondents"] > 0:
        return f"{row['group']} too few to show (n = {int(row['respondents'])})"
    if pd.isna(row["percent"]):
        return f"{row['group']} no answer"
    return f"{row['group']} {say_value(float(row['percent']), '%')} (n = {int(row['respondents'])})"
