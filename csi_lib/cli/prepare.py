"""Read the exports in and load the canonical tables where an engine finds them: PostgreSQL, or a folder for Spark."""

from __future__ import annotations

import argparse


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi prepare``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument(
        "--to",
        metavar="URL",
        help="postgresql://…, or a folder that a Spark cluster reads (default: only on this machine)",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Prepare and load; tables of earlier data are replaced whole, or not at all."""
    from csi_lib.engine import Kept, keep_tables
    from csi_lib.ingest import ingest
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement

    engagement, path = load_engagement(arguments.engagement)
    found = ingest(engagement, path, cache=find_home(path.parent) / "reports" / ".cache" / engagement.id)
    rows = int(found.ledger["kept"].sum())
    if arguments.to:
        place = keep_tables(arguments.to, Kept(engagement.id, found.fingerprint), found.tables)
        print(f"Loaded {count_words(rows, 'row')} of {len(found.tables)} tables into {place}")
    else:
        print(f"Prepared {count_words(rows, 'row')} of {len(found.tables)} tables")
    return 0
