"""Native charts in a document: each with the workbook that Word opens to edit its numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Cm, Emu

from csi_lib.report.blocks import Picture
from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.docx.body import Body
from csi_lib.report.export.docx.markup import attribute, paragraph
from csi_lib.report.export.docx.settle import settle_chart
from csi_lib.report.export.raster import draw_pixels
from csi_lib.report.export.series import Plot, plot_picture
from csi_lib.report.export.xlsx import HARMLESS
from csi_lib.report.export.xlsx.behind import Behind
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.export.xlsx.charts import height_of, make_chart

_POINTS = 8  # size of the letters
_LEAST, _MOST = 4.5, 17.0  # cm of height
_LOWER = 0.86  # of the height of the drawing, so that three charts and what is said of them stand on a page


def write_picture(body: Body, picture: Picture, name: str = "", captioned: bool = True) -> None:
    """Write a picture as native charts, or as drawn where nothing says how to plot it, with its words and caption.

    Parameters
    ----------
    body : Body
        Where.
    picture : Picture
        The picture.
    name : str
        Bookmark of the caption.
    captioned : bool
        Print the caption; the heading above says it where this is false.
    """
    plots = plot_picture(picture, body.document.language)
    said = body.clean(picture.alt)
    if plots:
        workbook = _workbook(body, picture, plots)
        for place, (plot, chart) in enumerate(zip(plots, _charts(body, picture, plots), strict=True)):
            whole = said if len(plots) == 1 else f"{said} ({place + 1}/{len(plots)})"
            body.add(paragraph(_inline(body, plot, whole, _add_chart(body, chart, workbook)), "", "<w:keepNext/>"))
    elif not _draw(body, picture.svg, said):
        body.write(said)
    if captioned:
        body.caption("figure", picture.title, name)
    events = [event for plot in plots for event in plot.events]
    if events:
        body.write(body.say("events", "; ".join(events)), "Note")


def _charts(body: Body, picture: Picture, plots: Sequence[Plot]) -> list[bytes]:
    """Return the charts as DrawingML: made in a workbook, taken out of it."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {**HARMLESS, "in_memory": True}) as workbook:
        book = Book(workbook, body.document.brand, body.document.language, Cleaner())
        behind = Behind(book, book.add_sheet(body.say("numbers")))
        _, laid = behind.add(picture, plots, "numbers")
        for part in laid:
            behind.sheet.insert_chart(0, 0, make_chart(workbook, part, book.brand, titled=False, points=_POINTS))
    with zipfile.ZipFile(held) as package:
        return [package.read(f"xl/charts/chart{number}.xml") for number in range(1, len(plots) + 1)]


def _workbook(body: Body, picture: Picture, plots: Sequence[Plot]) -> bytes:
    """Return the workbook that the charts' numbers stand in, at the same places."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {**HARMLESS, "in_memory": True}) as workbook:
        workbook.set_properties({"created": body.word.core_properties.created})
        book = Book(workbook, body.document.brand, body.document.language, body.cleaner)
        behind = Behind(book, book.add_sheet(body.say("numbers")))
        behind.add(picture, plots, "numbers")
        behind.finish()
    return held.getvalue()


def _add_chart(body: Body, chart: bytes, workbook: bytes) -> str:
    """Add a chart and its workbook to the document's parts and return the relation to it."""
    package = body.word.part.package
    number = body.next_drawing()
    numbers = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        workbook,
        package,
    )
    place = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(place, CONTENT_TYPE.DML_CHART, settle_chart(chart, "rId1"), package)
    assert part.relate_to(numbers, RELATIONSHIP_TYPE.PACKAGE) == "rId1"
    return body.word.part.relate_to(part, RELATIONSHIP_TYPE.CHART)


def _inline(body: Body, plot: Plot, said: str, relation: str) -> str:
    width = Cm(body.width)
    height = Emu(
        min(Cm(_MOST), max(Cm(_LEAST), round(width * height_of(plot) * (1 if plot.form == "bars" else _LOWER))))
    )
    number = body.next_drawing()
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{body.say("chart")} {number}" descr={attribute(said)}/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _draw(body: Body, svg: str, said: str) -> bool:
    """Put a drawing in as pixels; false where there is none."""
    pixels = draw_pixels(svg) if svg.strip() else None
    if pixels is None:
        return False
    place = body.word.add_paragraph()
    shape = place.add_run().add_picture(io.BytesIO(pixels.png), width=Cm(body.width))
    place.paragraph_format.keep_with_next = True
    shape._inline.docPr.set("id", str(body.next_drawing()))
    shape._inline.docPr.set("descr", " ".join(said.split()))
    return True
