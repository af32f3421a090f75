"""Columns of big files: every distinct text is read once by the in-memory way's own reader, the rest is joined."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from csi_lib.ingest.adapter import ColumnRule
from csi_lib.ingest.batch import Input, fill_kind
from csi_lib.ingest.bulk.cases import Cases
from csi_lib.ingest.bulk.layout import Laid
from csi_lib.ingest.bulk.session import name as named
from csi_lib.ingest.bulk.session import quote
from csi_lib.ingest.bulk.stamp import form_width, mark_changes, read_stamp, shift_to_utc
from csi_lib.ingest.convert import Converted, Converter
from csi_lib.ingest.dateforms import JOINT, is_absolute
from csi_lib.ingest.derived.tables import SQL_TYPES
from csi_lib.ingest.people import PEOPLE, hide_people
from csi_lib.ingest.store import ARROW
from csi_lib.tables import DTYPES, Column

SLICE = 500_000  # distinct texts that are in Python at once
MANY = 100_000  # distinct texts of a column beyond which only those are looked up that may be special
ORDER = "_order"  # the running update number, beside the canonical columns

NO_STAMP, NO_TEXT = "NULL::TIMESTAMP", "NULL::VARCHAR"

_CLOCKS = ("clock_twice", "clock_gap")


@dataclass(frozen=True)
class Ready:
    """One column as SQL.

    Parameters
    ----------
    value : str
        Its canonical value.
    joins : tuple of str
        The joins this needs, in their order.
    hidden : str
        The value with people as pseudonyms.
    faulty : tuple of (str, str, str, tuple of str)
        Kinds of fault: code, condition that a row has it, its text as it stands in the file, and the joins.
    """

    value: str
    joins: tuple[str, ...] = ()
    hidden: str = ""
    faulty: tuple[tuple[str, str, str, tuple[str, ...]], ...] = ()


@dataclass
class Group:
    """Files of one source that follow each other and are read by the same SQL.

    Parameters
    ----------
    given : Input
        The source.
    files : list of Laid
        The files.
    base : int
        Pieces of the table before this group.
    forms : dict of str to str
        Form of every stamp column.
    columns : dict of str to Ready
        What has been read so far.
    """

    given: Input
    files: list[Laid]
    base: int
    forms: dict[str, str]
    label: str
    columns: dict[str, Ready] = field(default_factory=dict)

    @property
    def first(self) -> Laid:
        """The file whose layout stands for all."""
        return self.files[0]

    @property
    def source(self) -> str:
        """All records of the group, each with its place in the table: piece and row."""
        pieces = [piece for laid in self.files for piece in laid.staged.pieces]
        place = f"((file_index::BIGINT + {self.base}) << 32) + file_row_number AS place"
        return f"(SELECT {place}, * FROM {self.first.view(pieces)}) AS s"

    @property
    def pieces(self) -> int:
        """Number of its pieces."""
        return sum(len(laid.staged.pieces) for laid in self.files)

    def select(self, wanted: Mapping[str, str], using: list[str], where: str = "") -> str:
        """Write a query: expressions by name, and the columns whose joins they need."""
        joins = dict.fromkeys(join for column in using for join in self.columns[column].joins)
        listed = ", ".join(f"{expression} AS {named(alias)}" for alias, expression in wanted.items())
        return f"SELECT {listed} FROM {self.source} {' '.join(joins)} {f'WHERE {where}' if where else ''}"


def read_columns(group: Group, connection: duckdb.DuckDBPyConnection, key: bytes, kinds: list[Column]) -> None:
    """Read every column of a group; afterwards ``group.columns`` holds their SQL.

    Parameters
    ----------
    group : Group
        The files.
    connection : DuckDBPyConnection
        The engine; gets a table of values for every column that needs one.
    key : bytes
        Key of the pseudonyms.
    kinds : list of Column
        The columns to read, the kind first.
    """
    reader = _Reader(group, connection, key)
    for column in kinds:
        if column.name == "kind":
            reader.read_kind(column)
        elif column.name in group.first.mapping.columns:
            reader.read(column)
    reader.read_order()


@dataclass
class _Reader:
    group: Group
    connection: duckdb.DuckDBPyConnection
    key: bytes

    @property
    def converter(self) -> Converter:
        return self.group.first.converter

    def read(self, column: Column) -> None:
        places, rule = self.group.first.mapping.columns[column.name], self.group.given.rule.columns[column.name]
        text = self.group.first.text(places)
        if column.kind == "stamp" and len(places) == 1 and not rule.read and self._read_stamp(column, rule, places[0]):
            return
        plain = column.kind == "text" and not (column.values or rule.values or rule.by_kind or rule.read)
        alone = plain and column.name not in PEOPLE and not self._splits(column)
        if alone and self._count(text) > MANY:
            self._read_text(column, rule, text)
        elif rule.by_kind:
            kind = self.group.columns["kind"]
            self._map(column, rule, (text, kind.value), kind.joins, text)
        else:
            self._map(column, rule, (text,), (), text)

    def _count(self, text: str) -> int:
        query = f"SELECT approx_count_distinct({text}) FROM {self.group.source}"
        return int(self.connection.execute(query).fetchall()[0][0])

    def _hides(self, column: Column) -> bool:
        return column.name in PEOPLE or self._splits(column)

    def _splits(self, column: Column) -> bool:
        return self.group.given.table.name == "ticket_history" and column.name in ("old", "new")

    def _read_stamp(self, column: Column, rule: ColumnRule, place: int) -> bool:
        form = self.group.forms.get(column.name, "").split(JOINT)[0]
        guess = self.group.first.guesses.get(place, "")
        if not form or (form != guess and not form_width(form)):
            return False
        if form == guess:
            local, odd = f"t{place}", f"o{place}"
        else:
            cell = self.group.first.cell(place)
            local = f"({read_stamp(cell, form, self.converter.sentinels)})"
            odd = f"CASE WHEN {local} IS NULL THEN {cell} END"
        query = f"SELECT year(min(x)), year(max(x)) FROM (SELECT {local} AS x FROM {self.group.source})"
        first, last = self.connection.execute(query).fetchall()[0]
        years = (first or 2000, last or 2000)
        self._map(column, rule, (odd,), (), odd, where=f"({odd}) IS NOT NULL")
        mapped = self.group.columns[column.name]
        zone = "UTC" if is_absolute(form) else self.converter.zone
        utc = shift_to_utc(local, zone, years)
        marks = [(code, mark_changes(local, zone, years, code)) for code in _CLOCKS]
        cell = self.group.first.cell(place)
        clocks = tuple((code, mark, cell, ()) for code, mark in marks if mark != "FALSE")
        value = f"CASE WHEN {local} IS NULL THEN {mapped.value} ELSE {utc} END" if mapped.value != NO_STAMP else utc
        self.group.columns[column.name] = Ready(value, mapped.joins, value, (*mapped.faulty, *clocks))
        return True

    def _read_text(self, column: Column, rule: ColumnRule, text: str) -> None:
        """Take a text as it stands, but for those that may stand for a missing value."""
        marks = _first_signs(frozenset(self.converter.missing))
        listed = ", ".join(quote(sign) for sign in marks)
        maybe = f"NOT ({text} >= '!' AND {text} < chr(127)) OR ({text})[1] IN ({listed})"
        odd = f"CASE WHEN {maybe} THEN {text} END"
        self._map(column, rule, (odd,), (), text, where=f"({odd}) IS NOT NULL")
        mapped = self.group.columns[column.name]
        value = (
            f"CASE WHEN {maybe} THEN {mapped.value} ELSE strip({text}) END"
            if mapped.value != NO_TEXT
            else f"strip({text})"
        )
        self.group.columns[column.name] = Ready(value, mapped.joins, value, mapped.faulty)

    def read_kind(self, column: Column) -> None:
        """Read the kind: by its text, else by the beginning of the id, else by the source's setting."""
        mapping, given = self.group.first.mapping.columns, self.group.given
        rule = given.rule.columns.get("kind") or ColumnRule(headings=["kind"])
        heads = [head for beginnings in rule.prefixes.values() for head in beginnings]
        text = self.group.first.text(mapping["kind"]) if "kind" in mapping else "''"
        longest = max((len(head.casefold()) for head in heads), default=0)
        begin = f"left(strip({self.group.first.text(mapping['id'])}), {longest})" if longest else "''"

        def convert(texts: np.ndarray, beginnings: np.ndarray) -> Converted:
            read = self.converter.convert(column, rule, texts, "") if "kind" in mapping else None
            return fill_kind(given, column, read, {"id": beginnings}, len(texts))

        self._tabulate(column, (text, begin), (), text, convert, "")

    def read_order(self) -> None:
        place = self.group.first.mapping.order
        if place is None:
            self.group.columns[ORDER] = Ready("NULL::DOUBLE")
            return
        text = self.group.first.cell(place)

        def convert(texts: np.ndarray) -> Converted:
            numbers = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").astype(float)
            return Converted(numbers, ())

        self._tabulate(Column(ORDER, "number", ""), (text,), (), text, convert, "")

    def _map(
        self,
        column: Column,
        rule: ColumnRule,
        keys: tuple[str, ...],
        joins: tuple[str, ...],
        text: str,
        where: str = "",
    ) -> None:
        def convert(texts: np.ndarray, kinds: np.ndarray | None = None) -> Converted:
            own = None if kinds is None else pd.Series(kinds, dtype=object).astype(DTYPES["text"])
            return self.converter.convert(column, rule, texts, self.group.forms.get(column.name, ""), own)

        self._tabulate(column, keys, joins, text, convert, where)

    def _tabulate(
        self,
        column: Column,
        keys: tuple[str, ...],
        joins: tuple[str, ...],
        text: str,
        convert: Callable[..., Converted],
        where: str,
    ) -> None:
        """Make the table of distinct texts and their values, and the join to it."""
        table = f"{self.group.label}_{column.name}"
        listed = ", ".join(f"{item} AS k{place}" for place, item in enumerate(keys))
        query = (
            f"SELECT DISTINCT {listed} FROM {self.group.source} {' '.join(joins)} {f'WHERE {where}' if where else ''}"
        )
        distinct = self.connection.execute(f"CREATE OR REPLACE TEMP TABLE distinct_keys AS {query}").fetchall()[0][0]
        made, codes = False, set()
        cases = Cases(column, alike=column.kind == "text" and len(keys) == 1 and not self._hides(column))
        for own in _slices(self.connection, distinct):
            arrays = [own[f"k{place}"] for place in range(len(keys))]
            converted = convert(*arrays)
            hidden = hide_people(converted.values, self.key) if self._hides(column) else None
            cases.add(arrays, converted, hidden)
            codes |= self._add(table, arrays, converted, hidden, ARROW[column.kind], first=not made)
            made = True
        if not made:
            self.group.columns[column.name] = Ready(f"NULL::{SQL_TYPES[column.kind]}")
            return
        if cases.few and not joins:
            self.group.columns[column.name] = Ready(*cases.write(keys), tuple(cases.write_faults(keys, text)))
            return
        # By the grouping the engine knows that a row has one match, and can leave out a join of which nothing is read.
        own_keys = ", ".join(f"k{place}" for place in range(len(keys)))
        values = [name for name in ("value", "hidden", "codes") if name != "hidden" or self._hides(column)]
        listed = ", ".join(f"any_value({name}) AS {name}" for name in values)
        on = " AND ".join(
            f"{table}.k{place} {'=' if place == 0 else 'IS NOT DISTINCT FROM'} {item}"
            for place, item in enumerate(keys)
        )
        one = f"(SELECT {own_keys}, {listed} FROM {table} GROUP BY {own_keys}) AS {table}"
        join = (*joins, f"LEFT JOIN {one} ON {on}")
        shown = f"{table}.hidden" if self._hides(column) else f"{table}.value"
        faulty = tuple((code, f"list_contains({table}.codes, {quote(code)})", text, join) for code in sorted(codes))
        self.group.columns[column.name] = Ready(f"{table}.value", join, shown, faulty)

    def _add(
        self,
        table: str,
        keys: list[np.ndarray],
        converted: Converted,
        hidden: pd.Series | None,
        kind: pa.DataType,
        *,
        first: bool,
    ) -> set[str]:
        codes: list[list[str]] | None = None
        if converted.faults:
            codes = [[] for _ in range(len(keys[0]))]
            for fault in converted.faults:
                for place in np.flatnonzero(fault.mask):
                    codes[place].append(fault.code)
        data = {f"k{place}": pa.array(texts, pa.string()) for place, texts in enumerate(keys)}
        data["value"] = pa.Array.from_pandas(converted.values, type=kind)
        if hidden is not None:
            data["hidden"] = pa.Array.from_pandas(hidden, type=pa.string())
        data["codes"] = (
            pa.array(codes, pa.list_(pa.string())) if codes else pa.nulls(len(keys[0]), pa.list_(pa.string()))
        )
        self.connection.register("added", pa.table(data))
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS FROM added" if first else f"INSERT INTO {table} FROM added"
        )
        self.connection.unregister("added")
        return {fault.code for fault in converted.faults}


def _slices(connection: duckdb.DuckDBPyConnection, rows: int) -> Iterator[dict[str, np.ndarray]]:
    for start in range(0, rows, SLICE):
        query = f"FROM distinct_keys WHERE rowid >= {start} AND rowid < {start + SLICE}"
        table = connection.sql(f"SELECT * {query}").to_arrow_table()
        yield {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}


@lru_cache(maxsize=8)
def _first_signs(marks: frozenset[str]) -> tuple[str, ...]:
    """List the ASCII signs with which a text may begin that stands for a missing value."""
    heads = {unicodedata.normalize("NFD", mark)[0] for mark in marks if mark}
    signs = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    return tuple(sign for sign in signs if sign.casefold() in heads or sign in "*+?:[")
