"""Delimited text: bytes to characters, and characters to rows without losing one."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from csi_lib.errors import SourceError
from csi_lib.ingest.layout import FOOTERS, TITLES, count_footers, count_named, find_heading, fit_cells, say_dropped
from csi_lib.ingest.sheet import Broken, Remark, Sheet, is_blank

DELIMITERS = (",", ";", "\t", "|")
FIELD_LIMIT = 2**31 - 1  # characters; the csv module's own 131,072 would refuse a long work note

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNATURES = (
    (b"PK\x03\x04", "a workbook or ZIP archive; name it .xlsx or .zip"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; name it .xls"),
    (b"PAR1", "a Parquet file; name it .parquet"),
    (b"%PDF", "a PDF document; export CSV or XLSX"),
    (b"\x1f\x8b", "a gzip archive; name it .gz"),
)
_PAGE = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)
_SEPARATOR = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)  # what a spreadsheet reads as the delimiter
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
        Rows as wide as the heading; every other row is in ``broken`` with its reason, titles above the heading and
        footers below the table are in ``remarks``. A quote that is never closed costs its own line and not the rest
        of the file.
    """
    csv.field_size_limit(FIELD_LIMIT)
    lines = list(io.StringIO(text, newline=""))
    top = find_top(lines, delimiter, known)
    found = _lay_out(lines[top.lines :], top.delimiter, top.records, top.lines)
    return replace(found, remarks=[*top.remarks, *found.remarks])


@dataclass(frozen=True)
class Top:
    """What stands above the heading: the delimiter in force, records and lines left out, and what to say of them."""

    delimiter: str
    records: int
    lines: int
    remarks: list[Remark]


def find_top(lines: list[str], delimiter: str, known: Callable[[list[str]], int]) -> Top:
    """Find out by the first lines of a file where its heading stands.

    Parameters
    ----------
    lines : list of str
        The lines; those of a megabyte are enough.
    delimiter : str
        The delimiter, where it is given.
    known : callable
        How many headings of a row are known.

    Returns
    -------
    Top
        What is above the heading.
    """
    declared = _SEPARATOR.fullmatch(lines[0]) if lines else None
    titles = 1 if declared else 0
    delimiter = delimiter or (declared[1] if declared else guess_delimiter(lines, known))
    above = _find_titles(lines[titles:], delimiter, known)
    dropped = [(titles + place, cells) for place, (_, cells) in enumerate(above, start=1) if not is_blank(cells)]
    remarks = [*_say_separator(declared), *say_dropped("above the heading", dropped)]
    return Top(delimiter, titles + len(above), titles + sum(count for count, _ in above), remarks)


def _say_separator(declared: re.Match[str] | None) -> list[Remark]:
    what = "row 1 names the delimiter for a spreadsheet ('sep=') and is no data"
    return [Remark("row_left_out", what, 1, "Nothing to do")] if declared else []


def _find_titles(lines: list[str], delimiter: str, known: Callable[[list[str]], int]) -> list[tuple[int, list[str]]]:
    """Return (lines, cells) of every record above the heading; none where the first row with text is the heading."""
    records: list[tuple[int, list[str]]] = []
    texts: list[int] = []
    before = 0
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            records.append((reader.line_num - before, cells))
            before = reader.line_num
            texts += [len(records) - 1] if not is_blank(cells) else []
            if len(texts) > TITLES or (len(texts) == 1 and known(cells)):
                break
    except csv.Error:
        pass
    place = find_heading([records[item][1] for item in texts], known)
    return records[: texts[place]] if place else []


def _lay_out(lines: list[str], delimiter: str, above: int, lines_above: int) -> Sheet:
    headings: list[str] = []
    laid: list[tuple[int, list[str], str]] = []
    same: dict[str, str] = {}
    for number, (line, cells, reason) in enumerate(_cut(lines, delimiter), start=above + 1):
        line += lines_above
        if reason:
            laid.append((number, cells, reason if line == number else f"{reason} (line {line:,})"))
        elif is_blank(cells):
            continue
        elif not headings:
            headings = [cell.strip() for cell in cells]
        else:
            laid.append((number, [same.setdefault(cell, cell) for cell in cells], ""))  # equal texts are kept once
    footers = count_footers([cells for _, cells, _ in laid[-FOOTERS:]], count_named(headings))
    kept, ended = laid[: len(laid) - footers], laid[len(laid) - footers :]
    rows = [(number, cells) for number, cells, reason in kept if not reason]
    broken = [Broken(number, reason, cells) for number, cells, reason in kept if reason]
    remarks = say_dropped("below the table", [(number, cells) for number, cells, _ in ended])
    return Sheet(headings, [cells for _, cells in rows], [number for number, _ in rows], broken, remarks=remarks)


def _cut(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield (line, cells, reason) of every record; a reason means that the record is broken."""
    start, width, named = 0, 0, 0
    while start < len(lines):
        first = start
        reader = csv.reader((lines[place] for place in range(start, len(lines))), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                end = start + reader.line_num
                fitting = fit_cells(cells, width, named) if width else cells
                if fitting is None and not is_blank(cells):
                    if end - first > 1 and holds_rows(lines[first + 1 : end], delimiter, width):
                        raise csv.Error("a stray quote swallowed whole rows")
                    yield first + 1, cells, f"{len(cells)} cells where the heading has {width}"
                else:
                    if not width and not is_blank(cells):
                        width, named = len(cells), count_named(cells)
                    yield first + 1, cells if fitting is None else fitting, ""
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
    """Return the delimiter under which most headings are known: of the first line, else of one of the next lines."""
    texts = [line for line in islice((line for line in lines if line.strip()), TITLES + 1)]

    def score(delimiter: str, line: str) -> tuple[int, int]:
        cells = next(iter(_split(line, delimiter)), [])
        return known(cells), len(cells)

    best = max(DELIMITERS, key=lambda item: score(item, texts[0] if texts else ""))
    if not texts or score(best, texts[0])[0]:
        return best
    later = max(DELIMITERS, key=lambda item: max(score(item, line)[0] for line in texts))
    return later if max(score(later, line)[0] for line in texts) > 1 else best
