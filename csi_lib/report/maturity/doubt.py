"""Percents with their intervals on one scale, with the bands of the letters behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREY, INK, clean_label, drawing, write_svg
from csi_lib.report.chart import Chart, Line
from csi_lib.report.language import current
from csi_lib.report.wording import say_value

COLUMNS = ("name", "part", "percent", "low", "high")
_GROUND = ("#ffffff", "#f1f5f9", "#e2e8f0", "#cbd5e1")


def doubt_chart(intervals: pd.DataFrame, title: str, bands: Sequence[tuple[str, float]], label: str) -> Picture:
    """Draw percents with their intervals.

    Parameters
    ----------
    intervals : DataFrame
        ``COLUMNS`` in percent, in drawing order; ``part`` is the attribute, as it is called.
    title : str
        Of the picture.
    bands : sequence of (str, float)
        Letters and the percent each reaches up to, from the least to the best.
    label : str
        Under the axis.

    Returns
    -------
    Picture
        The drawing; its words name every percent and interval.
    """
    rows: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in intervals.to_dict("records")
    ]
    with drawing(height=1.2 + 0.34 * max(2, len(rows))) as (figure, (axis,)):
        start = 0.0
        for (letter, end), ground in zip(bands, _GROUND, strict=False):
            axis.axvspan(start, end, facecolor=ground, edgecolor="none", zorder=0)
            axis.axvline(end, color="#9ca3af", linewidth=0.8, zorder=1)
            axis.text(
                (start + end) / 2, -0.78, letter, fontsize=9, fontweight="bold", color=GREY, ha="center", va="center"
            )
            start = end
        for place, row in enumerate(rows):
            axis.plot([row["low"], row["high"]], [place, place], color=BLUE, linewidth=2.4, zorder=2)
            for end in (row["low"], row["high"]):
                axis.plot([end, end], [place - 0.16, place + 0.16], color=BLUE, linewidth=2.0, zorder=2)
            if pd.notna(row["percent"]):
                axis.plot([row["percent"]], [place], "o", color=INK, markersize=6, zorder=3)
        axis.set_yticks(range(len(rows)), [_label(row) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -1.0)
        axis.set_xlim(0, 100)
        axis.set_xlabel(clean_label(current().say(label), 90))
        axis.grid(visible=False)
        svg = write_svg(figure)
    lines = (Line("percent", "achieved"), Line("low", "lower end", "low"), Line("high", "upper end", "high"))
    data = tuple({"label": _label(row)} | {key: row[key] for key in COLUMNS} for row in rows)
    return Picture(title, _describe(rows, title), svg, data, Chart("bars", "label", lines, "%"))


def _describe(rows: Sequence[Mapping[str, Any]], title: str) -> str:
    return f"{title}. {'; '.join(_say(row) for row in rows)}."


def _label(row: Mapping[str, Any]) -> str:
    return f"{clean_label(current().say(str(row['name'])), 32)}, {row['part']}"


def _say(row: Mapping[str, Any]) -> str:
    low, high = (say_value(row[key], "%") for key in ("low", "high"))
    return f"{row['name']}, {row['part']}: {say_value(row['percent'], '%')} ({low} to {high})"
