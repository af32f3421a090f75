"""Print how many questions each process has on each attribute; write every question to a CSV."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("process", "kind", "stage")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess bank``."""
    verb.add_argument("questions", metavar="FOLDER", nargs="?", help="folder of question files; default: the project's")
    verb.add_argument("--groups", action="store_true", help="count by the group that is asked, not by attribute")
    verb.add_argument("--csv", metavar="FILE", help="write every question there, a line each")


def execute(arguments: argparse.Namespace) -> int:
    """Print the table, or write the questions."""
    from csi_lib.cli.assess.places import find_bank
    from csi_lib.cli.frame import write_frame
    from csi_lib.maturity.bank import count_groups, list_bank, load_questions, tabulate_bank

    folder = find_bank(arguments.questions)
    processes = load_questions(folder)
    if arguments.csv:
        found = list_bank(processes)
        write_frame(found, Path(arguments.csv))
        print(f"Wrote {len(found):,} questions to {arguments.csv}")
        return 0
    counted = count_groups(processes) if arguments.groups else tabulate_bank(processes)
    print("\n".join(_lay_out(counted, folder)))
    return 0


def _lay_out(found: pd.DataFrame, folder: Path) -> list[str]:
    counts = [name for name in found.columns if name not in ("process", "title", "kind", "stage")]
    heads = {"practices": "pract.", "work_products": "prod.", "questions": "asked", "no attribute": "none"}
    widths = {name: max(len(name), *found[name].str.len()) for name in TEXTS}
    widths |= {name: max(4, len(heads.get(name, name))) for name in counts}
    shown = found[list(widths)]
    lines = [
        f"{len(found)} processes, functions and checklists, {found['questions'].sum():,} questions in {folder}",
        "  " + " ".join(_cell(heads.get(name, name), width, name in counts) for name, width in widths.items()),
    ]
    for row in shown.to_dict("records"):
        lines.append("  " + " ".join(_cell(row[name], width, name in counts) for name, width in widths.items()))
    total = {name: found[name].sum() for name in counts if name != "edition"}
    lines.append("  " + " ".join(_cell(total.get(name, ""), width, name in counts) for name, width in widths.items()))
    return [line.rstrip() for line in lines]


def _cell(value: object, width: int, number: bool) -> str:
    return f"{value!s:>{width}}" if number else f"{value!s:<{width}}"
