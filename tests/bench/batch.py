"""A batch of a thousand reports: seconds, memory, descriptors and processes over time, and what an unchanged one costs.

``python -m tests.bench.batch --reports 1000``. The reports are as small as reports get, so that the batch shows and not
the KPIs; the index is opened in Chromium where there is one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import batch_world as worlds

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


def run(path: Path, folder: Path, scratch: Path) -> tuple[float, str, Watch]:
    """Run the batch as a command; return seconds, what it said and what was seen."""
    begin = time.monotonic()
    words = [sys.executable, "-m", "csi_lib", "batch", str(path), "--jobs", "2"]
    driver = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "TMPDIR": str(scratch)}
    )
    watch = Watch(driver.pid, folder)
    watch.start()
    said = driver.communicate()[0]
    return time.monotonic() - begin, said, watch


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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csi-batch-") as scratch:
        home = Path(scratch) / "project"
        path = worlds.make_world(home, services=given.reports, tickets=2, months=2)
        folder = home / "reports" / "batches" / "monthly"
        own = Path(scratch) / "t"
        own.mkdir()
        first, said, watch = run(path, folder, own)
        print(said.strip())
        print("seconds  reports  driver MB  all MB  descriptors  processes")
        step = max(1, len(watch.rows) // 12)
        for row in [*watch.rows[::step], watch.rows[-1]]:
            print("{:7.0f}  {:7}  {:9.0f}  {:6.0f}  {:11}  {:9}".format(*row))
        scratches, halves = len(list(own.iterdir())), len(list(folder.rglob(".*.old")))
        print(f"left behind: {scratches} folders of temporary files, {halves} halves")
        print(open_index(folder / "index.html"))
        unchanged, said, _ = run(path, folder, own)
        print(f"unchanged: {unchanged:.1f} s, {100 * unchanged / first:.2f} % of {first:.0f} s; {said.splitlines()[0]}")
        rows = worlds.list_tickets(given.reports, 2, 2)
        worlds.write_tickets(home, [*rows, {**rows[0], "id": "one-more"}])
        changed, said, _ = run(path, folder, own)
        print(f"one service changed: {changed:.1f} s; {said.splitlines()[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
