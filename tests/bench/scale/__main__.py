"""Measure the kit at size beside its rivals, on one machine in one run: ``make bench ROWS=10000000``.

Every number of the rivals is compared with the kit's before anything is said about speed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.scale.effort import Effort, spend
from tests.bench.scale.ratios import Ratio, list_ratios

BOOK_ROWS = 100_000


def main(words: Sequence[str] | None = None) -> int:
    """Run everything and print the table and the ratios; 1 when a ratio misses what was promised at ten million."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=0, help="rows of the growth's beginning (default: a tenth)")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--folder", type=Path, help="where the files go (default: a temporary folder)")
    parser.add_argument("--soak", action="store_true", help="only the kit from Parquet, beside a tenth of the rows")
    given = parser.parse_args(words)
    small = given.small or given.rows // 10
    print(_name_machine())
    with tempfile.TemporaryDirectory(prefix="csi-bench-", dir=given.folder) as scratch:
        run = _soak if given.soak else _compare
        efforts = run(Path(scratch), given.rows, small)
    ratios = list_ratios(efforts, given.rows, small, soak=given.soak)
    print("\n".join(ratio.say() for ratio in ratios))
    if given.json:
        given.json.write_text(json.dumps(_pack(given.rows, efforts, ratios), indent=1), encoding="utf-8")
    return int(any(ratio.missed for ratio in ratios))


def _compare(folder: Path, rows: int, small: int) -> dict[str, Effort]:
    efforts: dict[str, Effort] = {}

    def do(name: str, task: str, *words: object) -> None:
        efforts[name] = _say(name, spend(task, *words))

    do(f"generate {rows:,}", "generate", folder, rows, "parquet,csv")
    for kind in ("parquet", "csv"):
        export = folder / f"tickets.{kind}"
        settings = _set_up(folder, export)
        do(f"kit first run, {kind}", "kit", settings, folder / f"{kind}-kit")
        do(f"kit second run, {kind}", "kit", settings, folder / f"{kind}-again")
        do(f"pandas, {kind}", "pandas", export, folder / f"{kind}-pandas")
        _check(folder / f"{kind}-kit", folder / f"{kind}-again", folder / f"{kind}-pandas")
        _forget(settings)
        do(f"kit prepares, {kind}", "prepare", settings)
    do("DuckDB typed CSV to Parquet", "typed", folder / "tickets.csv", folder / "typed.parquet")
    tables = _find_tables(folder / "parquet")
    do("kit KPIs on prepared", "kit_kpis", tables, folder / "kpis-kit")
    do("SQL by hand on prepared", "sql_kpis", tables, folder / "kpis-sql")
    do("pandas on prepared", "pandas_kpis", tables, folder / "kpis-pandas")
    _check(folder / "kpis-kit", folder / "kpis-sql", folder / "kpis-pandas", folder / "parquet-kit")
    book = min(BOOK_ROWS, rows)
    do(f"write a workbook of {book:,}", "workbook", folder / "tickets.parquet", folder / "tickets.xlsx", book)
    do(f"kit first run, xlsx of {book:,}", "kit", _set_up(folder, folder / "tickets.xlsx"), folder / "xlsx-kit")
    efforts |= _run_small(folder, small)
    return efforts


def _soak(folder: Path, rows: int, small: int) -> dict[str, Effort]:
    efforts = _run_small(folder, small)
    efforts[f"generate {rows:,}"] = _say(f"generate {rows:,}", spend("generate", folder, rows, "parquet"))
    settings = _set_up(folder, folder / "tickets.parquet")
    for name in ("kit first run, parquet", "kit second run, parquet"):
        efforts[name] = _say(name, spend("kit", settings, folder / "answer"))
    tables = _find_tables(folder / "parquet")
    efforts["kit KPIs on prepared"] = _say("kit KPIs on prepared", spend("kit_kpis", tables, folder / "kpis-kit"))
    return efforts


def _run_small(folder: Path, rows: int) -> dict[str, Effort]:
    """Run the kit on fewer rows, for the growth."""
    below = folder / "small"
    below.mkdir()
    spend("generate", below, rows, "parquet")
    settings = _set_up(below, below / "tickets.parquet")
    first = f"kit first run, parquet, {rows:,}"
    efforts = {first: _say(first, spend("kit", settings, below / "answer"))}
    name = f"kit KPIs on prepared, {rows:,}"
    efforts[name] = _say(name, spend("kit_kpis", _find_tables(below / "parquet"), below / "kpis"))
    return efforts


def _set_up(folder: Path, export: Path) -> Path:
    from tests.bench.scale.kit import write_settings

    return write_settings(folder, export)


def _forget(settings: Path) -> None:
    import shutil

    shutil.rmtree(settings.parents[2] / "reports" / ".cache")


def _find_tables(home: Path) -> Path:
    return next((home / "reports" / ".cache" / "bench").glob("*/tables"))


def _check(ours: Path, *others: Path) -> None:
    for theirs in others:
        print(f"  {spend('compare', ours, theirs).wall:,.0f} numbers equal: {ours.name} and {theirs.name}")


def _say(name: str, effort: Effort) -> Effort:
    print(f"{name:40} {effort.wall:8.2f} s wall {effort.cpu:8.2f} s CPU {effort.peak:8.0f} MB peak", flush=True)
    return effort


def _name_machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"


def _pack(rows: int, efforts: dict[str, Effort], ratios: list[Ratio]) -> dict[str, object]:
    return {
        "machine": _name_machine(),
        "rows": rows,
        "efforts": {name: asdict(effort) for name, effort in efforts.items()},
        "ratios": [asdict(ratio) for ratio in ratios],
    }


if __name__ == "__main__":
    sys.exit(main())
