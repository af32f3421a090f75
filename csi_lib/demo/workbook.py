"""A minimal Excel workbook, the same bytes on every run: one sheet, texts inline, stamps as dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

Cell = str | int | float | dt.datetime | None

_EPOCH = dt.datetime(1899, 12, 30)  # day 0 of Excel's calendar, its leap year of 1900 taken in
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Cell format 1 is a date with its time; Excel knows a date by its format only.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write_workbook(path: Path, sheet: str, rows: Iterable[Sequence[Cell]]) -> None:
    """Write one sheet of rows as an Excel workbook.

    Parameters
    ----------
    path : Path
        The file; overwritten.
    sheet : str
        Name of the sheet.
    rows : iterable of sequences of str, int, float, datetime or None
        Cells; a stamp is written to the second, a text is never a formula, None leaves the cell out.
    """
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{_escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    lines = "".join(_write_row(place, row) for place, row in enumerate(rows, start=1))
    data = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    parts = {**_PARTS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": data}
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(_fix_entry(name), (_HEAD + text).encode("utf-8"))


def _fix_entry(name: str) -> ZipInfo:
    # Stored and not deflated, with a fixed stamp and system: compressors and platforms differ in their bytes.
    entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _write_row(place: int, row: Sequence[Cell]) -> str:
    cells = (
        _write_cell(f"{name_column(column)}{place}", value) for column, value in enumerate(row) if value is not None
    )
    return f'<row r="{place}">{"".join(cells)}</row>'


def _write_cell(place: str, value: Cell) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{_escape(value)}</t></is></c>'
    if isinstance(value, dt.datetime):
        seconds = (value.replace(microsecond=0) - _EPOCH) // dt.timedelta(seconds=1)
        return f'<c r="{place}" s="1"><v>{seconds / 86_400!r}</v></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def _escape(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def name_column(place: int) -> str:
    """Name the column at a 0-based place as Excel does: A, B, ..., Z, AA."""
    name, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
