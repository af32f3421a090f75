"""The pieces of work, each called in a process of its own: ``python -m tests.bench.scale.tasks TASK WORDS``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from tests.bench import kpi_engine as small
from tests.bench.scale import generate, kit, rivals
from tests.bench.scale.effort import Effort, take

KEYS = ["kpi", "stat", "view", "period_start", "service", "priority"]


def do_generate(folder: Path, rows: str, kinds: str) -> Effort:
    """Write the exports."""
    return take(lambda: generate.write_exports(folder, int(rows), tuple(kinds.split(","))))


def do_kit(settings: Path, answer: Path) -> Effort:
    """Read in and measure."""
    return _answer(lambda: kit.run_whole(settings), answer)


def do_prepare(settings: Path) -> Effort:
    """Read in only."""
    return take(lambda: kit.read_in(settings))


def do_kit_kpis(tables: Path, answer: Path) -> Effort:
    """Measure prepared tables."""
    return _answer(lambda: kit.run_kpis(tables), answer)


def do_pandas(export: Path, answer: Path) -> Effort:
    """Compute the same with pandas from the export."""
    return _answer(lambda: rivals.run_pandas_raw(export), answer)


def do_pandas_kpis(tables: Path, answer: Path) -> Effort:
    """Compute the same with pandas from the prepared tickets."""
    return _answer(lambda: rivals.run_pandas_prepared(tables / "tickets.parquet"), answer)


def do_sql_kpis(tables: Path, answer: Path) -> Effort:
    """Compute the same with SQL by hand from the prepared tickets."""
    return _answer(lambda: rivals.run_sql(tables / "tickets.parquet"), answer)


def do_typed(export: Path, target: Path) -> Effort:
    """Let DuckDB make typed Parquet of the CSV."""
    return take(lambda: rivals.write_typed(export, target))


def do_workbook(export: Path, target: Path, rows: str) -> Effort:
    """Write the first rows as a workbook."""
    import duckdb
    import openpyxl

    found = duckdb.sql(f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{export}') LIMIT {int(rows)}")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("tickets")
    sheet.append(found.columns)
    for row in found.fetchall():
        sheet.append(row)
    return take(lambda: book.save(target))


def do_compare(ours: Path, theirs: Path) -> Effort:
    """Hold two answers together; the process fails where a number differs."""
    small.KEYS = KEYS
    left, right = pd.read_parquet(ours), pd.read_parquet(theirs)
    right = right[(right["n"] > 0) & (right["stat"] != "pending")]  # where the other is the kit again
    return Effort(small.compare(left, right), 0, 0)


def _answer(work, path: Path) -> Effort:  # type: ignore[no-untyped-def]
    kept = {}
    effort = take(lambda: kept.update(frame=work()))
    kept["frame"].to_parquet(path)
    return effort


if __name__ == "__main__":
    words = [Path(word) if "/" in word else word for word in sys.argv[2:]]
    print(json.dumps(asdict(globals()[f"do_{sys.argv[1]}"](*words))))
