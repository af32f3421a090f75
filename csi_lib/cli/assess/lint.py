"""Check the question bank: orphans, double-barrelled or leading questions, gaps, reused ids, what points nowhere."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.maturity.bank.lint import Finding

LADDER = "iso33020"  # the attributes that every process is asked about


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess lint``."""
    verb.add_argument("questions", metavar="FOLDER", nargs="?", help="folder of question files; default: the project's")
    verb.add_argument(
        "--earlier", metavar="FOLDER", help="the bank as it was, a folder or kept edition; default: the last kept"
    )
    verb.add_argument("--csv", metavar="FILE", help="write the findings there, a line each")


def execute(arguments: argparse.Namespace) -> int:
    """Print every finding with its place; 1 when there is one."""
    from csi_lib.cli.assess.places import find_bank, find_edition, latest_edition
    from csi_lib.cli.frame import write_frame
    from csi_lib.kpi import load_catalogue
    from csi_lib.maturity.bank.lint import lint_bank
    from csi_lib.maturity.bank.lint.items import list_items
    from csi_lib.maturity.framework import load_framework
    from csi_lib.settings import find_home, list_kit

    home = find_home()
    folder = find_bank(arguments.questions)
    frameworks = list_kit("params/maturity/frameworks", ".yml", home)
    framework = load_framework(frameworks[LADDER])
    earlier = (
        find_edition(arguments.earlier) if arguments.earlier else None if arguments.questions else latest_edition()
    )
    found = lint_bank(folder, framework, load_catalogue(home=home), list_items(frameworks.values()), earlier)
    if arguments.csv:
        write_frame(_tabulate(found), Path(arguments.csv))
    for item in found:
        print(item)
    print(_sum_up(found, folder))
    return 1 if found else 0


def _tabulate(found: tuple[Finding, ...]) -> pd.DataFrame:
    import pandas as pd

    from csi_lib.maturity.bank.lint import COLUMNS

    rows = [[getattr(item, name) for name in COLUMNS] for item in found]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _sum_up(found: tuple[Finding, ...], folder: Path) -> str:
    if not found:
        return f"{folder}: nothing to mend"
    rules = ", ".join(f"{rule} {times}" for rule, times in Counter(item.rule for item in found).most_common())
    return f"{folder}: {len(found):,} to mend ({rules})"
