"""Records of delimited text cut one by one, for the pieces of a file that are damaged or unusual."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from csi_lib.ingest.bulk.feed import Feed
from csi_lib.ingest.layout import count_named, fit_cells
from csi_lib.ingest.sheet import is_blank
from csi_lib.ingest.text import FIELD_LIMIT, holds_rows

LONGEST = 8 << 20  # bytes of one record; a quote that stays open for longer is a stray one
_STEP = 1 << 20


class Lines:
    """The lines of a feed from its beginning on, read as they are asked for."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._lines: deque[bytes] = deque()
        self._cut = 0  # bytes of the window that are cut into lines
        self.taken = 0  # bytes of the window that were handed out and not given back

    def take(self) -> bytes:
        """Return the next line; empty at the end of the file."""
        if not self._lines:
            self._refill()
        if not self._lines:
            return b""
        line = self._lines.popleft()
        self.taken += len(line)
        return line

    def give_back(self, lines: list[bytes]) -> None:
        """Take lines back, to be handed out again."""
        self._lines.extendleft(reversed(lines))
        self.taken -= sum(map(len, lines))

    def _refill(self) -> None:
        size = _STEP
        while True:
            whole = self._feed.fill(self._cut + size)
            data = self._feed.window[self._cut : self._cut + size]
            # Behind a CR at the very end an LF may follow, and behind anything else the rest of the line.
            end = len(data) if not whole else data.rfind(b"\n") + 1
            if end or not whole:
                break
            size *= 2
        self._lines.extend(data[:end].splitlines(keepends=True))
        self._cut += end


def cut_records(
    lines: Lines, delimiter: str, headings: Sequence[str], stop: int
) -> Iterator[tuple[int, list[str], str]]:
    """Cut records until one begins at ``stop`` or later.

    Parameters
    ----------
    lines : Lines
        The lines, the first of them the beginning of a record.
    delimiter : str
        The delimiter.
    headings : sequence of str
        The heading row; without one every record fits.
    stop : int
        Bytes from the beginning of the lines.

    Yields
    ------
    tuple of (int, list of str, str)
        Line ends in the record, its cells, and why it is broken or "". As ``text.read_text`` has it: a quote that is
        never closed costs its own line.
    """
    csv.field_size_limit(FIELD_LIMIT)
    width, named = len(headings), count_named(headings)
    used: list[bytes] = []

    def tap() -> Iterator[str]:
        size = 0
        while line := lines.take():
            if not used:
                size = 0
            size += len(line)
            used.append(line)
            if size > LONGEST:
                raise csv.Error("a quote stays open")
            yield line.decode("utf-8")

    reader = csv.reader(tap(), delimiter=delimiter, strict=True)
    while lines.taken < stop:
        used.clear()
        try:
            cells = next(reader)
            fitting = fit_cells(cells, width, named) if width else cells
            ragged = fitting is None and not is_blank(cells)
            if ragged and len(used) > 1 and holds_rows([line.decode("utf-8") for line in used[1:]], delimiter, width):
                raise csv.Error("a stray quote swallowed whole rows")
        except StopIteration:
            return
        except csv.Error:
            # Only the line on which the record began is given up; reading goes on behind it.
            lines.give_back(used[1:])
            yield 1, [used[0].decode("utf-8").rstrip("\r\n")], "broken quotes"
            reader = csv.reader(tap(), delimiter=delimiter, strict=True)
            continue
        if ragged:
            yield len(used), cells, f"{len(cells)} cells where the heading has {width}"
        else:
            yield len(used), cells if fitting is None else fitting, ""
