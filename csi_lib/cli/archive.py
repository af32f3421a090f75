"""Pack a published report with all it was made of into one ZIP that another person can run again."""

from __future__ import annotations

import argparse
from pathlib import Path

from csi_lib.cli.part import add_part, read_part


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi archive``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("--as-of", metavar="DATE", default="", help="which report (default: the newest)")
    add_part(verb, "the report of this service alone", "the report of this business unit alone")
    verb.add_argument("--data", action="store_true", help="the exports too; they are the client's data")
    verb.add_argument("--out", metavar="FILE", help="the ZIP (default: beside the reports)")


def execute(arguments: argparse.Namespace) -> int:
    """Write the ZIP; the last line names it."""
    from csi_lib.project import archive
    from csi_lib.settings import find_home, load_engagement

    settings, path = load_engagement(arguments.engagement)
    out = Path(arguments.out) if arguments.out else None
    packed = archive(
        settings,
        path,
        find_home(path.parent),
        scope=read_part(arguments),
        as_of=arguments.as_of,
        out=out,
        data=arguments.data,
    )
    print(f"{packed.stat().st_size / 1e6:.1f} MB; {'with' if arguments.data else 'without'} the exports")
    print(packed)
    return 0
