"""The bytes of a text file as UTF-8, piece by piece, whatever its encoding and packing."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from csi_lib.errors import SourceError
from csi_lib.ingest import text

HEAD = 1 << 20  # bytes from which kind and encoding of a file are told
_CHUNK = 1 << 22
_SPACE = ord(" ")
_CONTROLS = bytes([*range(0x00, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])


class NotUtf8(Exception):
    """The file has no mark, and a byte of it is not UTF-8."""


@contextmanager
def open_stream(path: Path) -> Iterator[BinaryIO]:
    """Open a text file, or the one inside a gzip or ZIP archive.

    Parameters
    ----------
    path : Path
        The file.

    Yields
    ------
    BinaryIO
        Its bytes.

    Raises
    ------
    SourceError
        When it cannot be read or unpacked.
    """
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(find_member(archive)) as stream:
                yield cast("BinaryIO", stream)
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as unpacked:
                yield cast("BinaryIO", unpacked)
        else:
            with path.open("rb") as plain:
                yield plain
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError):
        raise SourceError("the archive cannot be unpacked: it is damaged", where=str(path)) from None
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}", where=str(path)) from None


def find_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one file of an archive; BadZipFile when there are several."""
    members = [item for item in archive.infolist() if not item.is_dir() and "__MACOSX" not in item.filename]
    if len(members) != 1 or members[0].flag_bits & 1:
        raise zipfile.BadZipFile("not one plain file")
    return members[0]


class Feed:
    """A window on the text of a file, always at the beginning of a record.

    Parameters
    ----------
    stream : BinaryIO
        The file.
    path : Path
        Its path, for messages.
    encoding : str
        Its encoding; default: by its first bytes, else UTF-8.
    """

    def __init__(self, stream: BinaryIO, path: Path, encoding: str = "") -> None:
        self._stream, self._path = stream, path
        head = stream.read(HEAD)
        text.refuse_other_files(head, path)
        named = encoding or text.name_encoding(head)
        self._guessed = not named
        self._name = named or "utf-8"
        try:
            self._decoder = codecs.getincrementaldecoder(self._name)()
        except LookupError:
            raise text.refuse_encoding(self._name, path) from None
        self._plain = codecs.lookup(self._name).name == "utf-8"
        self._offset, self._characters, self._controls = 0, 0, 0
        self._parts, self._ended = [head], False
        self.window = b""
        self._begun = False

    def fill(self, size: int) -> bool:
        """Read on until the window holds at least so many bytes; return whether it does."""
        parts, length = [self.window], len(self.window)
        while length < size and not self._ended:
            parts.append(self._read())
            length += len(parts[-1])
        self.window = parts[0] if len(parts) == 1 else b"".join(parts)
        return len(self.window) >= size

    def drop(self, size: int) -> None:
        """Move the beginning of the window behind so many bytes."""
        self.window = self.window[size:]

    def _read(self) -> bytes:
        raw = self._parts.pop() if self._parts else self._stream.read(_CHUNK)
        self._ended = not raw
        decoded = self._decode(raw)
        if not self._begun and decoded:
            decoded, self._begun = decoded.removeprefix(codecs.BOM_UTF8), True
        self._count_controls(decoded)
        return decoded

    def _decode(self, raw: bytes) -> bytes:
        waiting = self._decoder.getstate()[0]
        if self._plain and raw and not waiting and raw.isascii():
            self._offset += len(raw)
            self._characters += len(raw)
            return raw
        try:
            decoded = self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            if self._guessed:
                raise NotUtf8 from None
            place = self._offset - len(waiting) + error.start
            raise text.refuse_byte(self._name, place, self._path) from None
        self._offset += len(raw)
        self._characters += len(decoded)
        return decoded.encode("utf-8")

    def _count_controls(self, data: bytes) -> None:
        low = int(np.count_nonzero(np.frombuffer(data, dtype=np.uint8) < _SPACE))
        if low > data.count(b"\n") and low > sum(map(data.count, (b"\n", b"\r", b"\t"))):
            self._controls += len(data) - len(data.translate(None, _CONTROLS))
            if b"\x00" in data:
                raise text.refuse_controls(self._path)
        if self._ended and self._controls > text.CONTROL_SHARE * self._characters:
            raise text.refuse_controls(self._path)
