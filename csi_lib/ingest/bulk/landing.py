"""What a table is landed with: its files, its groups of files, and the rows that are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from csi_lib.ingest.batch import Input, Opened
from csi_lib.ingest.bulk.columns import ORDER, Group
from csi_lib.ingest.bulk.layout import Laid
from csi_lib.ingest.bulk.session import quote
from csi_lib.ingest.derived.tables import SQL_TYPES
from csi_lib.ingest.people import PEOPLE
from csi_lib.tables import TICKET_HISTORY, Table

Rejection = tuple[int, str, list[str]]


@dataclass
class LandedFile:
    """One big file: how it is read, and what became of its rows so far."""

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
class Landing:
    """The files of one table on their way into the kit: what is open, and which rows are left out.

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
    connection : DuckDBPyConnection
        Where the work is done; its table ``gone`` names the rows that are none, are rejected, or are not the newest of
        their id.
    files, groups : list
        Every file, and those that are read alike together.
    """

    table: Table
    inputs: Sequence[Input]
    key: bytes
    folder: Path
    connection: duckdb.DuckDBPyConnection
    files: list[LandedFile] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def run(self, query: str) -> list[tuple]:  # type: ignore[type-arg]
        """Run a statement and return its rows."""
        return self.connection.execute(query).fetchall()

    def file_of(self, place: int) -> LandedFile:
        """Find the file that a place lies in."""
        """Run a statement and return its rows."""
        return next(item for item in self.files if item.span[0] <= place < item.span[1])

    def leave_out(self, places: np.ndarray, why: Sequence[str]) -> None:
        """Leave rows out, each for its reason."""
        if len(places):
            self.connection.register("added", pd.DataFrame({"place": places, "why": np.asarray(why, dtype=object)}))
            self.run("INSERT INTO gone FROM added")
            self.connection.unregister("added")

    def left(self, *but: str) -> str:
        """Write the condition that a row is still there, or gone only for one of these reasons."""
        if not self.run("SELECT count(*) FROM gone")[0][0]:
            return "TRUE"
        kept = f" WHERE why NOT IN ({', '.join(map(quote, but))})" if but else ""
        return f"place NOT IN (SELECT place FROM gone{kept})"

    def hash_key(self, group: Group) -> str:
        """Write the hash of a row's id."""
        values = [group.columns[name].value if name in group.columns else "NULL" for name in self.table.key]
        return f"hash({', '.join(values)})"

    def union(self, wanted: Sequence[str], extra: str = "", where: str = "", *, hidden: bool = False) -> str:
        """Write the query of columns over all groups."""
        return " UNION ALL ".join(
            group.select(
                {
                    "place": "place",
                    **({"h": self.hash_key(group)} if extra else {}),
                    **{name: self.value_of(group, name, hidden=hidden) for name in wanted},
                },
                [*(name for name in wanted if name in group.columns), *(self.list_keys(group) if extra else [])],
                where,
            )
            for group in self.groups
        )

    def list_keys(self, group: Group) -> list[str]:
        """List the columns of the id that a group has."""
        return [name for name in self.table.key if name in group.columns]

    def value_of(self, group: Group, column: str, *, hidden: bool) -> str:
        """Write the value of a column, people as pseudonyms where they are not to be seen."""
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

    def list_read(self) -> list[str]:
        """List the columns that any group reads."""
        return [item.name for item in self.table.columns if any(item.name in group.columns for group in self.groups)]
