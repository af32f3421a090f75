"""From an engagement's sources to canonical tables: the way through the room."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.errors import SettingsError, suggest
from csi_lib.ingest.adapter import load_adapter
from csi_lib.ingest.batch import Batch, Input, read_batches
from csi_lib.ingest.derive import derive_all
from csi_lib.ingest.events import all_events, last_plausible
from csi_lib.ingest.files import find_files
from csi_lib.ingest.fold import fold_rows
from csi_lib.ingest.history import list_updates
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.ledger import write_ledger
from csi_lib.ingest.oddities import find_row_issues, find_window_issues
from csi_lib.ingest.quality import find_all_file_issues, find_faults, find_rejections
from csi_lib.ingest.store import Ingested, is_stored, read_back, store, take_fingerprint
from csi_lib.ingest.windows import find_windows
from csi_lib.settings import Engagement, Source, check_zone, find_home
from csi_lib.tables import TABLES, Table

# Columns that name a person: what is stored is a pseudonym, the same within an engagement and different in another.
PEOPLE = ("assignee", "requester", "respondent", "user")
REJECTED = {"source": "str", "file": "str", "row": "int64", "reason": "str", "content": "str"}
COVERAGE = {"table": "str", "column": "str", "heading": "str", "rows": "int64", "filled": "int64"}


def ingest(engagement: Engagement, path: Path, *, cache: Path) -> Ingested:
    """Read all sources of an engagement into the canonical tables.

    Parameters
    ----------
    engagement : Engagement
        The engagement's settings.
    path : Path
        The engagement's file; file patterns are relative to it.
    cache : Path
        Folder of stored results; the result lies in ``cache/<fingerprint>/`` and is read back from there next time.

    Returns
    -------
    Ingested
        Tables, ledger, rejected rows, findings, coverage and extraction windows.

    Raises
    ------
    SourceError
        When an export cannot be used as it is.
    SettingsError
        When a source names an unknown adapter, table, kind or zone.
    """
    inputs, issues = find_inputs(engagement, Path(path))
    fingerprint = take_fingerprint(inputs, engagement.zone, engagement.id)
    folder = Path(cache).resolve() / fingerprint
    if not is_stored(folder):
        _build(inputs, issues, engagement, folder)
    return read_back(folder)


def find_inputs(engagement: Engagement, path: Path) -> tuple[list[Input], list[Issue]]:
    """Resolve adapter, table, zone and files of every source.

    Parameters
    ----------
    engagement : Engagement
        The engagement's settings.
    path : Path
        The engagement's file.

    Returns
    -------
    tuple of (list of Input, list of Issue)
        The sources, and a finding for each source that is not required and absent.
    """
    inputs = [_resolve(name, source, engagement, path) for name, source in engagement.sources.items()]
    absent = [
        Issue("source_absent", "warning", item.name, "no file was found; the table stays empty", 0, "Add the export")
        for item in inputs
        if not item.files
    ]
    return inputs, absent


def _resolve(name: str, source: Source, engagement: Engagement, path: Path) -> Input:
    where = f"{path}, sources.{name}"
    table_name = source.table or name
    if table_name not in TABLES:
        raise SettingsError(f"no table '{table_name}'", where=where, do=suggest(table_name, TABLES))
    table = TABLES[table_name]
    zone = source.zone or engagement.zone
    try:
        check_zone(zone)
    except ValueError as error:
        raise SettingsError(str(error), where=where) from None
    _check_kind(source, table, where)
    adapter, adapter_path = load_adapter(source.adapter, find_home(path.parent), f"{where}.adapter")
    rule = adapter.rule(table)
    if rule is None:
        do = f"It writes: {', '.join(adapter.tables)}; the adapter 'plain' takes every table"
        raise SettingsError(f"the adapter '{adapter.id}' does not write the table '{table.name}'", where=where, do=do)
    return Input(name, source, table, adapter, adapter_path, rule, zone, find_files(source, path))


def _check_kind(source: Source, table: Table, where: str) -> None:
    if not source.kind:
        return
    allowed = table.column("kind").values if "kind" in table.names else ()
    if source.kind not in allowed:
        do = suggest(source.kind, allowed) if allowed else "Take the key out: this table has no kinds"
        raise SettingsError(f"no kind '{source.kind}' in table '{table.name}'", where=where, do=do)


def _build(inputs: list[Input], issues: list[Issue], engagement: Engagement, folder: Path) -> None:
    batches = [batch for given in inputs for batch in read_batches(given)]
    statuses = _fold_all(batches)
    ledger = write_ledger(batches, statuses)
    rejected = _list_rejected(batches, statuses)
    raw = {name: _collect(table, batches, statuses, engagement.id) for name, table in TABLES.items()}
    events = all_events(raw)
    last = last_plausible(events)
    derived = derive_all(raw, last, causes_known=_reads(batches, "tickets", "caused_by_change"))
    tables = {name: item.frame for name, item in derived.items()}
    windows = find_windows(tables, engagement.zone)
    found = [
        *issues,
        *find_all_file_issues(batches),
        *find_rejections(rejected, ledger),
        *find_faults(batches, statuses),
        *(issue for item in derived.values() for issue in item.issues),
        *find_row_issues(tables, last, events[events > last]),
        *find_window_issues(windows, tables["tickets"]),
    ]
    frames = {"ledger": ledger, "rejected": rejected, "coverage": _cover(batches, raw), "windows": windows}
    store(folder, tables, frames, tuple(found), last)


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


def _list_rejected(batches: list[Batch], statuses: list[pd.Series]) -> pd.DataFrame:
    rows = [
        (batch.input.name, batch.file.name, number, reason, json.dumps(cells, ensure_ascii=False))
        for batch, status in zip(batches, statuses, strict=True)
        for number, reason, cells in sorted(_rejections(batch, status), key=lambda item: item[0])
    ]
    return pd.DataFrame(rows, columns=list(REJECTED)).astype(REJECTED)


def _rejections(batch: Batch, status: pd.Series) -> list[tuple[int, str, list[str]]]:
    sheet = batch.sheet
    places = np.flatnonzero(status == "rejected")
    unusable = [(sheet.numbers[place], batch.reasons[place], sheet.rows[place]) for place in places]
    return [*unusable, *((item.row, item.reason, item.cells) for item in sheet.broken)]


def _collect(table: Table, batches: list[Batch], statuses: list[pd.Series], salt: str) -> pd.DataFrame:
    """Put the kept rows of one table together, ordered by its key, people as pseudonyms."""
    pairs = [(batch, status) for batch, status in zip(batches, statuses, strict=True) if batch.input.table is table]
    frames = [table.conform(batch.frame[(status == "kept").to_numpy()]) for batch, status in pairs]
    if table.name == "ticket_history":
        frames += _derive_histories(batches, statuses)
    if not frames:
        return table.empty()
    frame = pd.concat(frames, ignore_index=True).sort_values(list(table.key), kind="stable", ignore_index=True)
    hidden = {name: _hide(frame[name], salt) for name in PEOPLE if name in frame}
    if table.name == "ticket_history":
        people = frame["field"].isin(PEOPLE)
        hidden = {name: frame[name].mask(people, _hide(frame[name], salt)) for name in ("old", "new")}
    return table.conform(frame.assign(**hidden))


def _derive_histories(batches: list[Batch], statuses: list[pd.Series]) -> list[pd.DataFrame]:
    """Follow the updates of every file that has several rows per id; a plain list has one, and tells no history."""
    found = []
    for batch, status in zip(batches, statuses, strict=True):
        rows = batch.frame[status.isin(("kept", "folded")).to_numpy()]
        if batch.input.rule.history and rows["id"].duplicated().any():
            found.append(list_updates(rows, batch.order[rows.index]))
    return found


def _hide(names: pd.Series, salt: str) -> pd.Series:
    codes, distinct = pd.factorize(names.astype(object))
    hashed = [hashlib.sha256(f"{salt}\0{name.casefold()}".encode()).hexdigest()[:12] for name in distinct]
    values = np.array([*(f"p-{text}" for text in hashed), None], dtype=object)
    return pd.Series(values[codes], index=names.index).astype(names.dtype)


def _reads(batches: list[Batch], table: str, column: str) -> bool:
    return any(batch.input.table.name == table and column in batch.mapping.columns for batch in batches)


def _cover(batches: list[Batch], tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    lines = []
    for name in dict.fromkeys(batch.input.table.name for batch in batches):
        own = [batch for batch in batches if batch.input.table.name == name]
        for column in (item.name for item in TABLES[name].columns if not item.derived):
            found = [(batch.sheet.headings, batch.mapping.columns.get(column, ())) for batch in own]
            headings = dict.fromkeys(" + ".join(names[place] for place in places) for names, places in found if places)
            filled = int(tables[name][column].notna().sum())
            lines.append((name, column, "; ".join(headings), len(tables[name]), filled))
    return pd.DataFrame(lines, columns=list(COVERAGE)).astype(COVERAGE)
