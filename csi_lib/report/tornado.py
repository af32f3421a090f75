"""How far each figure by itself moves a result: bars on either side of the best guess."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREY, INK, VERMILION, clean_label, drawing, write_svg
from csi_lib.report.chart import Chart, Line
from csi_lib.report.language import current
from csi_lib.report.wording import say_value

LINES = (Line("base", "best guess"), Line("low", "from", "low"), Line("high", "to", "high"))


def tornado_chart(bars: pd.DataFrame, title: str, unit: str, base: float) -> Picture:
    """Draw a tornado.

    Parameters
    ----------
    bars : DataFrame
        ``name``, ``low`` and ``high``: the result with that figure at its low and at its high end, widest first.
    title, unit : str
        Of the picture.
    base : float
        The result at the best guess of every figure.

    Returns
    -------
    Picture
        The part of a bar that a low figure gives is blue, that of a high one vermilion; the alt text says every bar.
    """
    rows = bars.to_dict("records")
    with drawing(height=0.9 + 0.42 * max(len(rows), 1)) as (figure, (axis,)):
        axis.axvline(base, color=INK, linewidth=1.1)
        for place, row in enumerate(rows):
            for key, colour in (("low", BLUE), ("high", VERMILION)):
                axis.barh(place, float(row[key]) - base, left=base, height=0.55, color=colour)
        ends = [base, *(float(row[key]) for row in rows for key in ("low", "high"))]
        if min(ends) < 0 < max(ends):  # where nothing is won or lost
            axis.axvline(0.0, color=GREY, linewidth=0.9, linestyle=":")
        axis.set_yticks(range(len(rows)), [clean_label(row["name"], 60) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlabel(clean_label(current().say(f"Return, {unit}"), 80))
        axis.grid(axis="y", visible=False)
        svg = write_svg(figure)
    data = tuple(
        {"label": row["name"], "base": base, "low": row["low"], "high": row["high"], "unit": unit} for row in rows
    )
    return Picture(title, _describe(rows, title, unit, base), svg, data, Chart("intervals", "label", LINES, unit=unit))


def _describe(rows: Sequence[Mapping[Hashable, Any]], title: str, unit: str, base: float) -> str:
    clauses = [
        f"{row['name']}: {say_value(row['low'], unit)} at its low end, {say_value(row['high'], unit)} at its high end."
        for row in rows
    ]
    return f"{title}, best guess {say_value(base, unit)}. {' '.join(clauses)}".rstrip()
