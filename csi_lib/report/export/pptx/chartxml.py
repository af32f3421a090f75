"""A plot as the XML of a native chart, its numbers referring to the workbook that travels with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from csi_lib.report.export.pptx.axes import (
    count_days,
    write_date_axis,
    write_name_axis,
    write_number_axis,
    write_value_axis,
)
from csi_lib.report.export.pptx.ink import PENS, TEXT, Pen, draw_line, draw_mark, fill_shape, paint, set_letters, stroke
from csi_lib.report.export.pptx.scale import Scale, find_bar_scale, find_place_scale, find_plot_scale, is_logarithmic
from csi_lib.report.export.pptx.workbook import category_range, label_cell, place_range, value_range, whisker_range
from csi_lib.report.export.series import LEVELS, Plot, Series

_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def write_chart(plot: Plot) -> bytes:
    """Write the chart of a plot.

    Parameters
    ----------
    plot : Plot
        With at least one known value.

    Returns
    -------
    bytes
        The part ``chart.xml``; cells are laid out as ``workbook.write_workbook`` does.
    """
    body = _FORMS[plot.form](plot)
    unnamed = "".join(
        f'<c:legendEntry><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
        for place, series in enumerate(plot.series)
        if series.look in ("value edge", "second edge")  # drawn in the colour of their curve
    )
    legend = (
        f'<c:legend><c:legendPos val="t"/>{unnamed}<c:overlay val="0"/>{set_letters(TEXT)}</c:legend>'
        if len(plot.series) > 1
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {_SPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{body}</c:plotArea>'
        f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{set_letters(TEXT)}</c:chartSpace>"
    ).encode()


def _write_line(plot: Plot) -> str:
    series = "".join(_write_line_series(plot, place, part) for place, part in enumerate(plot.series))
    values = write_value_axis(plot.title, find_plot_scale(plot), "l")
    axis = write_date_axis(plot) if plot.over_time else write_name_axis(plot)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="1"/><c:axId val="2"/></c:lineChart>{axis}{values}'
    )


def _write_line_series(plot: Plot, place: int, series: Series) -> str:
    return (
        f"<c:ser>{_head(plot, place, series)}{draw_line(PENS[series.look])}{draw_mark(PENS[series.look])}"
        f"{_write_notes(plot, series)}{_write_whiskers(plot, place, series, 'y')}"
        f'{_categories(plot)}{_values("c:val", value_range(plot, place), series.values)}<c:smooth val="0"/></c:ser>'
    )


def _write_bars(plot: Plot) -> str:
    series = "".join(_write_bar_series(plot, place, part) for place, part in enumerate(plot.series))
    scale = find_bar_scale(plot)
    cross = plot.cross or 0.0
    gap = 40 if len(plot.series) == 1 else 60
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{write_name_axis(plot, 'l', 'maxMin', cross)}"
        f"{write_value_axis(plot.title, scale, 'b', is_logarithmic(plot), crosses='max')}"
    )


def _write_bar_series(plot: Plot, place: int, series: Series) -> str:
    pen = PENS[series.look]
    fill = fill_shape(pen.colour, hollow=series.look == "target", pale=series.whiskers is not None)
    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"{fill_shape(PENS[look].colour, pale=series.whiskers is not None)}</c:dPt>"
        for at, look in enumerate(series.looks)
        if look != series.look
    )
    return (
        f'<c:ser>{_head(plot, place, series)}{fill}<c:invertIfNegative val="0"/>{points}'
        f"{_write_bar_notes(plot, series)}"
        f"{_write_whiskers(plot, place, series, '')}{_categories(plot)}"
        f"{_values('c:val', value_range(plot, place), series.values)}</c:ser>"
    )


def _write_steps(plot: Plot) -> str:
    series = "".join(_write_step_series(plot, place, part) for place, part in enumerate(plot.series))
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}'
        f'<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
        f"{write_number_axis(plot.below, find_place_scale(plot))}"
        f"{write_value_axis(plot.title, find_plot_scale(plot), 'l')}"
    )


def _write_step_series(plot: Plot, place: int, series: Series) -> str:
    pen = PENS[series.look]
    return (
        f"<c:ser>{_head(plot, place, series)}{draw_line(pen)}{draw_mark(Pen(pen.colour))}"
        f"{_values('c:xVal', place_range(plot, place), series.places)}"
        f'{_values("c:yVal", value_range(plot, place), series.values)}<c:smooth val="0"/></c:ser>'
    )


def _write_radar(plot: Plot) -> str:
    series = "".join(_write_radar_series(plot, place, part) for place, part in enumerate(plot.series))
    scale = Scale(0.0, float(max(LEVELS, math.ceil(plot.ends[1]))), 1.0, "0")
    return (
        f'<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{series}'
        f'<c:axId val="1"/><c:axId val="2"/></c:radarChart>{write_name_axis(plot)}{write_value_axis("", scale, "l")}'
    )


def _write_radar_series(plot: Plot, place: int, series: Series) -> str:
    return (
        f"<c:ser>{_head(plot, place, series)}{draw_line(PENS[series.look])}{draw_mark(PENS[series.look])}"
        f"{_categories(plot)}{_values('c:val', value_range(plot, place), series.values)}</c:ser>"
    )


_FORMS: dict[str, Callable[[Plot], str]] = {
    "line": _write_line,
    "bars": _write_bars,
    "steps": _write_steps,
    "radar": _write_radar,
}


def _head(plot: Plot, place: int, series: Series) -> str:
    return (
        f'<c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>{label_cell(plot, place)}</c:f>'
        f"<c:strCache>{_points([series.label])}</c:strCache></c:strRef></c:tx>"
    )


def _values(tag: str, cells: str, values: Sequence[float | None]) -> str:
    return (
        f"<{tag}><c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f"{_points(values)}</c:numCache></c:numRef></{tag}>"
    )


def _categories(plot: Plot) -> str:
    cells = category_range(plot)
    if plot.over_time:
        return (
            f"<c:cat><c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>yyyy\\-mm\\-dd</c:formatCode>"
            f"{_points([count_days(day) for day in plot.categories])}</c:numCache></c:numRef></c:cat>"
        )
    return f"<c:cat><c:strRef><c:f>{cells}</c:f><c:strCache>{_points(plot.categories)}</c:strCache></c:strRef></c:cat>"


def _points(values: Sequence[object]) -> str:
    known = "".join(
        f'<c:pt idx="{at}"><c:v>{_write_value(value)}</c:v></c:pt>'
        for at, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{known}'


def _write_value(value: object) -> str:
    return f"{value:.16G}" if isinstance(value, float) else escape(str(value))  # as XlsxWriter writes the cells


def _write_whiskers(plot: Plot, place: int, series: Series, direction: str) -> str:
    if series.whiskers is None:
        return ""
    down, up = series.whiskers
    event = series.look == "event"  # hangs from the top down: nothing goes up
    parts = [
        f"<c:{word}><c:numRef><c:f>{whisker_range(plot, place, at == 1)}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{_points(ends)}</c:numCache></c:numRef></c:{word}>"
        for at, (word, ends) in ((1, ("plus", up)), (0, ("minus", down)))
        if not (event and word == "plus")
    ]
    colour, width, dash = ("accent2", 1.25, "sysDash") if event else ("tx1", 1.75, "solid")
    aimed = f'<c:errDir val="{direction}"/>' if direction else ""
    return (
        f"<c:errBars>{aimed}"
        f'<c:errBarType val="{"minus" if event else "both"}"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="{int(event)}"/>{"".join(parts)}'
        f"<c:spPr>{stroke(colour, width, dash)}</c:spPr></c:errBars>"
    )


def _write_notes(plot: Plot, series: Series) -> str:
    """Write the words beside the points of a line: to the side where there is room."""
    half = len(series.values) / 2
    return _write_labels(
        [(at, note, "l" if at >= half else "r") for at, note in enumerate(series.notes) if note],
        PENS[series.look].colour,
    )


def _write_bar_notes(plot: Plot, series: Series) -> str:
    """Write the words at the end of the bars; a whisker lies there, so beside it they stand at the beginning."""
    if series.whiskers is not None:
        return ""  # said in the name of the bar
    return _write_labels([(at, note, "outEnd") for at, note in enumerate(series.notes) if note], "tx1")


def _write_labels(labels: Sequence[tuple[int, str, str]], colour: str) -> str:
    if not labels:
        return ""
    shown = '<c:showLegendKey val="0"/><c:showVal val="{}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    shown += '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    parts = "".join(
        f'<c:dLbl><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr sz="{TEXT}"/></a:pPr>'
        f'<a:r><a:rPr lang="en-GB" sz="{TEXT}">{paint(colour)}</a:rPr><a:t>{escape(note)}</a:t></a:r></a:p>'
        "</c:rich></c:tx>"
        f'<c:dLblPos val="{side}"/>{shown.format(1)}</c:dLbl>'
        for at, note, side in labels
    )
    return f"<c:dLbls>{parts}{shown.format(0)}</c:dLbls>"
