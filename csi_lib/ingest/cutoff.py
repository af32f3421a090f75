"""What the data said on an earlier day: later rows out, later stamps unknown, everything derived anew."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from csi_lib.clocks import to_utc
from csi_lib.engine import open_local, quote_path
from csi_lib.errors import SourceError
from csi_lib.files import write_whole
from csi_lib.ingest.derived import load_clocks
from csi_lib.ingest.events import event_columns
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.prepare import prepare
from csi_lib.ingest.restrict import PARTS, cover, say_cuts
from csi_lib.ingest.rowgroups import ROW_GROUP, write_rows
from csi_lib.ingest.store import Ingested, is_stored, read_back, store
from csi_lib.settings import Engagement
from csi_lib.tables import TABLES, Table

# The stamp by which a row comes into being; a table that has none keeps all its rows.
BEGINS = {
    "tickets": "opened_at",
    "ticket_history": "at",
    "changes": "opened_at",
    "problems": "opened_at",
    "task_slas": "started_at",
    "surveys": "sent_at",
    "outages": "started_at",
    "contacts": "offered_at",
    "costs": "booked_at",
    "headcount": "counted_at",
    "usage": "used_at",
    "capacity": "worked_on",
    "benefits": "booked_at",
}
# Table -> the stamps that end a row, and what is unknown while it has not ended -> what stands there instead.
ENDS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "tickets": (
        ("resolved_at", "closed_at"),
        {"state": "'open'", "outcome": "NULL", "made_sla": "NULL", "first_contact": "NULL", "knowledge_used": "NULL"},
    ),
    "changes": (("implemented_at", "closed_at"), {"state": "'open'", "outcome": "NULL"}),
    "problems": (("resolved_at", "closed_at"), {"state": "'open'", "outcome": "NULL"}),
    "task_slas": (("ended_at",), {"stage": "'running'", "breached": "NULL", "business_hours": "NULL"}),
    "surveys": (("responded_at",), {"score": "NULL"}),
    "contacts": (("ended_at",), {}),
    "outages": (("ended_at",), {}),
}
_CODE = hashlib.sha256(Path(__file__).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def cut(found: Ingested, engagement: Engagement, as_of: dt.date, *, home: Path, cache: Path) -> Ingested:
    """Take back what the data say of the time after a day.

    Rows that came into being later are left out; of the others every later stamp is unknown, and with it the state and
    the outcome that it brought. Everything derived is derived anew. What a row does not date (its priority, group,
    category, counters) stays as the export has it: a finding says of how many rows that is.

    Parameters
    ----------
    found : Ingested
        The whole.
    engagement : Engagement
        Its zone and business clock.
    as_of : date
        The last local day that counts.
    home : Path
        The project's root, for its own calendars.
    cache : Path
        Folder of stored results.

    Returns
    -------
    Ingested
        The same object where the data end by that day anyway.

    Raises
    ------
    SourceError
        When there is no room for the tables.
    """
    end = pd.Timestamp(to_utc(pd.Timestamp(as_of) + pd.Timedelta(days=1), engagement.zone))
    if pd.isna(found.last_stamp) or found.last_stamp < end:
        return found
    text = "\0".join((_CODE, found.fingerprint, str(as_of), repr(load_clocks(engagement, home))))
    folder = Path(cache).resolve() / PARTS / hashlib.sha256(text.encode()).hexdigest()
    if not is_stored(folder):
        _build(found, engagement, end, home, folder, as_of)
    os.utime(folder)  # in use, see drop_idle
    past = read_back(folder)
    # By content: what happened since changes nothing of what was known by that day.
    return replace(past, ledger=found.ledger, issues=(past.issues[0], *found.issues), fingerprint=_print(past))


def _print(past: Ingested) -> str:
    note = past.tables["tickets"].parents[1] / "content.txt"
    try:
        return note.read_text(encoding="ascii")
    except OSError:
        parts = [hashlib.sha256(past.tables[name].read_bytes()).hexdigest() for name in TABLES]
    made = hashlib.sha256("\0".join([*parts, say_cuts(past.windows)]).encode()).hexdigest()
    write_whole(note, made.encode("ascii"))
    return made


def _build(
    found: Ingested, engagement: Engagement, end: pd.Timestamp, home: Path, folder: Path, as_of: dt.date
) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".cutting-", dir=folder.parent, ignore_cleanup_errors=True) as aside:
            raw = {name: Path(aside) / f"{name}.raw" for name in TABLES}
            with open_local(Path(aside)) as connection:
                connection.execute("SET preserve_insertion_order = true")
                later = sum(_cut_table(connection, TABLES[name], found, end, path) for name, path in raw.items())
            finished = Path(aside) / "finished"
            finished.mkdir()
            prepared = prepare(raw, engagement, finished, home=home, causes_known=_knows_causes(found))
            frames = {
                "ledger": found.ledger,
                "rejected": found.rejected,
                "coverage": cover(found.coverage, prepared.tables),
                "windows": prepared.windows,
            }
            store(
                folder, prepared.tables, frames, (_say_cut(found, prepared.tables, as_of, later),), prepared.last_stamp
            )
    except (OSError, duckdb.Error) as error:
        do = "Free some space there"
        raise SourceError(f"the data cannot be cut: {error}", where=str(folder.parent), do=do) from None


def _cut_table(
    connection: duckdb.DuckDBPyConnection, table: Table, found: Ingested, end: pd.Timestamp, path: Path
) -> int:
    """Write the rows of a table as they were; return how many of them something happened to later."""
    source = f"read_parquet({quote_path(found.tables[table.name])})"
    day = f"TIMESTAMP '{end.isoformat(sep=' ')}'"
    begin = BEGINS.get(table.name)
    stamps = event_columns(table)
    after = " OR ".join(f'coalesce(t."{name}" >= {day}, false)' for name in stamps) or "false"
    ends, unknown = ENDS.get(table.name, ((), {}))
    ended = " OR ".join(f'coalesce(t."{name}" >= {day}, false)' for name in ends) or "false"
    texts = {name: f'CASE WHEN t."{name}" < {day} THEN t."{name}" END' for name in stamps}
    texts |= {name: f'CASE WHEN {ended} THEN {text} ELSE t."{name}" END' for name, text in unknown.items()}
    columns = ", ".join(
        f'{texts.get(item.name, f"""t."{item.name}" """)} AS "{item.name}"'
        for item in table.columns
        if not item.derived
    )
    kept = f'coalesce(t."{begin}" < {day}, true)' if begin else "true"
    write_rows(
        connection.sql(f"SELECT {columns} FROM {source} AS t WHERE {kept}").to_arrow_reader(ROW_GROUP), table, path
    )
    count = f"SELECT count(*) FROM {source} AS t WHERE {kept} AND ({after})"
    return int(connection.execute(count).fetchall()[0][0])


def _knows_causes(found: Ingested) -> bool:
    rows = found.coverage
    return bool(((rows["table"] == "tickets") & (rows["column"] == "caused_by_change")).any())


def _say_cut(found: Ingested, tables: Mapping[str, Path], as_of: dt.date, later: int) -> Issue:
    count = [sum(pq.read_metadata(path).num_rows for path in each.values()) for each in (found.tables, tables)]
    what = (
        f"this report speaks of {as_of} and the data go on: {count[0] - count[1]:,} later rows are left out; of "
        f"{later:,} rows something happened later, and their later stamps, states and outcomes are unknown here"
    )
    do = "Priority, group, category and counters of those rows are as the export has them: it does not date them"
    return Issue("cut", "info", "as_of", what, later, do)
