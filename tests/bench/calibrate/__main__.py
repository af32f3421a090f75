"""Measure how often the kit is wrong: ``make calibrate``, or ``python -m tests.bench.calibrate --quick``."""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded, here and in every worker

from tests.bench.calibrate.cells import Cell, list_cells, shorten
from tests.bench.calibrate.charts import measure_charts
from tests.bench.calibrate.page import read_rates, say_table, write_page, write_rates
from tests.bench.calibrate.rates import Row, measure

FOLDER = Path(__file__).parents[3] / "params" / "calibration"
QUICK = 0.1
PROGRESS = 50  # cells between two lines on stderr


def main(words: Sequence[str] | None = None) -> int:
    """Simulate, print the whole table (what misses its bound first) and write it; 1 when a bound is missed."""
    given = read_words(words)
    if given.page:
        write_page(read_rates(FOLDER / "rates.csv"), FOLDER / "how-often-wrong.md")
        return 0
    cells = [cell for cell in list_cells() if fnmatch.fnmatch(cell.name, f"*{given.cells}*")]
    if given.quick:
        cells = [shorten(cell, QUICK) for cell in cells]
    rows = run_all(cells, given.workers, charts=given.cells in ("", "charts"), quick=given.quick)
    print(say_table(rows))
    if not given.cells and not given.quick:
        write_rates(rows, FOLDER / "rates.csv")
        write_page(rows, FOLDER / "how-often-wrong.md")
    return 1 if any(row.holds == "no" for row in rows) else 0


def read_words(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.calibrate", description=__doc__)
    parser.add_argument(
        "--cells", default="", metavar="PATTERN", help="only cells whose name holds this; * is any text"
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:.0%} of the reports, at least 20 a cell")
    parser.add_argument(
        "--page", action="store_true", help="write the page anew from the stored table, measure nothing"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(words)


def run_all(cells: Sequence[Cell], workers: int, *, charts: bool, quick: bool = False) -> list[Row]:
    """Measure the charts and every cell, the long ones first; rows come back in the order of the cells."""
    order = sorted(range(len(cells)), key=lambda i: -cells[i].reports * cells[i].n ** 2)
    done: dict[int, list[Row]] = {}
    started = time.monotonic()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        charted = pool.submit(measure_charts, quick=quick) if charts else None
        for place, rows in zip(order, pool.map(measure, [cells[i] for i in order]), strict=True):
            done[place] = rows
            if len(done) % PROGRESS == 0:
                print(f"{len(done)} of {len(cells)} cells, {time.monotonic() - started:.0f} s", file=sys.stderr)
        alarms = charted.result() if charted else []
    return [*(row for i in range(len(cells)) for row in done[i]), *alarms]


if __name__ == "__main__":
    sys.exit(main())
