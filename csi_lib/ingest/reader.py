"""A file as rows of text, each with its row number; nothing is typed and nothing is lost."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePath

from csi_lib.errors import SourceError
from csi_lib.ingest.book import read_book
from csi_lib.ingest.columnar import read_columnar
from csi_lib.ingest.sheet import Sheet
from csi_lib.ingest.text import decode, read_text

BOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
COLUMNAR = {".parquet", ".pq"}

_AGAIN = "Export it again with rows in it, or take it out of the source's files"


def read_sheet(
    path: Path, *, delimiter: str = "", encoding: str = "", known: Callable[[list[str]], int] = len
) -> Sheet:
    """Read a CSV file, a workbook, a Parquet file, or a ZIP archive that holds one of them.

    Parameters
    ----------
    path : Path
        The file.
    delimiter : str
        Delimiter of a CSV file; default: the one under which most headings are known.
    encoding : str
        Encoding of a CSV file; default: by byte order mark, else UTF-8, else Windows-1252.
    known : callable
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
    name, data = _open(path)
    if not data:
        raise SourceError("the file is empty (0 bytes)", where=str(path), do=_AGAIN)
    suffix = PurePath(name).suffix.lower()
    if suffix in BOOKS:
        sheet = read_book(data, path)
    elif suffix in COLUMNAR:
        sheet = read_columnar(data, path)
    else:
        sheet = read_text(decode(data, path, encoding), delimiter, known)
    if not sheet.headings:
        raise SourceError("the file holds no text at all", where=str(path), do=_AGAIN)
    if not sheet.count:
        raise SourceError("the file holds a heading and no rows", where=str(path), do=_AGAIN)
    return sheet


def _open(path: Path) -> tuple[str, bytes]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    return _open_zip(data, path) if path.suffix.lower() == ".zip" and data else (path.name, data)


def _open_zip(data: bytes, path: Path) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and "__MACOSX" not in item.filename]
            if len(members) == 1:
                return members[0].filename, archive.read(members[0])
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError):
        raise SourceError(
            "the ZIP archive cannot be unpacked: it is damaged or protected by a password",
            where=str(path),
            do="Unpack it by hand and name the file inside",
        ) from None
    raise SourceError(
        f"the ZIP archive holds {len(members)} files instead of one", where=str(path), do="Unpack it by hand"
    )
