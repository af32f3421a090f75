"""Follow an id down: recommendation, finding, KPI and its version, measures, table, files with SHA-256 and rows."""

from __future__ import annotations

import argparse
import sys
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
    from csi_lib.errors import AbsentError
    from csi_lib.register.reading import read_records
    from csi_lib.settings import load_engagement
    from csi_lib.study import gather
    from csi_lib.study.trace import trace, trace_frame
    from csi_lib.study.trace.unmeasured import trace_records
    from csi_lib.study.trace.walk import list_ids

    try:
        study = gather(arguments.engagement)
    except AbsentError as absent:
        if not arguments.id:
            raise
        register = read_records(*load_engagement(arguments.engagement))
        links = trace_records(register, arguments.id, arguments.kind, absent)
        print(f"From the register alone: {absent}", file=sys.stderr)
    else:
        if not arguments.id:
            print("\n".join(list_ids(study)))
            return 0
        links = trace(study, arguments.id, arguments.kind)
    print("\n".join(str(link) for link in links))
    if arguments.csv:
        write_frame(trace_frame(links), Path(arguments.csv))
    return 0
