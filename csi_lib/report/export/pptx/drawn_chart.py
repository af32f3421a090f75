"""A picture as native charts of slides, or as a drawing where it has no native form."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from typing import Any

from pptx.util import Inches

from csi_lib.report.canvas import LABEL_LENGTH
from csi_lib.report.export.pptx.chartxml import write_chart
from csi_lib.report.export.pptx.measure import cut_words
from csi_lib.report.export.pptx.scale import find_plot_scale
from csi_lib.report.export.pptx.sheet import Sheet
from csi_lib.report.export.pptx.workbook import write_workbook
from csi_lib.report.export.raster import Pixels
from csi_lib.report.export.series import Plot

LABEL = 70  # characters of a name in a legend
EFFECT = 120  # characters of a name on an axis that a verdict follows
ALT = 1500  # characters of a description that is read out


@dataclass(frozen=True)
class NativeChart:
    """What python-pptx asks of a chart's data: its XML and its workbook, both ready."""

    xml: bytes
    xlsx_blob: bytes

    def xml_bytes(self, kind: Any) -> bytes:
        """Return the chart's XML, whatever the kind of chart asked for."""
        return self.xml


def shorten_plot(plot: Plot) -> Plot:
    """Return a plot with names that fit on an axis and marked days that reach over its height."""
    longest = EFFECT if any(series.whiskers for series in plot.series) else LABEL_LENGTH
    names: tuple[Any, ...] = tuple(
        cut_words(" ".join(name.split()), longest) if isinstance(name, str) else name for name in plot.categories
    )
    series = tuple(replace(part, label=cut_words(part.label, LABEL)) for part in plot.series)
    return _raise_events(replace(plot, categories=names, series=series))


def _raise_events(plot: Plot) -> Plot:
    """Let marked days reach over the whole height, with their names above the lines."""
    scale = find_plot_scale(plot)
    top = scale.high - (scale.high - scale.low) * 0.04
    series = tuple(
        replace(
            part,
            values=tuple(None if value is None else top for value in part.values),
            whiskers=(tuple(None if value is None else top - scale.low for value in part.values), part.whiskers[1]),
        )
        if part.look == "event" and part.whiskers
        else part
        for part in plot.series
    )
    return replace(plot, series=series)


def draw_chart(sheet: Sheet, plot: Plot, name: str, alt: str, box: tuple[float, ...], created: dt.datetime) -> None:
    """Draw a plot as a native chart with its workbook.

    Parameters
    ----------
    sheet : Sheet
        Where it stands.
    plot : Plot
        With short names.
    name, alt : str
        What the chart is and what it says, for who cannot see it.
    box : tuple of float
        Left, top, width and height in inches.
    created : datetime
        Goes into the workbook's properties.
    """
    data = NativeChart(write_chart(plot), write_workbook(plot, created))
    frame = sheet.slide.shapes.add_chart(None, *map(Inches, box), data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)


def draw_pixels(sheet: Sheet, pixels: Pixels, name: str, alt: str, box: tuple[float, ...]) -> None:
    """Place a drawing that has no native form, as large as the box allows."""
    left, top, width, height = box
    shape = sheet.slide.shapes.add_picture(io.BytesIO(pixels.png), Inches(left), Inches(top))
    scale = min(Inches(width) / shape.width, Inches(height) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left = Inches(left) + (Inches(width) - shape.width) // 2
    shape.name = name
    shape._element.nvPicPr.cNvPr.set("descr", alt)
