"""The picture of a forecast: what was, what is expected, and between which limits."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREEN, GREY, clean_label, drawing, lay_dates, write_svg
from csi_lib.report.chart import Chart, Line
from csi_lib.report.language import current
from csi_lib.report.wording import count_words, say_period, say_value

_COLUMNS = ("period_start", "period_end", "value", "lo", "hi", "foretold")


def forecast_chart(points: pd.DataFrame, coming: pd.DataFrame, title: str, unit: str = "") -> Picture:
    """Draw the known periods of a series and those to come.

    Parameters
    ----------
    points : DataFrame
        Known periods in order: ``period_start, period_end, value, usable``.
    coming : DataFrame
        Periods to come in order: ``period_start, period_end, value, lo, hi``.
    title, unit : str
        Of the series.

    Returns
    -------
    Picture
        Known values as a line, periods that cannot be used grey, the forecast dashed in its 95 % interval.
    """
    known = points[points["value"].notna()]
    usable = known["usable"].astype(bool)
    with drawing(height=3.2) as (figure, (axis,)):
        line = points["value"].where(points["usable"].astype(bool)).astype("float64")
        axis.plot(points["period_start"], line, "-o", color=BLUE, linewidth=1.4, markersize=4, zorder=3)
        grey = known[~usable]
        axis.plot(
            grey["period_start"], grey["value"], "o", color="white", markeredgecolor=GREY, markersize=4.5, zorder=3
        )
        days = coming["period_start"]
        axis.fill_between(days, coming["lo"], coming["hi"], color=GREEN, alpha=0.18, linewidth=0, zorder=1)
        axis.plot(days, coming["value"], "--D", color=GREEN, linewidth=1.4, markersize=4, zorder=3)
        axis.set_ylabel(clean_label(current().label(unit)))
        axis.margins(y=0.12)
        lay_dates(axis)
        svg = write_svg(figure)
    rows = pd.concat([known.assign(foretold=False), coming.assign(foretold=True)], ignore_index=True)
    data = tuple(rows.reindex(columns=list(_COLUMNS)).to_dict("records"))
    lines = (Line("value", "value"), Line("lo", "95 % from", "low"), Line("hi", "95 % to", "high"))
    chart = Chart("line", "period_start", lines, unit)
    return Picture(title, _describe(known[usable], coming, title, unit), svg, data, chart)


def _describe(known: pd.DataFrame, coming: pd.DataFrame, title: str, unit: str) -> str:
    last = known.iloc[-1]
    ahead = "; ".join(
        f"{say_period(row['period_start'], row['period_end'])} {say_value(row['value'], unit)} "
        f"({say_value(row['lo'], unit)} to {say_value(row['hi'], unit)})"
        for row in coming.to_dict("records")
    )
    return (
        f"{title}: {count_words(len(known), 'period')} known, the last {say_value(last['value'], unit)} in "
        f"{say_period(last['period_start'], last['period_end'])}. Expected, with 95 % interval: {ahead}."
    )
