"""Staging: a text file as Parquet pieces of texts, every record with its row number, the broken ones beside."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from csi_lib.errors import SourceError
from csi_lib.ingest.bulk.cut import LONGEST, Lines, cut_records
from csi_lib.ingest.bulk.feed import Feed
from csi_lib.ingest.bulk.session import quote
from csi_lib.ingest.layout import count_named, fit_cells
from csi_lib.ingest.sheet import Broken, Remark, is_blank
from csi_lib.ingest.text import find_top

BLOCK = 32 << 20  # bytes the engine reads at once
PIECE = 1 << 20  # bytes of a damaged block that are looked at again
_HEAD = 1 << 20  # bytes in which the heading is looked for
_BACK = 1 << 16  # bytes before the end of a block in which its last record may begin
_TEXTS = pa.string()
AGAIN = "Export it again with rows in it, or take it out of the source's files"


@dataclass
class Staged:
    """One file as texts.

    Parameters
    ----------
    headings : list of str
        The heading row.
    pieces : list of Path
        Parquet files of its records; what ``write`` made of the cells.
    spans : list of (int, int, int)
        Piece, first record in it and its row number in the file; the numbers run on until the next span.
    broken : list of Broken
        Records that cannot be laid out.
    remarks : list of Remark
        What was left out.
    """

    headings: list[str]
    pieces: list[Path] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def number(self, pieces: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Return the row number in the file of records given by piece and place."""
        spans = np.array(self.spans, dtype=np.int64).reshape(-1, 3)
        keys = (spans[:, 0] << 32) + spans[:, 1]
        own = np.searchsorted(keys, (pieces.astype(np.int64) << 32) + places, side="right") - 1
        return spans[own, 2] + places - spans[own, 1]


Write = Callable[[str, Path, Sequence[str]], int]  # (source of cells c0, c1, ...; file; headings) -> rows


@dataclass
class _State:
    number: int  # records behind us
    line: int  # lines behind us


def stage_text(
    feed: Feed,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    write: Write,
    *,
    delimiter: str,
    known: Callable[[list[str]], int],
    path: Path,
) -> Staged:
    """Lay out a text file.

    Parameters
    ----------
    feed : Feed
        The file.
    connection : DuckDBPyConnection
        The engine.
    folder : Path
        Where the pieces go.
    write : callable
        Writes the cells of a source as a Parquet file.
    delimiter : str
        The delimiter; default: the one under which most headings are known.
    known : callable
        How many headings of a row are known.
    path : Path
        The file, for messages.

    Returns
    -------
    Staged
        Every record of the file, in its order.
    """
    if not feed.fill(1):
        raise SourceError("the file is empty (0 bytes)", where=str(path), do=AGAIN)
    lines = _first_lines(feed)
    top = find_top([line.decode("utf-8") for line in lines], delimiter, known)
    staged, state = Staged([], remarks=top.remarks), _State(top.records, top.lines)
    feed.drop(sum(map(len, lines[: top.lines])))
    staged.headings = _read_headings(feed, top.delimiter, staged, state)
    if not staged.headings and not staged.broken:
        raise SourceError("the file holds no text at all", where=str(path), do=AGAIN)
    stage = _Stage(feed, connection, folder, write, top.delimiter, staged, state)
    while feed.fill(1):
        stage.next_block()
    return staged


def _first_lines(feed: Feed) -> list[bytes]:
    more = feed.fill(_HEAD)
    lines = feed.window[:_HEAD].splitlines(keepends=True)
    return lines[:-1] if more and len(lines) > 1 else lines  # the last one may go on


def _read_headings(feed: Feed, delimiter: str, staged: Staged, state: _State) -> list[str]:
    lines = Lines(feed)
    headings: list[str] = []
    for ends, cells, reason in cut_records(lines, delimiter, (), 1 << 62):
        state.number += 1
        if reason:
            staged.broken.append(_name_broken(state, cells, reason))
        elif not is_blank(cells):
            headings = [cell.strip() for cell in cells]
        state.line += ends
        if headings:
            break
    feed.drop(lines.taken)
    return headings


def _name_broken(state: _State, cells: list[str], reason: str) -> Broken:
    line = state.line + 1
    return Broken(state.number, reason if line == state.number else f"{reason} (line {line:,})", cells)


class _Dirty(Exception):
    """The engine cannot lay out a piece with certainty."""


@dataclass
class _Stage:
    feed: Feed
    connection: duckdb.DuckDBPyConnection
    folder: Path
    write: Write
    delimiter: str
    staged: Staged
    state: _State

    def __post_init__(self) -> None:
        self.width, self.named = len(self.staged.headings), count_named(self.staged.headings)
        self.names = [f"c{place}" for place in range(self.width)]
        self.cells = self._count_cells()  # of a row: an empty one at the end may be too many or too few
        self.aside = self.folder / "piece.csv"

    def next_block(self) -> None:
        """Lay out the next block: by the engine if it is clean, else piece by piece."""
        size = self._find_end(BLOCK)
        target = self.folder / f"{len(self.staged.pieces):06}.parquet"
        self.staged.pieces.append(target)
        try:
            if not size:
                raise _Dirty
            rejects, rows = self._read(size, lambda source: self.write(source, target, self.staged.headings))
            self._note(size, rejects, rows, 0)
            self.feed.drop(size)
        except _Dirty:
            self._cut_block(size or min(BLOCK, len(self.feed.window)), target)

    def _cut_block(self, size: int, target: Path) -> None:
        tables: list[pa.Table] = []
        rows = 0
        while size > 0 and self.feed.fill(1):
            end = self._find_end(min(PIECE, size))
            try:
                if not end:
                    raise _Dirty
                rejects, added = self._read(end, self._lay)
                table = self.connection.sql("FROM laid").to_arrow_table()
                self._note(end, rejects, added, rows)
            except _Dirty:
                table, end = self._cut(end or min(PIECE, size), rows)
            self.feed.drop(end)
            size -= end
            rows += len(table)
            tables.append(table)
        cells = pa.concat_tables(tables)
        self.connection.register("cells", cells)
        self.write("cells", target, self.staged.headings)
        self.connection.unregister("cells")

    def _lay(self, source: str) -> int:
        made = self.connection.execute(f"CREATE OR REPLACE TEMP TABLE laid AS FROM {source}")
        return int(made.fetchall()[0][0])

    def _find_end(self, size: int) -> int:
        """Return where the last record within so many bytes ends; 0 where quotes do not tell."""
        if not self.feed.fill(size):
            return len(self.feed.window)
        end = self.feed.window.rfind(b"\n", 0, size) + 1
        odd = self.feed.window.find(b'"', 0, end) >= 0 and self.feed.window.count(b'"', 0, end) % 2
        low = max(0, end - _BACK)
        while end > low and odd:
            before = self.feed.window.rfind(b"\n", 0, end - 1) + 1
            odd ^= self.feed.window.count(b'"', before, end) % 2
            end = before
        return end if end > low and not odd else 0

    def _read(self, size: int, lay: Callable[[str], int]) -> tuple[list[tuple[int, int, list[str]]], int]:
        """Read a piece by the engine; return its rejects as (record, byte, cells), and how many rows it has."""
        data = self.feed.window[:size]
        returns = data.count(b"\r")
        if (returns and returns != data.count(b"\r\n")) or self._has_spaced_quotes(data):
            raise _Dirty
        self.aside.write_bytes(data)
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(self.cells))
        options = (
            f"header=false, auto_detect=false, columns={{{columns}}}, delim={quote(self.delimiter)}, quote='\"', "
            "escape='\"', strict_mode=true, store_rejects=true, rejects_limit=0, nullstr='\\0\\1', "
            f"max_line_size={LONGEST}"
        )
        self.connection.execute("DROP TABLE IF EXISTS reject_errors")
        self.connection.execute("DROP TABLE IF EXISTS reject_scans")
        source = f"read_csv({quote(self.aside.as_posix())}, {options})"
        try:
            self._refuse_wide(source)
            rows = lay(self._fit(source))
        except duckdb.Error:
            raise _Dirty from None
        rejects = self._list_rejects(data)
        if rejects and 0 < returns < data.count(b"\n"):
            raise _Dirty  # with line ends of two kinds the engine's count of records is not to be trusted
        empty = data.startswith((b"\n", b"\r\n")) or b"\n\n" in data or (returns and b"\n\r\n" in data)
        if empty and _count_records(data) != rows + len(rejects):
            raise _Dirty  # an empty line is a record, too
        return rejects, rows

    def _count_cells(self) -> int:
        """Count the cells of the first row, where they fit under the heading; else those of the heading."""
        for _, cells, reason in cut_records(Lines(self.feed), self.delimiter, (), PIECE):
            if not reason and not is_blank(cells):
                return len(cells) if fit_cells(cells, self.width, self.named) is not None else self.width
        return self.width

    def _refuse_wide(self, source: str) -> None:
        """Refuse a piece in which a cell beyond the heading is filled."""
        more = [f"strip(c{place}) <> ''" for place in range(self.width, self.cells)]
        if more and self.connection.execute(f"SELECT 1 FROM {source} WHERE {' OR '.join(more)} LIMIT 1").fetchall():
            raise _Dirty
        if more:
            self.connection.execute("DROP TABLE IF EXISTS reject_errors")
            self.connection.execute("DROP TABLE IF EXISTS reject_scans")

    def _fit(self, source: str) -> str:
        if self.cells == self.width:
            return source
        cells = [name if place < self.cells else f"'' AS {name}" for place, name in enumerate(self.names)]
        return f"(SELECT {', '.join(cells)} FROM {source})"

    def _has_spaced_quotes(self, data: bytes) -> bool:
        # The engine forgives a blank between delimiter and quote; the csv module does not, and rightly so.
        if b'"' not in data:
            return False
        mark = self.delimiter.encode()
        signs = np.frombuffer(data, dtype=np.uint8)
        quotes = np.flatnonzero(signs == ord('"'))
        beside = np.concatenate([quotes - 1, np.minimum(quotes + 1, len(data) - 1)])
        if not (signs[np.maximum(beside, 0)] == ord(" ")).any():
            return False
        if data.startswith(b" "):
            return True
        return any(sign in data for sign in (mark + b' "', b'\n "', b'" ' + mark, b'" \n', b'" \r', b'  "', b'"  '))

    def _list_rejects(self, data: bytes) -> list[tuple[int, int, list[str]]]:
        listed = self.connection.execute(
            "SELECT line, line_byte_position, error_type FROM reject_errors ORDER BY line"
        ).fetchall()
        found = []
        for record, byte, kind in listed:
            if kind not in ("MISSING COLUMNS", "TOO MANY COLUMNS"):
                raise _Dirty
            start = byte - 1
            end = data.find(b"\n", start)
            line = data[start : len(data) if end < 0 else end].decode("utf-8").rstrip("\r\n")
            found.append((record, start, self._split(line)))
        if len({record for record, _, _ in found}) != len(found):
            raise _Dirty
        return found

    def _split(self, line: str) -> list[str]:
        try:
            (cells,) = csv.reader([line], delimiter=self.delimiter, strict=True)
        except (csv.Error, ValueError):
            raise _Dirty from None
        if not cells or fit_cells(cells, self.width, self.named) is not None:
            raise _Dirty
        return cells

    def _note(self, size: int, rejects: list[tuple[int, int, list[str]]], rows: int, before: int) -> None:
        """Number the records of a piece that the engine has read."""
        data = self.feed.window[:size]
        piece = len(self.staged.pieces) - 1
        first, line, byte = self.state.number, self.state.line, 0
        self.staged.spans.append((piece, before, first + 1))
        for place, (record, start, cells) in enumerate(rejects):
            line, byte = line + data.count(b"\n", byte, start), start
            self.state.number, self.state.line = first + record, line
            if not is_blank(cells):
                reason = f"{len(cells)} cells where the heading has {self.width}"
                self.staged.broken.append(_name_broken(self.state, cells, reason))
            self.staged.spans.append((piece, before + record - 1 - place, first + record + 1))
        self.state.number = first + rows + len(rejects)
        self.state.line = line + data.count(b"\n", byte)

    def _cut(self, stop: int, before: int) -> tuple[pa.Table, int]:
        """Read a piece record by record; return its rows and where it ended."""
        lines = Lines(self.feed)
        rows: list[list[str]] = []
        piece = len(self.staged.pieces) - 1
        skipped = True
        for ends, cells, reason in cut_records(lines, self.delimiter, self.staged.headings, stop):
            self.state.number += 1
            if reason:
                self.staged.broken.append(_name_broken(self.state, cells, reason))
                skipped = True
            elif is_blank(cells):
                skipped = True
            else:
                if skipped:
                    self.staged.spans.append((piece, before + len(rows), self.state.number))
                    skipped = False
                rows.append(cells)
            self.state.line += ends
        columns = list(zip(*rows, strict=True)) if rows else [()] * self.width
        arrays = [pa.array(column, _TEXTS) for column in columns]
        return pa.Table.from_arrays(arrays, names=self.names), lines.taken


def _count_records(data: bytes) -> int:
    """Count the line ends outside quotes, in text whose quotes are in order."""
    signs = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(signs == ord('"'))
    ends = np.flatnonzero(signs == ord("\n"))
    outside = np.searchsorted(quotes, ends) % 2 == 0
    return int(outside.sum()) + (0 if data.endswith(b"\n") else 1)
