"""Paragraphs on a slide: their XML and the room they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from csi_lib.report.export.document import Run
from csi_lib.report.export.pptx.measure import LINE, POINT, count_lines

INDENT = 0.25  # inches, of each level of a list
BEFORE = 0.5  # room before a paragraph, in lines
NUMBERED = "1."  # a bullet that counts
BOX = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True)
class Para:
    """One paragraph on a slide.

    Parameters
    ----------
    runs : tuple of Run
        Clean text.
    size : float
        In points.
    colour : str
        Of the theme.
    bullet : str
        A bullet, ``NUMBERED``, or empty.
    depth : int
        Of a list, from 1.
    before : float
        Room before it, in lines.
    centred : bool
        In the middle of the box.
    heading : bool
        Of the paragraphs below it.
    """

    runs: tuple[Run, ...]
    size: float = 14
    colour: str = "tx1"
    bullet: str = ""
    depth: int = 0
    before: float = BEFORE
    centred: bool = False
    heading: bool = False

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    def resize(self, size: float) -> Para:
        """Return the paragraph in another size."""
        return replace(self, size=size)


def measure_paras(paras: Sequence[Para], width: float) -> float:
    """Return the height of paragraphs in a box of so many inches, without its margins."""
    height = 0.0
    for place, para in enumerate(paras):
        bold = all(run.strong for run in para.runs if run.text.strip())
        lines = count_lines(para.text, para.size, width - INDENT * para.depth, bold)
        height += (lines + (para.before if place else 0.0)) * para.size * LINE * POINT
    return height


def write_para(para: Para, link: Callable[[str], str] | None = None) -> str:
    """Return the XML of a paragraph; ``link`` gives the id of an address, or none where it must stay text."""
    left = round(INDENT * para.depth * 914400)
    hang = f' marL="{left}" indent="{-round(INDENT * 914400)}"' if para.bullet else f' marL="{left}" indent="0"'
    mark = "<a:buNone/>" if not para.bullet else f"<a:buChar char={quoteattr(para.bullet)}/>"
    if para.bullet == NUMBERED:
        mark = '<a:buAutoNum type="arabicPeriod"/>'
    side = ' algn="ctr"' if para.centred else ""
    space = f'<a:spcBef><a:spcPts val="{round(para.before * para.size * LINE * 100)}"/></a:spcBef>'
    runs = "".join(_write_run(run, para, link) for run in para.runs if run.text)
    return f"<a:p {BOX}><a:pPr{hang}{side}>{space}{mark}</a:pPr>{runs}</a:p>"


def _write_run(run: Run, para: Para, link: Callable[[str], str] | None) -> str:
    look = f' sz="{round(para.size * 100)}"{_flag("b", run.strong)}{_flag("i", run.emphasis)}'
    key = link(run.link) if link and run.link else ""
    click = f'<a:hlinkClick r:id="{key}"/>' if key else ""
    font = '<a:latin typeface="Courier New"/>' if run.code else '<a:latin typeface="+mn-lt"/>'
    fill = f'<a:solidFill><a:schemeClr val="{para.colour}"/></a:solidFill>'
    open_run = f'<a:rPr lang="en-GB"{look}>{fill}{font}{click}</a:rPr>'
    lines = [f"<a:r>{open_run}<a:t>{escape(line)}</a:t></a:r>" for line in run.text.split("\n")]
    return "<a:br/>".join(lines)


def _flag(name: str, raised: bool) -> str:
    return f' {name}="1"' if raised else ""
