"""What came in and what went out, month by month."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, VERMILION, drawing, lay_dates, write_svg
from csi_lib.report.chart import Chart, Line
from csi_lib.report.language import current


def flow_chart(flow: pd.DataFrame, title: str) -> Picture:
    """Draw inflow and outflow over time.

    Parameters
    ----------
    flow : DataFrame
        ``Month`` (begin), ``Opened`` and ``Ended`` (counts), in order.
    title : str
        Of the picture.

    Returns
    -------
    Picture
        The drawing; its words say the sums and the last month.
    """
    with drawing(height=2.6) as (figure, (axis,)):
        axis.plot(flow["Month"], flow["Opened"], color=VERMILION, linestyle=(0, (4, 2)), marker="o", markersize=3.5)
        axis.plot(flow["Month"], flow["Ended"], color=BLUE, marker="s", markersize=3.5)
        axis.legend([current().say("opened"), current().say("ended")], frameon=False, fontsize=8, loc="upper left")
        axis.set_ylim(bottom=0)
        lay_dates(axis)
        svg = write_svg(figure)
    opened, ended = int(flow["Opened"].sum()), int(flow["Ended"].sum())
    last = flow.iloc[-1]
    months = f"{flow['Month'].iloc[0]:%Y-%m} to {last['Month']:%Y-%m}"
    alt = (
        f"{opened:,} opened and {ended:,} ended from {months}; in the last month "
        f"{int(last['Opened']):,} opened and {int(last['Ended']):,} ended."
    )
    data = tuple(flow.assign(Month=flow["Month"].dt.strftime("%Y-%m")).to_dict("records"))
    chart = Chart("line", "Month", (Line("Opened", "opened"), Line("Ended", "ended")), "tickets")
    return Picture(title, alt, svg, data, chart)
