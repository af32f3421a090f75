"""Curves of what is still open over time, before and after a change."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, VERMILION, clean_label, drawing, write_svg
from csi_lib.report.chart import Chart, Line
from csi_lib.report.language import current
from csi_lib.report.wording import say_value

CURVE_COLUMNS = ("time", "before", "before_lo", "before_hi", "after", "after_lo", "after_hi")
LOOKS = {"before": (VERMILION, (0, (4, 2))), "after": (BLUE, "solid")}
LONGEST = 60  # characters of a side's name
SAID_SHARES = (75.0, 50.0, 25.0, 10.0)  # percent still open that the words beside the picture name


def open_curves(curves: pd.DataFrame, title: str, unit: str, names: dict[str, str]) -> Picture:
    """Draw the share still open over time on both sides of a change.

    Parameters
    ----------
    curves : DataFrame
        ``CURVE_COLUMNS``: times and percent still open with limits, missing where nobody looked any more.
    title : str
        Of the picture.
    unit : str
        Of the time.
    names : dict of str to str
        What "before" and "after" are called in the picture.

    Returns
    -------
    Picture
        The drawing; its words say when three quarters, half, a quarter and a tenth are still open.
    """
    below = f"Time since opening, {unit}"
    with drawing(height=2.9) as (figure, (axis,)):
        for side in LOOKS:
            _draw_side(axis, curves, side, names[side])
        axis.set_ylim(0, 103)
        axis.set_xlim(
            0, float(curves["time"].max()) or 1.0
        )  # where all took no time at all, the axis still has a length
        axis.set_xlabel(clean_label(current().say(below)))
        axis.set_ylabel(current().say("Still open, %"))
        axis.legend(frameon=False, fontsize=8)
        svg = write_svg(figure)
    sides = [(side, names[side]) for side in LOOKS]
    ends = [
        line
        for side, name in sides
        for line in (
            Line(f"{side}_lo", f"{name}, 95 % from", "low"),
            Line(f"{side}_hi", f"{name}, 95 % to", "high"),
        )
    ]
    chart = Chart("steps", "time", (*(Line(side, name) for side, name in sides), *ends), "%", x_label=below)
    return Picture(title, _describe(curves, title, unit, names), svg, tuple(curves.to_dict("records")), chart)


def _draw_side(axis: Axes, curves: pd.DataFrame, side: str, name: str) -> None:
    colour, line = LOOKS[side]
    limits = (curves[f"{side}_lo"], curves[f"{side}_hi"])
    axis.fill_between(curves["time"], *limits, step="post", color=colour, alpha=0.15, linewidth=0)
    label = clean_label(current().say(name), LONGEST)
    axis.plot(curves["time"], curves[side], drawstyle="steps-post", color=colour, linestyle=line, label=label)


def _describe(curves: pd.DataFrame, title: str, unit: str, names: dict[str, str]) -> str:
    sentences = []
    for side, name in names.items():
        known = curves[curves[side].notna()]
        said = [_say_share(known, side, share, unit) for share in SAID_SHARES]
        sentences.append(f"{name}: {'; '.join(part for part in said if part) or 'the curve does not come down'}.")
    return f"{title}. {' '.join(sentences)}"


def _say_share(known: pd.DataFrame, side: str, share: float, unit: str) -> str:
    reached = known[known[side] <= share]
    return f"{share:.0f} % still open after {say_value(reached.iloc[0]['time'], unit)}" if len(reached) else ""
