"""One canonical table from big files: rows rejected, folded and written, without ever holding them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.errors import SourceError
from csi_lib.ingest.batch import Batch, Input, Opened, column_texts, find_reasons, kind_first, refuse_unread_dates
from csi_lib.ingest.bulk.columns import ORDER, Group, read_columns
from csi_lib.ingest.bulk.layout import Laid, find_forms, lay_file
from csi_lib.ingest.bulk.session import name as named
from csi_lib.ingest.bulk.session import open_session, quote
from csi_lib.ingest.bulk.stage import AGAIN
from csi_lib.ingest.derived.tables import ROW, SQL_TYPES, View
from csi_lib.ingest.events import event_columns
from csi_lib.ingest.history import list_updates
from csi_lib.ingest.issue import name_some
from csi_lib.ingest.ledger import make_line
from csi_lib.ingest.people import PEOPLE
from csi_lib.ingest.sheet import Sheet
from csi_lib.ingest.stamps import settle
from csi_lib.ingest.store import table_schema
from csi_lib.tables import TICKET_HISTORY, TICKETS, Table

CHUNK = 20_000  # rejected rows that are looked at together
PART = 1_000_000  # rows of repeated ids that are folded together
LOST = 0.1  # of all rows; where more are left out, the kept ones are written once rather than sought at each reading

Rejection = tuple[int, str, list[str]]
FaultKey = tuple[str, str, str]


@dataclass(frozen=True)
class LongSheet(Sheet):
    """A sheet of which only the number of rows is known."""

    total: int = 0

    @property
    def count(self) -> int:
        """Number of data rows in the file, broken ones included."""
        return self.total


@dataclass(frozen=True)
class Account:
    """What became of one file.

    Parameters
    ----------
    batch : Batch
        The file; a big one without its rows.
    line : dict of str to object
        Its line of the ledger.
    rejections : list of (int, str, list of str)
        Row number, reason and cells of the rows that were not kept.
    """

    batch: Batch
    line: dict[str, object]
    rejections: list[Rejection]


@dataclass(frozen=True)
class BigTable:
    """What became of the big files of one table.

    Parameters
    ----------
    rows : Path or View
        Its kept rows.
    histories : list of Path
        Parquet files of ticket_history, followed from updates.
    files : dict of (str, str) to Account
        By source and file name.
    faults : list of (tuple of str, Series of int, int)
        Source, column and code; number of cells by text; how many of them are in kept rows.
    """

    rows: Path | View
    histories: list[Path]
    files: dict[tuple[str, str], Account]
    faults: list[tuple[FaultKey, pd.Series, int]]


def land_table(
    table: Table,
    inputs: Sequence[Input],
    key: bytes,
    folder: Path,
    shared: duckdb.DuckDBPyConnection | None = None,
) -> BigTable:
    """Land the files of one table.

    Parameters
    ----------
    table : Table
        Its declaration.
    inputs : sequence of Input
        Its sources, in order.
    key : bytes
        Key of the pseudonyms.
    folder : Path
        An empty folder of its own.
    shared : DuckDBPyConnection, optional
        A session that goes on after the landing: the kept rows are then a view in it.

    Returns
    -------
    BigTable
        Rows, counts and faults.
    """
    try:
        with nullcontext(shared) if shared else open_session(folder) as connection:
            return _Landing(table, inputs, key, folder, connection).land(written=shared is None)
    except duckdb.Error as error:
        names = name_some(file.name for given in inputs for file in given.files)
        what = f"the files of '{table.name}' cannot be landed: {str(error).splitlines()[0]}"
        do = f"Free some space in {folder}" if "space" in str(error) else "Write the export again"
        raise SourceError(what, where=names, do=do) from None


@dataclass
class _File:
    given: Input
    laid: Laid
    opened: Opened
    forms: dict[str, str]
    base: int  # pieces of the table before it
    records: int = 0
    blank: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    stamps: tuple[Any, Any] = (pd.NaT, pd.NaT)

    @property
    def span(self) -> tuple[int, int]:
        """First place of the file, and the first behind it."""
        return self.base << 32, (self.base + len(self.laid.staged.pieces)) << 32


@dataclass
class _Landing:
    table: Table
    inputs: Sequence[Input]
    key: bytes
    folder: Path
    connection: duckdb.DuckDBPyConnection

    def land(self, *, written: bool) -> BigTable:
        self.files = self._open_files()
        self.groups = self._group_files()
        # Rows that are none, are rejected, or are not the newest of their id.
        self._run("CREATE TEMP TABLE gone (place BIGINT, why VARCHAR)")
        for group in self.groups:
            self._leave_out_blanks(group)
            read_columns(group, self.connection, self.key, kind_first(self.table))
            self._reject(group)
        self._fold()
        histories = self._follow()
        self._measure()
        rows = self._write() if written or not self.groups or self._loses_many() else self._show()
        faults = [fault for group in self.groups for fault in self._count_faults(group)]
        return BigTable(
            rows, histories, {(item.given.name, item.laid.file.name): self._sum(item) for item in self.files}, faults
        )

    def _run(self, query: str) -> list[tuple]:  # type: ignore[type-arg]
        return self.connection.execute(query).fetchall()

    # ---- files -------------------------------------------------------------------------------------------------

    def _open_files(self) -> list[_File]:
        found: list[_File] = []
        base = 0
        for given in self.inputs:
            laid: list[Laid] = []
            for file in given.files:
                own = self.folder / f"file-{len(found) + len(laid):05}"
                own.mkdir()
                laid.append(lay_file(given, file, self.connection, own))
                _refuse_empty(laid[-1])
            opened = [find_forms(given, item, self.connection) for item in laid]
            candidates = [item for one in opened for item in one.formats.values()]
            for one, item in zip(opened, laid, strict=True):
                forms = settle(one.formats, candidates, one.file.name)
                refuse_unread_dates(given, one)
                records = sum(pq.read_metadata(piece).num_rows for piece in item.staged.pieces)
                found.append(_File(given, item, one, forms, base, records))
                base += len(item.staged.pieces)
        return found

    def _group_files(self) -> list[Group]:
        groups: list[Group] = []
        last: object = None
        for item in self.files:
            if not item.laid.staged.pieces:
                continue
            key = (item.given.name, item.laid.key, tuple(sorted(item.forms.items())))
            if key == last:
                groups[-1].files.append(item.laid)
            else:
                groups.append(Group(item.given, [item.laid], item.base, item.forms, f"g{len(groups)}"))
            last = key
        return groups

    def _file_of(self, place: int) -> _File:
        return next(item for item in self.files if item.span[0] <= place < item.span[1])

    # ---- rows that are left out --------------------------------------------------------------------------------

    def _leave_out_blanks(self, group: Group) -> None:
        self._run(f"INSERT INTO gone SELECT place, 'blank' FROM {group.source} WHERE {group.first.blank()}")
        base = group.base
        for laid in group.files:
            places = [((base + piece) << 32) + row for piece, row in laid.footers]
            self._leave_out(np.array(places, dtype=np.int64), ["blank"] * len(places))
            base += len(laid.staged.pieces)
        low, high = group.base << 32, (group.base + group.pieces) << 32
        for place, rows in self._run(
            f"SELECT place >> 32, count(*) FROM gone WHERE place >= {low} AND place < {high} GROUP BY ALL"
        ):
            self._file_of(place << 32).blank += rows

    def _reject(self, group: Group) -> None:
        needed = [item for item in self.table.columns if item.needed]
        known = [item.name for item in needed if item.name in group.columns]
        conditions = [f"({group.columns[name].value}) IS NULL" for name in known]
        if len(known) < len(needed):
            conditions = ["TRUE"]
        key = group.first.mapping.columns.get(self.table.key[0])
        if key:
            text = group.first.text(key)
            conditions.append(f"contains({text}, chr(10)) OR contains({text}, chr(13))")
        laid = group.first
        cells = {f"c{place}": laid.cell(place) for place in range(len(laid.staged.headings))}
        flags = {f"n_{name}": f"({group.columns[name].value}) IS NULL" for name in known}
        condition = " OR ".join(f"({item})" for item in conditions)
        # First whether there are any, which needs few of the cells.
        if not self._run(f"SELECT 1 FROM ({group.select({'place': 'place'}, known, condition)}) LIMIT 1"):
            return
        query = group.select({"place": "place", **cells, **flags}, known, condition)
        count = self._run(f"CREATE OR REPLACE TEMP TABLE doubtful AS {query}")[0][0]
        self._run("DELETE FROM doubtful WHERE place IN (SELECT place FROM gone)")
        for start in range(0, count, CHUNK):
            rows = self._run(
                f"SELECT * FROM doubtful WHERE rowid >= {start} AND rowid < {start + CHUNK} ORDER BY place"
            )
            for own in _by_file(rows, self._file_of):
                self._find_reasons(own[0], own[1], known, len(cells))
        self._run("DROP TABLE doubtful")

    def _find_reasons(self, item: _File, rows: list[tuple], known: list[str], width: int) -> None:  # type: ignore[type-arg]
        places = np.array([row[0] for row in rows], dtype=np.int64)
        numbers = item.laid.staged.number((places >> 32) - item.base, places & 0xFFFFFFFF)
        cells = [list(row[1 : width + 1]) for row in rows]
        sheet = Sheet(item.laid.staged.headings, cells, numbers.tolist(), typed=item.laid.converter.typed)
        opened = Opened(item.laid.file, sheet, item.laid.mapping, item.laid.converter, {})
        frame = pd.DataFrame(
            {name: [None if row[width + 1 + at] else "there" for row in rows] for at, name in enumerate(known)},
            index=range(len(rows)),
            dtype=object,
        )
        texts = {name: column_texts(cells, item.laid.mapping.columns[name]) for name in item.laid.mapping.columns}
        reasons = find_reasons(item.given, opened, frame, texts, item.forms)
        bad = np.flatnonzero(reasons != "")
        item.rejections += [(int(numbers[at]), reasons[at], cells[at]) for at in bad]
        self._leave_out(places[bad], ["rejected"] * len(bad))

    def _leave_out(self, places: np.ndarray, why: Sequence[str]) -> None:
        if len(places):
            self.connection.register("added", pd.DataFrame({"place": places, "why": np.asarray(why, dtype=object)}))
            self._run("INSERT INTO gone FROM added")
            self.connection.unregister("added")

    def _left(self, *but: str) -> str:
        """Write the condition that a row is still there, or gone only for one of these reasons."""
        if not self._run("SELECT count(*) FROM gone")[0][0]:
            return "TRUE"
        kept = f" WHERE why NOT IN ({', '.join(map(quote, but))})" if but else ""
        return f"place NOT IN (SELECT place FROM gone{kept})"

    # ---- one row per id ----------------------------------------------------------------------------------------

    def _key(self, group: Group) -> str:
        values = [group.columns[name].value if name in group.columns else "NULL" for name in self.table.key]
        return f"hash({', '.join(values)})"

    def _union(self, wanted: Sequence[str], extra: str = "", where: str = "", *, hidden: bool = False) -> str:
        """Write the query of columns over all groups."""
        return " UNION ALL ".join(
            group.select(
                {
                    "place": "place",
                    **({"h": self._key(group)} if extra else {}),
                    **{name: self._value(group, name, hidden=hidden) for name in wanted},
                },
                [*(name for name in wanted if name in group.columns), *(self._keys(group) if extra else [])],
                where,
            )
            for group in self.groups
        )

    def _keys(self, group: Group) -> list[str]:
        return [name for name in self.table.key if name in group.columns]

    def _value(self, group: Group, column: str, *, hidden: bool) -> str:
        if column not in group.columns:
            kind = "number" if column == ORDER else self.table.column(column).kind
            return f"NULL::{SQL_TYPES[kind]}"
        ready = group.columns[column]
        if not hidden or not ready.hidden:
            return ready.value
        if self.table is TICKET_HISTORY:  # a change of hands names people, any other does not
            people = ", ".join(map(quote, PEOPLE))
            return f"CASE WHEN {group.columns['field'].value} IN ({people}) THEN {ready.hidden} ELSE {ready.value} END"
        return ready.hidden

    def _fold(self) -> None:
        if not self.groups:
            return
        left = self._left()
        if self._rises(left):
            return
        self._run(
            f"CREATE TEMP TABLE again AS SELECT h FROM ({self._union([], 'h', left)}) GROUP BY h HAVING count(*) > 1"
        )
        if not self._run("SELECT count(*) FROM again")[0][0]:
            return
        names = [item.name for item in self.table.columns if any(item.name in group.columns for group in self.groups)]
        path = self.folder / "again.parquet"
        rows = self._run(
            f"COPY (SELECT * FROM ({self._union([*names, ORDER], 'h', left)}) WHERE h IN (SELECT h FROM again)) "
            f"TO {quote(path.as_posix())} (FORMAT parquet, COMPRESSION snappy)"
        )[0][0]
        parts = rows // PART + 1
        for part in range(parts):
            self._run(f"INSERT INTO gone {self._fold_part(path, names, parts, part)}")

    def _rises(self, left: str) -> bool:
        """Tell whether the ids rise from row to row, or fall: then none comes again, which is quick to see."""
        if len(self.groups) > 1 or len(self.table.key) > 1 or self.table.key[0] not in self.groups[0].columns:
            return False
        rows = self.groups[0].select({"id": self.groups[0].columns[self.table.key[0]].value}, [self.table.key[0]], left)
        pairs = f"(SELECT id, lag(id) OVER () AS last FROM ({rows}))"
        return bool(self._run(f"SELECT bool_and(id > last) OR bool_and(id < last) FROM {pairs}")[0][0])

    def _fold_part(self, path: Path, names: list[str], parts: int, part: int) -> str:
        key = ", ".join(named(name) for name in self.table.key)
        age = "updated_at DESC NULLS LAST" if "updated_at" in names else "1"
        cells = ", ".join(named(name) for name in [*names, ORDER])
        newest = f"_rank DESC, {age}, place DESC"
        ranked = f"""SELECT *, CASE WHEN count({ORDER}) OVER (PARTITION BY {key}) = count(*) OVER (PARTITION BY {key})
            THEN {ORDER} ELSE 0 END AS _rank FROM read_parquet({quote(path.as_posix())}) WHERE h % {parts} = {part}"""
        decided = f"""SELECT place, row_number() OVER (PARTITION BY {key} ORDER BY {newest}) AS _first,
            row_number() OVER (PARTITION BY {cells} ORDER BY {newest}) AS _again FROM ({ranked})"""
        return f"""SELECT place, CASE WHEN _again > 1 THEN 'duplicate' ELSE 'folded' END AS why FROM ({decided})
            WHERE _first > 1"""

    # ---- history -----------------------------------------------------------------------------------------------

    def _follow(self) -> list[Path]:
        """Follow the updates of every file that has several rows per id; a plain list has one, and tells no history."""
        found = []
        for item in self.files:
            if not item.given.rule.history or not item.laid.staged.pieces:
                continue
            low, high = item.span
            ((folded,),) = self._run(
                f"SELECT count(*) FROM gone WHERE why = 'folded' AND place >= {low} AND place < {high}"
            )
            if folded and self._repeats(item):
                found.append(self._follow_file(item))
        return found

    def _within(self, item: _File) -> str:
        low, high = item.span
        return f"place >= {low} AND place < {high} AND {self._left('folded')}"

    def _repeats(self, item: _File) -> bool:
        query = f"SELECT 1 FROM ({self._union([], 'h', self._within(item))}) GROUP BY h HAVING count(*) > 1 LIMIT 1"
        return bool(self._run(query))

    def _follow_file(self, item: _File) -> Path:
        path = self.folder / f"history-{item.base:06}.parquet"
        names = [
            name for name in ("id", "updated_at", "state", "team") if any(name in own.columns for own in self.groups)
        ]
        parts = item.records // (PART // 2) + 1
        query = self._union([*names, ORDER], "h", self._within(item))
        self._run(f"CREATE OR REPLACE TEMP TABLE updates AS {query}")
        with pq.ParquetWriter(path, table_schema(TICKET_HISTORY), compression="zstd") as writer:
            for part in range(parts):
                rows = self.connection.execute(f"SELECT * FROM updates WHERE h % {parts} = {part} ORDER BY place").df()
                read = self.table.conform(rows)[names]
                frame = list_updates(read, rows[ORDER].astype(float))
                writer.write_table(_to_arrow(TICKET_HISTORY, frame))
        self._run("DROP TABLE updates")
        return path

    # ---- what is written ---------------------------------------------------------------------------------------

    def _write(self) -> Path:
        path = self.folder / f"{self.table.name}.parquet"
        if not self.groups:
            pq.write_table(table_schema(self.table).empty_table(), path)
            return path
        read = self._list_read()
        query = self._union(read, "", self._left(), hidden=True)
        note = table_schema(self.table).metadata[b"pandas"].decode()  # the types that pandas gives back
        columns = ", ".join(
            f"{named(item.name) if item.name in read else 'NULL'}::{SQL_TYPES[item.kind]} AS {named(item.name)}"
            for item in self.table.columns
            if item.name in read or self.table is not TICKETS  # these are written again, with every column
        )
        self._run("SET threads = 1")  # a join loses the order of the rows where several threads work
        self._run(
            f"COPY (SELECT {columns} FROM ({query})) TO {quote(path.as_posix())} "
            f"(FORMAT parquet, COMPRESSION snappy, KV_METADATA {{pandas: {quote(note)}}})"  # read again at once
        )
        self._run("RESET threads")
        return path

    def _list_read(self) -> list[str]:
        return [item.name for item in self.table.columns if any(item.name in group.columns for group in self.groups)]

    def _loses_many(self) -> bool:
        """Tell whether every reading of a view would skip a good part of the rows, as in a log of updates."""
        gone = self._run("SELECT count(*) FROM gone")[0][0]
        return bool(gone > LOST * sum(item.records for item in self.files))

    def _show(self) -> View:
        """Write the query of the kept rows, numbered over all files; some numbers are left out."""
        sizes = [pq.read_metadata(piece).num_rows for item in self.files for piece in item.laid.staged.pieces]
        before = f"list_extract({[sum(sizes[:place]) for place in range(len(sizes))]}, (place >> 32) + 1)"
        row = f"{before} + (place & {0xFFFFFFFF})" if len(sizes) > 1 else "place"
        read = self._list_read()
        columns = ", ".join(
            f"{named(name)}::{SQL_TYPES[self.table.column(name).kind]} AS {named(name)}" for name in read
        )
        query = f"SELECT {columns}, {row} AS {ROW} FROM ({self._union(read, '', self._left(), hidden=True)})"
        gone = self._run("SELECT count(*) FROM gone")[0][0]
        return View(query, tuple(read), sum(sizes) - gone)

    def _measure(self) -> None:
        """Count what became of the rows of every file, and find its first and last stamp."""
        for place, why, rows in self._run("SELECT place >> 32, why, count(*) FROM gone GROUP BY ALL"):
            self._file_of(place << 32).statuses[why] += rows
        names = event_columns(self.table)
        for group in self.groups:
            own = [name for name in names if name in group.columns]
            if not own:
                continue
            values = ", ".join(group.columns[name].value for name in own)
            wanted = {"piece": "place >> 32", "low": f"min(least({values}))", "high": f"max(greatest({values}))"}
            query = group.select(wanted, own, self._left("folded", "duplicate")) + " GROUP BY ALL"
            for piece, low, high in self._run(query):
                item = self._file_of(piece << 32)
                first, last = item.stamps
                item.stamps = (
                    min((value for value in (first, low) if not pd.isna(value)), default=pd.NaT),
                    max((value for value in (last, high) if not pd.isna(value)), default=pd.NaT),
                )

    def _count_faults(self, group: Group) -> Iterator[tuple[FaultKey, pd.Series, int]]:
        left = self._left("folded", "duplicate")
        kept = self._left()
        for column, ready in group.columns.items():
            for code, condition, text, joins in ready.faulty:
                query = (
                    f"SELECT {text} AS text, count(*), count(*) FILTER ({kept}) FROM {group.source} "
                    f"{' '.join(joins)} WHERE {condition} AND {left} GROUP BY ALL"
                )
                rows = self._run(query)
                if rows:
                    cells = pd.Series([row[1] for row in rows], index=[row[0] for row in rows])
                    yield (group.given.name, column, code), cells, sum(row[2] for row in rows)

    def _sum(self, item: _File) -> Account:
        staged = item.laid.staged
        rejections = [*item.rejections, *((own.row, own.reason, own.cells) for own in staged.broken)]
        rows = item.records - item.blank + len(staged.broken)
        lost = {name: item.statuses[name] for name in ("folded", "duplicate")}
        counts = {"kept": rows - len(rejections) - sum(lost.values()), **lost, "rejected": len(rejections)}
        sheet = LongSheet(
            staged.headings, [], [], staged.broken, typed=item.laid.converter.typed, remarks=staged.remarks, total=rows
        )
        empty = pd.Series(dtype=object)
        batch = Batch(item.given, item.laid.file, sheet, item.laid.mapping, pd.DataFrame(), empty, empty, ())
        return Account(batch, make_line(batch, counts, item.stamps), sorted(rejections, key=lambda own: own[0]))


def _refuse_empty(laid: Laid) -> None:
    rows = sum(pq.read_metadata(piece).num_rows for piece in laid.staged.pieces)
    if not rows and not laid.staged.broken:
        raise SourceError("the file holds a heading and no rows", where=str(laid.file.path), do=AGAIN)


def _by_file(rows: list[tuple], find) -> Iterator[tuple[_File, list[tuple]]]:  # type: ignore[no-untyped-def,type-arg]
    start = 0
    while start < len(rows):
        item = find(rows[start][0])
        end = next((at for at in range(start, len(rows)) if rows[at][0] >= item.span[1]), len(rows))
        yield item, rows[start:end]
        start = end


def _to_arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, schema=table_schema(table), preserve_index=False)
