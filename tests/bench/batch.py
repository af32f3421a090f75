"""A batch of a thousand reports: seconds, memory, descriptors and processes over time, and what an unchanged one costs.

``python -m tests.bench.batch --reports 1000``. The reports are as small as reports get, so that the batch shows and not
the KPIs; the index is opened in Chromium where there is one. With ``--demo`` they are the executive pages of the
generated client, by service and month: what a batch is made for. CPU seconds count every process that was started.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import batch_world as worlds
from family import adopt_orphans, bury_orphans, count_children

LOOK_SECONDS = 5.0
MB = 1 << 20


class Watch(threading.Thread):
    """Looks at a driver and everything it started, every few seconds."""

    def __init__(self, pid: int, folder: Path) -> None:
        super().__init__(daemon=True)
        self.rows: list[tuple[float, int, float, float, int, int]] = []
        self._pid, self._folder, self._begin = pid, folder, time.monotonic()

    def run(self) -> None:
        """Note seconds, reports, MB of the driver and of all, descriptors of the driver, processes."""
        while True:
            family = list_family(self._pid)
            if not family:
                return
            memory = {pid: read_rss(pid) for pid in family}
            made = sum(1 for _ in self._folder.glob("*/*/brief"))
            descriptors = 0
            with suppress(OSError):
                descriptors = len(os.listdir(f"/proc/{self._pid}/fd"))
            row = (time.monotonic() - self._begin, made, memory.get(self._pid, 0.0), sum(memory.values()))
            self.rows.append((*row, descriptors, len(family)))
            time.sleep(LOOK_SECONDS)


def list_family(pid: int) -> list[int]:
    """List a process that lives and all that descend from it."""
    parents: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError, IndexError):
                state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(place.name)] = int(parent)
    found = [pid] if pid in parents else []
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def read_rss(pid: int) -> float:
    """Return the proportional share of memory of a process, MB: what forks share is counted once."""
    for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        with suppress(OSError, TypeError):  # it may end while it is looked at
            text = Path(f"/proc/{pid}/{name}").read_text()
            return int(re.search(rf"{key}\s+(\d+)", text)[1]) / 1024  # type: ignore[index]
    return 0.0


@dataclass(frozen=True)
class Ran:
    """Seconds by the clock and of the processors, what the command said, and what was seen meanwhile."""

    wall: float
    cpu: float
    said: str
    watch: Watch


def run(path: Path, folder: Path, scratch: Path) -> Ran:
    """Run the batch as a command."""
    adopt_orphans()
    begin, cpu = time.monotonic(), count_children()
    words = [sys.executable, "-m", "csi_lib", "batch", str(path), "--jobs", "2"]
    driver = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "TMPDIR": str(scratch)}
    )
    watch = Watch(driver.pid, folder)
    watch.start()
    said = driver.communicate()[0]
    wall = time.monotonic() - begin
    bury_orphans()
    return Ran(wall, count_children() - cpu, said, watch)


def open_index(index: Path) -> str:
    """Say how long Chromium takes until the list of reports can be searched."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "playwright is not installed"
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        return "no Chromium here"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        begin = time.monotonic()
        page.goto(index.as_uri())
        page.wait_for_selector("#search:not([hidden])")
        usable = time.monotonic() - begin
        begin = time.monotonic()
        page.fill("#wanted", "service 7")
        found = page.inner_text("#found")
        searched = time.monotonic() - begin
        browser.close()
    size = index.stat().st_size / MB
    return f"the index ({size:.1f} MB) is usable after {usable:.2f} s; a search takes {searched:.2f} s ({found})"


def main() -> int:
    """Run the batch three times: afresh, unchanged, and with one service changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--demo", action="store_true", help="real pages of the generated client")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csi-batch-") as scratch:
        home, own = Path(scratch) / "project", Path(scratch) / "t"
        own.mkdir()
        path, change = (make_demo if given.demo else make_tiny)(home, given.reports)
        folder = home / "reports" / "batches" / path.stem
        first = run(path, folder, own)
        print(first.said.strip())
        print("seconds  reports  driver MB  all MB  descriptors  processes")
        step = max(1, len(first.watch.rows) // 12)
        for row in [*first.watch.rows[::step], first.watch.rows[-1]]:
            print("{:7.0f}  {:7}  {:9.0f}  {:6.0f}  {:11}  {:9}".format(*row))
        scratches, halves = len(list(own.iterdir())), len(list(folder.rglob(".*.old")))
        print(f"left behind: {scratches} folders of temporary files, {halves} halves")
        print(open_index(folder / "index.html"))
        print(say("first", first, first))
        print(say("unchanged", run(path, folder, own), first))
        change()
        print(say("one service changed", run(path, folder, own), first))
    return 0


def say(what: str, ran: Ran, first: Ran) -> str:
    """Put a run beside the first one."""
    shares = f"{100 * ran.wall / first.wall:.2f} % of wall, {100 * ran.cpu / first.cpu:.2f} % of CPU"
    return f"{what}: {ran.wall:.1f} s wall, {ran.cpu:.1f} s CPU ({shares} of the first); {ran.said.splitlines()[0]}"


def make_tiny(home: Path, reports: int) -> tuple[Path, Callable[[], None]]:
    """Write the smallest world; return its batch and how one service is changed."""
    path = worlds.make_world(home, services=reports, tickets=2, months=2)
    rows = worlds.list_tickets(reports, 2, 2)
    return path, lambda: worlds.write_tickets(home, [*rows, {**rows[0], "id": "one-more"}])


def make_demo(home: Path, reports: int) -> tuple[Path, Callable[[], None]]:
    """Generate the client; return the batch of its executive pages and how one ticket of one service is changed."""
    from csi_lib.demo import generate

    generate(home)
    with (home / "data" / "demo" / "services.csv").open(encoding="utf-8", newline="") as stream:
        services = [row["name"] for row in csv.DictReader(stream)]
    months = -(-reports // len(services))
    path = home / "params" / "batches" / "monthly.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["version: 1", "id: monthly", "engagement: demo", "whole: false", "services: all"]
    lines += [f"last_months: {months}", "audiences: [executive]", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    print(f"{len(services)} services x {months} months, executive pages")
    return path, lambda: change_ticket(home / "data" / "demo")


def change_ticket(folder: Path) -> None:
    """Raise the priority of the newest incident in the newest export."""
    export = max(folder.glob("incident_*.csv"))
    lines = export.read_text(encoding="utf-8").split("\n")
    place = max(number for number, line in enumerate(lines) if "4 - Low" in line)
    lines[place] = lines[place].replace("4 - Low", "3 - Moderate")
    export.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
