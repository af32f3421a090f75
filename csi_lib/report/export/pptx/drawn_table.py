"""A grid as a native table of a slide."""

from __future__ import annotations

from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.util import Inches

from csi_lib.report.export.pptx.grid import PAD, PAD_HIGH, Grid
from csi_lib.report.export.pptx.sheet import Sheet

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"
_MARGINS = f'marL="{Inches(PAD)}" marR="{Inches(PAD)}" marT="{Inches(PAD_HIGH)}" marB="{Inches(PAD_HIGH)}"'
_NO_LINES = "".join(f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>' for side in "LRT")


def draw_table(sheet: Sheet, grid: Grid, left: float, name: str, alt: str) -> None:
    """Draw a grid on a slide, below what is there.

    Parameters
    ----------
    sheet : Sheet
        With enough room.
    grid : Grid
        The rows of this slide.
    left : float
        Inches from the left edge.
    name, alt : str
        What the table is, for who cannot see it.
    """
    wide = sum(grid.widths)
    box = map(Inches, (left, sheet.y, wide, grid.height))
    frame = sheet.slide.shapes.add_table(1, 1, *box)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    old = frame._element.graphic.graphicData.tbl
    old.getparent().replace(old, parse_xml(_write_table(grid)))
    sheet.y += grid.height


def _write_table(grid: Grid) -> str:
    columns = "".join(f'<a:gridCol w="{Inches(width)}"/>' for width in grid.widths)
    heads = "".join(_write_head(grid, at) for at in range(len(grid.heads)))
    rows = "".join(
        f'<a:tr h="{Inches(height)}">{"".join(_write_cell(grid, place, at) for at in range(len(grid.heads)))}</a:tr>'
        for place, height in enumerate(grid.heights)
    )
    return (
        f'<a:tbl xmlns:a="{_A}"><a:tblPr firstRow="1" firstCol="1"><a:tableStyleId>{_NO_STYLE}</a:tableStyleId>'
        "</a:tblPr>"
        f'<a:tblGrid>{columns}</a:tblGrid><a:tr h="{Inches(grid.head_height)}">{heads}</a:tr>{rows}</a:tbl>'
    )


def _write_head(grid: Grid, at: int) -> str:
    upright = grid.upright[at]
    turned = f' vert="vert270" anchor="{"ctr" if upright else "b"}"' if upright else ' anchor="b"'
    body = _write_words(grid.heads[at], grid.size, "tx1", grid.right[at] and not upright, bold=True)
    return f"<a:tc>{body}<a:tcPr {_MARGINS}{turned}>{_NO_LINES}{_line_below('accent1', 1.5)}</a:tcPr></a:tc>"


def _write_cell(grid: Grid, place: int, at: int) -> str:
    colour = "accent4" if grid.quiet[place] else "tx1"
    body = _write_words(grid.rows[place][at], grid.size, colour, grid.right[at])
    return f'<a:tc>{body}<a:tcPr {_MARGINS} anchor="t">{_NO_LINES}{_line_below("accent6", 0.5)}</a:tcPr></a:tc>'


def _line_below(colour: str, width: float) -> str:
    return (
        f'<a:lnB w="{round(width * 12700)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:lnB><a:noFill/>'
    )


def _write_words(text: str, size: float, colour: str, right: bool, bold: bool = False) -> str:
    look = (
        f'<a:rPr lang="en-GB" sz="{round(size * 100)}" b="{int(bold)}">'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:rPr>'
    )
    side = '<a:pPr algn="r"/>' if right else '<a:pPr algn="l"/>'
    runs = "<a:br/>".join(f"<a:r>{look}<a:t>{escape(line)}</a:t></a:r>" for line in text.split("\n"))
    return f"<a:txBody><a:bodyPr/><a:lstStyle/><a:p>{side}{runs}</a:p></a:txBody>"
