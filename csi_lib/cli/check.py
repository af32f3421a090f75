"""Read an engagement's settings and exports, and say what was found; writes no report."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.study import Study


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi check``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")


def execute(arguments: argparse.Namespace) -> int:
    """Print rows per file, findings, and which KPIs can be computed."""
    from csi_lib.study import gather

    study = gather(arguments.engagement)
    print(study)
    for line in (*_say_files(study), *_say_findings(study), *_say_kpis(study)):
        print(line)
    return 0


def _say_files(study: Study) -> list[str]:
    lines = ["", "Files (rows = kept + folded + duplicate + rejected)"]
    for row in study.ingested.ledger.itertuples():
        lines.append(
            f"  {row.source}: {row.file}: {row.rows:,} = {row.kept:,} + {row.folded:,} + {row.duplicate:,}"
            f" + {row.rejected:,}"
        )
    return lines


def _say_findings(study: Study) -> list[str]:
    from csi_lib.errors import one_line
    from csi_lib.study.touched import find_touched

    lines = ["", f"Findings: {len(study.issues)}"]
    return lines + [
        one_line(
            f"{issue.severity}: {issue.where}: {issue.what}. {issue.do}"[:400]
            + f" [touches {find_touched(issue, study.kpis, study.ingested.ledger).say(len(study.kpis))}]"
        )
        for issue in study.issues
    ]


def _say_kpis(study: Study) -> list[str]:
    whole = study.totals[study.totals["stat"] == "value"]
    lines = ["", "KPIs"]
    for kpi in study.kpis:
        rows = whole[(whole["kpi"] == kpi.id) & whole[["service", "priority", "team", "category"]].isna().all(axis=1)]
        reason = str(rows["reason"].iloc[0]) if len(rows) else "no rows"
        word = reason if reason.startswith("not computable") else "computed"
        lines.append(f"  {kpi.id}@{kpi.version}: {word}")
    return lines
