"""How much effort lifts how many processes: a staircase with its range."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, INK, clean_label, drawing, write_svg
from csi_lib.report.language import current

COLUMNS = ("count", "added", "low", "high")


def front_chart(points: pd.DataFrame, title: str, capacity: float) -> Picture:
    """Draw the effort for one process, two, and so on, each step named by the process it adds.

    Parameters
    ----------
    points : DataFrame
        ``COLUMNS``: number of processes, the process added last, and the person-days for all of them.
    title : str
        Of the picture.
    capacity : float
        Person-days of one wave: a dotted line each.

    Returns
    -------
    Picture
        The drawing; its words name every step.
    """
    rows = points.to_dict("records")
    most = max((float(row["high"]) for row in rows), default=capacity)
    with drawing(height=1.2 + 0.36 * max(2, len(rows))) as (figure, (axis,)):
        for wave in range(1, int(most // capacity) + 1):
            axis.axvline(wave * capacity, color="#9ca3af", linewidth=0.9, linestyle=(0, (2, 3)), zorder=1)
        for place, row in enumerate(rows):
            low, high = float(row["low"]), float(row["high"])
            axis.plot([low, high], [place, place], color=BLUE, linewidth=5, solid_capstyle="butt", zorder=2)
            axis.plot([low, high], [place, place], "|", color=INK, markersize=9, zorder=3)
            axis.annotate(
                current().say(f"{low:g} to {high:g}"),
                (high, place),
                (6, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        names = [
            f"{row['count']}: {'' if row['count'] == 1 else '+ '}{current().say(str(row['added']))}" for row in rows
        ]
        axis.set_yticks(range(len(rows)), [clean_label(name) for name in names], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlim(0, most * 1.18)
        axis.set_xlabel(clean_label(current().say("Person-days for all of them so far (dotted: a wave each)"), 80))
        axis.grid(axis="y", visible=False)
        svg = write_svg(figure)
    clauses = []
    for row in rows:
        days = f"{float(row['low']):g} to {float(row['high']):g} person-days"
        clauses.append(f"{row['count']} with {row['added']}: {days}")
    return Picture(title, f"{title}. {'; '.join(clauses)}.", svg, tuple(points[list(COLUMNS)].to_dict("records")))
