"""Compute KPIs and write the long table of measures to a CSV or Parquet file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.periods import GRAINS

if TYPE_CHECKING:
    from csi_lib.kpi import Kpi


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi measure``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--period", choices=GRAINS, default="month", help="length of a period (default: month)")
    verb.add_argument("--kpi", action="append", metavar="ID", help="a KPI or group; may be repeated (default: all)")
    verb.add_argument("--by", action="append", metavar="COLUMN", default=[], help="slice by it; repeated: crossed")
    verb.add_argument("--engine", metavar="URL", help="duckdb (default), postgresql://…, spark, spark://host:7077")
    verb.add_argument("--out", metavar="FILE", required=True, help="FILE.csv or FILE.parquet")


def execute(arguments: argparse.Namespace) -> int:
    """Measure and write; the file appears whole or not at all."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.ingest import ingest
    from csi_lib.kpi import choose, load_catalogue
    from csi_lib.kpi.engagement import data_window, measure_window
    from csi_lib.kpi.named import choose_kpis
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement

    out = _check_out(Path(arguments.out))
    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    kpis = choose_kpis(engagement, path, home)
    if arguments.kpi:
        kpis = choose(load_catalogue(home=home), arguments.kpi, engagement.variants)
    _check_by(kpis, arguments.by)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    first, as_of = data_window(engagement, path, found)
    frame = measure_window(
        engagement,
        found,
        kpis,
        first,
        as_of,
        grain=arguments.period,
        by=arguments.by,
        crossed=True,
        engine=arguments.engine or "",
    )
    write_frame(frame, out, "--out")
    print(f"Wrote {count_words(len(frame), 'row')} to {out}")
    return 0


def _check_out(out: Path) -> Path:
    from csi_lib.errors import UsageError

    if out.suffix not in {".csv", ".parquet"}:
        raise UsageError(f"--out {out}: unknown kind of file '{out.suffix}'", do="Name a .csv or a .parquet file")
    if out.is_dir():
        raise UsageError(f"--out {out}: this is a folder", do="Name a file in it")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: the folder {out.parent} does not exist", do="Make it first")
    return out


def _check_by(kpis: Sequence[Kpi], by: Sequence[str]) -> None:
    """Refuse columns by which nothing would be sliced: the file would hold totals only and not say why."""
    from csi_lib.errors import UsageError, suggest

    if by and not any(set(by) <= set(kpi.slices) for kpi in kpis):
        known = {name for kpi in kpis for name in kpi.slices}
        strange = next((name for name in by if name not in known), "")
        what = f"--by {' --by '.join(by)}: none of the KPIs can be sliced that way"
        raise UsageError(what, do=suggest(strange, known))
