"""Kills a batch at random, again and again, and looks what is left: nothing half-written, nobody behind, all made.

``python -m tests.bench.kills --kills 100 --reports 20``: the driver, a worker, the server that workers are forked from,
a kernel or the zygote is killed, the driver is asked to end (SIGTERM), or the disk is full for a while (where this user
may mount one). A kill that meets nobody is tried again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import batch_world as worlds

KINDS = ("driver", "worker", "kernel", "zygote", "fork server", "sigterm", "disk full")
GONE_SECONDS = 30.0  # until every process of a killed driver has to be gone
DISK_BYTES = 48_000_000
MISSED = 500  # then it is given up: nobody of that kind is ever there
PAGE = """\
import time
time.sleep(0.3)
"""


@dataclass
class Tally:
    """What was seen."""

    kills: Counter[str] = field(default_factory=Counter)
    missed: int = 0  # the target was not there at that moment
    rounds: int = 0
    drivers: int = 0
    made: int = 0
    faults: list[str] = field(default_factory=list)


def soak(home: Path, kills: int, reports: int, seed: int, kinds: tuple[str, ...] = KINDS, wait: float = 3.0) -> Tally:
    """Kill until it was done so often, then let the last round finish.

    Parameters
    ----------
    home : Path
        Root of the project to make.
    kills, reports : int
        How often, and how many reports a round has.
    seed : int
        Of chance.
    kinds : tuple of str
        What is killed, in turn and at random moments.
    wait : float
        Longest time between two kills, s.

    Returns
    -------
    Tally
        Without a fault if all is well.
    """
    chance, tally = random.Random(seed), Tally()
    path = worlds.make_world(home, services=reports, tickets=2, months=2)
    worlds.write_page(home, "first", [worlds.PAGE, PAGE])
    folder = home / "reports" / "batches"
    folder.mkdir(parents=True)
    with _small_disk(folder) as may_fill:
        plan = [kinds[place % len(kinds)] for place in range(kills)]
        waiting = [kind for kind in plan if kind != "disk full" or may_fill]
        chance.shuffle(waiting)
        while waiting or tally.rounds == 0:
            _run_round(path, folder / "monthly", waiting, reports, chance, tally, wait)
    return tally


def _run_round(
    path: Path, folder: Path, waiting: list[str], reports: int, chance: random.Random, tally: Tally, wait: float
) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    while True:
        mark = uuid.uuid4().hex
        driver, started = _start(path, mark), time.time()
        tally.drivers += 1
        while driver.poll() is None:
            if waiting and _is_working(folder, started):
                _pause(driver, chance.uniform(0, wait))
                if driver.poll() is None:
                    kind = waiting.pop()
                    if not _kill(kind, driver, mark, folder, tally, chance) and tally.missed < MISSED:
                        waiting.insert(0, kind)
            else:
                time.sleep(0.05)
        said = driver.communicate()[1]
        _look(folder, mark, said, tally)
        if driver.returncode == 0:
            break
    tally.rounds += 1
    told = f"batch {tally.rounds}: {tally.kills.total()} kills by now, {len(waiting)} to come"
    print(told, file=sys.stderr, flush=True)
    _look_at_end(folder, reports, tally)


def _start(path: Path, mark: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "csi_lib", "batch", str(path), "--jobs", "2"]
    environment = {**os.environ, "CSI_SOAK": mark}
    return subprocess.Popen(
        words, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def _is_working(folder: Path, started: float) -> bool:
    """Tell whether this driver has a report made, so that a kill meets work and not the start of Python."""
    with suppress(OSError):  # a mark may go while it is looked at
        return any(mark.stat().st_mtime > started for mark in (folder / ".making").glob("*.began"))
    return False


def _pause(driver: subprocess.Popen[str], seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        driver.wait(seconds)


def _kill(
    kind: str, driver: subprocess.Popen[str], mark: str, folder: Path, tally: Tally, chance: random.Random
) -> bool:
    """Do it; false where nobody of that kind was there."""
    if kind == "disk full":
        _fill_disk(folder.parent, chance.uniform(0.2, 2.0))
    elif kind in ("driver", "sigterm"):
        driver.send_signal(signal.SIGKILL if kind == "driver" else signal.SIGTERM)
        driver.wait(120)
    else:
        found = _find_targets(kind, _list_processes(mark))
        if not found:
            tally.missed += 1
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(found), signal.SIGKILL)
    tally.kills[kind] += 1
    return True


def _find_targets(kind: str, processes: list[tuple[int, str]]) -> list[int]:
    """List the processes of a kind; a fork keeps the command line of what it was forked from, the eldest of them."""
    mark = "warm.zygote" if kind in ("zygote", "kernel") else "multiprocessing.forkserver"
    alike = [pid for pid, command in processes if mark in command]
    if kind in ("zygote", "fork server"):
        return alike[:1]
    afresh = "ipykernel_launcher" if kind == "kernel" else "loky.backend.popen"
    return [*alike[1:], *(pid for pid, command in processes if afresh in command)]


def _list_processes(mark: str) -> list[tuple[int, str]]:
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != os.getpid():
            with suppress(OSError):
                if f"CSI_SOAK={mark}".encode() in (place / "environ").read_bytes():
                    state = (place / "stat").read_text().rpartition(")")[2].split()[0]
                    command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if state != "Z":
                        found.append((int(place.name), command))
    return sorted(found)


def _look(folder: Path, mark: str, said: str, tally: Tally) -> None:
    """Look what a driver that ended left: no process, no report that is not whole, no traceback."""
    deadline = time.monotonic() + GONE_SECONDS
    while (left := _list_processes(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    tally.faults += [f"process left behind: {command}" for _, command in left]
    for pid, _ in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if "Traceback" in said:
        tally.faults.append(f"traceback: {said[-1500:]}")
    for report in folder.glob("*/*/brief"):
        fault = _find_fault(report)
        if fault:
            tally.faults.append(f"{report.name}: {fault}")


def _find_fault(report: Path) -> str:
    try:
        manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
        json.loads((report / "notebooks" / "first.ipynb").read_text(encoding="utf-8"))
        json.loads((report / "results.json").read_text(encoding="utf-8"))
        text = (report / "first.html").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        return f"half-written: {error}"
    return "" if manifest["ok"] and text.rstrip().endswith("</html>") else "half-written"


def _look_at_end(folder: Path, reports: int, tally: Tally) -> None:
    """Look at a round that ended: every report there once, in the catalogue, and nothing beside."""
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as catalogue:
        states = Counter(state for (state,) in catalogue.execute("SELECT state FROM reports"))
        made = Counter(name for (name,) in catalogue.execute("SELECT name FROM attempts WHERE error = ''"))
    stands = len(list(folder.glob("*/*/brief/manifest.json")))
    tally.made += stands
    if states != Counter({"made": reports}) or stands != reports:
        tally.faults.append(f"at the end: {dict(states)}, {stands} of {reports} stand")
    tally.faults += [f"{name} was made {count} times" for name, count in made.items() if count > 1]
    beside = [path for path in folder.rglob(".*") if path.name not in (".lock",)]
    tally.faults += [f"left behind: {path.relative_to(folder)}" for path in beside]


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Lay a small disk under the reports where this user may; yield whether it is there."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    there = shutil.which("mount") is not None and subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield there
    finally:
        if there:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def _fill_disk(folder: Path, seconds: float) -> None:
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as stream:
        while True:
            stream.write(b"\0" * 65_536)
    time.sleep(seconds)
    filler.unlink(missing_ok=True)


def main() -> int:
    """Soak and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="csi-soak-") as scratch:
        tally = soak(Path(scratch) / "project", given.kills, given.reports, given.seed)
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.kills.items()))
    print(f"{tally.kills.total()} kills ({listed}; {tally.missed} met nobody) in {time.monotonic() - begin:.0f} s")
    print(f"{tally.rounds} batches of {given.reports} by {tally.drivers} drivers: {tally.made} reports stand")
    print("\n".join(tally.faults) or "nothing half-written, nobody left behind, every report made once")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
