"""Follow an id down: recommendation, finding, KPI and its version, measures, table, files with SHA-256 and rows."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi trace``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument(
        "id",
        metavar="ID",
        nargs="?",
        default="",
        help="a record, KPI, baseline, objective, rule, or a note as 2026-06/KPI",
    )
    verb.add_argument("--kind", metavar="KIND", default="", help="where one id stands for several things")
    verb.add_argument("--csv", metavar="FILE", help="write the chain as a table too (CSV, or Parquet by its name)")


def execute(arguments: argparse.Namespace) -> int:
    """Print the chain, or without an id everything that can be traced."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.study import gather
    from csi_lib.study.trace import trace, trace_frame
    from csi_lib.study.trace.walk import list_ids

    study = gather(arguments.engagement)
    if not arguments.id:
        print("\n".join(list_ids(study)))
        return 0
    links = trace(study, arguments.id, arguments.kind)
    print("\n".join(str(link) for link in links))
    if arguments.csv:
        write_frame(trace_frame(links), Path(arguments.csv))
    return 0
