"""Native charts: what is plotted becomes an Excel chart that can be edited, with its look and its words."""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from csi_lib.report.brand import Brand
from csi_lib.report.export.series import LEVELS, Plot, Series
from csi_lib.report.export.xlsx.behind import Laid, Placed
from csi_lib.report.language import current

_TYPES: dict[str, dict[str, str]] = {
    "line": {"type": "line"},
    "bars": {"type": "bar"},
    "steps": {"type": "scatter", "subtype": "straight"},
    "radar": {"type": "radar", "subtype": "with_markers"},
}
_MONTHS = {"de": "mm.yyyy"}
_FAR = 0.7  # share of the greatest value that the values span; below it the axis need not begin at 0
_NO_LINE: dict[str, Any] = {"none": True}


def make_chart(workbook: Workbook, laid: Laid, brand: Brand, titled: bool = True, points: int = 9) -> Chart:
    """Make the native chart of a plot whose numbers are laid out.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Where the numbers stand.
    laid : Laid
        The plot and its cells.
    brand : Brand
        Its colours and font.
    titled : bool
        With the picture's title above.
    points : int
        Size of the letters.

    Returns
    -------
    xlsxwriter.chart.Chart
        Still to be inserted.
    """
    plot = laid.plot
    chart = workbook.add_chart(_TYPES[plot.form])
    for series, placed in zip(plot.series, laid.series, strict=True):
        chart.add_series(_series(plot, series, placed, laid, brand))
    text = {"name": brand.font, "color": brand.ink}
    if titled:
        title = {"name": str(laid.title), "name_font": {**text, "size": 11, "bold": True}, "overlay": False}
        chart.set_title(title)
    else:
        chart.set_title({"none": True})
    _set_axes(chart, plot, brand, points)
    shown = len(plot.series) > 1
    chart.set_legend({"position": "bottom", "font": {**text, "size": points}} if shown else {"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": brand.ground}})
    chart.set_plotarea({"fill": {"none": True}})
    chart.show_blanks_as("gap")
    return chart


def height_of(plot: Plot) -> float:
    """Return the height of a chart as a share of its width, as the drawing has it."""
    if plot.form == "bars":
        return min(1.2, (1.1 + (0.42 if plot.series[0].whiskers else 0.3) * max(2, len(plot.categories))) / 9)
    if plot.form == "radar":
        return 5.8 / 9
    return (3.8 if plot.form == "line" else 5.0) / 9  # the legend of curves takes lines of its own


def _series(plot: Plot, series: Series, placed: Placed, laid: Laid, brand: Brand) -> dict[str, Any]:
    made: dict[str, Any] = {"name": str(placed.name), "values": str(placed.values)}
    categories = placed.places or laid.categories
    if categories is not None:
        made["categories"] = str(categories)
    made |= _bar_look(series, brand) if plot.form == "bars" else _line_look(series, brand)
    if plot.form == "steps":
        made["marker"] = {"type": "none"}
    if series.looks:
        made["points"] = [{"fill": {"color": _colour(look, brand)}} for look in series.looks]
    if placed.whiskers:
        made |= _whisker_look(plot, series, placed, brand)
    if any(series.notes):
        made["data_labels"] = _notes(series, brand)
    return made


def _whisker_look(plot: Plot, series: Series, placed: Placed, brand: Brand) -> dict[str, Any]:
    down, up = placed.whiskers or (placed.values, placed.values)
    event = series.look == "event"
    line = {"color": brand.bad, "width": 1, "dash_type": "dash"} if event else {"color": brand.ink, "width": 1.5}
    whiskers: dict[str, Any] = {"type": "custom", "minus_values": str(down), "plus_values": str(up), "line": line}
    lengths = series.whiskers or ((), ())
    whiskers |= {"minus_data": [reach or 0 for reach in lengths[0]], "plus_data": [reach or 0 for reach in lengths[1]]}
    return {"y_error_bars": {**whiskers, "end_style": 0 if event else 1, "direction": "minus" if event else "both"}}


def _notes(series: Series, brand: Brand) -> dict[str, Any]:
    custom = [{"value": literal(note)} if note else {"delete": True} for note in series.notes]
    colour = brand.bad if series.look == "event" else brand.ink
    position = {}
    if series.look == "event":  # towards the middle of the chart
        first = next(place for place, note in enumerate(series.notes) if note)
        position = {"position": "left" if first > len(series.notes) / 2 else "right"}
    return {"value": True, "custom": custom, "font": {"name": brand.font, "size": 8, "color": colour}, **position}


def literal(text: str) -> str:
    """Return a text that a chart shows as it is: one that began with "=" would be taken for the name of a cell."""
    return f"\u200b{text}" if text.startswith("=") else text or " "


def _bar_look(series: Series, brand: Brand) -> dict[str, Any]:
    if series.look == "target":
        border = {"color": brand.bad, "width": 1.5, "dash_type": "dash"}
        return {"fill": {"none": True}, "border": border, "gap": 45, "overlap": 100}
    return {"fill": {"color": _colour(series.look, brand)}, "border": {"none": True}, "gap": 45, "overlap": 100}


def _line_look(series: Series, brand: Brand) -> dict[str, Any]:
    colour = _colour(series.look, brand)
    lines: dict[str, dict[str, Any]] = {
        "value": {"color": colour, "width": 1.75},
        "second": {"color": colour, "width": 1.75, "dash_type": "dash"},
        "expected": {"color": colour, "width": 1.75, "dash_type": "dash"},
        "center": {"color": colour, "width": 1.25},
        "limit": {"color": colour, "width": 1, "dash_type": "dash"},
        "earlier": {"color": colour, "width": 0.75, "dash_type": "round_dot"},
        "edge": {"color": colour, "width": 0.75, "dash_type": "square_dot"},
        "value edge": {"color": colour, "width": 0.5, "dash_type": "square_dot"},
        "second edge": {"color": colour, "width": 0.5, "dash_type": "square_dot"},
        "target": {"color": colour, "width": 1.5, "dash_type": "long_dash_dot"},
    }
    markers: dict[str, tuple[str, int, str]] = {
        "value": ("circle", 5, colour),
        "second": ("square", 5, colour),
        "expected": ("diamond", 6, colour),
        "outside": ("diamond", 9, colour),
        "marked": ("square", 7, brand.ground),
        "unusable": ("circle", 6, brand.ground),
        "event": ("triangle", 7, colour),
    }
    kind, size, fill = markers.get(series.look, ("none", 0, ""))
    marker: dict[str, Any] = {"type": kind}
    if kind != "none":
        marker |= {"size": size, "fill": {"color": fill}, "border": {"color": colour, "width": 1.25}}
    return {"line": lines.get(series.look, _NO_LINE), "marker": marker}


def _colour(look: str, brand: Brand) -> str:
    if look in ("second", "second edge", "outside", "marked", "event", "worse"):
        return brand.bad
    if look in ("expected", "edge", "target", "better"):
        return brand.good
    return brand.accent if look in ("value", "value edge") else brand.quiet


def _set_axes(chart: Chart, plot: Plot, brand: Brand, points: int) -> None:
    text: dict[str, Any] = {"name": brand.font, "size": points, "color": brand.ink}
    line = {"line": {"color": brand.quiet, "width": 0.75}}
    title: dict[str, Any] = {"name": literal(plot.title), "name_font": {**text, "bold": False}} if plot.title else {}
    grid: dict[str, Any] = {"major_gridlines": {"visible": True, "line": {"color": "#e5e7eb", "width": 0.75}}}
    value = {"num_font": text, "num_format": _axis_format(plot), "minor_tick_mark": "none", **line, **grid, **title}
    category: dict[str, Any] = {"num_font": text, "label_position": "low", **line}
    if plot.form == "line":
        value |= _line_scale(plot)
    if plot.form == "radar":
        value |= {"min": 0, "max": max(LEVELS, math.ceil(plot.ends[1])), "major_unit": 1, "num_format": "0"}
    if plot.form == "bars":
        category |= {"reverse": True, "crossing": "max", "interval_unit": 1}
        category |= {"major_tick_mark": "none", "minor_tick_mark": "none"}
        value |= _whisker_scale(plot) if plot.series[0].whiskers else {}
    elif plot.over_time:
        category |= {
            "date_axis": True,
            "num_format": _MONTHS.get(current().language, "yyyy-mm"),
            "major_tick_mark": "outside",
        }
        months = (plot.categories[-1] - plot.categories[0]).days / 30.4
        category |= {"major_unit": max(1, math.ceil(months / 12)), "major_unit_type": "months"}
    elif plot.form == "steps":
        category |= {"num_format": "#,##0", "min": 0}
        if plot.below:
            category |= {"name": literal(plot.below), "name_font": {**text, "bold": False}}
        value |= {"min": 0, "max": 100} if plot.unit == "%" else {}
    # XlsxWriter calls the lower axis of a bar chart x, whatever stands on it.
    chart.set_x_axis(value if plot.form == "bars" else category)
    chart.set_y_axis(category if plot.form == "bars" else value)


def _line_scale(plot: Plot) -> dict[str, Any]:
    """Begin the value axis near the values where they all lie far from zero, as the drawing does."""
    low, high = plot.ends
    span = high - low
    if not 0 < span < _FAR * high or low <= 0:
        return {}
    step = 10 ** math.floor(math.log10(span))
    least = math.floor((low - 0.1 * span) / step) * step
    return {"min": round(least, 10)} if least > 0 else {}


def _whisker_scale(plot: Plot) -> dict[str, Any]:
    """Let the value axis reach over every whisker: office programs look at the bars alone."""
    drawn, start = plot.series[0], plot.cross or 0.0
    down, up = drawn.whiskers or ((), ())
    low, high = [start, *plot.ends], [start, *plot.ends]
    low += [value - reach for value, reach in zip(drawn.values, down, strict=True) if None not in (value, reach)]  # type: ignore[operator]
    high += [value + reach for value, reach in zip(drawn.values, up, strict=True) if None not in (value, reach)]  # type: ignore[operator]
    span = (max(high) - min(low)) or 1.0
    size = 10 ** math.floor(math.log10(span / 4))
    step = next(size * times for times in (1, 2, 5, 10) if span / (size * times) <= 6)
    least, most = math.floor(min(low) / step + 1e-9) * step, math.ceil(max(high) / step - 1e-9) * step
    scale = {"min": round(least, 10), "max": round(most, 10), "major_unit": step}
    return {**scale, "crossing": start} if start else scale


def _axis_format(plot: Plot) -> str:
    low, high = plot.ends
    return "#,##0" if max(-low, high) >= 1000 else "General"
