"""One slide that is filled from the top: its title, its texts, its cards, and what its speaker notes say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

from csi_lib.report.export.document import Run
from csi_lib.report.export.pptx.master import BOTTOM, FOOT_SIZE, KICKER, LEFT, RIGHT, TITLE, TOP
from csi_lib.report.export.pptx.measure import count_lines, fit_lines
from csi_lib.report.export.pptx.text import Para, measure_paras, write_para

GAP = 0.15  # inches between what stands on a slide
SAFE_LINKS = ("https://", "http://", "mailto:")
TITLE_SIZES = ((28, 1), (24, 1), (20, 2), (18, 2))  # points and lines
PAD = 0.1  # inches around the words of a card
_FOOT = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


class Sheet:
    """A slide that is filled from the top.

    Parameters
    ----------
    slide : pptx.slide.Slide
        Empty.
    title : str
        Clean and unique; cut where it does not fit, and then whole in the notes.
    kicker : str
        Where in the report the slide stands; empty for nothing.
    """

    def __init__(self, slide: Any, title: str, kicker: str = "") -> None:
        self.slide = slide
        self.y = TOP
        self.notes: list[str] = []
        self._set_title(title)
        if kicker:
            box = (LEFT, KICKER, self.slide.shapes.title.width / 914400, TITLE - KICKER)
            self.write([Para(_plain(fit_lines(kicker, 12, box[2], 1)), 12, "accent4")], box)

    @property
    def room(self) -> float:
        """Inches that are left above the foot."""
        return BOTTOM - self.y

    @property
    def untouched(self) -> bool:
        """Whether nothing but the title stands on the slide."""
        return self.y == TOP

    def raise_title(self) -> None:
        """Move the title up to where the kicker would stand, for more room below."""
        shape = self.slide.shapes.title
        left, width, height = shape.left, shape.width, shape.height
        shape.left, shape.top, shape.width, shape.height = left, Inches(KICKER), width, height
        self.y = TOP - (TITLE - KICKER) - 0.1

    def _set_title(self, title: str) -> None:
        shape = self.slide.shapes.title
        width = shape.width / 914400 - 0.05
        one_line = " ".join(title.split())
        fits = (size for size, lines in TITLE_SIZES if count_lines(one_line, size, width, bold=True) <= lines)
        size = next(fits, TITLE_SIZES[-1][0])
        shown = fit_lines(one_line, size, width * 0.92, 2)
        shape.text_frame.text = shown
        if size != TITLE_SIZES[0][0]:
            shape.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
        if shown != one_line:
            self.notes.append(title)

    def set_foot(self, text: str, number: int) -> None:
        """Give the slide the footer and the number that its layout has a place for."""
        for holder in self.slide.slide_layout.placeholders:
            if holder.placeholder_format.type not in _FOOT:
                continue
            self.slide.shapes.clone_placeholder(holder)
            mine = self.slide.shapes[-1]
            if holder.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
                self.fill(
                    mine, [Para(_plain(text), FOOT_SIZE, "accent4")]
                )  # said again: LibreOffice forgets the master's
            else:
                paragraph = mine.text_frame.paragraphs[0]._p
                paragraph.insert(0, parse_xml(
                    '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                    'id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr lang="en-GB"/>'
                    f"<a:t>{number}</a:t></a:fld>"
                ))  # fmt: skip

    def write(self, paras: Sequence[Para], box: tuple[float, float, float, float]) -> Any:
        """Write paragraphs into a box (left, top, width, height in inches) and return its shape."""
        shape = self.slide.shapes.add_textbox(*map(Inches, box))
        self.fill(shape, paras)
        return shape

    def fill(self, shape: Any, paras: Sequence[Para], pad: float = 0.0) -> None:
        """Replace the words of a shape."""
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = Inches(pad)
        frame.margin_top = frame.margin_bottom = Inches(pad / 2)
        body = shape.element.txBody
        for old in list(body.p_lst):
            body.remove(old)
        for para in paras:
            body.append(parse_xml(write_para(para, self._link)))

    def _link(self, address: str) -> str:
        if not address.lower().startswith(SAFE_LINKS):
            return ""
        return str(self.slide.part.relate_to(address, _HYPERLINK, is_external=True))

    def add_text(self, paras: Sequence[Para]) -> None:
        """Write paragraphs over the whole width, below what is there."""
        height = measure_paras(paras, RIGHT - LEFT)
        self.write(paras, (LEFT, self.y, RIGHT - LEFT, height + 0.05))
        self.y += height + GAP

    def add_card(self, paras: Sequence[Para], box: tuple[float, float, float, float]) -> None:
        """Write paragraphs on a tinted card."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, box))
        shape.name = f"Number {len(self.slide.shapes)}"
        shape.shadow.inherit = False
        style = shape.element.find("{http://schemas.openxmlformats.org/presentationml/2006/main}style")
        shape.element.remove(style)  # it would bring white letters and a frame along
        shape.fill.solid()
        shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
        shape.line.fill.background()
        self.fill(shape, paras, PAD)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP

    def finish(self, provenance: str) -> None:
        """Write the speaker notes."""
        lines = [*dict.fromkeys(self.notes), provenance]
        self.slide.notes_slide.notes_text_frame.text = "\n".join(lines)


_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def _plain(text: str) -> tuple[Run, ...]:
    return (Run(text),)
