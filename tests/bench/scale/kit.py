"""The kit on the generated tickets, through its public functions only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from csi_lib.ingest import Ingested, ingest
from csi_lib.kpi import Kpi, choose, load_catalogue, measure
from csi_lib.kpi.engagement import measure_window
from csi_lib.settings import Engagement, load_engagement
from tests.bench.scale.generate import FIRST, LAST, ZONE

KPIS = (
    "incident_volume",
    "mttr_resolve",
    "mttr_respond",
    "desk_response_time",
    "reopen_rate",
    "fcr_call",
    "sla_compliance",
    "sla_breach",
)
BY = ["service", "priority"]
_SETTINGS = """version: 1
id: bench
client: Generated
zone: {zone}
as_of: {last}
author: bench
sources:
  tickets: {{adapter: plain, table: tickets, zone: UTC, files: [{file}]}}
kpis: [{kpis}]
slices: [{by}]
breakdowns: []
"""


def write_settings(folder: Path, file: Path) -> Path:
    """Write an engagement of one export into a folder of its own; its cache begins empty."""
    home = folder / file.suffix.removeprefix(".")
    shutil.rmtree(home, ignore_errors=True)
    path = home / "params" / "engagements" / "bench.yml"
    path.parent.mkdir(parents=True)
    text = _SETTINGS.format(zone=ZONE, last=LAST, file=file, kpis=", ".join(KPIS), by=", ".join(BY))
    path.write_text(text, encoding="utf-8")
    return path


def read_in(path: Path) -> tuple[Engagement, Ingested]:
    """Read the export in, or find what was read before."""
    engagement, path = load_engagement(path)
    return engagement, ingest(engagement, path, cache=path.parents[2] / "reports" / ".cache" / engagement.id)


def choose_kpis() -> tuple[Kpi, ...]:
    """Return the shipped definitions, by the choices that the rivals compute."""
    variants = {"fcr_call": {"proxy": "no_reassignment_plain"}, "reopen_rate": {"period": "last_resolve"}}
    return tuple(choose(load_catalogue(), KPIS, variants))


def run_whole(path: Path) -> pd.DataFrame:
    """Read in and measure, as ``csi measure`` does; the second time everything is found again."""
    engagement, found = read_in(path)
    return measure_window(engagement, found, choose_kpis(), FIRST, LAST, by=BY)


def run_kpis(tables: Path) -> pd.DataFrame:
    """Measure prepared tables, and keep nothing."""
    by = [(name,) for name in BY]
    return measure(
        {"tickets": tables / "tickets.parquet"}, choose_kpis(), zone=ZONE, first=FIRST, last=LAST, as_of=LAST, by=by
    )
