"""The 16:9 master: layouts, theme colours and font of a brand, made by code from python-pptx's own template."""

from __future__ import annotations

import io
import re
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Inches

from csi_lib.report.brand import Brand
from csi_lib.report.export.raster import Pixels, draw_logo

WIDTH, HEIGHT = 13.333, 7.5  # inches: 16 to 9
LEFT, RIGHT = 0.55, 12.78
KICKER, TITLE, TITLE_HEIGHT = 0.28, 0.56, 0.8
TOP, BOTTOM = 1.45, 6.9  # of what a slide shows
FOOT, FOOT_HEIGHT, FOOT_SIZE = 7.03, 0.3, 10
LOGO_WIDTH, LOGO_HEIGHT = 1.7, 0.5
TITLE_SLIDE, TITLE_AND_CONTENT, TITLE_ONLY = "Title Slide", "Title and Content", "Title Only"
_KEPT = (TITLE_SLIDE, TITLE_AND_CONTENT, TITLE_ONLY)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def make_presentation(brand: Brand) -> Any:
    """Return an empty presentation in the look of a brand.

    Parameters
    ----------
    brand : Brand
        Colours, font and logo.

    Returns
    -------
    pptx.presentation.Presentation
        16:9, with the layouts for a title, for text and for a title alone.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _drop_extras(deck)
    _drop_layouts(deck)
    _colour_theme(deck, brand)
    logo = draw_logo(brand)
    wide = RIGHT - LEFT - (LOGO_WIDTH + 0.2 if logo else 0.0)
    _place_master(deck.slide_master, wide)
    for layout in deck.slide_layouts:
        _place_layout(layout, wide)
    _draw_edge(deck.slide_master)
    if logo:
        _place_logo(deck.slide_master, logo, brand.logo_alt)
    return deck


def find_layout(deck: Any, name: str) -> Any:
    """Return a layout by its name."""
    return deck.slide_layouts.get_by_name(name)


def _drop_extras(deck: Any) -> None:
    """Take out the template's thumbnail and printer settings: they are of another presentation."""
    package = deck.part.package
    for owner in (package, deck.part):
        for key, relation in list(owner._rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                owner._rels.pop(key)


def _drop_layouts(deck: Any) -> None:
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)


def _colour_theme(deck: Any, brand: Brand) -> None:
    part = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    theme.set("name", brand.name or "csi-kit")
    pale = _mix(brand.quiet, brand.ground, 0.14)
    colours = {
        "dk1": brand.ink, "lt1": brand.ground, "dk2": brand.ink, "lt2": pale, "accent1": brand.accent,
        "accent2": brand.bad, "accent3": brand.good, "accent4": brand.quiet,
        "accent5": _mix(brand.accent, brand.ink, 0.5),
        "accent6": _mix(brand.quiet, brand.ground, 0.5), "hlink": brand.accent, "folHlink": brand.quiet,
    }  # fmt: skip
    scheme = theme.find(f".//{_A}clrScheme")
    scheme.set("name", brand.name or "csi-kit")
    for name, colour in colours.items():
        slot = scheme.find(f"{_A}{name}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{_A}srgbClr").set("val", colour.lstrip("#").upper())
    for kind in ("majorFont", "minorFont"):
        theme.find(f".//{_A}{kind}/{_A}latin").set("typeface", brand.font)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _mix(one: str, other: str, share: float) -> str:
    """Return a colour between two, by the share of the first."""
    pairs = zip(re.findall("..", one.lstrip("#")), re.findall("..", other.lstrip("#")), strict=True)
    return "#" + "".join(f"{round(int(a, 16) * share + int(b, 16) * (1 - share)):02x}" for a, b in pairs)


def _place_master(master: Any, wide: float) -> None:
    boxes = {
        "TITLE": (LEFT, TITLE, wide, TITLE_HEIGHT),
        "BODY": (LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP),
        "DATE": (9.2, FOOT, 2.0, FOOT_HEIGHT),
        "FOOTER": (LEFT, FOOT, 10.6, FOOT_HEIGHT),
        "SLIDE_NUMBER": (RIGHT - 1.2, FOOT, 1.2, FOOT_HEIGHT),
    }
    for shape in master.placeholders:
        kind = shape.placeholder_format.type.name
        _set_box(shape, boxes[kind])
        shape.element.txBody.find(f"{_A}bodyPr").set("lIns", "0")
        shape.element.txBody.find(f"{_A}bodyPr").set("rIns", "0")
        if kind in ("FOOTER", "SLIDE_NUMBER"):
            _set_small(shape, "l" if kind == "FOOTER" else "r")
    date = next(shape for shape in master.placeholders if shape.placeholder_format.type.name == "DATE")
    date.element.getparent().remove(date.element)
    style = master.element.find(".//{*}titleStyle/{*}lvl1pPr")
    style.set("algn", "l")
    _set_style(style.find(f"{_A}defRPr"), 28, "accent1", bold=True)
    for level, size in zip(
        master.element.findall(".//{*}bodyStyle/*"), (18, 16, 14, 14, 14, 14, 14, 14, 14), strict=False
    ):
        _set_style(level.find(f"{_A}defRPr"), size, "tx1")


def _set_small(shape: Any, side: str) -> None:
    level = shape.element.txBody.find(f"{_A}lstStyle/{_A}lvl1pPr")
    level.set("algn", side)
    _set_style(level.find(f"{_A}defRPr"), FOOT_SIZE, "accent4")


def _set_style(letters: Any, size: float, colour: str, bold: bool = False) -> None:
    letters.set("sz", str(round(size * 100)))
    letters.set("b", str(int(bold)))
    for fill in letters.findall(f"{_A}solidFill"):
        letters.remove(fill)
    letters.insert(0, parse_xml(f'<a:solidFill {_SPACES}><a:schemeClr val="{colour}"/></a:solidFill>'))


def _place_layout(layout: Any, wide: float) -> None:
    boxes = {
        "CENTER_TITLE": (1.1, 2.0, 11.2, 1.5),
        "SUBTITLE": (1.1, 3.65, 11.2, 2.4),
        "TITLE": (LEFT, TITLE, wide, TITLE_HEIGHT),
        "OBJECT": (LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP),
    }
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.type.name
        if kind == "DATE":  # the day of the data stands in the footer; today's date says nothing
            shape.element.getparent().remove(shape.element)
        elif kind in boxes:
            _set_box(shape, boxes[kind])
        if kind == "CENTER_TITLE":
            shape.element.txBody.find(f"{_A}bodyPr").set("anchor", "b")
            style = shape.element.txBody.find(f"{_A}lstStyle")
            style.append(parse_xml(f'<a:lvl1pPr {_SPACES}><a:defRPr sz="4000"/></a:lvl1pPr>'))
        if kind == "SUBTITLE":
            for level in shape.element.txBody.iter(f"{_A}lvl1pPr"):
                level.set("algn", "l")
                _set_style(level.find(f"{_A}defRPr"), 18, "tx1")


def _set_box(shape: Any, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Inches, box)


def _draw_edge(master: Any) -> None:
    """Draw a bar in the brand's colour along the left edge; it says nothing, and screen readers are told so."""
    master.shapes._spTree.insert(2, parse_xml(
        f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="90" name="Edge"><a:extLst>'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
        '</p:cNvPr>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{Inches(0.14)}" cy="{Inches(HEIGHT)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="en-GB"/></a:p></p:txBody></p:sp>'
    ))  # fmt: skip


def _place_logo(master: Any, logo: Pixels, alt: str) -> None:
    picture, key = master.part.get_or_add_image_part(io.BytesIO(logo.png))
    wide, high = picture.scale(None, Inches(LOGO_HEIGHT))
    if wide > Inches(LOGO_WIDTH):
        wide, high = picture.scale(Inches(LOGO_WIDTH), None)
    frame = parse_xml(
        f'<p:pic {_SPACES} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:nvPicPr>'
        f'<p:cNvPr id="91" name="Logo"/><p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr>'
        f'<p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</p:blipFill><p:spPr><a:xfrm><a:off x="{Inches(RIGHT) - wide}" y="{Inches(KICKER)}"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )
    frame.nvPicPr.cNvPr.set("descr", alt)
    master.shapes._spTree.append(frame)
