"""One piece of work in a process of its own: wall time, processor time, peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Effort:
    """What a piece of work took: seconds and megabytes, after the imports and with them in memory."""

    wall: float
    cpu: float
    peak: float


def spend(task: str, *words: object) -> Effort:
    """Let another process do a task of ``tasks.py`` and say what it took; the process ends, and its memory with it."""
    command = [sys.executable, "-m", "tests.bench.scale.tasks", task, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[3])
    if done.returncode:
        sys.exit(f"{task}: {done.stderr.strip()[-3000:]}")
    return Effort(**json.loads(done.stdout.strip().splitlines()[-1]))


def take(work: Callable[[], object]) -> Effort:
    """Do the work here."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return Effort(time.perf_counter() - wall, _cpu() - cpu, peak_megabytes())


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def peak_megabytes() -> float:
    """Return the most memory this process ever held; what its parent held does not count."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    return 0.0
