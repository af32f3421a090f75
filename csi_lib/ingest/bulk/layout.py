"""One staged file: what its cells are called in SQL, which forms its stamps may have, and how it is laid down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq

from csi_lib.ingest.adapter import Mapping, count_known, fold_text, map_headings
from csi_lib.ingest.batch import JOINT as PARTS
from csi_lib.ingest.batch import Input, Opened, check_headings, list_forms, try_column
from csi_lib.ingest.bulk.feed import Feed, NotUtf8, open_stream
from csi_lib.ingest.bulk.session import quote, scan
from csi_lib.ingest.bulk.stage import Staged, stage_text
from csi_lib.ingest.bulk.stamp import form_width, keep_years, parse_stamp
from csi_lib.ingest.bulk.typed import Typed, map_stamps, open_typed, write_stamp
from csi_lib.ingest.convert import Converter
from csi_lib.ingest.dateforms import JOINT
from csi_lib.ingest.files import SourceFile
from csi_lib.ingest.layout import FOOTERS, count_footers, count_named, say_dropped
from csi_lib.ingest.reader import COLUMNAR
from csi_lib.ingest.rowgroups import ROW_GROUP
from csi_lib.ingest.sheet import Sheet
from csi_lib.ingest.stamps import Formats

_SAMPLE = 2_000  # records from which the form of a stamp column is guessed
_TEXTS = 200_000  # texts by which the form is decided where the guess does not read all
_NONE = "NULL::TIMESTAMP"


@dataclass
class Laid:
    """One file of a source in Parquet pieces.

    Parameters
    ----------
    file : SourceFile
        The file.
    staged : Staged
        Its records.
    mapping : Mapping
        Which heading feeds which column.
    converter : Converter
        Reads its texts.
    guesses : dict of int to str
        Cells that are stored as stamps of one plain form (``t``), and as text (``o``) where they are not.
    """

    file: SourceFile
    staged: Staged
    mapping: Mapping
    converter: Converter
    guesses: dict[int, str] = field(default_factory=dict)
    footers: list[tuple[int, int]] = field(default_factory=list)  # piece and place of rows that are no data
    typed: Typed | None = None  # a Parquet file, which is read where it lies

    @property
    def key(self) -> tuple[object, ...]:
        """Files with the same key can be read by the same SQL."""
        typed = self.typed.key if self.typed else None
        return tuple(self.staged.headings), tuple(sorted(self.guesses.items())), self.converter.typed, typed

    @property
    def scan(self) -> str:
        """The reading of its pieces."""
        return self.view(self.staged.pieces)

    def view(self, pieces: Sequence[Path]) -> str:
        """Write the reading of pieces that are laid out alike."""
        return self.typed.view(pieces) if self.typed else scan(pieces)

    def cell(self, place: int) -> str:
        """Write one cell as the text that stands in the file."""
        if place not in self.guesses:
            return f"c{place}"
        return f"coalesce(o{place}, {write_stamp(f't{place}', self.guesses[place])})"

    def text(self, places: Sequence[int]) -> str:
        """Write the text of a column: one cell, or several joined."""
        if len(places) == 1:
            return self.cell(places[0])
        parts = [f"strip({self.cell(place)})" for place in places]
        return f"CASE WHEN {' || '.join(parts)} = '' THEN '' ELSE {f' || {quote(PARTS)} || '.join(parts)} END"

    def blank(self) -> str:
        """Write the condition that a record has no text in it; a row of Parquet is one in any case."""
        if self.typed:
            return "FALSE"
        cells = [f"o{place}" if place in self.guesses else f"c{place}" for place in range(len(self.staged.headings))]
        read = [f"t{place} IS NULL" for place in self.guesses]
        return " AND ".join([*(f"strip({cell}) = ''" for cell in cells), *read])


def lay_file(given: Input, file: SourceFile, connection: duckdb.DuckDBPyConnection, folder: Path) -> Laid:
    """Stage one file, and find out which heading feeds which column.

    Parameters
    ----------
    given : Input
        The source.
    file : SourceFile
        Its file.
    connection : DuckDBPyConnection
        The engine.
    folder : Path
        An empty folder of its own.

    Returns
    -------
    Laid
        The file in Parquet pieces.

    Raises
    ------
    SourceError
        When it cannot be read, or misses a heading without which no row can be kept.
    """
    if file.path.suffix.lower() in COLUMNAR:
        return _lay_parquet(given, file, connection)
    for encoding in (given.source.encoding, "cp1252"):
        try:
            return _Layer(given, file, connection, folder).lay_text(encoding)
        except NotUtf8:  # known only at the first byte that is none: begin again
            for piece in folder.iterdir():
                piece.unlink()
    raise AssertionError("cp1252 is never guessed")


def _lay_parquet(given: Input, file: SourceFile, connection: duckdb.DuckDBPyConnection) -> Laid:
    typed = open_typed(file.path, connection)
    headings = [heading.strip() for heading, _ in typed.columns]
    mapping = map_headings(given.rule, headings)
    check_headings(given, mapping, Sheet(headings, [], []), file)
    converter = Converter(given.adapter, given.zone, typed=True)
    typed = map_stamps(typed, mapping, list(_stamp_places(given, mapping).values()), converter.sentinels)
    staged = Staged(headings, [file.path], [(0, 0, 2)])  # the column names count as row 1
    return Laid(file, staged, mapping, converter, typed.mapped, typed=typed)


class _Layer:
    def __init__(self, given: Input, file: SourceFile, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.given, self.file, self.connection, self.folder = given, file, connection, folder
        self.mapping: Mapping | None = None
        self.guesses: dict[int, str] = {}
        self.converter = Converter(given.adapter, given.zone, typed=False)

    def lay_text(self, encoding: str) -> Laid:
        source = self.given.source
        with open_stream(self.file.path) as stream:
            staged = stage_text(
                Feed(stream, self.file.path, encoding),
                self.connection,
                self.folder,
                self.write,
                delimiter=source.delimiter,
                known=lambda headings: count_known(self.given.rule, headings),
                path=self.file.path,
            )
        laid = Laid(self.file, staged, self.mapping or self.map(staged.headings), self.converter, self.guesses)
        laid.footers = _drop_footers(laid, self.connection)
        return laid

    def map(self, headings: Sequence[str]) -> Mapping:
        mapping = map_headings(self.given.rule, list(headings))
        check_headings(self.given, mapping, Sheet(list(headings), [], []), self.file)
        return mapping

    def write(self, source: str, path: Path, headings: Sequence[str]) -> int:
        """Write the cells of a source; those of stamp columns as stamps where their form is the one guessed."""
        if self.mapping is None:
            self.mapping = self.map(headings)
            self.guesses = self.guess(source)
        # In steps, so that each stamp is parsed once.
        parsed = [f"{parse_stamp(f'c{place}', form)} AS x{place}" for place, form in self.guesses.items()]
        kept = [f"{keep_years(f'x{place}', self.converter.sentinels)} AS t{place}" for place in self.guesses]
        cells = [
            f"t{place}, CASE WHEN t{place} IS NULL THEN c{place} END AS o{place}"
            if place in self.guesses
            else f"c{place}"
            for place in range(len(headings))
        ]
        steps = f"SELECT *, {', '.join(kept)} FROM (SELECT *, {', '.join(parsed)} FROM {source})"
        query = f"SELECT {', '.join(cells)} FROM {f'({steps})' if kept else source}"
        rows = self.connection.sql(query).to_arrow_table()
        texts = [name for name in rows.column_names if not name.startswith("t")]
        pq.write_table(rows, path, compression="snappy", use_dictionary=texts, row_group_size=ROW_GROUP)
        return len(rows)

    def guess(self, source: str) -> dict[int, str]:
        places = _stamp_places(self.given, self.mapping) if self.mapping else {}
        if not places:
            return {}
        cells = ", ".join(f"c{place}" for place in places.values())
        rows = self.connection.execute(f"SELECT {cells} FROM {source} LIMIT {_SAMPLE}").fetchall()
        found = {}
        for at, place in enumerate(places.values()):
            texts = [row[at] for row in rows]
            tried = try_column(texts, self.converter, list_forms(self.given)) if texts else None
            form = tried.formats[0].split(JOINT)[0] if tried and tried.formats else ""
            if form and form_width(form):
                found[place] = form
        return found


def _stamp_places(given: Input, mapping: Mapping) -> dict[str, int]:
    return {
        name: places[0]
        for name, places in mapping.columns.items()
        if given.table.column(name).kind == "stamp" and len(places) == 1 and not given.rule.columns[name].read
    }


def _drop_footers(laid: Laid, connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """Take the footers below the table out; return which of them stand in the pieces."""
    staged = laid.staged
    cells = ", ".join(laid.cell(place) for place in range(len(staged.headings)))
    last: list[tuple[int, list[str], tuple[int, int] | None]] = []
    for piece in reversed(range(len(staged.pieces))):
        rows = connection.execute(
            f"SELECT file_row_number, {cells} FROM {scan([staged.pieces[piece]])} WHERE NOT ({laid.blank()}) "
            f"ORDER BY 1 DESC LIMIT {FOOTERS}"
        ).fetchall()
        numbers = staged.number(np.full(len(rows), piece), np.array([row[0] for row in rows], dtype=np.int64))
        own = [(int(number), list(row[1:]), (piece, row[0])) for number, row in zip(numbers, rows, strict=True)]
        last += own
        if len(last) >= FOOTERS:
            break
    last += [(item.row, item.cells, None) for item in staged.broken[-FOOTERS:]]
    last = sorted(last, key=lambda item: item[0])[-FOOTERS:]
    count = count_footers([item[1] for item in last], count_named(staged.headings))
    ended = last[len(last) - count :]
    left = {item[0] for item in ended}
    staged.broken[:] = [item for item in staged.broken if item.row not in left]
    staged.remarks = [*staged.remarks, *say_dropped("below the table", [(item[0], item[1]) for item in ended])]
    return [item[2] for item in ended if item[2] is not None]


def find_forms(given: Input, laid: Laid, connection: duckdb.DuckDBPyConnection) -> Opened:
    """Find the forms under which the stamp columns of one file can be read.

    Parameters
    ----------
    given : Input
        The source.
    laid : Laid
        Its file.
    connection : DuckDBPyConnection
        The engine.

    Returns
    -------
    Opened
        As the in-memory way has it, without rows.
    """
    sheet = Sheet(laid.staged.headings, [], [], laid.staged.broken, typed=laid.converter.typed)
    names = [name for name in laid.mapping.columns if given.table.column(name).kind == "stamp"]
    tried = {name: _try_stamps(given, laid, name, connection) for name in names} if laid.staged.pieces else {}
    return Opened(laid.file, sheet, laid.mapping, laid.converter, tried)


def _try_stamps(given: Input, laid: Laid, name: str, connection: duckdb.DuckDBPyConnection) -> Formats:
    places, forms = laid.mapping.columns[name], list_forms(given)
    guess = laid.guesses.get(places[0], "") if len(places) == 1 else ""
    run = connection.execute
    if guess:
        place = places[0]
        odd = [
            row[0]
            for row in run(
                f"SELECT o{place} FROM {laid.scan} WHERE o{place} IS NOT NULL "
                f"GROUP BY ALL ORDER BY min((file_index << 32) + file_row_number) LIMIT {_TEXTS}"
            ).fetchall()
        ]
        read, example = run(
            f"SELECT count(t{place}), {write_stamp(f'first(t{place}) FILTER (t{place} IS NOT NULL)', guess)} "
            f"FROM {laid.scan}"
        ).fetchall()[0]
        if all(fold_text(text) in laid.converter.missing for text in odd) and (
            guess.startswith("%Y") or forms == [guess]
        ):
            return Formats((guess,), read, read, example or "") if read else Formats((), 0, 0, "")
        # One text of every day and some of every hour say as much about the form as all of them.
        days = run(
            f"SELECT {write_stamp(f'min(t{place})', guess)} FROM {laid.scan} WHERE t{place} IS NOT NULL "
            f"GROUP BY t{place}::DATE, CASE WHEN hash(t{place}) % 64 = 0 THEN hash(t{place}) % {_TEXTS} END ORDER BY 1"
        ).fetchall()
        texts = [*odd, *(row[0] for row in days)]
    else:
        text = laid.text(places)
        texts = [
            row[0]
            for row in run(
                f"SELECT {text} AS x FROM {laid.scan} GROUP BY ALL "
                f"ORDER BY min((file_index << 32) + file_row_number) LIMIT {_TEXTS}"
            ).fetchall()
        ]
    return try_column(texts, laid.converter, forms, given.rule.columns[name])
