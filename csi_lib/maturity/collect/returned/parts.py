"""A workbook's own files: what kind it is, which cells hold formulas or faults, and when it was saved."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: .xls, and .xlsx with a password (MS-OFFCRYPTO 2.3.4)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
LARGEST = 200 << 20  # bytes once unpacked; a form has some hundred thousand
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MODIFIED, _CREATED = "{http://purl.org/dc/terms/}modified", "{http://purl.org/dc/terms/}created"
FARTHEST = (5_000, 200)  # rows and columns; one text far out would make every program lay out all cells before it
FORMULA, FAULT = "a formula", "an error value"

# What reading a damaged archive or a damaged part of one ends with.
_DAMAGED = (
    ElementTree.ParseError,
    LookupError,
    StopIteration,
    ValueError,
    ArithmeticError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)

Oddities = Mapping[tuple[int, int], str]  # row and column from 0 -> FORMULA or FAULT


class FarOutError(ValueError):
    """A cell far outside any form holds something."""


def find_trouble(data: bytes) -> tuple[str, str] | None:
    """Say why bytes are no workbook that can be read as it is.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    tuple of (str, str) or None
        What is wrong and what to do; None for an .xlsx.
    """
    if data.startswith(_OLD) and _LOCKED in data:
        return "the workbook is locked with a password", "Save it again without a password"
    if data.startswith(_OLD):
        return "this is a workbook of the old format .xls", "Open it and save it as .xlsx"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            size = sum(item.file_size for item in archive.infolist())
    except _DAMAGED:
        return "the file is damaged or no workbook", "Ask for it again, as .xlsx"
    if size > LARGEST:
        return "the workbook unpacks to more than 200 MB, which no form does", "Ask for it again"
    if "xl/workbook.xml" not in names:
        return "this is no .xlsx workbook", "Open it and save it as .xlsx"
    return None


def find_oddities(data: bytes, farthest: tuple[int, int] = FARTHEST) -> dict[str, Oddities]:
    """Find the cells of every sheet that hold a formula or an error value.

    Parameters
    ----------
    data : bytes
        The workbook.
    farthest : tuple of (int, int)
        Rows and columns beyond which nothing may stand.

    Returns
    -------
    dict of str to mapping
        Name of the sheet -> row and column from 0 -> what the cell holds.

    Raises
    ------
    ValueError
        When the workbook is damaged, or a cell far outside any form holds something.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: dict(_read_cells(archive, part, farthest)) for name, part in list_sheets(archive)}
    except FarOutError:
        raise
    except _DAMAGED as error:
        raise ValueError(f"it is damaged ({error})") from None


def find_saved(data: bytes) -> dt.datetime | None:
    """Return when a program last saved the workbook, None where it was never saved after it was made."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = ElementTree.fromstring(archive.read("docProps/core.xml"))
        saved, made = (_read_stamp(root.findtext(tag)) for tag in (_MODIFIED, _CREATED))
    except _DAMAGED:
        return None
    return saved if saved != made else None


def _read_stamp(text: str | None) -> dt.datetime | None:
    if not text:
        return None
    stamp = dt.datetime.fromisoformat(text.strip())
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC)


def list_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of every sheet of an open workbook, and its part of the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(element) == "sheet":
            # The strict form of the format (ISO/IEC 29500) names relations in a namespace of its own.
            relation = next(value for key, value in element.items() if key.endswith("}id"))
            target = targets[relation]
            yield element.get("name", ""), target.lstrip("/") if target[:1] == "/" else posixpath.join("xl", target)


def _read_cells(
    archive: zipfile.ZipFile, part: str, farthest: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], str]]:
    with archive.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):
            if _tag(element) == "c":
                yield from _look_at(element, farthest)
            elif _tag(element) == "row":
                element.clear()


def _look_at(cell: ElementTree.Element, farthest: tuple[int, int]) -> Iterator[tuple[tuple[int, int], str]]:
    place = _read_place(cell.get("r", ""))
    if place is None:
        return
    if len(cell) and (place[0] >= farthest[0] or place[1] >= farthest[1]):
        raise FarOutError(f"cell {cell.get('r')} holds something far outside the form")
    formula = next((child for child in cell if _tag(child) == "f"), None)
    if formula is not None:
        # A formula over a range stands in its first cell only; the others look like plain values.
        first, _, last = formula.get("ref", "").partition(":") if formula.get("t") == "array" else ("", "", "")
        start, end = _read_place(first) or place, _read_place(last) or place
        for row in range(start[0], end[0] + 1):
            for col in range(start[1], end[1] + 1):
                yield (row, col), FORMULA
    elif cell.get("t") == "e":
        yield place, FAULT


def _read_place(name: str) -> tuple[int, int] | None:
    found = _CELL.fullmatch(name.replace("$", ""))
    if not found:
        return None
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    return int(found[2]) - 1, col - 1


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
