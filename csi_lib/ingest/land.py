"""Landing: every row of every file becomes a canonical row, or has a name and a reason."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from csi_lib.ingest.batch import Batch, Input, read_batches
from csi_lib.ingest.bulk.account import Account
from csi_lib.ingest.bulk.choose import land_big_tables
from csi_lib.ingest.bulk.table import BigTable
from csi_lib.ingest.derived.tables import View
from csi_lib.ingest.fold import fold_rows
from csi_lib.ingest.history import list_updates
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.ledger import collect_lines, count_statuses
from csi_lib.ingest.people import PEOPLE, hide_people
from csi_lib.ingest.quality import find_all_file_issues, find_faults, find_rejections
from csi_lib.ingest.screen import make_screen
from csi_lib.ingest.store import count_filled, join_files, write_table
from csi_lib.tables import TABLES, Table

REJECTED = {"source": "str", "file": "str", "row": "int64", "reason": "str", "content": "str"}
COVERAGE = {"table": "str", "column": "str", "heading": "str", "rows": "int64", "filled": "int64"}


@dataclass(frozen=True)
class Landed:
    """What became of the rows of all files.

    Parameters
    ----------
    raw : dict of str to Path or View
        Canonical table -> Parquet file or view of its kept rows, without derived columns filled; every table is there.
    ledger, rejected, coverage : DataFrame
        As ``Ingested`` has them; the filled cells of a view are not counted yet.
    issues : tuple of Issue
        Findings about files, cells and rejected rows.
    causes_known : bool
        The ticket export has a column that names the change that caused a ticket.
    """

    raw: dict[str, Path | View]
    ledger: pd.DataFrame
    rejected: pd.DataFrame
    coverage: pd.DataFrame
    issues: tuple[Issue, ...]
    causes_known: bool


def land(
    inputs: list[Input],
    key: bytes,
    folder: Path,
    *,
    keep_text: bool = False,
    shared: duckdb.DuckDBPyConnection | None = None,
) -> Landed:
    """Read all files of all sources.

    Parameters
    ----------
    inputs : list of Input
        The sources.
    key : bytes
        Key of the pseudonyms.
    folder : Path
        An existing folder for the Parquet files.
    keep_text : bool
        Texts of rejected rows are stored, too.
    shared : DuckDBPyConnection, optional
        A session that goes on after the landing: big tickets are then a view in it.

    Returns
    -------
    Landed
        Rows, counts and findings.
    """
    big = land_big_tables(inputs, key, folder, shared)
    batches = [batch for given in inputs if given.table.name not in big for batch in read_batches(given)]
    statuses = _fold_all(batches)
    accounts = _order_accounts(inputs, batches, statuses, big)
    ledger = collect_lines([item.line for item in accounts])
    rejected = _list_rejected(accounts, key, keep_text)
    raw: dict[str, Path | View] = {}
    for name, table in TABLES.items():
        histories = [path for item in big.values() for path in item.histories] if name == "ticket_history" else []
        own = raw[name] = big[name].rows if name in big else folder / f"{name}.parquet"
        if isinstance(own, View):
            continue
        if name not in big:
            write_table(table, _collect(table, batches, statuses, key), own)
        raw[name] = folder / f"{name}.parquet"
        join_files(table, [own, *histories], folder / f"{name}.parquet")
    files = [item.batch for item in accounts]
    faults = find_faults(batches, statuses, [fault for item in big.values() for fault in item.faults])
    issues = (*find_all_file_issues(files), *find_rejections(rejected, ledger), *faults)
    known = _reads(files, "tickets", "caused_by_change")
    return Landed(raw, ledger, rejected, _cover(files, raw), issues, known)


def _order_accounts(
    inputs: list[Input], batches: list[Batch], statuses: list[pd.Series], big: dict[str, BigTable]
) -> list[Account]:
    """Say of every file what became of its rows, in the order of the sources."""
    small = {
        (batch.input.name, batch.file.name): Account(batch, count_statuses(batch, status), _rejections(batch, status))
        for batch, status in zip(batches, statuses, strict=True)
    }
    return [
        (big[given.table.name].files if given.table.name in big else small)[given.name, file.name]
        for given in inputs
        for file in given.files
    ]


def _fold_all(batches: list[Batch]) -> list[pd.Series]:
    """Fold table by table, over all sources and files of it; return the status of every row of every batch."""
    found: dict[int, pd.Series] = {}
    for table in TABLES.values():
        own = [place for place, batch in enumerate(batches) if batch.input.table is table]
        if not own:
            continue
        frame = pd.concat([batches[place].frame for place in own], ignore_index=True)
        order = pd.concat([batches[place].order for place in own], ignore_index=True)
        usable = pd.concat([batches[place].reasons for place in own], ignore_index=True) == ""
        status = fold_rows(frame, table.key, order, usable)
        ends = np.cumsum([len(batches[place].frame) for place in own])
        for place, end in zip(own, ends, strict=True):
            rows = len(batches[place].frame)
            found[place] = status.iloc[end - rows : end].reset_index(drop=True)
    return [found[place] for place in range(len(batches))]


def _list_rejected(accounts: list[Account], key: bytes, keep_text: bool) -> pd.DataFrame:
    rows = []
    for item in accounts:
        batch = item.batch
        screen = make_screen(batch.mapping, len(batch.sheet.headings), key, keep_text=keep_text)
        rows += [
            (batch.input.name, batch.file.name, number, reason, json.dumps(screen.hide(cells), ensure_ascii=False))
            for number, reason, cells in sorted(item.rejections, key=lambda row: row[0])
        ]
    return pd.DataFrame(rows, columns=list(REJECTED)).astype(REJECTED)


def _rejections(batch: Batch, status: pd.Series) -> list[tuple[int, str, list[str]]]:
    sheet = batch.sheet
    places = np.flatnonzero(status == "rejected")
    unusable = [(sheet.numbers[place], batch.reasons[place], sheet.rows[place]) for place in places]
    return [*unusable, *((item.row, item.reason, item.cells) for item in sheet.broken)]


def _collect(table: Table, batches: list[Batch], statuses: list[pd.Series], key: bytes) -> pd.DataFrame:
    """Put the kept rows of one table together, ordered by its key, people as pseudonyms."""
    pairs = [(batch, status) for batch, status in zip(batches, statuses, strict=True) if batch.input.table is table]
    frames = [table.conform(batch.frame[(status == "kept").to_numpy()]) for batch, status in pairs]
    if table.name == "ticket_history":
        frames += _derive_histories(batches, statuses)
    if not frames:
        return table.empty()
    frame = pd.concat(frames, ignore_index=True).sort_values(list(table.key), kind="stable", ignore_index=True)
    hidden = {name: hide_people(frame[name], key) for name in PEOPLE if name in frame}
    if table.name == "ticket_history":
        people = frame["field"].isin(PEOPLE)
        hidden = {name: frame[name].mask(people, hide_people(frame[name], key)) for name in ("old", "new")}
    return table.conform(frame.assign(**hidden))


def _derive_histories(batches: list[Batch], statuses: list[pd.Series]) -> list[pd.DataFrame]:
    """Follow the updates of every file that has several rows per id; a plain list has one, and tells no history."""
    found = []
    for batch, status in zip(batches, statuses, strict=True):
        rows = batch.frame[status.isin(("kept", "folded")).to_numpy()]
        if batch.input.rule.history and rows["id"].duplicated().any():
            found.append(list_updates(rows, batch.order[rows.index]))
    return found


def _reads(batches: list[Batch], table: str, column: str) -> bool:
    return any(batch.input.table.name == table and column in batch.mapping.columns for batch in batches)


def _cover(batches: list[Batch], raw: dict[str, Path | View]) -> pd.DataFrame:
    lines = []
    for name in dict.fromkeys(batch.input.table.name for batch in batches):
        own = [batch for batch in batches if batch.input.table.name == name]
        rows, counts = _count_filled(raw[name])
        for column in (item.name for item in TABLES[name].columns if not item.derived):
            found = [(batch.sheet.headings, batch.mapping.columns.get(column, ())) for batch in own]
            headings = dict.fromkeys(" + ".join(names[place] for place in places) for names, places in found if places)
            lines.append((name, column, "; ".join(headings), rows, counts[column]))
    return pd.DataFrame(lines, columns=list(COVERAGE)).astype(COVERAGE)


def add_filled(coverage: pd.DataFrame, filled: dict[str, int]) -> pd.DataFrame:
    """Put the filled cells of tickets into a coverage that was made without them.

    Parameters
    ----------
    coverage : DataFrame
        As ``Landed`` has it.
    filled : dict of str to int
        By column; empty where they are counted already.

    Returns
    -------
    DataFrame
        Complete.
    """
    own = coverage["column"].map(filled).where(coverage["table"] == "tickets")
    return coverage.assign(filled=own.fillna(coverage["filled"]).astype("int64"))


def _count_filled(rows: Path | View) -> tuple[int, Counter[str]]:
    return (rows.rows, Counter()) if isinstance(rows, View) else count_filled(rows)
