"""A file as rows of text, each with its row number; nothing is typed and nothing is lost."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from csi_lib.errors import SourceError
from csi_lib.ingest.book import read_book
from csi_lib.ingest.columnar import read_columnar
from csi_lib.ingest.eventlog import read_event_log
from csi_lib.ingest.objects import read_objects
from csi_lib.ingest.sheet import Remark, Sheet
from csi_lib.ingest.text import decode, read_text

BOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
COLUMNAR = {".parquet", ".pq"}
OBJECTS = {".json", ".ndjson", ".jsonl"}
EVENT_LOGS = {".xes"}
GZIPPED = {".gz", ".gzip"}
MOST_UNPACKED = 4 << 30  # bytes in memory; a small archive must not unpack to more than a machine holds

_AGAIN = "Export it again with rows in it, or take it out of the source's files"
_BY_HAND = "Unpack it by hand and name the files inside"


def read_sheet(
    path: Path, *, delimiter: str = "", encoding: str = "", known: Callable[[list[str]], int] | None = None
) -> Sheet:
    """Read a text table, a workbook, Parquet, JSON, an event log, or an archive of files of one kind.

    Parameters
    ----------
    path : Path
        The file; ``.gz`` and ``.zip`` are unpacked.
    delimiter : str
        Delimiter of a CSV file; default: the one under which most headings are known.
    encoding : str
        Encoding of a text file; default: by byte order mark, else UTF-8, else Windows-1252.
    known : callable, optional
        How many headings of a row are known.

    Returns
    -------
    Sheet
        All rows as text.

    Raises
    ------
    SourceError
        When the file is empty, has only a heading, or is not what its name says.
    """
    sheets = [(name, _read(name, data, path, delimiter, encoding, known)) for name, data in _open(path)]
    sheet = sheets[0][1] if len(sheets) == 1 else _join(sheets)
    if not sheet.headings and not sheet.broken:
        raise SourceError("the file holds no text at all", where=str(path), do=_AGAIN)
    if not sheet.count:
        raise SourceError("the file holds a heading and no rows", where=str(path), do=_AGAIN)
    return sheet


def _read(
    name: str, data: bytes, path: Path, delimiter: str, encoding: str, known: Callable[[list[str]], int] | None
) -> Sheet:
    if not data:
        raise SourceError("the file is empty (0 bytes)", where=str(path), do=_AGAIN)
    suffix = PurePath(name).suffix.lower()
    if suffix in BOOKS:
        return read_book(data, path, known)
    if suffix in COLUMNAR:
        return read_columnar(data, path)
    if suffix in EVENT_LOGS:
        return read_event_log(io.BytesIO(data), path)
    text = decode(data, path, encoding)
    return read_objects(text, path) if suffix in OBJECTS else read_text(text, delimiter, known or len)


def _open(path: Path) -> list[tuple[str, bytes]]:
    """Return (name, bytes) of every file that a path stands for."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    return _unpack(path.name, data, path) if data else [(path.name, data)]


def _unpack(name: str, data: bytes, path: Path) -> list[tuple[str, bytes]]:
    suffix = PurePath(name).suffix.lower()
    if suffix in GZIPPED:
        return [(name[: -len(suffix)], _gunzip(data, path))]
    return _unzip(data, path) if suffix == ".zip" else [(name, data)]


def _gunzip(data: bytes, path: Path) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            found = stream.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        raise SourceError(
            "the gzip archive cannot be unpacked: it is damaged or none", where=str(path), do=_BY_HAND
        ) from None
    return _refuse_large(found, path)


def _refuse_large(data: bytes, path: Path) -> bytes:
    if len(data) > MOST_UNPACKED:
        what = f"the archive unpacks to more than {MOST_UNPACKED >> 30} GB"
        raise SourceError(what, where=str(path), do="Export shorter spans, or unpack it by hand")
    return data


def _unzip(data: bytes, path: Path) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [item for item in archive.infolist() if _is_member(item)]
            _check_members(members, path)
            _refuse_sizes(members, path)
            found = [(item.filename, archive.read(item)) for item in members]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, NotImplementedError):
        raise SourceError(
            "the ZIP archive cannot be unpacked: it is damaged or protected by a password",
            where=str(path),
            do=_BY_HAND,
        ) from None
    return [_unpack(name, data, path)[0] if _suffix(name) in GZIPPED else (name, data) for name, data in found]


def _is_member(item: zipfile.ZipInfo) -> bool:
    hidden = PurePath(item.filename).name.startswith(".")
    return not item.is_dir() and "__MACOSX" not in item.filename and not hidden


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _check_members(members: list[zipfile.ZipInfo], path: Path) -> None:
    kinds = Counter(_suffix(item.filename) for item in members)
    if not members:
        raise SourceError("the ZIP archive holds no file", where=str(path), do=_AGAIN)
    if len(kinds) > 1:
        named = ", ".join(f"{count} × {kind or 'no ending'}" for kind, count in sorted(kinds.items()))
        what = f"the ZIP archive holds {len(members)} files of several kinds ({named})"
        raise SourceError(what, where=str(path), do=_BY_HAND)


def _refuse_sizes(members: list[zipfile.ZipInfo], path: Path) -> None:
    # What an archive declares is what the module reads at most: a member that unpacks to more is refused as damaged.
    if sum(item.file_size for item in members) > MOST_UNPACKED:
        what = f"the archive unpacks to more than {MOST_UNPACKED >> 30} GB"
        raise SourceError(what, where=str(path), do="Export shorter spans, or unpack it by hand")


def _join(sheets: list[tuple[str, Sheet]]) -> Sheet:
    """Put the members of an archive under one heading row, one after the other; row numbers run on."""
    if not sheets:
        return Sheet([], [], [])
    keyed = [_number_repeats(sheet.headings) for _, sheet in sheets]
    keys = list(dict.fromkeys(key for own in keyed for key in own))
    whole = Sheet([name for name, _ in keys], [], [], typed=any(sheet.typed for _, sheet in sheets))
    said, start = [], 0
    for (name, sheet), own in zip(sheets, keyed, strict=True):
        places = {key: place for place, key in enumerate(own)}
        order = [places.get(key) for key in keys]
        whole.rows.extend(["" if place is None else row[place] for place in order] for row in sheet.rows)
        whole.numbers.extend(number + start for number in sheet.numbers)
        whole.broken.extend(replace(item, row=item.row + start) for item in sheet.broken)
        whole.remarks.extend(
            type(item)(item.code, f"{name}: {item.what}", item.count, item.do) for item in sheet.remarks
        )
        said.append(f"{name} from row {start + 1:,}")
        start = max([start, *whole.numbers[-1:], *(item.row for item in whole.broken[-1:])])
    more = f" and {len(said) - 12:,} more" if len(said) > 12 else ""
    what = f"{len(sheets)} files of the archive were read one after the other: {', '.join(said[:12])}{more}"
    whole.remarks.append(Remark("archive_joined", what, len(sheets), "Row numbers run on over the files"))
    return whole


def _number_repeats(headings: list[str]) -> list[tuple[str, int]]:
    seen: Counter[str] = Counter()
    keys = []
    for name in headings:
        keys.append((name, seen[name]))
        seen[name] += 1
    return keys
