"""Which tool wrote a file: the adapter and table under which most of its headings are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from csi_lib.ingest.adapter import Adapter, TableRule, fold_text, list_headings, load_adapter, map_headings
from csi_lib.ingest.batch import Batch, Input
from csi_lib.ingest.files import SourceFile, hash_file
from csi_lib.ingest.people import PEOPLE
from csi_lib.settings import Source, list_kit
from csi_lib.tables import TABLES, Column, Table

LEAST_KNOWN = 3  # headings; two may be chance (number, state)
LEAST_SHARE = 0.25  # of the headings of the file: below, no tool is named


@dataclass(frozen=True)
class Candidate:
    """One way to read a file.

    Parameters
    ----------
    adapter : Adapter
        The export format.
    path : Path
        Its file.
    table : Table
        The canonical table.
    rule : TableRule
        How the format writes that table.
    known : int
        Headings of the file that it knows.
    headings : int
        Headings of the file that have a name.
    columns : int
        Canonical columns that are fed.
    absent : tuple of str
        Needed columns without a heading; a kind may be set for the source.
    """

    adapter: Adapter
    path: Path
    table: Table
    rule: TableRule
    known: int
    headings: int
    columns: int
    absent: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the file's headings that are known."""
        return self.known / self.headings if self.headings else 0.0

    @property
    def fits(self) -> bool:
        """Tell whether the file can be read this way."""
        return self.known >= LEAST_KNOWN and self.share >= LEAST_SHARE and not self.absent

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Order of candidates: readable first, then by share, then by columns fed."""
        return (not self.absent, round(self.share, 6), self.columns)


class Formats:
    """All export formats of the kit, with the headings that each of their tables knows."""

    def __init__(self, home: Path) -> None:
        self.found: list[tuple[Adapter, Path, Table, TableRule, frozenset[str]]] = []
        for name in sorted(list_kit("params/sources", ".yml", home)):
            adapter, path = load_adapter(name, home)
            for table in TABLES.values():
                rule = adapter.rule(table)
                if rule is not None:
                    self.found.append((adapter, path, table, rule, frozenset(list_headings(rule))))

    def count_known(self, headings: list[str]) -> int:
        """Count the headings of a row that the best fitting format knows."""
        keys = {fold_text(item) for item in headings} - {""}
        return max((len(keys & known) for *_, known in self.found), default=0)

    def rank(self, headings: Sequence[str]) -> list[Candidate]:
        """List every way to read a heading row, the best first.

        Parameters
        ----------
        headings : sequence of str
            The heading row.

        Returns
        -------
        list of Candidate
            Those that know at least one heading; formats of equal worth by name.
        """
        keys = {fold_text(item) for item in headings} - {""}
        ways = [
            _weigh(adapter, path, table, rule, len(keys & known), len(keys), list(headings))
            for adapter, path, table, rule, known in self.found
            if keys & known
        ]
        return sorted(ways, key=lambda item: item.rank, reverse=True)


def _weigh(
    adapter: Adapter, path: Path, table: Table, rule: TableRule, known: int, width: int, headings: list[str]
) -> Candidate:
    mapping = map_headings(rule, headings)
    needed = [item.name for item in table.columns if item.needed and item.name != "kind"]
    absent = tuple(name for name in needed if name not in mapping.columns)
    return Candidate(adapter, path, table, rule, known, width, len(mapping.columns), absent)


def find_ties(ways: Sequence[Candidate]) -> list[Candidate]:
    """List the candidates that fit as well as the first one."""
    return [item for item in ways[1:] if item.fits and item.rank == ways[0].rank]


def make_input(way: Candidate, path: Path, zone: str, kind: str = "", dates: str = "") -> Input:
    """Make a source of one file, as an engagement would name it.

    Parameters
    ----------
    way : Candidate
        How it is read.
    path : Path
        The file.
    zone : str
        IANA zone of stamps without an offset.
    kind : str
        Kind of the rows where the file does not say.
    dates : str
        strptime format; default: decided over the whole column.

    Returns
    -------
    Input
        The source.
    """
    source = Source(adapter=way.adapter.id, files=[str(path)], table=way.table.name, kind=kind, dates=dates)
    file = SourceFile(path, path.name, hash_file(path))
    return Input(way.table.name, source, way.table, way.adapter, way.path, way.rule, zone, (file,))


@dataclass(frozen=True)
class Fill:
    """How far one canonical column of a file is filled, read, and what it spans."""

    column: str
    heading: str
    filled: float
    read: float
    span: str


def profile(batch: Batch) -> list[Fill]:
    """Say for every canonical column how much of the file feeds it.

    Parameters
    ----------
    batch : Batch
        The file as read.

    Returns
    -------
    list of Fill
        In the order of the table; ``filled`` as a share of all rows, ``read`` as a share of the filled cells.
    """
    headings, rows = batch.sheet.headings, len(batch.sheet.rows)
    missing = {fold_text(item) for item in batch.input.adapter.missing} | {""}
    found = []
    for item in batch.input.table.columns:
        places = batch.mapping.columns.get(item.name)
        if not places or item.name not in batch.frame:
            continue
        said = sum(any(fold_text(row[place]) not in missing for place in places) for row in batch.sheet.rows)
        values = batch.frame[item.name]
        heading = " + ".join(headings[place] for place in places)
        read = min(1.0, int(values.notna().sum()) / said) if said else 1.0
        found.append(Fill(item.name, heading, said / rows if rows else 0.0, read, _say_span(item, values)))
    return found


def _say_span(item: Column, values: pd.Series) -> str:
    known = values.dropna()
    if known.empty:
        return "nothing"
    if item.kind == "stamp":
        return f"{known.min():%Y-%m-%d %H:%M} to {known.max():%Y-%m-%d %H:%M} UTC"
    if item.kind in ("number", "integer"):
        unit = f" {item.unit}" if item.unit else ""
        return f"{float(known.min()):,.6g} to {float(known.max()):,.6g}{unit}"
    if item.kind == "flag":
        return f"{known.astype(float).mean():.0%} yes"
    if item.values:
        counts = known.value_counts().sort_index().sort_values(ascending=False, kind="stable")
        return ", ".join(f"{name}: {count:,}" for name, count in counts.items())
    people = "people" if item.name in PEOPLE else "different values"
    return f"{known.nunique():,} {people}"
