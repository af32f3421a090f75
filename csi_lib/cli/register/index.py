"""List every artefact of an engagement with its hash and date, or compare them with an earlier list."""

from __future__ import annotations

import argparse
from pathlib import Path

from csi_lib.cli.register.places import add_engagement

CHANGED = 1


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register index``."""
    add_engagement(verb)
    verb.add_argument("--out", metavar="FILE", help="write the list as CSV (default: print it)")
    verb.add_argument("--check", metavar="FILE", help="an earlier list: exit code 1 where a file of it changed or went")


def execute(arguments: argparse.Namespace) -> int:
    """Print or write the list; with an earlier one, say what changed."""
    import pandas as pd

    from csi_lib.cli.frame import write_frame
    from csi_lib.project.index import COLUMNS, compare_index, list_artefacts, read_index
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement

    before = read_index(Path(arguments.check)) if arguments.check else None
    engagement, path = load_engagement(arguments.engagement)
    found = list_artefacts(engagement, path, find_home(path.parent))
    if arguments.out:
        write_frame(pd.DataFrame([item.cells for item in found], columns=list(COLUMNS)), Path(arguments.out), "--out")
        print(f"Wrote {count_words(len(found), 'artefact')} to {arguments.out}")
    elif before is None:
        for item in found:
            part, file, stamp, size, digest = item.cells
            print(f"{part:<12} {stamp or '-':<20} {size:>13,} {digest[:16]}  {file}")
    if before is None:
        return 0
    differences = compare_index(before, found)
    for line in differences:
        print(f"{line.what}: {line.file}")
    bad = sum(line.what != "new" for line in differences)
    print(
        f"{count_words(len(before), 'artefact')} of the earlier list: {len(before) - bad:,} as they were, {bad:,} not"
    )
    return CHANGED if bad else 0
