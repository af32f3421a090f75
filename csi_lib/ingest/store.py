"""What ingest found, and its place on disk: content-addressed, written aside and moved whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from csi_lib.errors import SourceError
from csi_lib.ingest.batch import Input
from csi_lib.ingest.events import NOTHING
from csi_lib.ingest.issue import Issue
from csi_lib.tables import TABLES, Table

KEPT = 3  # results of one engagement that stay: a big one takes as much room as its export
_NAME = re.compile(r"[0-9a-f]{64}")  # folders named by a fingerprint
FRAMES = ("ledger", "rejected", "coverage", "windows")

ARROW = {
    "text": pa.string(),
    "stamp": pa.timestamp("us"),
    "number": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}


@dataclass(frozen=True)
class Ingested:
    """Everything one run read.

    Parameters
    ----------
    tables : dict of str to Path
        Canonical name to one Parquet file; every canonical table is there, some without rows.
    ledger : DataFrame
        One row per file: ``source, table, file, sha256, rows, kept, folded, duplicate, rejected, first_stamp,
        last_stamp``; the four counts add up to ``rows``.
    rejected : DataFrame
        One row per rejected row: ``source, file, row`` (1-based, heading counted), ``reason, content`` (JSON list).
    issues : tuple of Issue
        Findings about the data.
    coverage : DataFrame
        One row per canonical column of every table read: ``table, column, heading, rows, filled``.
    windows : DataFrame
        Extraction windows, as ``find_windows`` returns them.
    last_stamp : Timestamp
        Last moment of the data, UTC without a zone mark; NaT without any row.
    fingerprint : str
        SHA-256 over inputs, settings, adapters and this code.
    left_out : dict of str to str
        Table that has no rows here although the export had some -> why.
    """

    tables: dict[str, Path]
    ledger: pd.DataFrame
    rejected: pd.DataFrame
    issues: tuple[Issue, ...]
    coverage: pd.DataFrame
    windows: pd.DataFrame
    last_stamp: pd.Timestamp
    fingerprint: str
    left_out: Mapping[str, str] = field(default_factory=dict)


def take_fingerprint(inputs: list[Input], zone: str, salt: str) -> str:
    """Fingerprint everything the result depends on.

    Parameters
    ----------
    inputs : list of Input
        The sources with their files.
    zone : str
        The engagement's zone.
    salt : str
        The engagement's id, from which pseudonyms are made.

    Returns
    -------
    str
        SHA-256 as hexadecimal text; file names count, their folders outside the project do not.
    """
    sources = [
        {
            "name": item.name,
            "source": item.source.model_dump(exclude={"files"}),
            "zone": item.zone,
            "adapter": _hash(item.adapter_path.read_bytes()),
            "files": [(file.name, file.sha256) for file in item.files],
        }
        for item in inputs
    ]
    text = json.dumps({"sources": sources, "zone": zone, "salt": salt, "code": _hash_code()}, sort_keys=True)
    return _hash(text.encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hash_code() -> str:
    folder = Path(__file__).parent
    clocks = sorted((folder.parent / "clocks").glob("*.py"))
    files = [*sorted(folder.rglob("*.py")), *sorted((folder.parent / "tables").glob("*.py")), *clocks]
    return _hash(b"\0".join(file.read_bytes().replace(b"\r\n", b"\n") for file in files))


def write_table(table: Table, frame: pd.DataFrame, path: Path) -> None:
    """Write a canonical table as Parquet; equal rows give equal bytes.

    Parameters
    ----------
    table : Table
        Its declaration.
    frame : DataFrame, shape (n, columns)
        The rows in canonical columns and types.
    path : Path
        The file.
    """
    pq.write_table(
        pa.Table.from_pandas(frame, schema=table_schema(table), preserve_index=False), path, compression="zstd"
    )


def join_files(table: Table, parts: Sequence[Path], path: Path) -> None:
    """Make one file of several of the same table, a row group at a time; one is moved.

    Parameters
    ----------
    table : Table
        Its declaration.
    parts : sequence of Path
        Its Parquet files; ``path`` may be one of them.
    path : Path
        The file.
    """
    if len(parts) == 1:
        os.replace(parts[0], path)
        return
    aside = path.with_suffix(".joining")
    with pq.ParquetWriter(aside, table_schema(table), compression="zstd") as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:
                for batch in file.iter_batches():
                    writer.write_batch(batch.cast(table_schema(table)))
    os.replace(aside, path)


def count_filled(path: Path) -> tuple[int, Counter[str]]:
    """Count the rows of a Parquet file, and its filled cells by column (0 without the column), from its statistics."""
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
        filled: Counter[str] = Counter()
        for group in (item for item in groups if item.num_rows):  # one without rows has no statistics
            for place in range(group.num_columns):
                column = group.column(place)
                filled[column.path_in_schema] += group.num_rows - column.statistics.null_count
        return file.metadata.num_rows, filled


def table_schema(table: Table) -> pa.Schema:
    """Return the canonical columns of a table as Parquet has them."""
    schema = pa.schema([(item.name, ARROW[item.kind]) for item in table.columns])
    return pa.Table.from_pandas(table.empty(), schema=schema, preserve_index=False).schema


def is_stored(folder: Path) -> bool:
    """Tell whether a folder holds a whole, undamaged result."""
    try:
        sizes = json.loads((folder / "ingested.json").read_text(encoding="utf-8"))["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def store(
    folder: Path,
    tables: Mapping[str, Path],
    frames: Mapping[str, pd.DataFrame],
    issues: tuple[Issue, ...],
    last_stamp: pd.Timestamp,
) -> None:
    """Write a result beside its place and move it there in one step.

    Parameters
    ----------
    folder : Path
        Its place, named by the fingerprint.
    tables : mapping of str to Path
        All canonical tables as finished Parquet files, which are moved.
    frames : mapping of str to DataFrame
        ``ledger, rejected, coverage, windows``.
    issues : tuple of Issue
        The findings.
    last_stamp : Timestamp
        Last moment of the data.

    Raises
    ------
    SourceError
        When the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
        try:
            _write(aside, tables, frames, issues, last_stamp)
            _move(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise SourceError(f"the cache cannot be written: {error.strerror}", where=str(folder.parent)) from None


def _write(
    aside: Path,
    tables: Mapping[str, Path],
    frames: Mapping[str, pd.DataFrame],
    issues: tuple[Issue, ...],
    last_stamp: pd.Timestamp,
) -> None:
    (aside / "tables").mkdir()
    for name, path in tables.items():
        shutil.move(path, aside / "tables" / f"{name}.parquet")
    for name in FRAMES:
        frames[name].to_parquet(aside / f"{name}.parquet", index=False)
    note = {
        "last_stamp": None if pd.isna(last_stamp) else last_stamp.isoformat(),
        "issues": [asdict(issue) for issue in issues],
        "sizes": {path.relative_to(aside).as_posix(): path.stat().st_size for path in sorted(aside.rglob("*.parquet"))},
    }
    (aside / "ingested.json").write_text(json.dumps(note, indent=1, ensure_ascii=False), encoding="utf-8")


def _move(aside: Path, folder: Path) -> None:
    if folder.exists() and not is_stored(folder):
        shutil.rmtree(folder)
    try:
        os.rename(aside, folder)
    except OSError:
        if not is_stored(folder):  # else another process was faster, with the same content
            raise


def drop_old(folder: Path, keep: int = KEPT) -> None:
    """Remove the oldest results beside one, which itself always stays.

    Parameters
    ----------
    folder : Path
        The result in use.
    keep : int
        How many results stay, this one included.
    """
    beside = [item for item in folder.parent.iterdir() if item != folder and _NAME.fullmatch(item.name)]
    stored = sorted((item for item in beside if is_stored(item)), key=lambda item: item.stat().st_mtime, reverse=True)
    for item in stored[keep - 1 :]:
        shutil.rmtree(item, ignore_errors=True)


def read_back(folder: Path) -> Ingested:
    """Read a stored result.

    Parameters
    ----------
    folder : Path
        Its place, named by the fingerprint.

    Returns
    -------
    Ingested
        The same for the first and every later reading.
    """
    note = json.loads((folder / "ingested.json").read_text(encoding="utf-8"))
    frames: dict[str, Any] = {name: pd.read_parquet(folder / f"{name}.parquet") for name in FRAMES}
    return Ingested(
        tables={name: folder / "tables" / f"{name}.parquet" for name in TABLES},
        issues=tuple(Issue(**issue) for issue in note["issues"]),
        last_stamp=pd.Timestamp(note["last_stamp"]) if note["last_stamp"] else NOTHING,
        fingerprint=folder.name,
        **frames,
    )
