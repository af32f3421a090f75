"""Tables of a document: heads that repeat, numbers to the right, widths by what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csi_lib.report.blocks import Column, Table
from csi_lib.report.export.docx.body import Body
from csi_lib.report.export.docx.markup import attribute, paragraph, run
from csi_lib.report.export.docx.styles import TABLE, TABLE_TEXT
from csi_lib.report.markup import say_cell

MOST_ROWS = 60  # the workbook holds them all
LONGEST = 1_000  # characters of a cell; a longer one is cut with a note
WIDE = 11  # columns from which a table lies across the paper
_SIZES = ((9, 7), (7, 8))  # from so many columns, points
_LETTER = 0.019  # cm that a letter takes, by point
_BOLD = 1.12  # letters of a heading are wider
_TOGETHER = 8  # rows of a table that is not torn apart
_TWIPS = 567  # of a cm
_MARGINS = 0.25  # cm of a cell's margins
_WORD, _SENTENCE = 16, 42  # characters: longest word kept whole, most that a column asks for
_LONG = 120  # characters from which a text asks for more
_UPRIGHT = 1.0  # cm of a column under an upright heading


def is_wide(table: Table) -> bool:
    """Tell whether a table needs the long side of the paper."""
    return sum(0.4 if column.kind == "mark" else 1 for column in table.columns) >= WIDE


def write_table(body: Body, table: Table, name: str = "", captioned: bool = True) -> None:
    """Write a table with its caption, and below it its note and what is not shown.

    Parameters
    ----------
    body : Body
        Where.
    table : Table
        The table.
    name : str
        Bookmark of the caption.
    captioned : bool
        Print the caption; the heading above says it where this is false, and the table keeps its name.
    """
    if captioned:
        body.caption("table", table.title, name)
    if not table.rows:
        body.write(body.say("no rows"))
        return
    shown = table.rows[:MOST_ROWS]
    cut = body.cleaner.cut
    size = next((points for count, points in _SIZES if len(table.columns) >= count), 9)
    cells = [[_say(body, row.get(column.key), column) for column in table.columns] for row in shown]
    widths = share_widths(table.columns, cells, body.width, size)
    body.add(_markup(body, table, cells, widths, size))
    notes = [table.note]
    if table.muted:
        notes.append(body.say("few"))
    if len(table.rows) > len(shown):
        notes.append(body.say("shortened", len(shown), len(table.rows)))
    if body.cleaner.cut > cut:
        notes.append(body.say("shortened cell", LONGEST))
    body.write("\n".join(note for note in notes if note), "Note")


def _say(body: Body, value: Any, column: Column) -> str:
    return body.cleaner.fit(say_cell(value, column.to_json()), LONGEST)


def _markup(body: Body, table: Table, cells: Sequence[Sequence[str]], widths: Sequence[float], size: int) -> str:
    twips = [round(width * _TWIPS) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    style = f"{TABLE_TEXT}{size}"
    head = "".join(_head(body, column, width, style) for column, width in zip(table.columns, twips, strict=True))
    muted = frozenset(table.muted)
    quiet = f'<w:i/><w:color w:val="{body.document.brand.quiet.lstrip("#")}"/>'
    torn = len(cells) > _TOGETHER
    rows = "".join(
        _row(row, table.columns, twips, style, quiet if place in muted else "", not torn and place + 1 < len(cells))
        for place, row in enumerate(cells)
    )
    upright = any(column.kind == "mark" for column in table.columns)
    height = '<w:trHeight w:val="2900" w:hRule="atLeast"/>' if upright else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" '
        'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/>{_describe(body, table)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/>{height}<w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _describe(body: Body, table: Table) -> str:
    return f"<w:tblCaption w:val={attribute(body.clean(table.title) or body.say('table'))}/>"


def _head(body: Body, column: Column, width: int, style: str) -> str:
    said = f"{column.label} [{column.unit}]" if column.unit else column.label
    upright = '<w:textDirection w:val="btLr"/>' if column.kind == "mark" else ""
    right = '<w:jc w:val="right"/>' if column.kind == "number" else ""
    inner = paragraph(run(body.clean(said), "<w:b/>"), style, f"<w:keepNext/>{right}")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{upright}<w:vAlign w:val="bottom"/></w:tcPr>{inner}</w:tc>'
    )


def _row(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], style: str, look: str, keep: bool
) -> str:
    made = []
    kept = "<w:keepNext/>" if keep else ""
    for text, column, width in zip(cells, columns, widths, strict=True):
        right = '<w:jc w:val="right"/>' if column.kind == "number" else ""
        inner = paragraph(run(text, look), style, kept + right)
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>')
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(made)}</w:tr>"


def share_widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: float, size: float) -> list[float]:
    """Share the width of the paper among columns: whole words first, then by the length of the texts.

    Parameters
    ----------
    columns : sequence of Column
        The columns.
    cells : sequence of sequence of str
        What stands in them, row by row.
    width : float
        To share, in cm.
    size : float
        Of the letters, in points.

    Returns
    -------
    list of float
        Widths in cm; together the width, or less where the texts are short.
    """
    letter = _LETTER * size
    least, wished = [], []
    for place, column in enumerate(columns):
        texts = [row[place] for row in cells]
        if column.kind == "mark":
            least.append(_UPRIGHT)
            wished.append(_UPRIGHT)
            continue
        head = f"{column.label} [{column.unit}]" if column.unit else column.label
        words: list[float] = [min(_WORD, len(word)) for text in texts for word in text.split()]
        words += [min(_WORD, len(word)) * _BOLD for word in head.split()]
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        least.append(max([*words, 3]) * letter + _MARGINS)
        most = _SENTENCE + max(0, longest - _LONG) / 3  # whoever has much to say gets more room
        wished.append(max(least[-1], min(most, max(longest, len(head) / 2)) * letter + _MARGINS))
    if sum(least) >= width:
        return [part * width / sum(least) for part in least]
    if sum(wished) <= width:
        return [part * width / sum(wished) for part in wished] if sum(wished) > 0.75 * width else wished
    spare, asked = width - sum(least), sum(wished) - sum(least)
    return [low + (high - low) * spare / asked for low, high in zip(least, wished, strict=True)]
