"""Comments that somebody fastened to cells: they are no part of the register, and yet somebody wanted them read."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from csi_lib.maturity.collect.returned.parts import list_sheets

_KINDS = ("/comments", "/threadedComment")  # how the types of their relations end (ISO/IEC 29500-1; MS-XLSX 2.1.27)
_DOUBLED = "[Threaded comment]"  # what a program leaves for those that cannot show the thread


def list_comments(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield sheet, cell and text of every comment; those of a damaged part are left out.

    Parameters
    ----------
    data : bytes
        A workbook that can be read.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, part in list_sheets(archive):
            for target in _find_parts(archive, part):
                for cell, text in _read_part(archive, target):
                    yield name, cell, text


def _find_parts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    for item in _read_xml(archive, relations):
        target = item.get("Target", "")
        if item.get("Type", "").endswith(_KINDS):
            yield target.lstrip("/") if target[:1] == "/" else posixpath.normpath(posixpath.join(folder, target))


def _read_part(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for element in _read_xml(archive, part).iter():
        if element.tag.rpartition("}")[2] in ("comment", "threadedComment"):
            parts = (child.text or "" for child in element.iter() if child.tag.rpartition("}")[2] in ("t", "text"))
            text = " ".join("".join(parts).split())
            if text and not text.startswith(_DOUBLED):
                yield element.get("ref", ""), text


def _read_xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """Read a part; one that is not there or damaged is empty."""
    try:
        return ElementTree.fromstring(archive.read(part))
    except (KeyError, ElementTree.ParseError):
        return ElementTree.Element("none")
