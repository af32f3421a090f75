"""Measure one engagement on DuckDB, PostgreSQL and Spark and print the largest difference between their numbers.

Run by hand: ``python tests/bench/engines.py demo``. It starts its own PostgreSQL, reached by a socket only, where the
binaries are, and Spark on this machine; both come from the extras ``postgres`` and ``spark``.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.engine import DUCKDB, Kept, keep_tables
from csi_lib.ingest import Ingested, ingest
from csi_lib.kpi import Kpi, choose, load_catalogue, measure
from csi_lib.kpi.engagement import data_window
from csi_lib.settings import Engagement, find_home, load_engagement

NUMBERS = ["value", "numerator", "denominator"]
EXACT = ["kpi", "stat", "view", "period_start", "service", "priority", "team", "n", "enough", "reason"]


def main() -> int:
    """Measure on the three; 1 when a count differs or a number by more than a billionth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engagement", nargs="?", default="demo")
    engagement, path = load_engagement(parser.parse_args().engagement)
    home = find_home(path.parent)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    kpis = tuple(choose(load_catalogue(home=home), engagement.kpis, engagement.variants))
    first, as_of = data_window(engagement, path, found)
    print(f"{engagement.id}: {len(kpis)} KPIs, {first} to {as_of}, {int(found.ledger['kept'].sum()):,} rows")
    with tempfile.TemporaryDirectory(prefix="csi-lake-") as lake, start_postgresql() as url:
        kept = Kept(engagement.id, found.fingerprint)
        keep_tables(url, kept, found.tables)
        keep_tables(lake, kept, found.tables)
        engines = {"DuckDB": DUCKDB, "PostgreSQL": url, "Spark": f"local[2]?tables={lake}"}
        frames = {
            name: _take(name, engine, engagement, found, kpis, (first, as_of)) for name, engine in engines.items()
        }
    here = frames.pop("DuckDB")
    return int(any([_compare(name, here, there) for name, there in frames.items()]))


def _take(
    name: str, engine: str, engagement: Engagement, found: Ingested, kpis: tuple[Kpi, ...], days: tuple
) -> pd.DataFrame:
    begin = time.perf_counter()
    frame = measure(
        found.tables,
        kpis,
        zone=engagement.zone,
        first=days[0],
        last=days[1],
        as_of=days[1],
        by=[(column,) for column in engagement.slices],
        windows=found.windows,
        discount=engagement.discount,
        engine=engine,
        kept=Kept(engagement.id, found.fingerprint),
    )
    print(f"{name:10} {len(frame):,} rows in {time.perf_counter() - begin:.1f} s")
    return frame


def _compare(name: str, here: pd.DataFrame, there: pd.DataFrame) -> bool:
    """Print the largest relative difference; True when it is none to sign."""
    equal = len(here) == len(there) and here[EXACT].equals(there[EXACT])
    left, right = here[NUMBERS].to_numpy(), there[NUMBERS].to_numpy()
    missing = bool((np.isnan(left) != np.isnan(right)).any())
    size = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1.0)
    largest = float(np.nanmax(np.abs(left - right) / size))
    words = "keys, counts and reasons equal" if equal and not missing else "KEYS, COUNTS OR REASONS DIFFER"
    print(f"{name:10} against DuckDB: largest difference {largest:.3g} of {left.size:,} numbers; {words}")
    return not equal or missing or largest > 1e-9


@contextmanager
def start_postgresql() -> Iterator[str]:
    """Start a server in a temporary folder and yield its URL; as another account where this is root."""
    found = [Path(shutil.which("initdb") or "/-"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    tools = next((path.resolve().parent for path in reversed(found) if path.is_file()), None)
    if tools is None:
        sys.exit("initdb is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="csi-pg-"))
    become = _hand_over(folder)

    def call(tool: str, *words: object) -> None:
        subprocess.run([*become, tools / tool, *map(str, words)], cwd=folder, capture_output=True, check=True)

    data = folder / "data"
    call("initdb", "-D", data, "-U", "csi", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    call("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
    try:
        yield f"postgresql://csi@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _hand_over(folder: Path) -> list[str]:
    import os
    import pwd

    if os.geteuid() != 0:
        return []
    user = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    shutil.chown(folder, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


if __name__ == "__main__":
    sys.exit(main())
