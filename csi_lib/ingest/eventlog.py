"""XES event logs (IEEE 1849): one row per event, with what its trace says beside it."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

from csi_lib.errors import SourceError
from csi_lib.ingest.sheet import Remark, Sheet

TRACE = "case:"  # before an attribute of the trace, as process-mining tools write it in tables
NUMBER = "case:event"  # running number of an event in its trace
BEGAN, ENDED = "case:first", "case:last"  # stamps of the first and the last event of a trace
STAMP = "time:timestamp"
PIVOTS = ("lifecycle:transition", "concept:name")  # attributes whose values say what happened
MOST = 60  # different happenings that get columns of their own
_CHUNK = 1 << 20
_TYPES = {"string", "date", "int", "float", "boolean", "id"}


def read_event_log(stream: io.BufferedIOBase, path: Path) -> Sheet:
    """Read an XES event log, piece by piece.

    Parameters
    ----------
    stream : binary stream
        The XML.
    path : Path
        Its file, for messages.

    Returns
    -------
    Sheet
        One row per event: its attributes under their keys, those of its trace behind ``case:``, its number in the
        trace as ``case:event``, the trace's first and last stamp as ``case:first`` and ``case:last``, and for each
        value of ``lifecycle:transition`` and ``concept:name`` the stamps of its first and last event in the trace as
        ``first lifecycle:transition=Resolved`` and so on. Row numbers count events.

    Raises
    ------
    SourceError
        When it is no XES, or declares a document type: entities are never expanded.

    Source
    ------
    IEEE 1849-2016, XES: log, trace, event, attributes with key and value.
    """
    reader = _Reader(path)
    try:
        while block := stream.read(_CHUNK):
            reader.parser.Parse(block, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(f"this is no XML that can be read: {error}", where=str(path), do="Export it again") from None
    except (OSError, EOFError) as error:
        raise SourceError(f"the file cannot be unpacked: {error}", where=str(path), do="Export it again") from None
    if not reader.is_log:
        raise SourceError("this XML is no XES event log", where=str(path), do="Export an event log, or CSV")
    sheet = _lay_out(reader.events)
    what = f"{reader.empty:,} traces hold no event; nothing of them can be a row"
    return replace(sheet, remarks=[Remark("row_left_out", what, reader.empty)] if reader.empty else [])


class _Reader:
    """Follows the elements of a log; keeps one dict per event."""

    def __init__(self, path: Path) -> None:
        self.path, self.is_log = path, False
        self.events: list[dict[str, str]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.depth: list[str] = []
        self.trace: dict[str, str] = {}
        self.own: list[dict[str, str]] = []
        self.same: dict[str, str] = {}
        self.empty = 0

    def _refuse(self, *_: object) -> None:
        do = "An event log needs none: take the DOCTYPE out, or export again"
        raise SourceError("the file declares a document type or entities; it is not read", where=str(self.path), do=do)

    def _start(self, name: str, given: dict[str, str]) -> None:
        name = name.rsplit(":", 1)[-1]
        parent = self.depth[-1] if self.depth else ""
        self.is_log = self.is_log or (name == "log" and not parent)
        self.depth.append(name)
        if name == "trace":
            self.trace, self.own = {}, []
        elif name == "event":
            self.own.append({})
        elif name in _TYPES and parent in ("trace", "event") and "key" in given:
            key, value = self.same.setdefault(given["key"], given["key"]), given.get("value", "")
            target = self.trace if parent == "trace" else self.own[-1]
            target.setdefault(key, self.same.setdefault(value, value))

    def _end(self, name: str) -> None:
        self.depth.pop()
        if name.rsplit(":", 1)[-1] == "trace":
            self.empty += not self.own
            shared = {f"{TRACE}{key}": value for key, value in self.trace.items()}
            for number, event in enumerate(self.own, start=1):
                self.events.append({**event, **shared, NUMBER: str(number)})


def _lay_out(events: list[dict[str, str]]) -> Sheet:
    counts = Counter((key, event[key]) for event in events for key in PIVOTS if key in event)
    happenings = [happening for happening, _ in counts.most_common(MOST)]
    own = list(dict.fromkeys(name for event in events for name in event))
    marks = [f"{which} {key}={value}" for key, value in happenings for which in ("first", "last")]
    headings = [*own, BEGAN, ENDED, *marks]
    rows: list[list[str]] = []
    begin = 0
    for end in range(1, len(events) + 1):
        if end < len(events) and events[end][NUMBER] != "1":
            continue
        trace = events[begin:end]
        stamps = [event[STAMP] for event in trace if event.get(STAMP)]  # in the order of the log
        shared = [stamps[0], stamps[-1]] if stamps else ["", ""]
        for key, value in happenings:
            found = [event.get(STAMP, "") for event in trace if event.get(key) == value]
            shared += [found[0], found[-1]] if found else ["", ""]
        rows += [[*(event.get(name, "") for name in own), *shared] for event in trace]
        begin = end
    return Sheet(headings, rows, list(range(1, len(rows) + 1)))
