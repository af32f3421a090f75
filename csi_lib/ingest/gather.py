"""From an engagement's sources to canonical tables: the way through the room."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from csi_lib.errors import SettingsError, suggest
from csi_lib.ingest.adapter import load_adapter
from csi_lib.ingest.batch import Input
from csi_lib.ingest.bulk.session import open_session
from csi_lib.ingest.derived import load_clocks
from csi_lib.ingest.files import find_files
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.land import add_filled, land
from csi_lib.ingest.people import load_key
from csi_lib.ingest.prepare import prepare
from csi_lib.ingest.store import Ingested, drop_old, is_stored, read_back, store, take_fingerprint
from csi_lib.settings import Engagement, Source, check_zone, find_home
from csi_lib.tables import TABLES, Table


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
    fingerprint = take_fingerprint(inputs, engagement.zone, _take_salt(engagement, find_home(Path(path).parent)))
    folder = Path(cache).resolve() / fingerprint
    if not is_stored(folder):
        _build(inputs, issues, engagement, find_home(Path(path).parent), folder)
        drop_old(folder)
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


def _build(inputs: list[Input], issues: list[Issue], engagement: Engagement, home: Path, folder: Path) -> None:
    key = load_key(engagement.id, home)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".landing-", dir=folder.parent, ignore_cleanup_errors=True) as aside:
        finished = Path(aside) / "finished"
        finished.mkdir()
        with open_session(Path(aside)) as shared:
            landed = land(inputs, key, Path(aside), keep_text=engagement.keep_text, shared=shared)
            known = landed.causes_known
            prepared = prepare(landed.raw, engagement, finished, home=home, causes_known=known, shared=shared)
        frames = {
            "ledger": landed.ledger,
            "rejected": landed.rejected,
            "coverage": add_filled(landed.coverage, prepared.filled),
            "windows": prepared.windows,
        }
        store(folder, prepared.tables, frames, (*issues, *landed.issues, *prepared.issues), prepared.last_stamp)


def _take_salt(engagement: Engagement, home: Path) -> str:
    """Write down every setting that the prepared tables depend on, calendars with all their days."""
    texts = ", texts kept" if engagement.keep_text else ""
    desk = ", ".join(engagement.desk_teams)
    return f"{engagement.id}{texts}; desk: {desk}; reopen: {engagement.reopen_days}; {load_clocks(engagement, home)!r}"
