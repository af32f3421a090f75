"""What cells of an analyst's own show – frames, figures, markdown, printed lines – as blocks; nothing is lost."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from csi_lib.report.blocks import MIME, SVG_MIME, Block, Picture, Text
from csi_lib.report.grid import find_unread, read_tables, read_words
from csi_lib.report.language import current

MARKDOWN = "text/markdown"
PLAIN = "text/plain"
HTML = "text/html"
PNG = "image/png"

_FRAME = "application/vnd.dataresource+json"  # pandas can show a frame so beside its table
# Whoever can show nothing else may show these in place of what a cell really made.
_SHOWABLE = (MIME, SVG_MIME, PNG, HTML, MARKDOWN, PLAIN, "text/latex", "application/json", _FRAME)
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"  # PNG specification (W3C), 5.2
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# What a line that draws returns: matplotlib's own objects and arrays of them; the figure itself is an output too.
_DRAWN = re.compile(
    r"None|Text\(.*\)|.*<(?:Axes|Axes3D|Subplot|Figure|SubFigure|BarContainer|ErrorbarContainer|StemContainer|"
    r"matplotlib|mpl_toolkits|seaborn)\b.*",
    re.DOTALL,
)
_OBJECT = re.compile(r"<([\w.]+)(?: object)? at 0x[0-9a-fA-F]+>")  # an address, which is another in every run


def read_outputs(cell: Mapping[str, Any], place: int) -> Iterator[Mapping[str, Any]]:
    """Yield what a cell shows the readers of a report, in order.

    Parameters
    ----------
    cell : mapping
        Of an executed notebook.
    place : int
        Number of the cell, from 1.

    Yields
    ------
    mapping
        Outputs that are an error or hold a block under ``MIME``; one under ``MARKDOWN`` too is what it is the text of.
        Only stderr, and what a line that draws returns, is left out; for what cannot be shown a block says so.
    """
    for output in _join_prints(cell.get("outputs", [])):
        if output["output_type"] == "error" or MIME in output.get("data", {}):
            yield output
            continue
        for block in _read_output(output, place):
            data, metadata = block.said_in(current().language)._repr_mimebundle_()
            prose = {MARKDOWN: data[PLAIN]} if _chosen(output) == MARKDOWN else {}
            yield {"output_type": "display_data", "data": {**data, **prose}, "metadata": metadata}


def _join_prints(outputs: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Put printed lines together again: at which of them a kernel sends what it has is chance."""
    printed = ""
    for output in outputs:
        if output["output_type"] == "stream":
            printed += _text(output["text"]) if output["name"] == "stdout" else ""
            continue
        if printed:
            yield {"output_type": "stream", "text": printed}
        printed = ""
        yield output
    if printed:
        yield {"output_type": "stream", "text": printed}


def _read_output(output: Mapping[str, Any], place: int) -> Iterator[Block]:
    if output["output_type"] == "stream":
        yield from _read_lines(output["text"], place)
        return
    data, kind = output.get("data", {}), _chosen(output)
    shown: list[Block] = []
    if kind == PNG:
        shown = _read_png(_text(data[PNG]), place, output.get("metadata", {}).get(PNG, {}))
    elif kind == SVG_MIME:
        shown = [_picture(_text(data[SVG_MIME]), place, output.get("metadata", {}).get(SVG_MIME, {}))]
    elif kind == HTML:
        shown = _read_html(_text(data[HTML]), place)
    elif kind == MARKDOWN:
        shown = [Text(_text(data[MARKDOWN]))] if _text(data[MARKDOWN]).strip() else []
    elif kind == PLAIN:
        shown = list(_read_result(_text(data[PLAIN]), place))
        yield from shown
        return
    yield from shown or [_say_lost(", ".join(sorted(data)), place)]


def _chosen(output: Mapping[str, Any]) -> str:
    """Return the richest kind of an output that a report can hold; nothing where it is but a stand-in for another."""
    data = output.get("data", {})
    found = next((kind for kind in (PNG, SVG_MIME, MARKDOWN, HTML, PLAIN) if kind in data), "")
    if found in (HTML, PLAIN) and any(kind not in _SHOWABLE for kind in data):
        return ""
    return found


def _read_lines(text: str, place: int) -> Iterator[Block]:
    lines = [line.rsplit("\r", 1)[-1] for line in _COLOURS.sub("", text).replace("\r\n", "\n").split("\n")]
    said = "\n".join(lines).strip("\n")
    if said.strip():
        yield Text(said, role="note")


def _read_result(text: str, place: int) -> Iterator[Block]:
    found = _OBJECT.fullmatch(text.strip())
    if _DRAWN.fullmatch(text.strip()):
        return
    yield from [_say_lost(found[1], place)] if found else _read_lines(text, place)


def _read_html(html: str, place: int) -> list[Block]:
    """Read the words and tables of an output, and say what it shows without words."""
    words, unread = read_words(html), find_unread(html)
    said = [Text(words, role="note")] if words else []
    lost = [_say_lost(f"{HTML}: {', '.join(unread)}", place)] if unread else []
    return [*said, *read_tables(html, current().say(f"Table of cell {place}")), *lost]


def _read_png(encoded: str, place: int, noted: Mapping[str, Any]) -> list[Block]:
    """Wrap pixels into a drawing of their size, which every format knows how to draw."""
    try:
        png = base64.b64decode(encoded)
    except binascii.Error:
        return []
    if not png.startswith(_PNG_HEAD) or len(png) < 24:
        return []
    width, height = struct.unpack(">II", png[16:24])  # PNG specification (W3C), 11.2.1: the header chunk comes first
    pixels = base64.b64encode(png).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image href="data:image/png;base64,{pixels}" width="{width}" height="{height}"/></svg>'
    )
    return [_picture(svg, place, noted)]


def _picture(svg: str, place: int, noted: Mapping[str, Any]) -> Picture:
    unsaid = "Picture without description: the cell that drew it gave none."
    title, alt = (str(noted.get(key) or "").strip() for key in ("title", "alt"))
    return Picture(title or current().say(f"Picture of cell {place}"), alt or current().say(unsaid), svg)


def _say_lost(what: str, place: int) -> Text:
    return Text(current().say(f"Cell {place} shows something that a report cannot hold ({what})."), role="note")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)
