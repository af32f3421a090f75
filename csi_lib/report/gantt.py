"""Milestones along time: when each begins, is due and was done, with the day of the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREEN, GREY, INK, VERMILION, clean_label, drawing, lay_dates, write_svg
from csi_lib.report.language import current

LOOK = {"done": GREEN, "open": BLUE, "overdue": VERMILION}
COLUMNS = ("name", "start", "due", "done", "state")


def gantt_chart(milestones: pd.DataFrame, title: str, today: dt.date) -> Picture:
    """Draw milestones as bars from the top.

    Parameters
    ----------
    milestones : DataFrame
        ``name``, ``start`` (may be missing), ``due``, ``done`` (may be missing), all days, and ``state``: done, open
        or overdue; in drawing order.
    title : str
        Of the picture.
    today : date
        The day of the report, drawn as a line.

    Returns
    -------
    Picture
        The drawing; a bar goes from start to due, a square stands where it was done. Its words say how many are done,
        open and overdue, and name the overdue.
    """
    rows = milestones.to_dict("records")
    with drawing(height=1.0 + 0.3 * max(2, len(rows))) as (figure, (axis,)):
        for place, row in enumerate(rows):
            _draw_bar(axis, place, row)
        axis.axvline(date2num(today), color=INK, linewidth=1.0, linestyle=(0, (2, 2)))  # type: ignore[no-untyped-call]
        axis.set_yticks(range(len(rows)), [clean_label(row["name"]) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.xaxis_date()
        axis.margins(x=0.05)
        axis.grid(axis="y", visible=False)
        axis.set_xlabel(clean_label(current().say(f"dashed: {today}"), 80))
        lay_dates(axis)
        svg = write_svg(figure)
    data = tuple({key: _say_cell(row[key]) for key in COLUMNS} for row in rows)
    return Picture(title, _describe(rows), svg, data, columns=COLUMNS)


def _draw_bar(axis: Axes, place: int, row: Mapping[Hashable, Any]) -> None:
    colour = LOOK[str(row["state"])]
    due = date2num(row["due"])  # type: ignore[no-untyped-call]
    start = due if pd.isna(row["start"]) else date2num(row["start"])  # type: ignore[no-untyped-call]
    axis.barh(place, due - start, left=start, height=0.5, color=colour, alpha=0.35)
    axis.plot([due], [place], "|", color=colour, markersize=12, markeredgewidth=2)
    if not pd.isna(row["done"]):
        done = date2num(row["done"])  # type: ignore[no-untyped-call]
        axis.plot([done], [place], "s", color=GREY if done > due else colour, markersize=5)


def _say_cell(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if pd.isna(value) else value


def _describe(rows: list[dict[Hashable, Any]]) -> str:
    count = {state: sum(row["state"] == state for row in rows) for state in LOOK}
    late = "; ".join(f"{row['name']} ({row['due']})" for row in rows if row["state"] == "overdue")
    said = f"{count['done']} done, {count['open']} open, {count['overdue']} overdue."
    return f"{said} Overdue: {late}." if late else said
