"""Colours, strokes, marks and letters of native charts, all from the theme, so that a new theme recolours them."""

from __future__ import annotations

from dataclasses import dataclass

TEXT = 1200  # hundredths of a point: letters of axes and legend
SMALL = 1000  # the same where many names share the axis


@dataclass(frozen=True)
class Pen:
    """How a series is drawn: colours of the theme, width in points, dash, mark and its size."""

    colour: str
    width: float = 0.0
    dash: str = "solid"
    mark: str = "none"
    size: int = 7


PENS = {
    "value": Pen("accent1", 2.25, mark="circle", size=6),
    "second": Pen("accent2", 2.25, "dash", "square", 6),
    "unusable": Pen("accent6", mark="circle", size=7),
    "outside": Pen("accent2", mark="diamond", size=11),
    "marked": Pen("accent2", mark="square", size=8),
    "center": Pen("accent4", 1.5),
    "limit": Pen("accent4", 1.25, "dash"),
    "earlier": Pen("accent4", 1.0, "sysDot"),
    "edge": Pen("accent4", 1.0, "sysDash"),
    "value edge": Pen("accent1", 1.0, "sysDash"),
    "second edge": Pen("accent2", 1.0, "sysDash"),
    "expected": Pen("accent3", 2.25, "dash", "diamond", 8),
    "target": Pen("accent3", 1.75, "lgDashDot"),
    "event": Pen("accent2", mark="triangle", size=8),
    "better": Pen("accent3"),
    "worse": Pen("accent2"),
    "quiet": Pen("accent4"),
}


def set_letters(size: int) -> str:
    """Return the look of the letters of an axis or a legend."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="0">{paint("tx1")}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def paint(colour: str, pale: bool = False) -> str:
    """Return a fill in a colour of the theme."""
    shade = '<a:alpha val="45000"/>' if pale else ""
    return f'<a:solidFill><a:schemeClr val="{colour}">{shade}</a:schemeClr></a:solidFill>'


def stroke(colour: str, width: float, dash: str = "solid") -> str:
    """Return a line in a colour of the theme, so many points wide."""
    return f'<a:ln w="{round(width * 12700)}" cap="flat">{paint(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln>'


def draw_line(pen: Pen) -> str:
    """Return the look of the line between the points; a pen without width draws none."""
    line = stroke(pen.colour, pen.width, pen.dash) if pen.width else '<a:ln w="19050"><a:noFill/></a:ln>'
    return f"<c:spPr>{line}</c:spPr>"


def fill_shape(colour: str, hollow: bool = False, pale: bool = False) -> str:
    """Return the look of a bar: full, pale below a whisker, or hollow for a target."""
    if hollow:
        return f"<c:spPr><a:noFill/>{stroke(colour, 1.5, 'dash')}</c:spPr>"
    return f"<c:spPr>{paint(colour, pale)}</c:spPr>"


def draw_mark(pen: Pen) -> str:
    """Return the mark at each point."""
    if pen.mark == "none":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    fill = paint(pen.colour)
    return (
        f'<c:marker><c:symbol val="{pen.mark}"/><c:size val="{pen.size}"/><c:spPr>{fill}'
        f"{stroke(pen.colour, 1.5)}</c:spPr></c:marker>"
    )
