"""The catalogue of a batch: one row per report, in SQLite, written by the driver alone, a transaction per report."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csi_lib.errors import JobError
from csi_lib.run.batch.contents import Contents
from csi_lib.run.batch.plan import Report
from csi_lib.run.batch.work import Result
from csi_lib.run.manifest import list_versions

NAME = "catalogue{shard}.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS reports (
  name TEXT PRIMARY KEY, key TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('made', 'failed')),
  kind TEXT NOT NULL, about TEXT NOT NULL, as_of TEXT NOT NULL, audience TEXT NOT NULL, title TEXT NOT NULL,
  why TEXT NOT NULL, seconds REAL NOT NULL, attempts INTEGER NOT NULL,
  error TEXT NOT NULL, page TEXT NOT NULL, cell INTEGER NOT NULL, output TEXT NOT NULL,
  started_at TEXT NOT NULL, finished_at TEXT NOT NULL, machine TEXT NOT NULL,
  first_page TEXT NOT NULL, files TEXT NOT NULL, pages TEXT NOT NULL, parts TEXT NOT NULL, versions TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS attempts (
  name TEXT NOT NULL, key TEXT NOT NULL, attempt INTEGER NOT NULL, started_at TEXT NOT NULL,
  seconds REAL NOT NULL, machine TEXT NOT NULL, error TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS contents (name TEXT PRIMARY KEY, key TEXT NOT NULL, holds TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue: how a report stands.

    Parameters
    ----------
    name, key : str
        Of the report, and the fingerprint of what it was last made from.
    state : str
        ``made`` or ``failed``.
    kind, about, as_of, audience, title : str
        What it is about and for whom.
    why : str
        Why it was made the last time.
    seconds : float
        The last attempt.
    attempts : int
        How many it took.
    error, page, output : str
        What went wrong, on which page, and what its cell said.
    cell : int
        From 1.
    started_at, finished_at : str
        ISO 8601, UTC.
    machine : str
        Who made it.
    first_page : str
        Address of its first page below the report.
    files : dict of str to (int, str)
        Name -> size and SHA-256.
    pages : dict of str to float
        Notebook -> seconds.
    parts, versions : dict of str to str
        Fingerprints of what it was made from, and versions of what made it.
    """

    name: str
    key: str
    state: str
    kind: str
    about: str
    as_of: str
    audience: str
    title: str
    why: str
    seconds: float
    attempts: int
    error: str
    page: str
    cell: int
    output: str
    started_at: str
    finished_at: str
    machine: str
    first_page: str
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    pages: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


_COLUMNS = tuple(Entry.__dataclass_fields__)
_JSON = ("files", "pages", "parts", "versions")


class Catalogue:
    """What is known of the reports of one batch, or of one shard of it.

    Parameters
    ----------
    connection : Connection
        To its file.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self) -> dict[str, Entry]:
        """Return every row by the name of its report."""
        rows = self._connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM reports")
        return {entry.name: entry for entry in map(_read_row, rows)}

    def note(self, entry: Entry) -> None:
        """Write one row anew."""
        values = [json.dumps(getattr(entry, name)) if name in _JSON else getattr(entry, name) for name in _COLUMNS]
        with self._connection:
            places = ", ".join("?" * len(_COLUMNS))
            self._connection.execute(
                f"INSERT OR REPLACE INTO reports ({', '.join(_COLUMNS)}) VALUES ({places})", values
            )

    def note_contents(self, name: str, key: str, contents: Contents) -> None:
        """Write down by name what a report was made from."""
        with self._connection:
            row = (name, key, json.dumps(contents, ensure_ascii=False))
            self._connection.execute("INSERT OR REPLACE INTO contents VALUES (?, ?, ?)", row)

    def read_contents(self, wanted: Mapping[str, str]) -> dict[str, Contents]:
        """Return by name what reports were made from; ``wanted`` says at which fingerprint each stands."""
        known = self._connection.execute("SELECT name FROM sqlite_master WHERE name = 'contents'").fetchone()
        if known is None:  # written by a kit that did not keep them
            return {}
        rows = self._connection.execute("SELECT name, key, holds FROM contents")
        return {name: json.loads(holds) for name, key, holds in rows if wanted.get(name) == key}

    def note_attempt(self, result: Result) -> None:
        """Write down that a report was tried, and what came in its way."""
        row = (result.name, result.key, result.attempt, result.started_at, result.seconds, result.machine)
        with self._connection:
            self._connection.execute("INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, result.failure.error))

    def drop(self, names: set[str]) -> None:
        """Forget reports that the batch does not make any more; their folders stay."""
        with self._connection:
            for table in ("reports", "contents"):
                gone = [(name,) for name in sorted(names)]
                self._connection.executemany(f"DELETE FROM {table} WHERE name = ?", gone)


@contextmanager
def open_catalogue(folder: Path, shard: str = "") -> Iterator[Catalogue]:
    """Open a batch's catalogue for its driver; made where there is none.

    Raises
    ------
    JobError
        When it cannot be read or written.
    """
    path = folder / NAME.format(shard=shard)
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)
            yield Catalogue(connection)
    except sqlite3.Error as error:
        do = "Free some space, or remove the catalogue: it is made anew from the reports that stand"
        raise JobError(f"the catalogue cannot be kept: {error}", where=str(path), do=do) from None


def read_entries(folder: Path) -> dict[str, Entry]:
    """Read the rows of all shards; of one report the newest."""
    found: dict[str, Entry] = {}
    for path in sorted(folder.glob(NAME.format(shard="*"))):
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            for entry in Catalogue(connection).read().values():
                if entry.name not in found or found[entry.name].finished_at <= entry.finished_at:
                    found[entry.name] = entry
    return found


def read_contents(folder: Path, wanted: Mapping[str, str]) -> dict[str, Contents]:
    """Read from all shards by name what reports were made from.

    Parameters
    ----------
    folder : Path
        Of the batch.
    wanted : mapping of str to str
        Report -> fingerprint that it stands at.

    Returns
    -------
    dict of str to mapping
        Only of reports whose contents were written down.
    """
    found: dict[str, Contents] = {}
    for path in sorted(folder.glob(NAME.format(shard="*"))):
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            found |= Catalogue(connection).read_contents(wanted)
    return found


def make_entry(report: Report, result: Result, why: str) -> Entry:
    """Write down how a report ended."""
    return Entry(
        name=report.name,
        key=report.key,
        state="made" if result.ok else "failed",
        kind=report.kind,
        about=report.scope.name,
        as_of=str(report.scope.as_of),
        audience=report.audience,
        title=report.title,
        why=why,
        seconds=round(result.seconds, 3),
        attempts=result.attempt,
        error=result.failure.error,
        page=result.failure.page,
        cell=result.failure.cell,
        output=result.failure.output,
        started_at=result.started_at,
        finished_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        machine=result.machine,
        first_page=f"{report.notebooks[0].stem}.html",
        files=dict(result.files),
        pages=dict(result.pages),
        parts=dict(report.parts),
        versions=list_versions(),
    )


def _read_row(row: tuple[Any, ...]) -> Entry:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {name: json.loads(values[name]) for name in _JSON}
    return Entry(**values)
