"""Delimited text: bytes to characters, and characters to rows without losing one."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from csi_lib.errors import SourceError
from csi_lib.ingest.sheet import Broken, Sheet, is_blank

DELIMITERS = (",", ";", "\t", "|")
FIELD_LIMIT = 2**31 - 1  # characters; the csv module's own 131,072 would refuse a long work note

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNATURES = (
    (b"PK\x03\x04", "a workbook or ZIP archive; name it .xlsx or .zip"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; name it .xls"),
    (b"PAR1", "a Parquet file; name it .parquet"),
    (b"%PDF", "a PDF document; export CSV or XLSX"),
    (b"\x1f\x8b", "a gzip archive; unpack it"),
)
_PAGE = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
CONTROL_SHARE = 0.01  # more control characters than that are no text


def decode(data: bytes, path: Path, encoding: str = "") -> str:
    """Turn the bytes of a text file into characters.

    Parameters
    ----------
    data : bytes
        The file, not empty.
    path : Path
        Its path, for messages.
    encoding : str
        The encoding; default: by byte order mark, else UTF-8, else Windows-1252 (ServiceNow's default charset,
        exports.md 1).

    Returns
    -------
    str
        The text.

    Raises
    ------
    SourceError
        When the file is binary, a web page, or does not fit the encoding.
    """
    refuse_other_files(data, path)
    if encoding:
        return _refuse_binary(_decode_as(data, path, encoding), path)
    named = name_encoding(data)
    if named:
        return _refuse_binary(_decode_as(data, path, named), path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_as(data, path, "cp1252")
    return _refuse_binary(text, path)


def name_encoding(data: bytes) -> str:
    """Name the encoding that the beginning of a file tells; "" where it does not."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "") or _guess_wide(data)


def _decode_as(data: bytes, path: Path, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise refuse_encoding(encoding, path) from None
    except UnicodeDecodeError as error:
        raise refuse_byte(encoding, error.start, path) from None


def refuse_encoding(encoding: str, path: Path) -> SourceError:
    """Say that nobody knows an encoding."""
    return SourceError(f"the encoding '{encoding}' is unknown", where=str(path), do="Try utf-8, cp1252 or utf-16")


def refuse_byte(encoding: str, place: int, path: Path) -> SourceError:
    """Say that a byte does not fit the encoding."""
    what = f"the text is not {encoding}: byte {place:,} does not fit"
    return SourceError(what, where=str(path), do="Set 'encoding' for this source")


def refuse_controls(path: Path) -> SourceError:
    """Say that a file is no text."""
    return SourceError(
        "this is no text: the file holds NUL or control characters",
        where=str(path),
        do="Export it again as CSV or XLSX; if it is text, set 'encoding' for this source",
    )


def _guess_wide(data: bytes) -> str:
    # UTF-16 without a mark: every second byte of Western text is zero, and the other half is not.
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if odd > 0.4 * len(data[1::2]) and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * len(data[0::2]) and odd == 0 else ""


def refuse_other_files(data: bytes, path: Path) -> None:
    """Refuse a file whose first bytes say that it is no text."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"this is no text but {what}", where=str(path))
    if _PAGE.match(data):
        raise SourceError(
            "this is a web page, perhaps a login page", where=str(path), do="Log in and export the list again"
        )


def _refuse_binary(text: str, path: Path) -> str:
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > CONTROL_SHARE * len(text):
        raise refuse_controls(path)
    return text


def read_text(text: str, delimiter: str, known: Callable[[list[str]], int]) -> Sheet:
    """Cut delimited text into rows.

    Parameters
    ----------
    text : str
        The whole file.
    delimiter : str
        The delimiter; default: the one of ``, ; tab |`` under which most headings are known.
    known : callable
        How many headings of a row are known.

    Returns
    -------
    Sheet
        Rows as wide as the heading; every other row is in ``broken`` with its reason. A quote that is never closed
        costs its own line and not the rest of the file.
    """
    csv.field_size_limit(FIELD_LIMIT)
    lines = list(io.StringIO(text, newline=""))
    delimiter = delimiter or guess_delimiter(lines, known)
    headings: list[str] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[Broken] = []
    same: dict[str, str] = {}
    for number, (line, cells, reason) in enumerate(_cut(lines, delimiter), start=1):
        if reason:
            broken.append(Broken(number, reason if line == number else f"{reason} (line {line:,})", cells))
        elif is_blank(cells):
            continue
        elif not headings:
            headings = [cell.strip() for cell in cells]
        else:
            rows.append([same.setdefault(cell, cell) for cell in cells])  # equal texts are kept once
            numbers.append(number)
    return Sheet(headings, rows, numbers, broken)


def _cut(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield (line, cells, reason) of every record; a reason means that the record is broken."""
    start, width = 0, 0
    while start < len(lines):
        first = start
        reader = csv.reader((lines[place] for place in range(start, len(lines))), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                end = start + reader.line_num
                if width and cells and len(cells) != width and not is_blank(cells):
                    if end - first > 1 and holds_rows(lines[first + 1 : end], delimiter, width):
                        raise csv.Error("a stray quote swallowed whole rows")
                    yield first + 1, cells, f"{len(cells)} cells where the heading has {width}"
                else:
                    width = width or (0 if is_blank(cells) else len(cells))
                    yield first + 1, cells, ""
                first = end
            return
        except csv.Error:
            # Only the line on which the record began is given up; reading goes on behind it.
            yield first + 1, [lines[first].rstrip("\r\n")], "broken quotes"
            start = first + 1


def holds_rows(lines: list[str], delimiter: str, width: int) -> bool:
    """Tell whether a line that a quoted cell swallowed is a row by itself."""
    return any(len(cells) == width for line in lines for cells in _split(line, delimiter))


def _split(line: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return []


def guess_delimiter(lines: list[str], known: Callable[[list[str]], int]) -> str:
    """Return the delimiter under which most headings of the first line are known."""
    first = next((line for line in lines if line.strip()), "")

    def score(delimiter: str) -> tuple[int, int]:
        cells = next(iter(_split(first, delimiter)), [])
        return known(cells), len(cells)

    return max(DELIMITERS, key=score)
