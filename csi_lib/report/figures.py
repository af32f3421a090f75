"""Pictures drawn from finished frames; a drawing never changes a number and could be replaced without one changing."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.report import alt
from csi_lib.report.blocks import Picture
from csi_lib.report.canvas import BLUE, GREEN, GREY, INK, VERMILION, clean_label, drawing, lay_dates, write_svg
from csi_lib.report.chart import KIND_TITLES, NO_EFFECT, Chart, Line
from csi_lib.report.language import current
from csi_lib.report.marks import Heading, draw_heading
from csi_lib.report.wording import say_change, say_day, say_value

POINT_COLUMNS = ("period_start", "period_end", "value", "n", "enough", "reason", "center", "lower", "upper", "outside")
MORE_COLUMNS = ("signal", "segment", "original_center", "original_lower", "original_upper")
EFFECT_COLUMNS = ("label", "verdict", "effect", "lo", "hi", "effect_kind", "unit")
BAR_COLUMNS = ("name", "value")
LEVEL_COLUMNS = ("name", "level", "low", "high")

CONTROL_LINES = (
    Line("value", "value"),
    Line("center", "centre", "center"),
    Line("lower", "lower limit", "limit"),
    Line("upper", "upper limit", "limit"),
)
EARLIER_LINES = tuple(
    Line(f"original_{key}", f"first {word}", "earlier")
    for key, word in (("center", "centre"), ("lower", "lower limit"), ("upper", "upper limit"))
)
EFFECT_LINES = (Line("effect", "effect"), Line("lo", "95 % from", "low"), Line("hi", "95 % to", "high"))
LEVEL_LINES = (Line("level", "level"), Line("low", "from", "low"), Line("high", "to", "high"))

DIRECTIONS = {"lower": "lower is better", "higher": "higher is better"}
VERDICT_LOOK = {"improved": (GREEN, "o"), "worse": (VERMILION, "s"), "no clear change": (BLUE, "D")}
RATIO_TICKS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20)


def control_chart(
    points: pd.DataFrame,
    title: str,
    unit: str = "",
    better: str = "none",
    marks: Sequence[tuple[Any, str]] = (),
    heading: Heading | None = None,
) -> Picture:
    """Draw one series over time with its limits.

    Parameters
    ----------
    points : DataFrame
        ``POINT_COLUMNS``, one row per period, in order; periods that are not ``enough`` are drawn grey. ``signal``,
        ``segment`` and ``original_center, original_lower, original_upper`` are drawn where they are there.
    title, unit : str
        Of the series.
    better : {"lower", "higher", "none"}
        Which direction is good; said on the axis.
    marks : sequence of (date, str)
        Interventions: a dashed line each, with its label.
    heading : Heading, optional
        The marks above the chart, the target and the rebasings.

    Returns
    -------
    Picture
        The drawing; its alt text says first, last, least and greatest value, the limits, every signal and the marks.
    """
    _check_columns(points, POINT_COLUMNS, "control_chart")
    days = [(say_day(day), label) for day, label in marks]
    above = heading or Heading()
    with drawing(height=3.8) as (figure, (axis,)):
        _draw_limits(axis, points)
        _draw_target(axis, points, above)
        _draw_points(axis, points)
        _draw_marks(axis, days)
        _draw_rebases(axis, above)
        draw_heading(axis, above)
        said = (current().label(unit), current().say(DIRECTIONS.get(better, "")))
        axis.set_ylabel(clean_label(", ".join(part for part in said if part)))
        axis.margins(y=0.12)
        lay_dates(axis)
        svg = write_svg(figure)
    columns = [*POINT_COLUMNS, *[name for name in MORE_COLUMNS if name in points]]
    lines = (*CONTROL_LINES, *(EARLIER_LINES if "original_center" in points else ()))
    chart = Chart("line", "period_start", lines, unit, tuple(days), above.target)
    return Picture(title, alt.describe_series(points, title, unit, days, above), svg, _rows(points, columns), chart)


def _draw_points(axis: Axes, points: pd.DataFrame) -> None:
    usable = points["enough"].fillna(False).astype(bool)
    outside = points["outside"].fillna(False).astype(bool) & usable
    values = points["value"].astype("float64")
    days = points["period_start"]
    axis.plot(days, values.where(usable), color=BLUE, linewidth=1.4, zorder=2)
    patterned = _find_patterned(points) & usable & ~outside
    plain = usable & ~outside & ~patterned
    axis.plot(days[plain], values[plain], "o", color=BLUE, markersize=4.5, zorder=3)
    axis.plot(days[outside], values[outside], "D", color=VERMILION, markersize=6.5, zorder=4)
    look = {"color": "white", "markeredgecolor": VERMILION, "markeredgewidth": 1.6}
    axis.plot(days[patterned], values[patterned], "s", markersize=6, zorder=4, **look)  # type: ignore[arg-type]
    axis.plot(days[~usable], values[~usable], "o", color="white", markeredgecolor=GREY, markersize=4.5, zorder=3)


def _find_patterned(points: pd.DataFrame) -> pd.Series:
    """Return which points a rule marks that are part of a pattern and not outside by themselves."""
    if "signal" not in points:
        return pd.Series(False, index=points.index)
    return points["signal"].fillna("").astype(str).ne("") & ~points["outside"].fillna(False).astype(bool)


def _draw_limits(axis: Axes, points: pd.DataFrame) -> None:
    whole = pd.Series(0, index=points.index)
    for _, part in points.groupby(points.get("segment", whole), sort=True):
        _draw_band(axis, part)
    if "original_center" in points:
        for name in ("original_center", "original_lower", "original_upper"):
            edge = points[name].astype("float64")
            axis.plot(points["period_start"], edge, color=GREY, linewidth=0.7, linestyle=(0, (1, 2)), zorder=1)
    known = points[points["center"].notna()]
    if not known.empty:
        last = known.iloc[-1]
        for name, word in (("center", "centre"), ("lower", "limit"), ("upper", "limit")):
            if pd.notna(last[name]):
                _write_beside(axis, last["period_start"], last[name], current().say(f"{word} {say_value(last[name])}"))


def _draw_band(axis: Axes, points: pd.DataFrame) -> None:
    days = points["period_start"]
    center, lower, upper = (points[name].astype("float64") for name in ("center", "lower", "upper"))
    axis.fill_between(days, lower, upper, color=BLUE, alpha=0.07, linewidth=0, zorder=0)
    axis.plot(days, center, color=GREY, linewidth=1.1, zorder=1)
    for limit in (lower, upper):
        axis.plot(days, limit, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)


def _draw_target(axis: Axes, points: pd.DataFrame, heading: Heading) -> None:
    if heading.target is None or points.empty:
        return
    axis.axhline(heading.target, color=GREEN, linewidth=1.2, linestyle=(0, (6, 2, 1, 2)), zorder=1)
    axis.annotate(
        current().say(f"target {say_value(heading.target)}"),
        (points["period_start"].iloc[0], heading.target),
        (0, 3),
        textcoords="offset points",
        va="bottom",
        fontsize=7.5,
        color=GREEN,
    )


def _draw_rebases(axis: Axes, heading: Heading) -> None:
    for day, reason in heading.rebases:
        when = pd.Timestamp(day)
        axis.axvline(date2num(when), color=INK, linewidth=1.1, zorder=1)  # type: ignore[no-untyped-call]
        axis.annotate(
            clean_label(current().say(f"new limits: {reason}")),
            (when, 0.0),
            (4, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="bottom",
            fontsize=8,
            color=INK,
        )


def _write_beside(axis: Axes, day: pd.Timestamp, height: float, text: str) -> None:
    axis.annotate(text, (day, height), (8, 0), textcoords="offset points", va="center", fontsize=7.5, color=GREY)


def _draw_marks(axis: Axes, marks: Sequence[tuple[str, str]]) -> None:
    for place, (day, label) in enumerate(marks):
        when = pd.Timestamp(day)
        axis.axvline(date2num(when), color=VERMILION, linewidth=1.1, linestyle=(0, (2, 2)), zorder=1)  # type: ignore[no-untyped-call]
        axis.annotate(
            clean_label(label),
            (when, 1.0),
            (4, -2 - 11 * (place % 3)),  # three rows, so that neighbours do not cover each other
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="top",
            fontsize=8,
            color=VERMILION,
        )


def effect_chart(effects: pd.DataFrame, title: str) -> Picture:
    """Draw effects with their intervals, one panel per kind of effect.

    Parameters
    ----------
    effects : DataFrame
        ``EFFECT_COLUMNS``, one row per verdict, in drawing order from the top; without an effect only the verdict is
        written.
    title : str
        Of the picture.

    Returns
    -------
    Picture
        The drawing; ratios stand on a logarithmic scale.
    """
    _check_columns(effects, EFFECT_COLUMNS, "effect_chart")
    panels = [(kind, part) for kind, part in effects.groupby(["effect_kind", "unit"], sort=False, dropna=False)]
    ratios = [0.3 + 0.42 * len(part) for _, part in panels] or [1.0]
    with drawing(height=sum(ratios) + 0.65 * len(ratios) + 0.2, ratios=ratios) as (figure, axes):
        for axis, ((kind, unit), part) in zip(axes, panels, strict=False):
            _draw_effects(axis, part, str(kind), str(unit))
        svg = write_svg(figure)
    chart = Chart("intervals", "label", EFFECT_LINES)
    return Picture(title, alt.describe_effects(effects, title), svg, _rows(effects, EFFECT_COLUMNS), chart)


def _draw_effects(axis: Axes, effects: pd.DataFrame, kind: str, unit: str) -> None:
    none = NO_EFFECT.get(kind, 0.0)
    if none:
        axis.set_xscale("log")
        axis.xaxis.set_major_locator(FixedLocator(RATIO_TICKS))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: current().number(f"{value:g}")))
        axis.xaxis.set_minor_locator(NullLocator())
    axis.axvline(none, color=GREY, linewidth=1.1)
    rows = effects.to_dict("records")
    for place, row in enumerate(rows):
        _draw_interval(axis, place, row, none)
    axis.set_yticks(range(len(rows)), [clean_label(row["label"]) for row in rows], parse_math=False)
    axis.set_ylim(len(rows) - 0.4, -0.6)
    known = [float(row[key]) for row in rows for key in ("effect", "lo", "hi") if _is_number(row[key])]
    if none and known:
        axis.set_xlim(min(*known, 0.8) / 1.1, max(*known, 1.25) * 1.1)
    label = KIND_TITLES.get(kind, kind)
    named = f"{label}, {unit}" if kind == "difference" and unit else label
    axis.set_xlabel(clean_label(current().say(named), 80))
    axis.grid(axis="y", visible=False)


def _draw_interval(axis: Axes, place: int, row: Mapping[Hashable, Any], none: float) -> None:
    verdict = str(row["verdict"])
    colour, marker = VERDICT_LOOK.get(verdict, (GREY, "o"))
    if not _is_number(row["effect"]):
        axis.annotate(
            current().say(verdict),
            (none, place),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
        )
        return
    if _is_number(row["lo"]) and _is_number(row["hi"]):
        axis.plot([row["lo"], row["hi"]], [place, place], color=colour, linewidth=2.4, solid_capstyle="butt")
    axis.plot([row["effect"]], [place], marker, color=colour, markersize=7)
    said = f"{verdict}: {say_change(row['effect'], row['effect_kind'], row['unit'])}"
    axis.annotate(
        current().say(said),
        (row["effect"], place),
        (0, 7),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=7.5,
        color=colour,
    )


def bar_chart(bars: pd.DataFrame, title: str, unit: str = "") -> Picture:
    """Draw bars from the top, as in a Pareto chart.

    Parameters
    ----------
    bars : DataFrame
        ``BAR_COLUMNS`` and perhaps ``cumulative`` (percent reached so far), in drawing order.
    title, unit : str
        Of the picture.

    Returns
    -------
    Picture
        The drawing; names are cut at 40 characters, the data and the words beside it hold them whole.
    """
    _check_columns(bars, BAR_COLUMNS, "bar_chart")
    rows = bars.to_dict("records")
    with drawing(height=0.9 + 0.3 * max(2, len(rows))) as (figure, (axis,)):
        values = [float(row["value"]) if _is_number(row["value"]) else 0.0 for row in rows]
        axis.barh(range(len(rows)), values, color=BLUE, height=0.68)
        axis.set_yticks(range(len(rows)), [clean_label(_say_name(row["name"])) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        for place, (row, value) in enumerate(zip(rows, values, strict=True)):
            _write_beside(axis, value, place, _say_bar(row, unit))  # type: ignore[arg-type]
        axis.set_xlabel(clean_label(current().label(unit)))
        axis.margins(x=0.2)
        axis.grid(axis="y", visible=False)
        svg = write_svg(figure)
    columns = (*BAR_COLUMNS, *[name for name in ("cumulative",) if name in bars])
    reached = (Line("cumulative", "together, %", "reached"),) if "cumulative" in bars else ()
    chart = Chart("bars", "name", (Line("value", unit or title), *reached), unit)
    return Picture(title, alt.describe_bars(bars, title, unit), svg, _rows(bars, columns), chart)


def _say_bar(row: Mapping[Hashable, Any], unit: str) -> str:
    reached = f"  (together {say_value(row['cumulative'], '%')})" if "cumulative" in row else ""
    return current().say(f"{say_value(row['value'], '%' if unit in ('%', 'percent') else '')}{reached}")


def _say_name(name: Any) -> str:
    """Say what stands for all other groups; every other name is a client's."""
    return current().say(name) if re.fullmatch(r"all [\d,]+ others", str(name)) else str(name)


def level_chart(levels: pd.DataFrame, title: str, highest: float = 5) -> Picture:
    """Draw a profile of levels, such as process maturity, with range and target.

    Parameters
    ----------
    levels : DataFrame
        ``LEVEL_COLUMNS`` and perhaps ``target``, in drawing order; a missing level is written as not rated.
    title : str
        Of the picture.
    highest : float
        Top of the scale, which begins at 0.

    Returns
    -------
    Picture
        The drawing.
    """
    _check_columns(levels, LEVEL_COLUMNS, "level_chart")
    rows = levels.to_dict("records")
    with drawing(height=0.9 + 0.36 * max(2, len(rows))) as (figure, (axis,)):
        for place, row in enumerate(rows):
            _draw_level(axis, place, row)
        axis.set_yticks(range(len(rows)), [clean_label(row["name"]) for row in rows], parse_math=False)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlim(-0.1, highest + 0.25)
        axis.set_xticks(np.arange(0, highest + 1))
        axis.set_xlabel(current().say("Level (dot), range of doubt (line), target (diamond)"))
        axis.grid(axis="y", visible=False)
        svg = write_svg(figure)
    columns = (*LEVEL_COLUMNS, *[name for name in ("target",) if name in levels])
    target = (Line("target", "target", "target"),) if "target" in levels else ()
    chart = Chart("profile", "name", (*LEVEL_LINES, *target))
    return Picture(title, alt.describe_levels(levels, title, highest), svg, _rows(levels, columns), chart)


def _draw_level(axis: Axes, place: int, row: Mapping[Hashable, Any]) -> None:
    if _is_number(row.get("target")):
        axis.plot([row["target"]], [place], "D", color="white", markeredgecolor=VERMILION, markersize=8, zorder=2)
    if not _is_number(row["level"]):
        _write_beside(axis, 0.0, place, current().say("not rated"))  # type: ignore[arg-type]
        return
    if _is_number(row["low"]) and _is_number(row["high"]):
        axis.plot([row["low"], row["high"]], [place, place], color=BLUE, linewidth=3, alpha=0.45)
    axis.plot([row["level"]], [place], "o", color=BLUE, markersize=7, zorder=3)


def _is_number(value: Any) -> bool:
    return value is not None and not isinstance(value, str) and bool(pd.notna(value)) and bool(np.isfinite(value))


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[Mapping[Hashable, Any], ...]:
    return tuple(frame[list(columns)].to_dict("records"))


def _check_columns(frame: pd.DataFrame, needed: Sequence[str], place: str) -> None:
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        known = [str(name) for name in frame.columns]
        raise UsageError(
            f"column '{missing[0]}' is missing", where=place, do=did_you_mean(missing[0], known).capitalize()
        )
