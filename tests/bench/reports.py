"""Twelve reports the kit's way and the way of papermill, nbconvert and a browser: ``python -m tests.bench.reports``.

The executive notebook of the generated client, for six services as of two months, on studies that are prepared: to an
executed notebook, a page and a PDF. Both chains run in this environment, one after the other, and every process that a
chain starts is counted. The kit writes results.json, measures.csv and the manifest of each report besides.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.family import adopt_orphans, bury_orphans, count_children

BATCH = """version: 1
id: bench
engagement: demo
whole: false
services: [{services}]
last_months: {months}
audiences: [bench]
formats: [pdf]
"""
AUDIENCE = "version: 1\nid: bench\ntitle: Bench\npages: [executive_summary]\n"
MONTHS = 2
NOTEBOOK = "executive_summary"


@dataclass(frozen=True)
class Cost:
    """Seconds of a chain: by the clock, and of the processors, children included."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Promise:
    """A ratio and the bound it was promised to keep."""

    what: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def kept(self) -> bool:
        """The bound holds."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    def say(self) -> str:
        """Return one line."""
        bound = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return f"{self.what:66} {self.value:6.2f}  {bound}{'' if self.kept else '  MISSED'}"


def main(words: Sequence[str] | None = None) -> int:
    """Run the chains and print the table; 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=12, help="an even number, at most 12")
    parser.add_argument("--scale", type=float, default=1.0, help="of the generated client")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="csi-bench-") as scratch:
        costs = _run(Path(scratch), given.reports, given.scale)
    promises = list_promises(costs)
    for name, cost in costs.items():
        print(f"{name:66} {cost.wall:7.2f} s wall {cost.cpu:7.2f} s CPU")
    print("\n".join(item.say() for item in promises))
    if given.json:
        packed = {"reports": given.reports, "cores": os.cpu_count()}
        packed["costs"] = {name: asdict(cost) for name, cost in costs.items()}  # type: ignore[assignment]
        packed["promises"] = [asdict(item) for item in promises]  # type: ignore[assignment]
        given.json.write_text(json.dumps(packed, indent=1) + "\n", encoding="utf-8")
    return int(any(not item.kept for item in promises))


def list_promises(costs: dict[str, Cost]) -> list[Promise]:
    """List what was promised of twelve reports."""
    kit, rival, alone, bound = (costs[name] for name in (KIT, RIVAL, ALONE, BOUND))
    books = costs[KIT_BOOKS]
    return [
        Promise("CPU of papermill + nbconvert + Chromium over the kit's", rival.cpu / kit.cpu, least=6),
        Promise("wall of papermill + nbconvert + Chromium over the kit's", rival.wall / kit.wall, least=8),
        Promise("CPU of papermill alone over the kit's for the notebooks", alone.cpu / books.cpu, least=3),
        Promise("CPU of the kit over a plain warm function", kit.cpu / bound.cpu, most=1.5),
    ]


KIT = "kit: csi batch, warm, notebook + page + PDF"
KIT_BOOKS = "kit: the notebooks alone, warm"
RIVAL = "papermill CLI, nbconvert CLI, Chromium, one after another"
ALONE = "papermill CLI alone"
BOUND = "lower bound: the same code as a plain warm function"


def _run(folder: Path, reports: int, scale: float) -> dict[str, Cost]:
    home, studies = _prepare(folder, reports, scale)
    environment = {**os.environ, "CSI_HOME": str(home)}
    costs = {}
    csi = [sys.executable, "-m", "csi_lib", "batch", "bench", "--again", "--jobs", "2"]
    costs[KIT] = _spend(lambda: _call(csi, home, environment))
    pages = sorted((home / "reports" / "batches" / "bench").glob("*/*/*/*.pdf"))
    assert len(pages) == reports, f"the kit made {len(pages)} of {reports} PDF files"
    task = [sys.executable, "-m", "tests.bench.reports_task"]
    own = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    costs[KIT_BOOKS] = _spend(lambda: _call([*task, "notebooks", str(studies), str(folder / "books")], home, own))
    costs[BOUND] = _measured(_call([*task, "plain", str(studies), str(folder / "plain")], home, own))
    costs[ALONE] = _spend(lambda: _papermill(home, studies, folder / "alone"))
    costs[RIVAL] = _spend(lambda: _chain(home, studies, folder / "chain"))
    return costs


def _prepare(folder: Path, reports: int, scale: float) -> tuple[Path, Path]:
    """Generate the client, let the batch run once so that every study is prepared, and lay the studies out."""
    home = folder / "home"
    from csi_lib.demo import generate

    generate(home, scale=scale)
    with (home / "data" / "demo" / "services.csv").open(encoding="utf-8", newline="") as stream:
        names = [row["name"] for row in csv.DictReader(stream)][: reports // MONTHS]
    chosen = [json.dumps(name, ensure_ascii=False) for name in names]
    for place, text in (
        ("batches/bench.yml", BATCH.format(services=", ".join(chosen), months=MONTHS)),
        ("audiences/bench.yml", AUDIENCE),
    ):
        path = home / "params" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environment = {**os.environ, "CSI_HOME": str(home)}
    _call([sys.executable, "-m", "csi_lib", "batch", "bench", "--jobs", "2"], home, environment)
    studies = folder / "studies"
    words = ["lay", str(home / "reports" / ".cache" / "demo" / "studies"), str(studies)]
    own = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    _call([sys.executable, "-m", "tests.bench.reports_task", *words], home, own)
    return home, studies


def _papermill(home: Path, studies: Path, out: Path) -> None:
    out.mkdir()
    template = str(Path(__file__).parents[2] / "notebooks" / f"{NOTEBOOK}.ipynb")
    for study in sorted(studies.iterdir()):
        environment = {**os.environ, "CSI_HOME": str(home), "CSI_STUDY": str(study)}
        engine = [shutil.which("papermill", path=Path(sys.executable).parent.as_posix()) or "papermill"]
        _call([*engine, template, str(out / f"{study.name}.ipynb"), "-p", "params", "demo"], home, environment)


def _chain(home: Path, studies: Path, out: Path) -> None:
    _papermill(home, studies, out)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    jupyter = str(Path(sys.executable).parent / "jupyter-nbconvert")
    for notebook in sorted(out.glob("*.ipynb")):
        _call([jupyter, "--to", "html", "--no-input", str(notebook)], home, dict(os.environ))
        page, target = notebook.with_suffix(".html"), notebook.with_suffix(".pdf")
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}", page.as_uri()]
        _call([chromium, *quiet], home, dict(os.environ))
        assert target.stat().st_size > 0


def _spend(work: Callable[[], object]) -> Cost:
    adopt_orphans()
    wall, cpu = time.perf_counter(), count_children()
    work()
    seconds = time.perf_counter() - wall
    bury_orphans()
    return Cost(seconds, count_children() - cpu)


def _measured(said: str) -> Cost:
    """Read what a task measured of itself, after its imports."""
    return Cost(**ast.literal_eval(said.strip().splitlines()[-1]))


def _call(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])}: {done.stderr.strip()[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
