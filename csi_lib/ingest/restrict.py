"""The rows of one service or one business unit alone, as tables of their own, found again by their content."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from csi_lib.engine import open_local, quote_path
from csi_lib.errors import SourceError, UsageError, suggest
from csi_lib.files import write_whole
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.rowgroups import ROW_GROUP, write_rows
from csi_lib.ingest.store import Ingested, count_filled, is_stored, read_back, store
from csi_lib.scratch import keep_scratch
from csi_lib.tables import TABLES

SPLITS = ("service", "organisation")  # columns by which reports are split; others stratify within a report
IDLE_DAYS = 35  # a monthly batch comes back to its tables
PARTS = "parts"  # folder of the restricted tables, in the folder of stored results
REST = "Files and further findings are those of the whole export; rejected rows stand in the whole report alone"
_TICKET = "ticket_id"  # a table without the column itself goes with its tickets
_CODE = hashlib.sha256(Path(__file__).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def restrict(found: Ingested, where: Mapping[str, Sequence[str]], *, cache: Path) -> Ingested:
    """Keep the rows of some services or business units only.

    A table with the column is filtered by it, one that names tickets goes with its tickets, the portfolio goes by the
    names of its services. Any other table cannot be split and is left out whole: a KPI that needs it says so.

    Parameters
    ----------
    found : Ingested
        The whole.
    where : mapping of str to sequence of str
        One column of ``SPLITS`` -> the values to keep.
    cache : Path
        Folder of stored results; this one lies in ``cache/parts/<fingerprint>/`` and is read back next time.

    Returns
    -------
    Ingested
        With ``left_out``, and a finding that says how many rows were kept and how many belong to others. Its
        fingerprint is that of its own rows: rows of others do not change it. The ledger stays that of the files.

    Raises
    ------
    UsageError
        When the column cannot be split by, or no row has one of the values.
    SourceError
        When there is no room for the tables.
    """
    column, values = _read_where(where)
    known = take_prints(found, column)
    for value in values:
        if value not in known:
            raise UsageError(f"no row names the {column} '{value}'", do=suggest(value, known))
    folder = (
        Path(cache).resolve() / PARTS / join_prints(say_cuts(found.windows), column, [known[value] for value in values])
    )
    if not is_stored(folder):
        _build(found, column, values, folder)
    os.utime(folder)  # in use, see drop_idle
    part = read_back(folder)
    counted = part.issues[0]
    # What the whole export is like was found today, not when these rows were put aside.
    return replace(
        part,
        ledger=found.ledger,
        windows=found.windows,
        issues=(counted, *found.issues),
        last_stamp=found.last_stamp,
        left_out=_list_left(found, column),
    )


def take_prints(found: Ingested, column: str) -> dict[str, str]:
    """Fingerprint the rows of every value of a column, all values at once.

    Parameters
    ----------
    found : Ingested
        The whole.
    column : str
        One of ``SPLITS``.

    Returns
    -------
    dict of str to str
        Value -> digest of its rows over all tables, in alphabetical order; kept beside the tables.
    """
    note = found.tables["tickets"].parents[1] / f"prints-{column}-{_CODE[:12]}.json"
    try:
        return {str(name): str(text) for name, text in json.loads(note.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError):
        made = _compute_prints(found, column)
    write_whole(note, json.dumps(made, ensure_ascii=False).encode("utf-8"))
    return made


def join_prints(cuts: str, column: str, prints: Iterable[str]) -> str:
    """Return the fingerprint that the rows of some values have together.

    Where the extraction cut a table, its days count too (``say_cuts``): outside them no number enters a verdict.
    """
    text = json.dumps([_CODE, column, cuts, sorted(prints)])
    return hashlib.sha256(text.encode()).hexdigest()


def say_cuts(windows: pd.DataFrame) -> str:
    """Write down the extraction windows that numbers depend on."""
    cut = windows[windows["cut"].astype(bool)]
    return str(cut[["table", "first_day", "last_day"]].to_csv(index=False))


def _read_where(where: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    columns = [name for name, values in where.items() if values]
    if len(columns) != 1:
        raise UsageError("a report is restricted by one column at a time", do=f"Name one of: {', '.join(SPLITS)}")
    column = columns[0]
    if column not in SPLITS:
        raise UsageError(f"reports cannot be split by '{column}'", do=suggest(column, SPLITS))
    return column, tuple(sorted(set(where[column])))


def _compute_prints(found: Ingested, column: str) -> dict[str, str]:
    parts: dict[str, list[list[object]]] = {}
    with keep_scratch() as scratch, open_local(scratch) as connection:
        _show(connection, found)
        for table in _list_split(found, column):
            # A sum of 128-bit digests does not depend on the order of the rows and counts equal rows apart.
            text = (
                f"SELECT {_owner(table, column, found)} AS part, count(*), "
                "CAST(sum(md5_number_lower(CAST(t AS VARCHAR))) AS VARCHAR), "
                f"CAST(sum(md5_number_upper(CAST(t AS VARCHAR))) AS VARCHAR) FROM {table} AS t GROUP BY part"
            )
            for value, *counts in connection.execute(text).fetchall():
                if value is not None:
                    parts.setdefault(str(value), []).append([table, *counts])
    return {
        name: hashlib.sha256(json.dumps(sorted(parts[name], key=str)).encode()).hexdigest() for name in sorted(parts)
    }


def _build(found: Ingested, column: str, values: Sequence[str], folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".restricting-", dir=folder.parent, ignore_cleanup_errors=True) as aside:
            tables = {name: Path(aside) / f"{name}.parquet" for name in TABLES}
            with open_local(Path(aside)) as connection:
                _show(connection, found)
                for name, path in tables.items():
                    rows = connection.sql(
                        f"SELECT t.* FROM {name} AS t WHERE {_condition(name, column, values, found)}"
                    )
                    write_rows(rows.to_arrow_reader(ROW_GROUP), TABLES[name], path)
            frames = {
                "ledger": found.ledger,
                "rejected": found.rejected.head(0),  # a row that could not be read cannot be told to be anybody's
                "coverage": cover(found.coverage, tables),
                "windows": found.windows,
            }
            store(folder, tables, frames, (_count_rows(found, tables, column, values),), found.last_stamp)
    except (OSError, duckdb.Error) as error:
        do = "Free some space there"
        raise SourceError(f"the rows cannot be put aside: {error}", where=str(folder.parent), do=do) from None


def _show(connection: duckdb.DuckDBPyConnection, found: Ingested) -> None:
    connection.execute("SET preserve_insertion_order = true")
    for name, path in found.tables.items():
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quote_path(path)})")


def _owner(table: str, column: str, found: Ingested) -> str:
    """Write whose a row ``t`` of a table is."""
    if table == "services" and column == "service":
        return "t.name"
    if count_filled(found.tables[table])[1][column]:
        return f't."{column}"'
    return f'(SELECT any_value(k."{column}") FROM tickets AS k WHERE k.id = t.{_TICKET})'


def _list_split(found: Ingested, column: str) -> list[str]:
    return [name for name in TABLES if _can_split(name, column, found)]


def _list_left(found: Ingested, column: str) -> dict[str, str]:
    """Say of each table with rows that is left out why."""
    filled = [name for name in TABLES if pq.read_metadata(found.tables[name]).num_rows]
    return {name: f"{name} cannot be split by {column}" for name in filled if not _can_split(name, column, found)}


def _can_split(table: str, column: str, found: Ingested) -> bool:
    if table == "services" and column == "service":
        return True
    _, counts = count_filled(found.tables[table])
    return bool(counts[column] or counts[_TICKET])


def _condition(table: str, column: str, values: Sequence[str], found: Ingested) -> str:
    if not _can_split(table, column, found):
        return "false"
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    owner = _owner(table, column, found)
    if not owner.startswith("("):
        return f"{owner} IN ({listed})"
    return f't.{_TICKET} IN (SELECT k.id FROM tickets AS k WHERE k."{column}" IN ({listed}))'


def cover(coverage: pd.DataFrame, tables: Mapping[str, Path]) -> pd.DataFrame:
    """Count anew how full each column of a coverage is; a table that holds no row any more is left out."""
    counted = {name: count_filled(path) for name, path in tables.items()}
    kept = coverage[[counted[name][0] > 0 for name in coverage["table"]]]
    places = list(zip(kept["table"], kept["column"], strict=True))
    return kept.assign(
        rows=[counted[table][0] for table, _ in places], filled=[counted[table][1][name] for table, name in places]
    ).astype(coverage.dtypes.to_dict())


def _count_rows(found: Ingested, tables: Mapping[str, Path], column: str, values: Sequence[str]) -> Issue:
    counts = {
        name: (pq.read_metadata(tables[name]).num_rows, pq.read_metadata(path).num_rows)
        for name, path in found.tables.items()
    }
    named = [f"{name} {kept:,} of {rows:,}" for name, (kept, rows) in counts.items() if rows]
    others = sum(rows - kept for kept, rows in counts.values())
    what = f"only the rows of the {column} {', '.join(values)} are in this report: {', '.join(named)}"
    return Issue("restricted", "info", column, what, others, REST)


def drop_idle(cache: Path, days: int = IDLE_DAYS) -> None:
    """Remove restricted tables that no study was computed from for some days.

    Parameters
    ----------
    cache : Path
        Folder of stored results.
    days : int
        How long nobody asked for them.
    """
    oldest = time.time() - 86_400 * days
    for folder in (Path(cache) / PARTS).glob("*"):
        if folder.is_dir() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
