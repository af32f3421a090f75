"""The axes of native charts."""

from __future__ import annotations

import datetime as dt
from xml.sax.saxutils import escape

from csi_lib.report.export.pptx.ink import SMALL, TEXT, set_letters, stroke
from csi_lib.report.export.pptx.scale import Scale
from csi_lib.report.export.series import Plot
from csi_lib.report.language import current

EPOCH = dt.date(1899, 12, 30)  # day 0 of a spreadsheet
_MONTHS = {"de": "mm\\.yyyy"}
MANY = 16  # names on an axis that still have room


def count_days(day: dt.date) -> int:
    """Return a date as a spreadsheet counts it."""
    return (dt.date(day.year, day.month, day.day) - EPOCH).days


def write_date_axis(plot: Plot) -> str:
    """Return an axis of dates, labelled by month where each is the first of one."""
    days = [count_days(day) for day in plot.categories]
    months = max(1, round((max(days) - min(days)) / 365.25 * 12))
    step = next(size for size in (1, 2, 3, 6, 12, 24, 60, 120) if months / size <= 12 or size == 120)
    monthly = all(day.day == 1 for day in plot.categories)
    unit = f'<c:majorUnit val="{step}"/><c:majorTimeUnit val="months"/>' if monthly else ""
    form = _MONTHS.get(current().language, "yyyy\\-mm") if monthly else "yyyy\\-mm\\-dd"
    return (
        f'<c:dateAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_axis_line()}{set_letters(TEXT)}<c:crossAx val="2"/>'
        f'<c:crosses val="autoZero"/><c:auto val="0"/><c:lblOffset val="100"/>'
        f'<c:baseTimeUnit val="{"months" if monthly else "days"}"/>{unit}</c:dateAx>'
    )


def write_name_axis(plot: Plot, side: str = "b", orientation: str = "minMax", cross: float = 0.0) -> str:
    """Return an axis of names."""
    size = SMALL if len(plot.categories) > MANY else TEXT
    skip = 1 if side == "l" else max(1, -(-len(plot.categories) // MANY))
    crosses = f'<c:crossesAt val="{cross!r}"/>' if side == "l" else '<c:crosses val="autoZero"/>'
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{orientation}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_axis_line()}{set_letters(size)}<c:crossAx val="2"/>'
        f'{crosses}<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        f'<c:tickLblSkip val="{skip}"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def write_value_axis(
    title: str, scale: Scale, side: str, logarithmic: bool = False, crosses: str = "min", number: int = 2
) -> str:
    """Return an axis of values."""
    base = '<c:logBase val="2"/>' if logarithmic else ""
    step = "" if logarithmic else f'<c:majorUnit val="{scale.step!r}"/>'
    turned = ' rot="-5400000" vert="horz"' if side == "l" else ""
    named = (
        f'<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:p><a:pPr><a:defRPr sz="{TEXT}" b="0"/></a:pPr>'
        f'<a:r><a:rPr lang="en-GB" sz="{TEXT}" b="0"/><a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
        if title
        else ""
    )
    return (
        f'<c:valAx><c:axId val="{number}"/><c:scaling>{base}<c:orientation val="minMax"/><c:max val="{scale.high!r}"/>'
        f'<c:min val="{scale.low!r}"/></c:scaling><c:delete val="0"/><c:axPos val="{side}"/>'
        f"<c:majorGridlines><c:spPr>{stroke('bg2', 0.75)}</c:spPr></c:majorGridlines>{named}"
        f'<c:numFmt formatCode="{scale.form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{set_letters(TEXT)}"
        f'<c:crossAx val="{3 - number}"/><c:crosses val="{crosses}"/><c:crossBetween val="between"/>{step}</c:valAx>'
    )


def write_number_axis(title: str, scale: Scale) -> str:
    """Return the lower axis of a step curve, with what it counts below it."""
    return write_value_axis(title, scale, "b", number=1)


def _axis_line() -> str:
    return f"<c:spPr>{stroke('accent4', 1.0)}</c:spPr>"
