"""Processes that write a register at once, and one that is killed; used by the tests and by the bench."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from csi_lib.register.change import Change
from csi_lib.register.store import ConflictError, Place, Store
from tests.register.store.probe import Plain, Probe, add_kinds, make_probes, open_probes, probe

SHARED = "shared"
FORK = multiprocessing.get_context("fork")


@dataclass
class Tally:
    """What was seen."""

    writes: int = 0
    conflicts: int = 0
    kills: int = 0
    in_doubt: int = 0  # committed, and killed before the writer could say so
    seconds: float = 0.0
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def begin_register(place: Place) -> Store:
    """Make a register with the one record that everybody counts up."""
    add_kinds()
    store = make_probes(place)
    store.write([Change(probe(SHARED))], by="bench", why="the counter")
    return store


def write_together(place: Place, writers: int, writes: int, folder: Path) -> Tally:
    """Let several processes write at once: each its own records, and all of them one counter."""
    begin_register(place)
    began = time.monotonic()
    logs = [folder / f"writer-{number}.log" for number in range(writers)]
    processes = [FORK.Process(target=write_many, args=(place, f"w{n}", writes, log)) for n, log in enumerate(logs)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    tally = Tally(seconds=time.monotonic() - began)
    tally.faults += [f"writer ended with {process.exitcode}" for process in processes if process.exitcode]
    acknowledged = [line.split() for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    tally.writes, tally.conflicts = len(acknowledged), sum(int(words[1]) for words in acknowledged)
    _look(place, {words[0] for words in acknowledged}, tally)
    if tally.in_doubt:
        tally.faults.append(f"{tally.in_doubt} writes that nobody acknowledged")
    return tally


def write_many(place: Place, name: str, writes: int, log: Path) -> None:
    """Write pairs, a record of one's own and the counter, and acknowledge each once it is there."""
    add_kinds()
    store = open_probes(place)
    with log.open("a", encoding="utf-8", buffering=1) as acknowledged:
        for number in range(writes):
            own = f"{name}-{number}"
            acknowledged.write(f"{own} {write_pair(store, own)}\n")


def write_pair(store: Store, own: str) -> int:
    """Write both in one transaction, again while somebody else was quicker; return how often that was."""
    conflicts = 0
    while True:
        entry = store.read().entry("probe", SHARED)
        assert entry is not None and isinstance(entry.record, Probe)
        counted = probe(SHARED, count=entry.record.count + 1)
        try:
            store.write(
                [Change(Plain(version=1, id=own)), Change(counted, entry.revision)], by=own.split("-")[0], why="a pair"
            )
        except ConflictError:
            conflicts += 1
        else:
            return conflicts


def kill_writers(place: Place, kills: int, folder: Path, seed: int = 1) -> Tally:
    """Kill a writer again and again at a random moment after its first write, and look what is left."""
    begin_register(place)
    draw, tally, log = random.Random(seed), Tally(), folder / "killed.log"
    log.touch()
    began = time.monotonic()
    while tally.kills < kills:
        wanted = log.read_bytes().count(b"\n") + draw.randint(1, 4)
        process = FORK.Process(target=write_many, args=(place, f"k{tally.kills}", 10_000, log))
        process.start()
        began_at = time.monotonic()
        while log.read_bytes().count(b"\n") < wanted and process.is_alive():
            time.sleep(0.001)
        # Somewhere within the next write, or the one after it: writes take as long as the machine is busy.
        time.sleep(draw.uniform(0, 2) * min((time.monotonic() - began_at) / 4, 0.5))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        if process.exitcode != -signal.SIGKILL:
            tally.faults.append(f"the writer ended by itself with {process.exitcode}")
            break
        tally.kills += 1
        tally.in_doubt = 0
        lines = log.read_text(encoding="utf-8").splitlines()
        tally.writes = len(lines)
        _look(place, {line.split()[0] for line in lines}, tally)
        if tally.in_doubt > tally.kills:
            tally.faults.append(f"{tally.in_doubt} writes in doubt after {tally.kills} kills")
        if tally.faults:
            break
    tally.seconds = time.monotonic() - began
    return tally


def _look(place: Place, acknowledged: set[str], tally: Tally) -> None:
    """Whether nothing is lost, nothing half-written, and the history holds."""
    store = open_probes(place)
    verified, register = store.verify(), store.read()
    tally.entries = verified.changes
    tally.faults += verified.faults
    there = {record.id for record in register.of(Plain)}
    counter = register.get(Probe, SHARED)
    counted = counter.count if counter else 0
    lost = acknowledged - there
    if lost:
        tally.faults.append(f"{len(lost)} acknowledged writes are lost")
    if counted != len(there):
        tally.faults.append(f"half-written: {len(there)} pairs, and the counter says {counted}")
    twice = [name for name, times in Counter(record.id for record in register.of(Plain)).items() if times > 1]
    if twice or verified.changes != 1 + 2 * len(there):
        tally.faults.append(f"{verified.changes} entries for {len(there)} pairs")
    tally.in_doubt = len(there - acknowledged)
