"""Writes a register from several processes at once and kills writers at random; prints the counts.

``python -m tests.bench.register_writers --writes 2000 --kills 200``, on SQLite and, where there is one, on PostgreSQL.
A pair is one transaction: a record of the writer's own, and a counter that all writers share. A kill is SIGKILL of the
writing process; that the disk keeps what it was told to keep (synchronous = FULL) is the system's promise, not tested.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csi_lib.register.store import Place
from tests.engine.server import NoServer, serve_postgresql
from tests.register.store.writers import Tally, kill_writers, write_together


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--writes", type=int, default=2_000, help="of each writer")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", choices=("SQLite", "PostgreSQL"), help="of one database alone (default: both)")
    given = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder, _serve() as url:
        home = Path(folder)
        for name in ("SQLite", "PostgreSQL") if url else ("SQLite",):
            if given.on not in (None, name):
                continue
            tally = write_together(_place(name, url, home, "together"), given.writers, given.writes, _make(home, name))
            print(
                f"{name}: {given.writers} processes x {given.writes:,} writes: {tally.writes:,} acknowledged, "
                f"{tally.conflicts:,} conflicts tried again, {tally.entries:,} entries, "
                f"{tally.writes / tally.seconds:,.0f} writes a second: {_say(tally)}",
                flush=True,
            )
            faults += len(tally.faults)
            tally = kill_writers(_place(name, url, home, "kills"), given.kills, _make(home, f"{name}-k"), given.seed)
            print(
                f"{name}: {tally.kills:,} kills in {tally.seconds:,.0f} s: {tally.writes:,} acknowledged, "
                f"{tally.in_doubt:,} committed and killed before they were, {tally.entries:,} entries: {_say(tally)}",
                flush=True,
            )
            faults += len(tally.faults)
    return 1 if faults else 0


@contextmanager
def _serve() -> Iterator[str]:
    try:
        with serve_postgresql() as url:
            yield url
    except NoServer as missing:
        print(f"PostgreSQL: {missing}")
        yield ""


def _make(home: Path, name: str) -> Path:
    folder = home / name
    folder.mkdir()
    return folder


def _place(name: str, url: str, home: Path, what: str) -> Place:
    return Place(what, file=home / f"{what}.db") if name == "SQLite" else Place(what, url=url)


def _say(tally: Tally) -> str:
    if tally.faults:
        return "; ".join(tally.faults[:5])
    return "nothing lost, nothing half-written, the history verifies"


if __name__ == "__main__":
    raise SystemExit(main())
